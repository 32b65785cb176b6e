"""The one place that writes a finished run: its reports on standard output or in files, the rest on standard error."""

import os
import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from remote_prt.cli.exit_codes import ExitCode, FailOn, by_precedence, strongest
from remote_prt.cli.output_options import OutputRequest
from remote_prt.cli.output_places import Report
from remote_prt.cli.prompt import note_line, speaker, spoken_error
from remote_prt.cli.run_exit_codes import exit_codes
from remote_prt.cli.swept import Swept
from remote_prt.errors import UsageError
from remote_prt.model import Run, VisitOutcome
from remote_prt.reports.colour import ColourChoice, is_colour_wanted
from remote_prt.reports.dated_files import remove_older
from remote_prt.reports.output import csv_encoding, stream_encoding, write_output, write_stream
from remote_prt.reports.words import Words, words_for, words_of

if TYPE_CHECKING:  # only who asks for JSON lines pays for them
    from remote_prt.cli.ndjson_stream import NdjsonStream

#: HUP is not known everywhere, so by name.
_TERMINATING = {"SIGTERM", "SIGHUP"}


def streams(
    request: OutputRequest, run_id: Callable[[], str], told: Callable[[VisitOutcome], VisitOutcome] | None = None
) -> AbstractContextManager[tuple["NdjsonStream", ...]]:
    """The reports that are written while the run goes on: observers of it, to be handed to `emit` at its end.

    Args:
        request: which reports.
        run_id: of the run.
        told: what earlier runs add to an outcome; None: nothing.
    """
    if not any(report.report_format == "ndjson" for report in request.reports):
        return nullcontext(())
    from remote_prt.cli.ndjson_stream import ndjson_streams  # noqa: PLC0415  see above

    return ndjson_streams(request, run_id, told)


def emit(
    swept: Swept,
    request: OutputRequest,
    begun: Sequence["NdjsonStream"] = (),
    *,
    checked: ExitCode | None = None,
) -> ExitCode:
    """Write the reports where they belong and return the exit code of the run.

    Args:
        swept: the run.
        request: which reports.
        begun: those of the reports that were written while the run went on.
        checked: what the hosts' statuses amount to, where that is not for their own sake.
    """
    codes = _codes(swept, request, checked)
    code = _monitored(swept.run, codes) if request.is_for_monitoring else strongest(codes)
    for remark in swept.run.remarks:
        _remark(speaker(request.language)(remark))
    found_places = [_finish(stream, swept.run, code, codes, request) for stream in begun]
    whole = [report for report in request.reports if report.report_format != "ndjson"]
    shown, told = redacted(swept.run, request, begun)
    found_places += [_report(shown, report, told, code, codes) for report in whole]
    if not all(found_places):
        code = ExitCode(3) if request.is_for_monitoring else strongest(codes | {ExitCode.USAGE})
    remove_old_reports(request)
    _conclude(swept.run, request, code)
    return code


def remove_old_reports(request: OutputRequest) -> None:
    """Of reports with their day in the name, leave as many as were asked for."""
    if request.keep_reports is None:
        return
    patterns = [report.pattern for report in request.reports if report.pattern is not None]
    for path in remove_older(patterns, request.keep_reports):
        _remark(speaker(request.language)(f"warning: an older report cannot be removed: {path}"))


def redacted(run: Run, request: OutputRequest, begun: Sequence["NdjsonStream"]) -> tuple[Run, OutputRequest]:
    """The run and the request without names that are to be replaced; in all reports of a run by the same stand-ins."""
    if not request.redact:
        return run, request
    from remote_prt.reports.redaction import Redact, Redactor  # noqa: PLC0415  only where it is asked for

    redactor = next((stream.redactor for stream in begun if stream.redactor is not None), None)
    redactor = redactor or Redactor(Redact(kind) for kind in request.redact)
    shown = redactor.run(run)
    earlier = redactor.earlier(request.earlier)
    return shown, replace(request, rerun="", again="", earlier=earlier)  # the commands name hosts and files


def _report(run: Run, report: Report, request: OutputRequest, code: ExitCode, codes: frozenset[ExitCode]) -> bool:
    """Write one report; whether it found its place. One that cannot be made costs no other."""
    try:
        text = _render(run, report, request, code, codes)
    except UsageError as problem:
        said = spoken_error(problem, request.language)
        _remark(words_of(request.language).say("written.nowhere", problem=said))
        return False
    return deliver(text, run.run_id, report, request)


def _codes(swept: Swept, request: OutputRequest, checked: ExitCode | None) -> frozenset[ExitCode]:
    """Every code that applies."""
    codes = exit_codes(swept.run, request.fail_on if checked is None else (FailOn.NEVER,))
    if checked is not None:
        codes = codes - {ExitCode.OK} | {checked}
    if swept.stopped_by is not None and swept.stopped_by.name in _TERMINATING:
        codes = codes - {ExitCode.INTERRUPTED} | {ExitCode.TERMINATED}
    return codes


def _conclude(run: Run, request: OutputRequest, code: ExitCode) -> None:
    """What is said at the end on standard error: where the time went, and the counts if no report shows them there."""
    if request.watch.loudness > 0:
        from remote_prt.cli.timing_lines import timing_lines  # noqa: PLC0415  only for who wants it

        for line in timing_lines(run, speaker(request.language), request.language):
            note_line(line)
    if request.is_told_elsewhere and not request.is_for_monitoring:
        words = words_for(run.options, request.language)
        note_line(_summary(run, code, words))
        if run.catch_up is not None and run.catch_up.waiting:
            from remote_prt.reports.not_reached import caught_text  # noqa: PLC0415  only for who catches up

            note_line(caught_text(run, run.catch_up, words))


