"""Where reports go: `-o FILE` and `-o FORMAT=FILE`, as often as wanted, each in a format of its own.

What begins like `word=` names a format, so a file of such a name is written as `./word=file`.
"""

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import click

from remote_prt.errors import UsageError
from remote_prt.reports.dated_files import dated, today

#: Every format; `ndjson` is written while the run goes on.
FORMATS: Final = (
    "table", "wide", "csv", "json", "ndjson", "html", "markdown", "xlsx", "prometheus", "junit",
)  # fmt: skip

#: The line of `--nagios`.
NAGIOS: Final = "nagios"

#: These are read by people.
_FOR_PEOPLE: Final = frozenset({"table", "wide"})

#: What the ending of a report file says about its format; any other is a table.
_ENDINGS: Final = {
    ".csv": "csv", ".json": "json", ".ndjson": "ndjson", ".jsonl": "ndjson", ".html": "html", ".htm": "html",
    ".md": "markdown", ".xlsx": "xlsx", ".prom": "prometheus", ".xml": "junit",
}  # fmt: skip

#: How files end whose format is called otherwise.
_ENDING_OF: Final = {"table": "txt", "wide": "txt", "markdown": "md", "prometheus": "prom", "junit": "xml"}

#: What these need beyond what is always installed: the module, and the extra that brings it.
_LIBRARIES: Final = {
    "html": ("jinja2", "report"),
    "xlsx": ("xlsxwriter", "report"),
    "prometheus": ("prometheus_client", "metrics"),
}

#: These are bytes that nobody wants on a terminal.
_FILES_ONLY: Final = frozenset({"xlsx"})

_STANDARD_OUTPUT: Final = "-"
_PREFIX: Final = re.compile(r"([A-Za-z][A-Za-z0-9_-]*)=(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Report:
    """One report that is asked for."""

    report_format: str
    path: Path | None = None  #: None: standard output
    pipe: int | None = None  #: the write end of a named pipe, kept open so that its reader goes on waiting
    pattern: Path | None = None  #: the path with `{date}` in its file name, where it was written so

    @property
    def is_on_screen(self) -> bool:
        """Whether people read it where they typed."""
        return self.path is None and self.report_format in _FOR_PEOPLE

    @property
    def ending(self) -> str:
        """How a file with it ends."""
        return _ENDING_OF.get(self.report_format, self.report_format)


class OutputWord(click.types.StringParamType):
    """What stands behind `--output`: a file, or a format and a file."""

    @staticmethod
    def beside(word: str, folder: Path) -> str:
        """The same place, its file taken to lie in a folder."""
        named, file = _split(word)
        if file == _STANDARD_OUTPUT:
            return word
        return f"{named}={folder / file}" if named else str(folder / file)

    @staticmethod
    def file_of(word: str) -> str:
        """The file, or `-`."""
        return _split(word)[1]


def with_nagios(reports: Sequence[Report], asked: str | None) -> tuple[Report, ...]:
    """The reports in files, and the line for monitoring on standard output.

    Raises:
        UsageError: another report is asked for there.
    """
    files = tuple(report for report in reports if report.path is not None)
    if asked is not None and len(files) < len(reports):
        raise UsageError("--nagios and --format: two reports for standard output", "use -o FORMAT=FILE beside --nagios")
    return (Report(NAGIOS), *files)


def reports_of(words: Sequence[str], asked: str | None, formats: Sequence[str] = FORMATS) -> tuple[Report, ...]:
    """The reports that were asked for, at least one.

    Args:
        words: what stood behind each `--output`.
        asked: `--format`; it is that of files without a format of their own, else of standard output.
        formats: which this verb has.

    Raises:
        UsageError: no such format, or two reports in one place.
    """
    places = [_split(word) for word in words]
    reports = [_report(_checked(named or asked or _of_ending(file), formats), file) for named, file in places]
    if not reports or (asked is not None and all(named for named, _ in places)):
        reports.insert(0, Report(_checked(asked or "table", formats)))
    _refuse_shared_places(reports)
    for report in reports:
        _require_library(report.report_format)
        if report.path is None and report.report_format in _FILES_ONLY:
            raise UsageError(f"{report.report_format} needs a file", f"name one: -o report.{report.ending}")
    return tuple(reports)


def _report(report_format: str, file: str) -> Report:
    if file == _STANDARD_OUTPUT:
        return Report(report_format)
    pattern, path = Path(file), Path(dated(file, today()))
    is_dated = pattern.name != path.name and pattern.parent == path.parent
    return Report(report_format, path, pattern=pattern if is_dated else None)


def _require_library(report_format: str) -> None:
    """Find out before any host is contacted that a format cannot be written."""
    module, extra = _LIBRARIES.get(report_format, ("", ""))
    if module and find_spec(module) is None:
        raise UsageError(
            f"--format {report_format} needs the Python package {module}", f"pip install 'remote_prt[{extra}]'"
        )


def _split(word: str) -> tuple[str, str]:
    """The format that a word names, or "", and the file."""
    match = _PREFIX.fullmatch(word)
    return (match[1], match[2]) if match else ("", word)


def _checked(named: str, formats: Sequence[str]) -> str:
    if named in formats:
        return named
    close = difflib.get_close_matches(named.casefold(), formats, 1, 0.5)
    hint = f"did you mean {close[0]}?" if close else f"use one of {', '.join(formats)}"
    raise UsageError(f"{named!r} is no format of this report", hint)


def _of_ending(file: str) -> str:
    return _ENDINGS.get(Path(file).suffix.lower(), "table")


def _refuse_shared_places(reports: Sequence[Report]) -> None:
    seen: set[Path | None] = set()
    for report in reports:
        place = None if report.path is None else report.path.absolute()
        if place in seen:
            where = "standard output" if place is None else str(report.path)
            raise UsageError(f"two reports for {where}", "give each a place of its own: -o csv=a.csv -o json=a.json")
        seen.add(place)
