"""The records of docs/formats.md section 1 as typed values.

A record is one JSON text from a host: untrusted. What cannot be understood becomes a `BrokenRecord` that names the
field, and never hides the records beside it.
"""

from dataclasses import dataclass

from remote_prt.readers.json_fields import FieldError, Fields, parse_object


@dataclass(frozen=True, slots=True)
class SnippetError:
    """The host reported an error instead of data."""

    error_id: str  #: FullyQualifiedErrorId: never localised
    message: str  #: the host's own words


@dataclass(frozen=True, slots=True)
class Record:
    """One snippet's answer."""

    snippet: str
    session: Fields  #: LogonSession as asked
    data: Fields | SnippetError


@dataclass(frozen=True, slots=True)
class BrokenRecord:
    """A record that cannot be understood, and why."""

    snippet: str  #: "" where not even that could be read
    problem: str


def read_record(text: str) -> Record | BrokenRecord:
    """The record in one JSON text."""
    snippet = ""
    try:
        fields = parse_object(text)
        snippet = fields.text("Snippet")
        if not snippet:
            return BrokenRecord("", "the record names no snippet")
        session = fields.child("LogonSession")
        if fields.flag("Ok"):
            return Record(snippet, session, fields.child("Data"))
        error = fields.child("Error")
        return Record(snippet, session, SnippetError(error.text("Id"), error.text("Message")))
    except FieldError as problem:
        return BrokenRecord(snippet, str(problem))
