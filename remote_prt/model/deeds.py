"""What was done on hosts by verbs that change something, and what was left behind there."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from remote_prt.diagnosis.finding import Finding
from remote_prt.model.runs import RunOptions
from remote_prt.model.targets import Target
from remote_prt.model.visits import Capture, Failure, Outcome


@dataclass(frozen=True, slots=True)
class ActionOutcome:
    """What one action script answered on one host, and how its session ended."""

    target: Target
    outcome: Outcome  #: VISITED: the script sent at least one record
    address: str | None
    failure: Failure | None
    records: tuple[str, ...]  #: one JSON text each, exactly as received
    script_sha256: str
    started_at: datetime
    duration_seconds: float


class Deed(StrEnum):
    """What became of one thing that was to be done: for one user, one channel, one trace."""

    DONE = "DONE"  #: and it was seen to be done: the token renewed, the channel changed
    UNCHANGED = "UNCHANGED"  #: it was so already, so nothing was touched
    PENDING = "PENDING"  #: asked for, and not seen to have happened until we stopped looking
    FAILED = "FAILED"  #: asked for, and it went wrong
    NOT_POSSIBLE = "NOT_POSSIBLE"  #: nothing was asked for, and why
    WOULD_CHANGE = "WOULD_CHANGE"  #: a dry run: it would have been asked for
    SEEN = "SEEN"  #: only looked at


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence of ours, by its key in the words of reports, with what it says filled in."""

    key: str
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class DeedPart:
    """One thing on one host, before and after."""

    subject: str  #: a user as shown, or a channel; "" = the host as a whole
    deed: Deed
    before: str = ""  #: a time in UTC, `enabled`, `disabled`; "" = not known
    after: str = ""
    remarks: tuple[Remark, ...] = ()
    details: tuple[tuple[str, str], ...] = ()  #: for programs: name and value, e.g. `Sid`, `MaximumSizeInBytes`
    finding: Finding | None = None  #: why it failed


@dataclass(frozen=True, slots=True)
class FormerChannel:
    """What an event channel was before we changed it."""

    channel: str
    enabled: bool
    remembered_at: datetime


@dataclass(frozen=True, slots=True)
class RememberedTrace:
    """A trace that we began on a host and have not fetched or discarded."""

    folder: str  #: name of its work folder on the host
    kind: str  #: `network`, `auth` or `ttd`
    started_at: datetime
    case: str = ""  #: the case folder that a fetch began, so that the next one goes on there


@dataclass(frozen=True, slots=True)
class Artefact:
    """One file of a case: where it came from, and how to prove that it is the same."""

    name: str  #: in the case folder
    kind: str  #: of the trace
    source: str  #: folder and file on the host
    size: int
    sha256: str  #: of the host, and of the file here
    fetched_at: datetime
    script_sha256: str  #: of the script that sent it


@dataclass(frozen=True, slots=True)
class HostDeed:
    """One host of a run that does something, done."""

    target: Target
    outcome: Outcome
    address: str | None
    failure: Failure | None
    parts: tuple[DeedPart, ...]
    started_at: datetime
    duration_seconds: float
    captures: tuple[tuple[str, Capture], ...] = ()  #: what was seen, by when: `before`, `after`


@dataclass(frozen=True, slots=True)
class DeedRun:
    """One run that does something on hosts."""

    verb: str  #: as typed: `refresh`, `logs enable`
    run_id: str
    started_at: datetime
    finished_at: datetime
    options: RunOptions
    tool_version: str
    deeds: tuple[HostDeed, ...]
    dry_run: bool = False
    interrupted: bool = False
    remarks: tuple[str, ...] = ()
