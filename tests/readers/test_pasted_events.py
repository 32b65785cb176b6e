"""Events that somebody pasted are read as far as their words allow, and marked as weaker."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remote_prt.readers.event_wording import WORDINGS
from remote_prt.readers.pasted_events import read_pasted_events
from remote_prt.readers.pasted_times import UNKNOWN_TIME

_ID = "8da1f9c0-1111-4222-8333-444455556666"

VIEWER = f"""Log Name:      Microsoft-Windows-AAD/Operational
Source:        Microsoft-Windows-AAD
Date:          2026-01-31T01:00:00.1234567Z
Event ID:      1160
Task Category: AadCloudAPPlugin Operation
Level:         Error
Keywords:      Error,Operational
User:          S-1-5-18
Computer:      pc-07.contoso.com
Description:
Logon failure. Status: 0xC000006D Correlation ID: {_ID}
"""
JAPANESE = """ログの名前:         Microsoft-Windows-AAD/Operational
ソース:           Microsoft-Windows-AAD
日付:            2026/01/31 10:00:00
イベント ID:       1081
レベル:           エラー
コンピューター:       pc-07
説明:
OAuth 応答エラー: invalid_grant
"""
LIST = f"""
TimeCreated : 1/31/2026 10:00:00 AM
Id          : 1025
Message     : Http request status: 400. Method: POST Endpoint Uri:
              https://login.microsoftonline.com/x/oauth2/token
              Correlation ID: {_ID}

TimeCreated : 1/31/2026 10:00:01 AM
Id          : 1081
Message     : OAuth response error: invalid_grant
              Error description: AADSTS70002: Error. AADSTS50155: Device is not authenticated. Correlation ID: x
              CorrelationID: {_ID}
"""


def test_event_viewers_copy_is_read_with_its_header() -> None:
    """The header's id, time, level, user and computer are the record's; the id decides between texts that are alike."""
    [record] = read_pasted_events(VIEWER)

    assert (record.event_id, record.level, record.computer) == (1160, 2, "pc-07.contoso.com")
    assert record.time == datetime(2026, 1, 31, 1, 0, tzinfo=UTC)
    assert record.user_sid == "S-1-5-18"
    assert (record.value("Status"), record.value("CorrelationID")) == ("0xC000006D", _ID)
    assert record.channel == "Microsoft-Windows-AAD/Operational (pasted)"


def test_a_localised_copy_keeps_its_words() -> None:
    """A text in another language has no data by name, but its id and its whole message."""
    [record] = read_pasted_events(JAPANESE)

    assert (record.event_id, record.level, record.computer) == (1081, 2, "pc-07")
    assert record.value("Message") == "OAuth 応答エラー: invalid_grant"


def test_format_list_is_unwrapped() -> None:
    """Wrapped messages of `Format-List` are read as one, a block a record, in their order."""
    first, second = read_pasted_events(LIST)

    assert first.value("EndpointUri") == "https://login.microsoftonline.com/x/oauth2/token"
    assert first.value("CorrelationID") == second.value("CorrelationID") == _ID
    assert second.value("ErrorDescription").endswith("Device is not authenticated. Correlation ID: x")
    assert (second.time - first.time).total_seconds() == 1


def test_sentences_alone_are_enough() -> None:
    """Text without any header is read where the sentence belongs to one id; it has no time."""
    [record] = read_pasted_events("AadCloudAPPlugin GetToken Stop. Status: 0xC004848C")

    assert (record.event_id, record.time, record.record_id) == (1007, UNKNOWN_TIME, 0)
    assert record.channel == "Microsoft-Windows-AAD/Analytic (pasted)"


@pytest.mark.parametrize(("text", "ids"), [("Error: 0xCAA20003 x", [1098]), ("Error: 0x80070005 denied", [])])
def test_a_token_brokers_error_is_known_by_its_code(text: str, ids: list[int]) -> None:
    """A message alone is the token broker's when its code is; another program's error is not."""
    assert ids == [record.event_id for record in read_pasted_events(text + "\nCode: invalid_grant")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Unknown HResult Error code: 0x80072ee7", "0x80072ee7"),
        ("The server name could not be resolved.", "The server name could not be resolved."),
    ],
    ids=["number", "sentence"],
)
def test_a_transport_error_is_its_number_where_it_has_one(text: str, expected: str) -> None:
    """Windows prints a known HRESULT as a sentence, which stays one; an unknown one keeps its number."""
    [record] = read_pasted_events(f"Http transport error. Status: {text} Correlation ID: ")

    assert (record.event_id, record.value("Result")) == (1084, expected)


def test_summaries_are_read_by_looks_not_by_label() -> None:
    """1250's labels are one off; the values come out under their own names, in 1252 with its new token too."""
    acquire = (
        f"DoGetToken Diagnostic Event: \n Result: 3221225581.\nUser Identity: anna@contoso.com.\nCredential Type: 1.\n"
        f"Correlation ID: {_ID}.\nEndpoint Uri: https://login.microsoftonline.com/x.\nHTTP Status: POST.\n"
        "HTTP Method: 0.\nErrorCode: 400.\nError Description: invalid_grant.\n"
    )
    refresh = (
        f"DoRefreshToken Diagnostic Event: \n Result: 0.\nUser Identity: anna@contoso.com.\nCredential Type: 1.\n"
        f"Correlation ID: false.\nEndpoint Uri: {_ID}.\nHTTP Status: https://login.microsoftonline.com/x.\n"
        "HTTP Method: POST.\nErrorCode: 0.\nError Description: 200.\n"
    )
    one, two = read_pasted_events(acquire + refresh)

    assert (one.event_id, one.value("UserIdentity"), one.value("Method")) == (1250, "anna@contoso.com", "POST")
    assert (one.value("HTTPTransportError"), one.value("HTTPStatus"), one.value("ErrorCode")) == (
        "0",
        "400",
        "invalid_grant",
    )
    assert (two.event_id, two.value("NewToken"), two.value("CorrelationID")) == (1252, "false", _ID)
    assert (two.value("EndpointUri"), two.value("HTTPStatus")) == ("https://login.microsoftonline.com/x", "200")


@pytest.mark.parametrize(
    "text", ["", "hello", "Date: 2026\nEvent ID: 7\nSource: Disk\nDescription:\nbad block", "a : b\n" * 50]
)
def test_other_texts_tell_of_nothing(text: str) -> None:
    """Mails, lists and events of others give no record."""
    assert read_pasted_events(text) == ()


_OPENINGS = [wording.opening.replace(r"\s*", " ").replace("\\", "") for wording in WORDINGS]
_PIECES = [
    *_OPENINGS,
    *VIEWER.split("\n"),
    *LIST.split("\n"),
    "",
    " ",
    "DoGetToken Diagnostic Event:",
    _ID,
    "0x1",
    "\0",
]


@given(st.lists(st.sampled_from(_PIECES), max_size=60))
def test_no_text_raises(pieces: list[str]) -> None:
    """Any mixture of the words we look for is read to its end, each record marked as pasted."""
    records = (*read_pasted_events("\n".join(pieces)), *read_pasted_events(" ".join(pieces)))

    assert all(record.channel.endswith("(pasted)") and record.record_id == 0 for record in records)
