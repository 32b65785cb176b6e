"""What every verb does that changes something, once it knows what: plan, confirm, do, report."""

import asyncio
import shutil
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from remote_prt.cli.connection_options import ConnectionRequest
from remote_prt.cli.doing_options import DoingRequest, confirm
from remote_prt.cli.emit import deliver, remove_old_reports
from remote_prt.cli.exit_codes import ExitCode, by_precedence, strongest
from remote_prt.cli.output_options import OutputRequest
from remote_prt.cli.output_places import Report
from remote_prt.cli.progress import Progress, progress_observer
from remote_prt.cli.prompt import say
from remote_prt.cli.run_exit_codes import deed_exit_codes
from remote_prt.cli.running import run_stoppable
from remote_prt.cli.sweep_run import PlannedRun, SweepRequest, plan_run
from remote_prt.cli.watching import watchers
from remote_prt.controller.doing import Task, do_on_all
from remote_prt.controller.visit import Visitor
from remote_prt.inventory.selection import Selection
from remote_prt.model import Context, DeedRun, Observer
from remote_prt.readers.captures import dump_capture
from remote_prt.reports.deeds import counts, render_deed_csv, render_deed_json, render_deed_table
from remote_prt.reports.output import stream_encoding
from remote_prt.store.private_files import file_name, private_folder, state_folder, write_private
from remote_prt.transports.settings import Bounds


@dataclass(frozen=True, slots=True)
class DoingJob:
    """One run that does something."""

    task: Task
    what: str  #: what happens on each host, for the question
    is_changing: bool = True  #: False: it only looks, so nobody is asked
    event_hours: int = 168  #: how far back the visits before read
    bounds: Bounds | None = None  #: how much a host may send, where that is more than a visit
    hear: Callable[[Progress], None] = lambda _progress: None  #: told who shows how far it is


def run_deeds(
    selection: Selection, connection: ConnectionRequest, job: DoingJob, doing: DoingRequest, output: OutputRequest
) -> int:
    """Do it on the hosts, write the report, and return the exit code.

    Raises:
        UsageError: nobody said yes; nothing was contacted.
    """
    request = SweepRequest(connection, Context.AUTO, job.event_hours, timedelta(hours=4))
    if job.is_changing:
        confirm(doing, sum(target.enabled for target in selection.targets), job.what)
    plan = plan_run(selection, request, output)
    if job.bounds is not None:
        transport = replace(plan.settings.transport, bounds=job.bounds)
        plan = replace(plan, settings=replace(plan.settings, transport=transport))
    with (
        progress_observer(sys.stderr, wanted=output.progress, phases=plan.settings.phases) as observer,
        watchers(output.watch, plan.settings, plan.targets, observer, language=output.language) as watching,
    ):
        job.hear(observer)
        run, stopped_by = asyncio.run(_do(plan, job, [observer, *watching]))
    return int(_report(run, stopped_by, output))


async def _do(plan: PlannedRun, job: DoingJob, observers: Sequence[Observer]) -> tuple[DeedRun, signal.Signals | None]:
    async def work(visitor: Visitor, stop: asyncio.Event) -> DeedRun:
        return await do_on_all(plan.targets, job.task, visitor, plan.options, observers=observers, stop=stop)

    return await run_stoppable(plan.settings, work)


def _report(run: DeedRun, stopped_by: signal.Signals | None, output: OutputRequest) -> ExitCode:
    codes = deed_exit_codes(run, output.fail_on, stopped_by)
    code = strongest(codes)
    kept = _keep_captures(run)
    for remark in run.remarks:
        say(remark)
    texts = [(_render(run, report, output, code, codes), report) for report in output.reports]
    found_places = [deliver(text, run.run_id, report, output) for text, report in texts]
    remove_old_reports(output)
    if not all(found_places):
        code = strongest(codes | {ExitCode.USAGE})
    if kept is not None:
        say(f"evidence before and after: {kept}")
    if output.is_told_elsewhere:
        told = ", ".join(f"{count} {word}" for word, count in sorted(counts(run).items()))
        say(f"{run.verb}: {told}; exit {int(code)}")
    return code


def _render(run: DeedRun, report: Report, output: OutputRequest, code: ExitCode, codes: frozenset[ExitCode]) -> str:
    match report.report_format:
        case "json":
            every = [int(one) for one in by_precedence(codes)]
            return render_deed_json(run, exit_code=int(code), exit_codes=every, language=output.language)
        case "csv":
            return render_deed_csv(run, language=output.language)
        case _:
            encoding = stream_encoding(sys.stdout) if report.path is None else "utf-8"
            width = shutil.get_terminal_size((120, 40)).columns
            return render_deed_table(run, width=width, encoding=encoding, language=output.language)


def _keep_captures(run: DeedRun) -> Path | None:
    """The folder with what was seen before and after, which `remote_prt analyze` reads; None where nothing was."""
    folder = state_folder() / "evidence" / f"{run.verb.replace(' ', '-')}-{run.run_id}"
    found = [(deed.target.name, when, capture) for deed in run.deeds for when, capture in deed.captures]
    if not found:
        return None
    private_folder(state_folder())
    private_folder(folder.parent)
    for host, when, capture in found:
        write_private(folder / f"{file_name(host)}-{when}.capture.json", dump_capture(capture) + "\n")
    return folder


def list_hosts(selection: Selection) -> int:
    """Print the hosts, contact none."""
    from remote_prt.inventory.listing import host_lines  # noqa: PLC0415  only --list-hosts needs it

    for note in selection.notes:
        say(note)
    sys.stdout.write("\n".join(host_lines(selection)) + "\n")
    return 0
