"""A kept run is told again: from its journal, judged by today's rules with the settings that the run itself was given.

Rule: what is given now counts before what the run was given, and that before today's defaults. What the run was given
stands in its journal, whether it came from the command line, a settings file or the environment.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from remote_prt.cli.composition import judge
from remote_prt.cli.kept_run import disabled, judged_again
from remote_prt.cli.prompt import say
from remote_prt.controller.attempt import left_out, skipped
from remote_prt.diagnosis.catalog_entry import Catalog
from remote_prt.diagnosis.evidence import Policy
from remote_prt.model import Context, JudgedAgain, Run, StopReason, Target, VisitOutcome
from remote_prt.store.journal_reading import JournalContents
from remote_prt.store.journal_records import JournalHeader

#: How the options are spelled in journals.
STALE_AFTER, CATALOG, CATCH_UP = "--stale-after", "--catalog", "--catch-up"


@dataclass(frozen=True, slots=True)
class Judging:
    """What a site decides about judging."""

    stale_after: timedelta = Policy().stale_after
    catalog: Path | None = None  #: the site's own


def judging_of(header: JournalHeader) -> Judging:
    """The settings that a run was given; a catalogue that is not there any more is said, and ours stands alone."""
    given = {words[0]: words[1] for words in header.option_words if len(words) == 2}
    stale_after, catalog = Policy().stale_after, None
    with suppress(ValueError, OverflowError):
        stale_after = timedelta(hours=float(given.get(STALE_AFTER, "")))
    if CATALOG in given:
        catalog = Path(given[CATALOG])
        if not catalog.is_dir():
            say(f"warning: run {header.run_id} was judged with {catalog}, which is not there any more")
            catalog = None
    return Judging(stale_after, catalog)


def outcomes_again(
    contents: JournalContents, judging: Judging, catalog: Catalog, *, keep_evidence: bool = False
) -> Iterator[tuple[int, VisitOutcome]]:
    """What the journal holds of each host, by position, judged.

    Args:
        contents: of the journal.
        judging: by which settings.
        catalog: the one that they name, loaded.
        keep_evidence: keep what reports with evidence read; it is large.
    """
    options = contents.header.options
    policy = Policy(
        stale_after=judging.stale_after,
        requires_own_session=options.context is Context.USER,
        only_user=options.only_user,
    )
    return judged_again(contents, partial(judge, catalog, policy), keep_evidence=keep_evidence)


def run_again(
    contents: JournalContents, judging: Judging, judged: Mapping[int, VisitOutcome], *, is_under_way: bool
) -> Run:
    """The run as its journal tells it, every host that it was asked for among its outcomes.

    Args:
        contents: of the journal.
        judging: by which settings.
        judged: what became of each host that the journal holds, by position.
        is_under_way: a process is writing to the journal.
    """
    header, outcomes = contents.header, dict(judged)
    stopped_by = _stopped_by(contents, is_under_way=is_under_way)
    missing = (one for one in range(len(contents.targets)) if one not in outcomes)
    outcomes |= {one: _missing(contents.targets[one], stopped_by, header.started_at) for one in missing}
    return Run(
        header.run_id,
        header.started_at,
        None if contents.end is None else contents.end.at,
        header.options,
        header.tool_version,
        tuple(outcomes[one] for one in sorted(outcomes)),
        stopped_by=stopped_by,
        hosts_missing=contents.hosts_missing,
        judged_again=JudgedAgain(
            datetime.now(UTC), judging.stale_after, judging.catalog is not None, header.tool_version
        ),
    )


def _stopped_by(contents: JournalContents, *, is_under_way: bool) -> StopReason | None:
    """What left hosts unfinished."""
    if contents.end is not None:
        return contents.end.stopped_by
    return StopReason.UNDER_WAY if is_under_way else StopReason.CUT_OFF


def _missing(target: Target, stopped_by: StopReason | None, at: datetime) -> VisitOutcome:
    """The outcome of a host of which the journal has no whole record."""
    if not target.enabled:
        return disabled(target, at)
    if stopped_by is None:
        return skipped(target, "its record in the journal is damaged", "run again for this host", at)
    return left_out(target, stopped_by, at)
