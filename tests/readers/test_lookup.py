"""A word is found as what it most likely is."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from remote_prt.readers.catalogue import load_catalog
from remote_prt.readers.lookup import look_up, see_also


@pytest.mark.parametrize(
    ("word", "key"),
    [
        ("407", "HTTP-407"),
        ("HTTP 407", "HTTP-407"),
        ("0x80190197", "HTTP-407"),
        ("1312", "WIN32-1312"),
        ("0x80070520", "WIN32-1312"),
        ("5", "WIN32-5"),
        ("80090016", "SECURITY-80090016"),
        ("nte_bad_keyset", "SECURITY-80090016"),
        ("50155", "AADSTS50155"),
        ("1000503", "AADSTS1000503"),
        ("FreshTokenNeeded", "AADSTS50173"),
        ("PRT-UNKNOWN-STATUS-C0000072", "STATUS-C0000072"),
        ("device-disabled-or-deleted", "DEVICE-DISABLED"),
        ("0xc0072ee7", "WINHTTP-12007"),
        ("Attempt Status : 0xc000006d", "STATUS-C000006D"),
        ("AADSTS70002 ... AADSTS50155: no (0xcaa20003)", "AADSTS50155"),
        ("0x0", "STATUS-00000000"),
        ("AADSTS 50155", "AADSTS50155"),
        ("aadsts: 50155,", "AADSTS50155"),
        ("aadsts50155:", "AADSTS50155"),
        ("msis-9682", "MSIS9682"),
        ("ID3082:", "ID3082"),
        ("'STATUS_LOGON_FAILURE',", "STATUS-C000006D"),
        ("OAUTH_USERNAME_IS_MALFORMED", "CLOUDAP-C004844C"),
        ("adal_need_credential", "WAM-CAA10001"),
        ("ERROR_ADAL_OPERATION_PENDING", "WAM-CAA1002D"),
        ("LOGON_FAILURE", "STATUS-C000006D"),
        ("dtdprohibited", "XML-C00CEE4F"),
        ("NAME_NOT_RESOLVED:", "WINHTTP-12007"),
        ("ErrCode: 12007", "WINHTTP-12007"),
        ("ErrCode:0xC000006D", "STATUS-C000006D"),
        ("Client ErrorCode : 801c03f2", "DSREG-801C03F2"),
        ("Error code: 50155.", "AADSTS50155"),
        ("Error: -895418323 (0xcaa1002d)", "WAM-CAA1002D"),
        ("-1073741715 (0xc000006d)", "STATUS-C000006D"),
        ("ErrCode: 12007, AADSTS50126: x", "AADSTS50126"),
    ],
)
def test_a_word_is_what_it_most_likely_is(word: str, key: str) -> None:
    """Bare numbers are read as the kind of code that is known, pasted text by its cause."""
    (answer,) = look_up([word])

    assert answer.entry is not None
    assert answer.entry.key == key


@pytest.mark.parametrize(
    ("word", "keys"),
    [
        ("0xc000006d 0xc0000022", ["STATUS-C000006D", "STATUS-C0000022"]),
        ("AADSTS 50155, AADSTS50126; 12007", ["AADSTS50155", "AADSTS50126", "WINHTTP-12007"]),
        ("STATUS_LOGON_FAILURE / -1073741790", ["STATUS-C000006D", "STATUS-C0000022"]),
        ("0xc000006d\n0xC000006D\n0xcaa20003", ["STATUS-C000006D", "WAM-CAA20003"]),
        ("0xc000006d -1073741715", ["STATUS-C000006D"]),
        ("device-disabled-or-deleted", ["DEVICE-DISABLED"]),
        ("Event 1098 Error 0xcaa20003", ["WAM-CAA20003"]),
    ],
)
def test_a_list_of_codes_in_one_word_is_as_many_answers(word: str, keys: list[str]) -> None:
    """Nothing but codes: each is answered, once; a sentence has one answer."""
    assert [answer.entry and answer.entry.key for answer in look_up([word])] == keys


@pytest.mark.parametrize("word", ["EventID: 1098", "Level: 3", "2026-01-31 10:00", "TIME", "PENDING-1", "err"])
def test_other_numbers_and_words_are_no_codes(word: str) -> None:
    """A number is a code where it stands alone or its label says so."""
    (answer,) = look_up([word])

    assert not answer.is_found


@pytest.mark.parametrize(
    ("word", "key", "symbols"),
    [
        ("16000", "AADSTS16000", ("InteractionRequired",)),
        ("0xc0000199", "STATUS-C0000199", ("STATUS_NOLOGON_WORKSTATION_TRUST_ACCOUNT",)),
        ("0xc00484b2", "CLOUDAP-C00484B2", ()),
        ("0xdeadbeef", "HRESULT-DEADBEEF", ()),
        ("MSIS9425", "MSIS9425", ()),
        ("id3243", "ID3243", ()),
    ],
)
def test_an_unknown_code_keeps_its_number_and_name(word: str, key: str, symbols: tuple[str, ...]) -> None:
    """Without an entry there is the class, the public name where there is one, and what to look up."""
    (answer,) = look_up([word], "ja")

    assert not answer.is_found
    assert answer.code is not None
    assert answer.template is not None
    assert (answer.code.key, answer.symbols) == (key, symbols)
    assert answer.code.spelling in answer.template.title


def test_the_template_itself_is_no_answer() -> None:
    """Nobody asks for the entry that stands for what is unknown."""
    assert not any(answer.is_found for answer in look_up(["UNKNOWN-CODE", "PRT-UNKNOWN-CODE", "CODE"]))


def test_answers_lead_further() -> None:
    """A code leads to the cause of its class and to the codes that its text names, never to itself."""
    entries = load_catalog().entries

    assert see_also(entries["AADSTS50126"]) == ("PASSWORD-OR-SYNC",)
    assert see_also(entries["STATUS-C000006D"]) == ("AADSTS50126", "AADSTS50155")
    assert see_also(entries["IDLE"]) == ()


@settings(derandomize=True, max_examples=60)
@given(st.text(max_size=60) | st.integers(-(2**40), 2**65).map(str))
def test_no_word_raises(word: str) -> None:
    """Whatever is typed or pasted gets one answer."""
    (answer,) = look_up([word])

    assert answer.asked == word
