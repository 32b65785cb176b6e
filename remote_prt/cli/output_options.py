"""What comes out, as options."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

from remote_prt.cli.exit_codes import FailOn
from remote_prt.cli.grouped_help import option
from remote_prt.cli.standard_streams import require_standard_output
from remote_prt.reports.output import check_output

F = TypeVar("F", bound=Callable[..., Any])

_OUTPUT = "Output"


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
    rerun: str = ""  #: what the rerun hint starts with; "" = these hosts cannot be visited again


def output_options(command: F) -> F:
    """Add the output options to a click command; they arrive as the keyword arguments of `output_request`."""
    for decorate in reversed(_OPTIONS):
        command = decorate(command)
    return command


def output_request(values: dict[str, Any], *, rerun: str = "") -> OutputRequest:
    """Take the output options out of a click command's values; `rerun` is what the rerun hint starts with.

    Raises:
        UsageError: the output file cannot be written; said before any host is contacted.
    """
    request = OutputRequest(
        report_format=values.pop("report_format"),
        output=values.pop("output"),
        show_all=values.pop("show_all"),
        evidence=values.pop("evidence"),
        color=values.pop("color"),
        progress=values.pop("progress"),
        fail_on=tuple(FailOn(word) for word in values.pop("fail_on")),
        rerun=rerun,
    )
    if request.output is None:
        require_standard_output()
    else:
        check_output(request.output)
    return request


_OPTIONS = (
    option(
        _OUTPUT,
        "--format",
        "report_format",
        type=click.Choice(["table", "wide", "csv", "json"]),
        default="table",
        show_default=True,
        help="table for people (wide: nothing cut), csv and json for programs.",
    ),
    option(
        _OUTPUT,
        "-o",
        "--output",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="Write the report to this file, in one step.",
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
    option(_OUTPUT, "--progress/--no-progress", default=None, help="Progress on stderr. Default: on a terminal only."),
    option(
        _OUTPUT,
        "--fail-on",
        type=click.Choice([level.value for level in FailOn]),
        multiple=True,
        help="What makes exit code 1. Default: broken. Repeatable.",
    ),
)
