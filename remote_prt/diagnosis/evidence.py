"""What one visit proved, typed: the only input of `diagnose`.

Absence always carries its reason (`Missing`), times are aware UTC on the host's own clock, and every observation says
in whose logon session it was made - `dsregcmd` tells only about the session that runs it (article step 1: "sign in as
the affected user"), so an observation without a proven session must never speak for a user.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from remote_prt.diagnosis.dsreg_report import DsregReport
from remote_prt.diagnosis.host_state import NO_STATE, HostState
from remote_prt.diagnosis.missing import Missing as Missing  # noqa: PLC0414 - evidence is where readers look for it
from remote_prt.diagnosis.missing import MissingReason as MissingReason  # noqa: PLC0414 - as above


class SessionKind(StrEnum):
    """Whose logon session an observation was made in."""

    USER = "user"  #: a signed-in user's own session, proven by what ran there
    CALLER = "caller"  #: the remoting account's network logon: never knows a user's PRT
    SYSTEM = "system"  #: the machine account
    STATED = "stated"  #: a pasted text: the user's, unless the text itself shows otherwise


class SessionState(StrEnum):
    """What the host said about a sign-in; `UNKNOWN` where it could not be told."""

    ACTIVE = "active"
    LOCKED = "locked"
    DISCONNECTED = "disconnected"
    UNKNOWN = "unknown"


class AccountKind(StrEnum):
    """What the SID says about an account (facts/events_codes.md 2.8: S-1-12-1 = Entra; S-1-5-21 = AD or local)."""

    ENTRA = "entra"
    DOMAIN = "domain"
    LOCAL = "local"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class LogonSession:
    """One logon session on the host."""

    kind: SessionKind
    sid: str = ""  #: `S-1-...` or "" where unknown
    name: str = ""  #: `DOMAIN\\name` as the host prints it
    upn: str = ""  #: user@domain where known
    session_id: int | None = None  #: terminal services session number
    state: SessionState = SessionState.UNKNOWN
    account: AccountKind = AccountKind.UNKNOWN
    logon_at: datetime | None = None  #: start of the session, host clock, UTC
    last_unlock_at: datetime | None = None  #: last sign-in or unlock seen, host clock, UTC
    last_unlock_source: str = ""  #: where that came from, e.g. `Security 4801` or `LogonUI`; "" = unknown
    has_explorer: bool = True  #: False: a kiosk, a published program, Server Core; found by another process


@dataclass(frozen=True, slots=True)
class Observation:
    """What `dsregcmd /status` said in one logon session."""

    session: LogonSession
    taken_at: datetime | None  #: host clock, UTC; None: the text has no clock
    report: DsregReport | Missing
    source: str = "dsregcmd"  #: shown in evidence references
    file: str = ""  #: of a saved case in which the host has several texts: the one this is from
    earlier_files: tuple[str, ...] = ()  #: older texts of the same user, which this one stands for


@dataclass(frozen=True, slots=True)
class EventRecord:
    """One event, by id and data name; never its rendered (localised) message."""

    event_id: int
    provider: str
    channel: str
    record_id: int
    time: datetime  #: UTC, fraction kept to microseconds
    level: int
    task: int
    process_id: int
    thread_id: int
    activity_id: str  #: lower-case GUID without braces, or ""
    user_sid: str  #: Security/@UserID, or ""
    computer: str
    data: tuple[tuple[str, str], ...]  #: EventData in document order; names may repeat or be ""

    def value(self, name: str) -> str:
        """The first data value of that name, or "" where the record has none."""
        for key, text in self.data:  # a plain loop: this is asked some twenty times per record
            if key == name:
                return text
        return ""


#: The channel that is switched off unless somebody wants it (docs/formats.md, section 1).
ANALYTIC_CHANNEL: Final = "Microsoft-Windows-AAD/Analytic"
#: Channels that add to AAD/Operational: that one of them was not read is no reason why nothing is known.
SIDE_CHANNELS: Final = frozenset({ANALYTIC_CHANNEL, "Microsoft-Windows-User Device Registration/Admin"})


class ChannelState(StrEnum):
    """What a host said about an event channel; `READ` too for records that came in files."""

    READ = "ok"
    MISSING = "missing"  #: this Windows has no such channel
    DISABLED = "disabled"  #: switched off: nothing is written into it
    DENIED = "denied"  #: the account may not read it
    CONSTRAINED = "constrained"  #: ConstrainedLanguage gives records only by a file, which may not be written
    FAILED = "failed"  #: reading it ended in an error, or the answer could not be understood


@dataclass(frozen=True, slots=True)
class EventChannel:
    """What was read of one channel: `records` newest kept, in record order."""

    name: str
    records: tuple[EventRecord, ...] | Missing
    state: ChannelState = ChannelState.READ
    enabled: bool | None = None
    oldest_at: datetime | None = None  #: oldest record still in the log: how far back "nothing found" reaches
    newest_at: datetime | None = None
    capped: bool = False  #: older records within the window were left on the host
    unread: int = 0  #: records within the window that the host or the reader could not read
    since_at: datetime | None = None  #: start of the window that was asked
    complete_since_at: datetime | None = None  #: records about the PRT before it were left on the host; None: none were
    mode: str = ""  #: `Circular`, `Retain` or `AutoBackup`
    maximum_bytes: int | None = None
    record_count: int | None = None  #: in the log, whatever the window


@dataclass(frozen=True, slots=True)
class HostFacts:
    """What the host said about itself."""

    computer_name: str
    os_build: str  #: `10.0.22631.4317`, or "" where unknown
    os_caption: str
    is_server: bool | None
    clock_at: datetime | None  #: the host's own UTC clock during the visit
    clock_skew: timedelta | None  #: host clock minus controller clock, where both are known: that much at least
    language_mode: str
    last_boot_at: datetime | None
    clock_window: timedelta | None = (
        None  #: how long the visit took in which the clock was read: how unsure the skew is
    )


@dataclass(frozen=True, slots=True)
class HostModule:
    """A module on the host whose command ran instead of a script (JEA): what the host says of it."""

    version: str
    is_current: bool  #: it was made of the scripts of this remote_prt


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything one visit (or one saved case) proved about one host."""

    computer_name: str  #: as asked
    host: HostFacts | Missing
    sessions: tuple[LogonSession, ...] | Missing  #: who is signed in; never empty where somebody is there unseen
    observations: tuple[Observation, ...] = ()
    channels: tuple[EventChannel, ...] = ()
    ended_early: Missing | None = None  #: the visit did not run to its end: what came later is absent for this reason
    unread: tuple[Missing, ...] = ()  #: records that arrived and could not be read
    leftovers: tuple[str, ...] = ()  #: tasks that the visit could not remove from the host, with their folders
    state: HostState = NO_STATE  #: what surrounds the PRT: certificate, TPM, time, proxies, the way to Entra
    module: HostModule | None = None  #: None where script text ran, whose hash the capture knows
    stale_removed: int = 0  #: leftovers of visits that broke off, removed by this one
    younger_left: int = 0  #: tasks and folders of other visits that may still run
    answered_as: str = ""  #: another name than was asked for, from a host that nothing proved to be the one; "" = none
    hidden_sign_ins: int = 0  #: sign-ins beside `sessions` whose owner the account may not read


@dataclass(frozen=True, slots=True)
class Policy:
    """What the person who asks may set about judging."""

    stale_after: timedelta = timedelta(hours=4)  #: the article's step 1 rule, `--stale-after`
    requires_own_session: bool = False  #: `--context user`: judge nobody by events alone
    now: datetime | None = None  #: used only where the evidence carries no clock (`analyze --at`)
    only_user: str = ""  #: `--only-user`: judge nobody else
