"""What comes out, as options."""

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import click

from remote_prt.cli.exit_codes import FailOn
from remote_prt.cli.grouped_help import option
from remote_prt.cli.language import LANGUAGE_CHOICES, language
from remote_prt.cli.standard_streams import require_standard_output
from remote_prt.errors import UsageError
from remote_prt.reports.output import check_output

F = TypeVar("F", bound=Callable[..., Any])

_OUTPUT = "Output"

#: What `--output -` means.
_STANDARD_OUTPUT = Path("-")

#: What the ending of a report file says about its format; any other is a table.
_FORMATS = {".csv": "csv", ".json": "json"}


@dataclass(frozen=True, slots=True)
class OutputRequest:
    """How the run is to be shown."""

    report_format: str
    output: Path | None
    show_all: bool
    evidence: bool
    color: str
    progress: bool | None
    fail_on: tuple[FailOn, ...]
    language: str = "en"  #: of sentences and headings: `en` or `ja`
    catalog: Path | None = None  #: a site's own catalogue directory
    rerun: str = ""  #: what the rerun hint starts with; "" = these hosts cannot be visited again
    pipe: int | None = None  #: the write end of a named pipe, kept open so that its reader goes on waiting


def output_options(command: F) -> F:
    """Add the output options to a click command; they arrive as the keyword arguments of `output_request`."""
    for decorate in reversed(_OPTIONS):
        command = decorate(command)
    return command


def output_request(values: dict[str, Any], *, rerun: str = "") -> OutputRequest:
    """Take the output options out of a click command's values; `rerun` is what the rerun hint starts with.

    Raises:
        UsageError: options that do not go together, or a place where nothing can be written; said before any host is
            contacted.
    """
    output = values.pop("output")
    output = None if output == _STANDARD_OUTPUT else output
    request = OutputRequest(
        report_format=values.pop("report_format") or _format_of(output),
        output=output,
        show_all=values.pop("show_all"),
        evidence=values.pop("evidence"),
        color=values.pop("color"),
        progress=values.pop("progress"),
        fail_on=tuple(FailOn(word) for word in values.pop("fail_on")),
        language=language(values.pop("lang"), os.environ),
        catalog=values.pop("catalog"),
        rerun=rerun,
    )
    if request.evidence and request.report_format != "json":
        raise UsageError(f"--evidence has no place in --format {request.report_format}", "add --format json")
    if output is None:
        require_standard_output()
        return request
    return replace(request, pipe=check_output(output))


def _format_of(output: Path | None) -> str:
    """The format that a file's name asks for."""
    return _FORMATS.get(output.suffix.lower(), "table") if output else "table"


_OPTIONS = (
    option(
        _OUTPUT,
        "--format",
        "report_format",
        type=click.Choice(["table", "wide", "csv", "json"]),
        help="table for people (wide: nothing cut), csv and json for programs. Default: by the ending of --output"
        " (.csv, .json), else table.",
    ),
    option(
        _OUTPUT,
        "-o",
        "--output",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="Write the report to this file, in one step; - is standard output.",
    ),
    option(_OUTPUT, "--all", "show_all", is_flag=True, help="Show healthy users in the table too."),
    option(_OUTPUT, "--evidence", is_flag=True, help="JSON: add the rows, events and attempts that were judged."),
    option(
        _OUTPUT,
        "--color",
        type=click.Choice(["auto", "always", "never"]),
        default="auto",
        help="Colour in the table; auto honours NO_COLOR.",
    ),
    option(
        _OUTPUT,
        "--lang",
        type=click.Choice(LANGUAGE_CHOICES),
        default="auto",
        show_default=True,
        help="Language of reports, messages and help; auto follows the locale. Codes, words and names stay.",
    ),
    option(
        _OUTPUT,
        "--catalog",
        type=click.Path(path_type=Path, exists=True, file_okay=False),
        metavar="DIR",
        help="Your own causes and remedies: data only, replacing ours by key.",
    ),
    option(_OUTPUT, "--progress/--no-progress", default=None, help="Progress on stderr. Default: on a terminal only."),
    option(
        _OUTPUT,
        "--fail-on",
        type=click.Choice([level.value for level in FailOn]),
        multiple=True,
        help="What makes exit code 1. Default: broken. Repeatable.",
    ),
)
