"""What is read out of a snippet's help."""

import hashlib

from remote_prt.snippets.snippet import OutputField, help_sections, parse_snippet

_TEXT = """\
function Get-PrtThing {
    <#
    .SYNOPSIS
    Counts things.

    .DESCRIPTION
    Not (int): a field, this is another section.

    .OUTPUTS
    System.Collections.Specialized.OrderedDictionary, the Data of one record:
      Count (int or null): how many there are,
        or null where counting failed.
      Names (array of string): what they are called.

    .NOTES
    Writes on the host: nothing.
    #>
    1
}
"""


def test_outputs_are_read_field_by_field() -> None:
    """Each field has its name, type and meaning, a continued line joined to it."""
    outputs = parse_snippet("Get-PrtThing", _TEXT).outputs

    assert outputs == (
        OutputField("Count", "int or null", "how many there are, or null where counting failed."),
        OutputField("Names", "array of string", "what they are called."),
    )


def test_synopsis_is_one_sentence() -> None:
    """The synopsis is the text under its heading and nothing more."""
    synopsis = parse_snippet("Get-PrtThing", _TEXT).synopsis

    assert synopsis == "Counts things."


def test_hash_is_of_the_bytes() -> None:
    """The hash of a snippet is that of the file's bytes."""
    snippet = parse_snippet("Get-PrtThing", _TEXT)

    assert hashlib.sha256(_TEXT.encode("ascii")).hexdigest() == snippet.sha256


def test_text_stays_out_of_repr() -> None:
    """A snippet's repr does not spill its text into logs."""
    shown = repr(parse_snippet("Get-PrtThing", _TEXT))

    assert "function" not in shown


def test_text_without_help_promises_nothing() -> None:
    """A text without comment help has no synopsis and no outputs."""
    snippet = parse_snippet("Get-PrtBare", "function Get-PrtBare {\n    1\n}\n")

    assert (snippet.synopsis, snippet.outputs) == ("", ())
    assert help_sections(snippet.text) == {}
