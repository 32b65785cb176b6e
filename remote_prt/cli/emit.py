"""The one place that writes a finished run: its report on standard output or a file, the rest on standard error."""

import os
import sys
from pathlib import Path

from remote_prt.cli.exit_codes import ExitCode, by_precedence, exit_codes, strongest
from remote_prt.cli.output_options import OutputRequest
from remote_prt.cli.prompt import speaker, spoken_error
from remote_prt.cli.swept import Swept
from remote_prt.errors import UsageError
from remote_prt.model import Run
from remote_prt.reports.colour import ColourChoice, is_colour_wanted
from remote_prt.reports.output import csv_encoding, stream_encoding, write_output, write_stream
from remote_prt.reports.words import Words, words_for, words_of

#: HUP is not known everywhere, so by name.
_TERMINATING = {"SIGTERM", "SIGHUP"}

#: How a report file ends; the table is text.
_ENDINGS = {"csv": "csv", "json": "json"}


def emit(swept: Swept, request: OutputRequest) -> ExitCode:
    """Write the report where it belongs and return the exit code of the run."""
    codes = exit_codes(swept.run, request.fail_on)
    if swept.stopped_by is not None and swept.stopped_by.name in _TERMINATING:
        codes = codes - {ExitCode.INTERRUPTED} | {ExitCode.TERMINATED}
    code = strongest(codes)
    text = _render(swept.run, request, code, codes)
    for remark in swept.run.remarks:
        _remark(speaker(request.language)(remark))
    if not deliver(text, swept.run.run_id, request):
        code = strongest(codes | {ExitCode.USAGE})
    if request.output is not None or request.report_format not in {"table", "wide"}:
        _remark(_summary(swept.run, code, words_for(swept.run.options, request.language)))
    return code


def deliver(text: str, run_id: str, request: OutputRequest) -> bool:
    """Whether the report found a place: the file, else standard output, else a file of our own.

    A sweep of an hour is not lost because somebody has the file open by now, the disk is full or the terminal gone.
    """
    if request.output is not None:
        problem = _write(text, request.output, request)
        if problem is None:
            return True
        _remark(words_of(request.language).say("written.elsewhere", problem=spoken_error(problem, request.language)))
    try:
        write_stream(text, sys.stdout)
    except (OSError, UsageError) as error:
        return _rescue(text, run_id, request, error)
    return True


def _write(text: str, path: Path, request: OutputRequest) -> UsageError | None:
    """Write the file; what went wrong, or None."""
    try:
        write_output(text, path, encoding=csv_encoding() if request.report_format == "csv" else "utf-8")
    except UsageError as error:
        return error
    _remark(words_of(request.language).say("written.to", path=path))
    return None


def _rescue(text: str, run_id: str, request: OutputRequest, lost: Exception) -> bool:
    """Write the report to a file that nobody asked for, in the current folder or that for temporary files."""
    import tempfile  # noqa: PLC0415  only when all else failed

    _remark(spoken_error(lost, request.language))
    name = f"remote_prt-{run_id}.{_ENDINGS.get(request.report_format, 'txt')}"
    if _write(text, Path(name), request) is None:
        return True
    try:
        problem = _write(text, Path(tempfile.gettempdir()) / name, request)
    except FileNotFoundError as error:  # not one folder for temporary files can be written
        problem = UsageError(str(error))
    if problem is not None:
        _remark(words_of(request.language).say("written.nowhere", problem=spoken_error(problem, request.language)))
    return problem is None


def _remark(line: str) -> None:
    write_stream(f"remote_prt: {line}\n", sys.stderr)


def _render(run: Run, request: OutputRequest, code: ExitCode, codes: frozenset[ExitCode]) -> str:
    """The text of the report; only the format that was asked for is imported."""
    match request.report_format:
        case "json":
            from remote_prt.reports.json_document import render_json  # noqa: PLC0415  see above

            return render_json(
                run, exit_code=code, exit_codes=codes, evidence=request.evidence, language=request.language
            )
        case "csv":
            from remote_prt.reports.csv_file import render_csv  # noqa: PLC0415  see above

            return render_csv(run, language=request.language)
        case _:
            return _table(run, request, codes)


def _table(run: Run, request: OutputRequest, codes: frozenset[ExitCode]) -> str:
    import shutil  # noqa: PLC0415  only where a table was asked for

    from remote_prt.reports.table import render_table  # noqa: PLC0415  as above

    to_terminal = request.output is None and sys.stdout.isatty()
    return render_table(
        run,
        width=shutil.get_terminal_size((120, 40)).columns,
        colour=is_colour_wanted(ColourChoice(request.color), os.environ, is_terminal=to_terminal),
        encoding=stream_encoding(sys.stdout) if request.output is None else "utf-8",
        show_all=request.show_all,
        wide=request.report_format == "wide",
        rerun=request.rerun,
        again=request.again,
        exit_codes=by_precedence(codes),
        language=request.language,
    )


def _summary(run: Run, code: ExitCode, words: Words) -> str:
    """Counts and coverage in one line, for those who sent the report elsewhere."""
    coverage = run.coverage
    counts = ", ".join(f"{count} {word}" for word, count in sorted(run.counts.items()))
    asked, reached, judged = coverage.asked, coverage.reached, coverage.judged
    return words.say("summary.line", asked=asked, reached=reached, judged=judged, counts=counts, code=int(code))
