"""What `remote_prt analyze` does: read the paths, judge what they hold, report as a sweep does."""

import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from remote_prt.cli.emit import emit, streams
from remote_prt.cli.output_options import OutputRequest
from remote_prt.cli.prompt import say, spoken_error
from remote_prt.cli.swept import Swept
from remote_prt.cli.watching import logged
from remote_prt.diagnosis.catalog_entry import Catalog
from remote_prt.diagnosis.evidence import MissingReason, Policy
from remote_prt.diagnosis.verdict import diagnose
from remote_prt.errors import UnreadableInput
from remote_prt.model import Context, Outcome, Run, RunOptions, Target, VisitOutcome
from remote_prt.readers.case import Case, CaseHost, read_case
from remote_prt.readers.case_files import CaseFile, read_bytes, read_path
from remote_prt.readers.catalogue import load_catalog
from remote_prt.reports.escape import printable
from remote_prt.store.journal_place import journal_in
from remote_prt.version import __version__

_STANDARD_INPUT = "-"
#: What a case is called that comes through a pipe and names no host.
_PIPED = "standard input"
#: Files of one case that are named because they could not be read.
_MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class AnalyzeRequest:
    """What the user asked for, apart from the output."""

    paths: tuple[str, ...]
    at: datetime | None
    stale_after: timedelta
    only_user: str = ""


def analyze_and_report(request: AnalyzeRequest, output: OutputRequest) -> int:
    """Judge what the paths hold, write the report, and return the exit code.

    Raises:
        UnreadableInput: nothing could be read.
    """
    started_at = datetime.now(UTC)
    catalog, policy = (
        load_catalog(output.language, site=output.catalog),
        Policy(stale_after=request.stale_after, now=request.at, only_user=request.only_user),
    )
    run_id = uuid4().hex[:12]
    with streams(output, lambda: run_id) as begun, logged(output.watch) as log:
        outcomes: list[VisitOutcome] = []
        for one in _outcomes(request, output, catalog, policy, started_at):
            outcomes.append(one)
            if log is not None:
                log.visit_finished(one)
            for stream in begun:
                stream.judged(one, _options(request))
        run = _run(request, run_id, started_at, outcomes)
        return int(emit(Swept(run, stopped_by=None), output, begun))


def _outcomes(
    request: AnalyzeRequest, output: OutputRequest, catalog: Catalog, policy: Policy, started_at: datetime
) -> Iterator[VisitOutcome]:
    """What the paths hold, judged one by one."""
    for path in dict.fromkeys(request.paths):
        try:
            journal = journal_in(Path(path))
            if journal is not None:
                from remote_prt.cli.analyze_journal import journalled  # noqa: PLC0415  other files start without it

                yield from journalled(journal, catalog, policy, keep_evidence=output.evidence)
                continue
            case = _case(path, request.at)
        except UnreadableInput as error:
            say(f"{_shown(path)}: {spoken_error(error)}")
            continue
        yield from (_outcome(host, catalog, policy, started_at) for host in case.hosts)


def _run(request: AnalyzeRequest, run_id: str, started_at: datetime, outcomes: Sequence[VisitOutcome]) -> Run:
    """The run that these outcomes are.

    Raises:
        UnreadableInput: there are none.
    """
    if not outcomes:
        raise UnreadableInput("nothing could be read", "give captures, dsregcmd texts, event logs, or a folder of them")
    if request.at is None and any(_lacks_clock(outcome) for outcome in outcomes):
        say("some texts have no clock, so ages cannot be told: say when they were made with --at TIME")
    return Run(
        run_id=run_id,
        started_at=started_at,
        finished_at=datetime.now(UTC),
        options=_options(request),
        tool_version=__version__,
        outcomes=tuple(outcomes),
    )


