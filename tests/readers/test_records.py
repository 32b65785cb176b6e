"""One record's JSON text becomes a typed value, or says what is wrong with it."""

import json

import pytest

from remote_prt.readers.json_fields import Fields
from remote_prt.readers.records import BrokenRecord, Record, SnippetError, read_record

SESSION = {"Kind": "caller", "Sid": "S-1-5-21-1-2-3-1104", "Name": "LAB\\sweeper", "SessionId": 0}


def test_data_and_session_are_read() -> None:
    """A record that is Ok has its data and whose session it was about."""
    text = json.dumps({"Snippet": "Get-PrtHostFact", "Ok": True, "LogonSession": SESSION, "Data": {"OsBuild": "10.0"}})
    record = read_record(text)

    assert isinstance(record, Record)
    assert isinstance(record.data, Fields)
    assert (record.snippet, record.session.text("Name"), record.data.text("OsBuild")) == (
        "Get-PrtHostFact",
        "LAB\\sweeper",
        "10.0",
    )


@pytest.mark.parametrize("ok", [False, None])
def test_an_error_is_data_too(ok: bool | None) -> None:
    """A record that is not Ok, or does not say so, has the error's id and the host's words."""
    error = {"Id": "NoDsregcmd,Get-PrtDsregStatus", "Category": "ObjectNotFound", "Message": "none here"}
    record = read_record(json.dumps({"Snippet": "Get-PrtDsregStatus", "Ok": ok, "Error": error}))

    assert isinstance(record, Record)
    assert record.data == SnippetError("NoDsregcmd,Get-PrtDsregStatus", "none here")


def test_an_ok_record_without_data_is_empty() -> None:
    """Null or absent data read as an object without fields."""
    record = read_record('{"Snippet": "Get-PrtHostFact", "Ok": true, "Data": null}')

    assert isinstance(record, Record)
    assert isinstance(record.data, Fields)
    assert record.data.values == {}


@pytest.mark.parametrize(
    ("text", "snippet", "problem"),
    [
        ("", "", "no JSON"),
        ("[]", "", "no JSON object"),
        ("[" * 100_000, "", "no JSON"),
        ('{"Ok": true}', "", "names no snippet"),
        ('{"Snippet": 5}', "", "Snippet is not a text"),
        ('{"Snippet": "X", "Ok": "yes"}', "X", "Ok is not true or false"),
        ('{"Snippet": "X", "Ok": true, "Data": [1]}', "X", "Data is not an object"),
        ('{"Snippet": "X", "Ok": true, "LogonSession": 1}', "X", "LogonSession is not an object"),
        ('{"Snippet": "X", "Ok": false, "Error": {"Id": {}}}', "X", "Error.Id is not a text"),
    ],
    ids=["empty", "array", "deep", "nameless", "name", "ok", "data", "session", "error"],
)
def test_a_broken_record_names_its_problem(text: str, snippet: str, problem: str) -> None:
    """What cannot be understood says which field is wrong, and of which snippet where that can be read."""
    record = read_record(text)

    assert isinstance(record, BrokenRecord)
    assert record.snippet == snippet
    assert problem in record.problem