def _monitored(run: Run, codes: frozenset[ExitCode]) -> ExitCode:
    """The code that monitoring understands; the number counts, not our name for it."""
    from remote_prt.reports.nagios import nagios_state  # noqa: PLC0415  see above

    is_unsure = bool(codes - {ExitCode.OK, ExitCode.FINDINGS})
    return ExitCode(int(nagios_state(run, is_failure=ExitCode.FINDINGS in codes, is_unsure=is_unsure)))


def _finish(
    stream: "NdjsonStream", run: Run, code: ExitCode, codes: frozenset[ExitCode], request: OutputRequest
) -> bool:
    """Write the end of a stream; whether all of it found its place."""
    problem = stream.finish(run, exit_code=code, exit_codes=by_precedence(codes))
    words = words_of(request.language)
    if problem is not None:
        said = spoken_error(problem, request.language)
        _remark(words.say("written.nowhere", problem=said))
    elif stream.report.path is not None:
        note_line(words.say("written.to", path=stream.report.path))
    return problem is None


def deliver(text: str | bytes, run_id: str, report: Report, request: OutputRequest) -> bool:
    """Whether the report found a place: the file, else standard output, else a file of our own.

    A sweep of an hour is not lost because somebody has the file open by now, the disk is full or the terminal gone.
    """
    language = request.language
    if report.path is not None:
        problem = _write(text, report.path, report, language)
        if problem is None:
            return True
        if isinstance(text, bytes) or any(other.path is None for other in request.reports):  # another stands there
            return _rescue(text, run_id, report, language, problem)
        _remark(words_of(language).say("written.elsewhere", problem=spoken_error(problem, language)))
    try:
        write_stream(str(text), sys.stdout)
    except (OSError, UsageError) as error:
        return _rescue(text, run_id, report, language, error)
    return True


def _write(text: str | bytes, path: Path, report: Report, language: str) -> UsageError | None:
    """Write the file; what went wrong, or None."""
    try:
        write_output(text, path, encoding=csv_encoding() if report.report_format == "csv" else "utf-8")
    except UsageError as error:
        return error
    note_line(words_of(language).say("written.to", path=path))
    return None


def _rescue(text: str | bytes, run_id: str, report: Report, language: str, lost: Exception) -> bool:
    """Write the report to a file that nobody asked for, in the current folder or that for temporary files."""
    import tempfile  # noqa: PLC0415  only when all else failed

    _remark(spoken_error(lost, language))
    name = f"remote_prt-{run_id}.{report.ending}"
    if _write(text, Path(name), report, language) is None:
        return True
    try:
        problem = _write(text, Path(tempfile.gettempdir()) / name, report, language)
    except FileNotFoundError as error:  # not one folder for temporary files can be written
        problem = UsageError(str(error))
    if problem is not None:
        _remark(words_of(language).say("written.nowhere", problem=spoken_error(problem, language)))
    return problem is None


def _remark(line: str) -> None:
    write_stream(f"remote_prt: {line}\n", sys.stderr)


def _render(
    run: Run, report: Report, request: OutputRequest, code: ExitCode, codes: frozenset[ExitCode]
) -> str | bytes:
    """The text of the report; only the format that was asked for is imported."""
    match report.report_format:
        case "json":
            from remote_prt.reports.json_document import render_json  # noqa: PLC0415  see above

            return render_json(
                run, exit_code=code, exit_codes=codes, evidence=request.evidence, language=request.language
            )
        case "csv":
            from remote_prt.reports.csv_file import render_csv  # noqa: PLC0415  see above

            return render_csv(run, language=request.language)
        case "nagios":
            from remote_prt.reports.nagios import NagiosState, nagios_line  # noqa: PLC0415  see above

            return nagios_line(NagiosState(int(code)), run)
        case "table" | "wide":
            return _table(run, report, request, codes)
        case _:
            from remote_prt.cli.page_reports import render_page  # noqa: PLC0415  see above

            return render_page(run, report.report_format, request, code, codes)


def _table(run: Run, report: Report, request: OutputRequest, codes: frozenset[ExitCode]) -> str:
    import shutil  # noqa: PLC0415  only where a table was asked for

    from remote_prt.reports.table import render_table  # noqa: PLC0415  as above

    to_terminal = report.path is None and sys.stdout.isatty()
    return render_table(
        run,
        width=shutil.get_terminal_size((120, 40)).columns,
        colour=is_colour_wanted(ColourChoice(request.color), os.environ, is_terminal=to_terminal),
        encoding=stream_encoding(sys.stdout) if report.path is None else "utf-8",
        show_all=request.show_all,
        wide=report.report_format == "wide",
        rerun=request.rerun,
        again=request.again,
        exit_codes=by_precedence(codes),
        language=request.language,
    )


def _summary(run: Run, code: ExitCode, words: Words) -> str:
    """Counts and coverage in one line, for those who sent the report elsewhere."""
    coverage = run.coverage
    counts = ", ".join(f"{count} {word}" for word, count in sorted(run.counts.items()))
    asked, reached, judged, failed = coverage.asked, coverage.reached, coverage.judged, coverage.failed
    return words.say(
        "summary.line", asked=asked, reached=reached, judged=judged, failed=failed, counts=counts, code=int(code)
    )
