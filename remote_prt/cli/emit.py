"""The one place that writes a finished run: its report on standard output or a file, the rest on standard error."""

import os
import shutil
import signal
import sys
from pathlib import Path

from remote_prt.cli.exit_codes import ExitCode, by_precedence, exit_codes, strongest
from remote_prt.cli.output_options import OutputRequest
from remote_prt.cli.running import Swept
from remote_prt.errors import UsageError
from remote_prt.model import Run
from remote_prt.reports.colour import ColourChoice, is_colour_wanted
from remote_prt.reports.csv_file import render_csv
from remote_prt.reports.json_document import render_json
from remote_prt.reports.output import csv_encoding, stream_encoding, write_output, write_stream
from remote_prt.reports.table import render_table


def emit(swept: Swept, request: OutputRequest) -> ExitCode:
    """Write the report where it belongs and return the exit code of the run."""
    codes = exit_codes(swept.run, request.fail_on)
    if swept.stopped_by is signal.Signals.SIGTERM:
        codes = codes - {ExitCode.INTERRUPTED} | {ExitCode.TERMINATED}
    code = strongest(codes)
    text = _render(swept.run, request, code, codes)
    for remark in swept.run.remarks:
        _remark(remark)
    if request.output is None:
        _print(text)
    else:
        _write(text, request.output, csv_encoding() if request.report_format == "csv" else "utf-8")
    if request.output is not None or request.report_format not in {"table", "wide"}:
        write_stream(_summary(swept.run, code), sys.stderr)
    return code


def _write(text: str, path: Path, encoding: str) -> None:
    """Write the file; a sweep of an hour is not lost because somebody has the file open by now."""
    try:
        write_output(text, path, encoding=encoding)
    except UsageError as error:
        _remark(f"{error}; the report follows on standard output")
        _print(text)
    else:
        _remark(f"report written to {path}")


def _print(text: str) -> None:
    try:
        write_stream(text, sys.stdout)
    except OSError as error:
        raise UsageError(
            f"standard output: {error.strerror or error}", "send the report elsewhere with --output"
        ) from error


def _remark(line: str) -> None:
    write_stream(f"remote_prt: {line}\n", sys.stderr)


def _render(run: Run, request: OutputRequest, code: ExitCode, codes: frozenset[ExitCode]) -> str:
    match request.report_format:
        case "json":
            return render_json(run, exit_code=code, exit_codes=codes, evidence=request.evidence)
        case "csv":
            return render_csv(run)
        case _:
            return _table(run, request, codes)


def _table(run: Run, request: OutputRequest, codes: frozenset[ExitCode]) -> str:
    to_terminal = request.output is None and sys.stdout.isatty()
    return render_table(
        run,
        width=shutil.get_terminal_size((120, 40)).columns,
        colour=is_colour_wanted(ColourChoice(request.color), os.environ, is_terminal=to_terminal),
        encoding=stream_encoding(sys.stdout) if request.output is None else "utf-8",
        show_all=request.show_all,
        wide=request.report_format == "wide",
        rerun=request.rerun,
        exit_codes=by_precedence(codes),
    )


def _summary(run: Run, code: ExitCode) -> str:
    """Counts and coverage in one line, for those who sent the report elsewhere."""
    coverage = run.coverage
    counts = ", ".join(f"{count} {word}" for word, count in sorted(run.counts.items()))
    return (
        f"remote_prt: asked {coverage.asked}, reached {coverage.reached}, judged {coverage.judged}: {counts};"
        f" exit code {int(code)}\n"
    )
