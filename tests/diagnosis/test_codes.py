"""One number, many spellings."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from remote_prt.diagnosis.codes import CodeClass, code_of, parse_code, server_codes


@pytest.mark.parametrize(
    ("key", "spellings"),
    [
        (
            "STATUS-C000006D",
            (
                "0xc000006d 0XC000006D 0x00000000c000006d -1073741715 3221225581 0xFFFFFFFFC000006D "
                "18446744072635809901 0xd000006d c000006d (0xc000006d)"
            ),
        ),
        ("CLOUDAP-C00484C1", "0xc00484c1 0x800484c1 0xd00484c1 -1073445695 -2147187519 2147779777"),
        ("XML-C00CEE4F", "0xc00cee4f -1072894385 3222072911"),
        ("WINHTTP-12007", "12007 0x2ee7 0x80072ee7 0xcaa82ee7 -2147012889 0x8aa82ee7"),
        ("AADSTS50126", "AADSTS50126 aadsts50126 AADSTS50126:"),
        ("MSIS9682", "MSIS9682 msis9682"),
        ("HTTP-403", "0xcaa30193"),
        ("WAM-CAA5001C", "0xcaa5001c -895156196"),
        ("WIN32-1312", "0x80070520"),
        ("DSREG-801C001D", "0x801c001d -2145648611"),
        ("SECURITY-80090016", "0x80090016"),
        ("STATUS-C0020017", "0xd0020017 0xc0020017"),
        ("STATUS-00000000", "0x0 0"),
    ],
    ids=lambda value: value.split()[0] if isinstance(value, str) else None,
)
def test_every_spelling_is_one_code(key: str, spellings: str) -> None:
    """All spellings of a code give one value with one catalogue key."""
    codes = {parse_code(spelling) for spelling in spellings.split(" ")}

    assert len(codes) == 1
    code = codes.pop()
    assert code is not None
    assert code.key == key


@pytest.mark.parametrize("text", ["", "0x", "hello", "0x1ffffffff", "99999999999", "AADSTS", "1e5", "²", "0x-1"])
def test_what_is_no_code_stays_none(text: str) -> None:
    """Texts and numbers that fit no 32-bit value are not guessed at."""
    assert parse_code(text) is None


@pytest.mark.parametrize(
    ("number", "code_class"),
    [
        (0xC0048512, CodeClass.CLOUDAP),
        (0xC00485D3, CodeClass.CLOUDAP),
        (0xC0000199, CodeClass.NTSTATUS),
        (0xC00CEE00, CodeClass.XML),
        (0xCAA90004, CodeClass.WAM),
        (0x80072F8F, CodeClass.WINHTTP),
        (0x801C03F2, CodeClass.REGISTRATION),
        (0x80180010, CodeClass.REGISTRATION),
        (0x80090030, CodeClass.SECURITY),
        (0x80004005, CodeClass.HRESULT),
    ],
)
def test_an_unknown_number_has_a_class(number: int, code_class: CodeClass) -> None:
    """A number that is in no table still says which component it comes from."""
    code = code_of(number)

    assert code is not None
    assert code.code_class is code_class


def test_the_last_server_code_is_the_cause() -> None:
    """Wrappers come first, so all codes are kept in order."""
    codes = server_codes("AADSTS70002: Error validating credentials. AADSTS50155: Device is not authenticated.")

    assert [code.key for code in codes] == ["AADSTS70002", "AADSTS50155"]


def test_federation_codes_are_found_in_xml() -> None:
    """WS-Trust errors arrive as a fragment in the federation server's language."""
    codes = server_codes('<s:Text xml:lang="ja">ID3082: 要求のスコープが無効です。</s:Text> MSIS9424')

    assert [code.key for code in codes] == ["ID3082", "MSIS9424"]


def test_words_that_only_look_like_codes_are_no_codes() -> None:
    """Numbers inside other words, and identifiers without a colon, are left alone."""
    assert server_codes("XAADSTS50126 ID3082 GRID1234: trace 50126") == ()


@settings(derandomize=True)
@given(st.integers(-(2**70), 2**70))
def test_any_number_is_a_code_or_none(number: int) -> None:
    """No number raises, and a code's own spelling reads back as itself."""
    code = code_of(number)

    assert code is None or code.code_class is CodeClass.HTTP or parse_code(code.spelling) == code


@settings(derandomize=True)
@given(st.text(max_size=200))
def test_no_text_raises(text: str) -> None:
    """Whatever a host or a server wrote can be asked for codes."""
    parse_code(text)
    server_codes(text)


@pytest.mark.corpus
def test_the_codes_of_published_event_texts_are_found(corpus: Path) -> None:
    """Every server code that the index expects of a published event stands among those we find."""
    missed = []
    for line in (corpus / "events" / "INDEX.tsv").read_text("utf-8").splitlines()[1:]:
        file, *_, facts = line.split("\t")
        for expected in re.findall(r"server_codes?=((?:AADSTS|MSIS|ID)\d+(?:,(?:AADSTS|MSIS|ID)\d+)*)", facts):
            path = corpus / "events" / file
            found = [] if path.suffix == ".evtx" else [code.key for code in server_codes(path.read_text("utf-8"))]
            missed += [] if path.suffix == ".evtx" or set(expected.split(",")) <= set(found) else [(file, expected)]

    assert missed == []
