"""Fields of untrusted JSON are read by type, with the habits of Windows PowerShell 5.1 undone."""

from datetime import UTC, datetime

import pytest

from remote_prt.readers.json_fields import FieldError, Fields, parse_object, parse_utc


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-01-31T01:02:03Z", datetime(2026, 1, 31, 1, 2, 3, tzinfo=UTC)),
        ("2026-01-31T01:02:03.1234567Z", datetime(2026, 1, 31, 1, 2, 3, 123456, tzinfo=UTC)),
        ("2026-01-31 01:02:03.000 UTC", datetime(2026, 1, 31, 1, 2, 3, tzinfo=UTC)),
        ("2026-01-31T01:02:03.5+00:00", datetime(2026, 1, 31, 1, 2, 3, 500000, tzinfo=UTC)),
    ],
    ids=["no-fraction", "seven-digits", "dsregcmd-form", "offset-zero"],
)
def test_utc_times_are_read(text: str, expected: datetime) -> None:
    """Every spelling of a UTC time that hosts write is one value."""
    assert parse_utc(text) == expected


@pytest.mark.parametrize("text", ["", "yesterday", "2026-13-01T00:00:00Z", "2026-01-31T01:02:03+09:00", "9" * 5000])
def test_other_times_are_refused(text: str) -> None:
    """A time that is no UTC time is an error that names the field, never a guess."""
    with pytest.raises(FieldError, match="ClockUtc"):
        parse_utc(text, "ClockUtc")


@pytest.mark.parametrize(
    "text",
    ["", "null", "[]", '"x"', "{", '{"a": ' + "1" * 5000 + "}", "[" * 100_000, '{"a":' * 50_000 + "1"],
    ids=["empty", "null", "array", "string", "cut", "giant-number", "deep-array", "deep-object"],
)
def test_what_is_no_object_is_refused(text: str) -> None:
    """Text that is no JSON object, or is built to break a parser, is one error and no crash."""
    with pytest.raises(FieldError):
        parse_object(text)


def test_an_array_of_one_may_arrive_bare() -> None:
    """ConvertTo-Json unwraps one-element arrays; both shapes read the same."""
    bare, whole = parse_object('{"Sessions": {"Sid": "S-1"}}'), parse_object('{"Sessions": [{"Sid": "S-1"}]}')

    assert bare.children("Sessions")[0].text("Sid") == whole.children("Sessions")[0].text("Sid") == "S-1"


def test_null_and_absence_are_empty() -> None:
    """An empty array may arrive as null, and an absent field reads like null."""
    fields = parse_object('{"Events": null}')

    assert fields.texts("Events") == fields.texts("Nothing") == ()
    assert fields.children("Events") == ()
    assert fields.integer("Nothing") is fields.flag("Nothing") is fields.time("Nothing") is None


def test_a_text_with_extra_properties_is_still_a_text() -> None:
    """A string that became an object (Get-Content adds properties) reads as its value."""
    fields = parse_object('{"Text": {"value": "abc", "PSPath": "x"}, "Events": [{"value": "<Event/>"}]}')

    assert fields.text("Text") == "abc"
    assert fields.texts("Events") == ("<Event/>",)


@pytest.mark.parametrize(
    ("reader", "value"),
    [
        ("text", 1),
        ("integer", "1"),
        ("integer", True),
        ("integer", 2**70),
        ("flag", 1),
        ("child", "x"),
        ("children", ["x"]),
        ("texts", [1]),
    ],
)
def test_a_field_of_another_type_is_named(reader: str, value: object) -> None:
    """The error says which field is wrong, with its path."""
    with pytest.raises(FieldError, match=r"Data\.Field"):
        getattr(Fields({"Field": value}, "Data."), reader)("Field")