def _case(path: str, at: datetime | None) -> Case:
    """The case at a path.

    Raises:
        UnreadableInput: it holds nothing that can be judged.
    """
    if path == _STANDARD_INPUT:
        name = _PIPED
        files = _piped(name)
    else:
        name = _case_name(path)
        files = read_path(Path(path))
    case = read_case(name, files, at=at)
    if len(files) == 1 and not case.hosts:
        raise UnreadableInput((case.unread or case.foreign)[0].problem)
    if len(files) > 1:
        for line in _told(path, case):
            say(line)
    if not case.hosts:
        raise UnreadableInput(f"nothing in its {sum(not file.is_limit for file in files)} files can be judged")
    return case


def _piped(name: str) -> tuple[CaseFile, ...]:
    """What was piped in.

    Raises:
        UnreadableInput: nothing is connected, or reading fails.
    """
    try:
        if sys.stdin is None:
            raise UnreadableInput("standard input is closed")
        return read_bytes(name, sys.stdin.buffer)
    except (OSError, ValueError) as error:  # ValueError: closed in this process
        raise UnreadableInput(f"cannot be read: {type(error).__name__}") from error


def _case_name(path: str) -> str:
    """What a case is called whose files name no host: its file without ending, or its folder, `.` being here.

    A pipe has no name of its own: `/dev/fd/63` is what the shell happened to call it.
    """
    given = Path(path)
    try:
        if given.exists() and not given.is_file() and not given.is_dir():
            return _PIPED
        return (given.name if given.is_dir() else given.stem) or given.resolve().name or path
    except (OSError, ValueError):  # no such name can be: reading it says so
        return path


def _told(path: str, case: Case) -> Iterator[str]:
    """What was found in a case of several files, and what was not."""
    kinds = sorted(Counter(case.kinds).items())
    found = ", ".join(_counted(count, kind) for kind, count in kinds) or "0 files of use"
    others = len(case.foreign)
    yield f"{_shown(path)}: {found}; 1 other file" if others == 1 else f"{_shown(path)}: {found}; {others} other files"
    for limit in (file for file in case.unread if file.is_limit):
        yield f"{_shown(path)}: {_shown(limit.problem)}"
    for text in (one for host in case.hosts for one in host.evidence.observations if one.earlier_files):
        older = ", ".join(text.earlier_files[:_MOST_NAMED])
        yield f"{_shown(path)}: {_shown(text.file)} decides; older texts of the same user: {_shown(older)}"
    unread = [file for file in case.unread if not file.is_limit]
    for file in unread[:_MOST_NAMED]:
        yield f"{_shown(path)}: {_shown(file.name)}: {_shown(file.problem)}"
    if len(unread) > _MOST_NAMED:
        yield f"{_shown(path)}: {len(unread) - _MOST_NAMED} more files could not be read"


def _counted(count: int, kind: str) -> str:
    """A number of things; a kind that is a plural already stays as it is."""
    return f"{count} {kind}" if count == 1 or kind.endswith("s") else f"{count} {kind}s"


def _lacks_clock(outcome: VisitOutcome) -> bool:
    users = () if outcome.diagnosis is None else outcome.diagnosis.users
    return any(user.reason is MissingReason.CLOCK_UNKNOWN for user in users)


def _outcome(host: CaseHost, catalog: Catalog, policy: Policy, started_at: datetime) -> VisitOutcome:
    begin = time.perf_counter()
    diagnosis = diagnose(host.evidence, catalog, policy)
    return VisitOutcome(
        target=Target(host.computer_name),
        outcome=Outcome.VISITED,
        address=None if host.capture is None else host.capture.address,
        failure=None if host.capture is None else host.capture.failure,
        capture=host.capture,
        evidence=host.evidence,
        diagnosis=diagnosis,
        started_at=started_at if host.capture is None else host.capture.started_at,
        duration_seconds=round(time.perf_counter() - begin, 3),
    )


def _options(request: AnalyzeRequest) -> RunOptions:
    return RunOptions(
        scope=" ".join(request.paths),
        context=Context.AUTO,
        transport="files",
        account="",
        concurrency=1,
        host_timeout_seconds=0.0,
        visits_hosts=False,
        only_user=request.only_user,
    )


def _shown(text: str) -> str:
    """A name or sentence that may come from a stranger's archive, safe on a terminal."""
    return printable(text, sys.stderr.encoding or "ascii")[:300]
