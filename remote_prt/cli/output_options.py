"""What comes out, as options."""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

import click

from remote_prt.cli.exit_codes import FailOn
from remote_prt.cli.grouped_help import option, with_options
from remote_prt.cli.language import LANGUAGE_CHOICES, language
from remote_prt.cli.output_places import FORMATS, NAGIOS, OutputWord, Report, reports_of, with_nagios
from remote_prt.cli.prompt import set_loudness
from remote_prt.cli.standard_streams import require_standard_output
from remote_prt.cli.watching import Watch, watch_options, watch_request
from remote_prt.errors import UsageError
from remote_prt.reports.change import NOTHING_EARLIER, Earlier
from remote_prt.reports.output import check_output

F = TypeVar("F", bound=Callable[..., Any])

_OUTPUT = "Output"

#: The one that is written while the run goes on, which only verbs that judge can do.
_STREAMED = "ndjson"

#: These show the evidence.
_WITH_EVIDENCE = frozenset({"json", "ndjson"})

#: These have a part about earlier runs.
_TELLING_EARLIER = frozenset({"html", "markdown", "xlsx"})


@dataclass(frozen=True, slots=True)
class OutputRequest:
    """How the run is to be shown."""

    reports: tuple[Report, ...]  #: at least one
    show_all: bool
    evidence: bool
    color: str
    progress: bool | None
    fail_on: tuple[FailOn, ...]
    language: str = "en"  #: of sentences and headings: `en` or `ja`
    catalog: Path | None = None  #: a site's own catalogue directory
    again: str = ""  #: the whole command that visits again what was not judged, where the run is kept
    watch: Watch = field(default_factory=Watch)
    rerun: str = ""  #: what the rerun hint starts with; "" = these hosts cannot be visited again
    redact: tuple[str, ...] = ()  #: kinds of names that stand-ins replace
    earlier: Earlier = NOTHING_EARLIER  #: what is known of earlier runs
    keep_reports: int | None = None  #: dated files of each report that stay; None: all

    @property
    def is_for_monitoring(self) -> bool:
        """Whether standard output and the exit code are those of a monitoring plugin."""
        return Report(NAGIOS) in self.reports

    @property
    def tells_earlier(self) -> bool:
        """Whether a report has a part about earlier runs."""
        return any(report.report_format in _TELLING_EARLIER for report in self.reports)

    @property
    def is_told_elsewhere(self) -> bool:
        """Whether no report says at the prompt what people read."""
        return not any(report.is_on_screen for report in self.reports)


def output_options(command: F) -> F:
    """Add the output options to a click command; they arrive as the keyword arguments of `output_request`."""
    return watch_options(with_options(command, _OPTIONS))


def nagios_option(command: F) -> F:
    """Add `--nagios` to a click command; `output_request` takes it."""
    return option(
        _OUTPUT,
        "--nagios",
        is_flag=True,
        help="One line with performance data and the exit codes of a monitoring plugin: 2 at or above --fail-on, 1"
        " FAILING or STALE, 3 not judged or not finished, 0 else.",
    )(command)


def output_request(values: dict[str, Any], *, rerun: str = "", is_judging: bool = False) -> OutputRequest:
    """Take the output options out of a click command's values.

    Args:
        values: of the command.
        rerun: what the rerun hint starts with.
        is_judging: hosts are judged one by one, so they can be told one by one.

    Raises:
        UsageError: options that do not go together, or a place where nothing can be written; said before any host is
            contacted.
    """
    nagios, asked = values.pop("nagios", False), values.pop("report_format")
    formats = FORMATS if is_judging else tuple(one for one in FORMATS if one != _STREAMED)
    reports = reports_of(values.pop("output"), asked, formats)
    request = OutputRequest(
        reports=with_nagios(reports, asked) if nagios else reports,
        show_all=values.pop("show_all"),
        evidence=values.pop("evidence"),
        color=values.pop("color"),
        progress=values.pop("progress"),
        fail_on=tuple(FailOn(word) for word in values.pop("fail_on")),
        language=language(values.pop("lang"), os.environ),
        catalog=values.pop("catalog"),
        redact=_redacted(values.pop("redact")),
        keep_reports=values.pop("keep_reports"),
        rerun=rerun,
    )
    if request.evidence and not any(report.report_format in _WITH_EVIDENCE for report in request.reports):
        raise UsageError(f"--evidence has no place in --format {request.reports[0].report_format}", "add --format json")
    if request.keep_reports is not None and not any(report.pattern for report in request.reports):
        raise UsageError("--keep-reports: no --output has {date} in its file name", "as in -o prt-{date}.html")
    watch = watch_request(values)
    if nagios and watch.loudness == 0:
        set_loudness(-1)
    reports = tuple(_open(report) for report in request.reports)
    if request.progress is None and Report(_STREAMED) in reports and sys.stdout.isatty():
        request = replace(request, progress=False)  # two things that move would share the terminal
    return replace(request, reports=reports, watch=watch)


def _redacted(words: tuple[str, ...]) -> tuple[str, ...]:
    """The kinds of names; nobody else pays for the import."""
    if not words:
        return ()
    from remote_prt.reports.redaction import redact_kinds  # noqa: PLC0415  only for who asks

    return redact_kinds(words)


def _open(report: Report) -> Report:
    """The report, once its place can be written to."""
    if report.path is None:
        require_standard_output()
        return report
    return replace(report, pipe=check_output(report.path))


_OPTIONS = (
    option(
        _OUTPUT,
        "--format",
        "report_format",
        type=click.Choice(FORMATS),
        help="table for people (wide: nothing cut); html, markdown and xlsx to hand on; csv, json, ndjson (a line per"
        " host as it is judged), prometheus and junit for programs. Default: by the ending of --output (.csv, .json,"
        " .ndjson, .html, .md, .xlsx, .prom, .xml), else table.",
    ),
    option(
        _OUTPUT,
        "-o",
        "--output",
        multiple=True,
        type=OutputWord(),
        metavar="[FORMAT=]FILE",
        help="Write the report to this file, in one step; - is standard output. Repeatable: -o csv=a.csv -o"
        " json=a.json.",
    ),
    option(
        _OUTPUT,
        "--keep-reports",
        type=click.IntRange(1, 10_000),
        metavar="N",
        help="Of an --output with {date} in its name (prt-{date}.html), keep the newest N days.",
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
    option(
        _OUTPUT,
        "--redact",
        multiple=True,
        metavar="KIND,...",
        help="Replace names in every report by stand-ins, the same throughout: users, hosts, tenant.",
    ),
    option(
        _OUTPUT,
        "--progress/--no-progress",
        default=None,
        help="Progress on stderr, the default: a living line on a terminal, elsewhere a line every 30 s.",
    ),
    option(
        _OUTPUT,
        "--fail-on",
        type=click.Choice([level.value for level in FailOn]),
        multiple=True,
        help="What makes exit code 1. Default: broken. Repeatable.",
    ),
)
