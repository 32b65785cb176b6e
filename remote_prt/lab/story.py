"""The story of a scenario: who is signed in, what is true about the device and each PRT, what the event log holds.

Everything is told relative to the moment of a visit, in minutes, so that a scenario stays true however long a lab runs.
Nothing is judged here: the status words are written by hand beside the facts they follow from.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from remote_prt.lab.surroundings_story import SurroundingsStory
from remote_prt.lab.trace_story import TraceStory


class JoinType(StrEnum):
    """How the device is joined."""

    ENTRA = "entra"
    HYBRID = "hybrid"
    REGISTERED = "registered"  #: a work account was added to a Windows that is joined to nothing
    DOMAIN = "domain"
    ON_PREMISES = "on-premises"  #: registered at AD FS only
    NONE = "none"


class Generation(StrEnum):
    """Which layout this host's dsregcmd prints (facts/dsregcmd.md, "Layout generations")."""

    W1607 = "1607"  #: everything about the join in Device State, one PRT row in User State
    W1803 = "1803"  #: the same with the authority and EnterprisePrt rows
    W1809 = "1809"  #: sections of their own, PRT times; no row about attempts
    W21H1 = "21h1"  #: DeviceAuthStatus, AcquirePrtDiagnostics and RefreshPrtDiagnostics
    W11 = "11"  #: OnPremTgt, CloudTgt, KerbTopLevelNames; one summary event per attempt (1250-1253)


class AccountKind(StrEnum):
    """Where an account lives: it decides the SID and the spelling of the name."""

    ENTRA = "entra"
    DOMAIN = "domain"
    LOCAL = "local"


class SessionState(StrEnum):
    """What the host can say about a sign-in."""

    ACTIVE = "active"
    LOCKED = "locked"
    DISCONNECTED = "disconnected"
    UNKNOWN = "unknown"


class TaskEnd(StrEnum):
    """What becomes of the one-shot task in a user's session."""

    FINISHED = "finished"
    REFUSED = "refused"  #: the host does not let it be registered
    NO_TIME = "no-time"  #: so many users came before that the time for starting tasks was over
    RUNNING = "running"  #: its time was up
    SILENT = "silent"  #: it wrote nothing
    UNREADABLE = "unreadable"  #: its file could not be read
    CUT = "cut"  #: it wrote more than the bound; the text ends early
    NO_SSO = "no-sso"  #: dsregcmd printed no SSO State
    SOMEONE_ELSE = "someone-else"  #: the text proves another account than the one asked


class Flow(StrEnum):
    """Which token an attempt was about."""

    ACQUIRE = "acquire"
    REFRESH = "refresh"
    ENTERPRISE_ACQUIRE = "enterprise-acquire"
    ENTERPRISE_REFRESH = "enterprise-refresh"


class LogState(StrEnum):
    """What happens when somebody reads the event channel."""

    OK = "ok"
    MISSING = "missing"
    DISABLED = "disabled"
    DENIED = "denied"


class Channel(StrEnum):
    """An event channel that a visit reads, in the order in which it does."""

    OPERATIONAL = "operational"  #: AAD/Operational
    ANALYTIC = "analytic"  #: AAD/Analytic, switched off on a Windows that nobody touched
    REGISTRATION = "registration"  #: User Device Registration/Admin


@dataclass(frozen=True, slots=True)
class Attempt:
    """One failed attempt that dsregcmd still shows: newer than the last success, or there is none."""

    flow: Flow
    minutes_ago: float
    status: str  #: as printed: `0xc000006d`
    http_status: int = 0
    http_error: str = "0x0"  #: transport code as hex, `0x0` = none
    server_error: str = ""  #: OAuth word, e.g. `invalid_grant`
    server_text: str = ""  #: AADSTS or MSIS sentence
    identity: str = "{upn}"  #: whose attempt it was: on a shared PC perhaps somebody else's
    credential: str = "Password"
    method: str = "POST"
    endpoint: str = "{token_url}"  #: with the placeholders of events
    summarised: bool = True  #: Windows 11 also logged its 1250-1253 summary


class RefreshEnd(StrEnum):
    """What becomes of `dsregcmd /refreshprt` in a user's session."""

    WORKS = "works"
    FAILS = "fails"  #: an attempt is made and ends with a code
    NEEDS_UNLOCK = "needs-unlock"  #: nothing until the user unlocks, which happens `after_seconds` later
    IGNORED = "ignored"  #: dsregcmd says it is scheduled, and nothing follows
    NO_SWITCH = "no-switch"  #: this dsregcmd does not know the switch


@dataclass(frozen=True, slots=True)
class RefreshStory:
    """What becomes of asking for a renewal of a user's token."""

    end: RefreshEnd = RefreshEnd.WORKS
    after_seconds: float = 0.3  #: how long after the asking
    attempt: Attempt | None = None  #: of FAILS; its time is that of the end


@dataclass(frozen=True, slots=True)
class UserStory:
    """One signed-in user and the truth about the PRT."""

    status: str  #: by hand
    headline: str = ""  #: by hand: the finding that must lead, e.g. `PRT-AADSTS50126`; "" = not told
    reason: str = ""  #: by hand: why UNKNOWN
    account: AccountKind = AccountKind.ENTRA
    name: str = ""  #: sign-in name; "" = made up
    upn: str = ""  #: "" = made up; may hold placeholders
    same_account_as: int | None = None  #: 1-based: a second session of that earlier user
    session: SessionState = SessionState.ACTIVE
    logon_minutes_ago: float = 540
    unlock_minutes_ago: float | None = None
    unlock_source: str = ""
    task: TaskEnd = TaskEnd.FINISHED
    task_stays: bool = False  #: its task or folder cannot be removed
    refusal: str = ""  #: of REFUSED: the FullyQualifiedErrorId; "" = access denied
    is_remembered: bool = True  #: False: Windows does not remember the UPN of this Entra account
    desktop: bool = True  #: False: no explorer.exe (another shell, a published program), found by its processes
    prt: str = "YES"  #: YES or NO
    updated_minutes_ago: float = 40
    expires_in_minutes: float | None = None  #: None: fourteen days and half a minute after the renewal
    enterprise_prt: bool = False
    attempts: tuple[Attempt, ...] = ()
    refresh: RefreshStory = field(default_factory=RefreshStory)


@dataclass(frozen=True, slots=True)
class DeviceStory:
    """What is the same in every logon session of the host."""

    join: JoinType = JoinType.ENTRA
    windows: Generation = Generation.W11
    status: str = ""  #: by hand: what the device alone adds to the host's status; "" = nothing
    headline: str = ""
    server: bool = False
    culture: str = "en"  #: whose names people and tenant bear: en, ja, tr
    auth_status: str = "SUCCESS"  #: DeviceAuthStatus as printed
    tpm: bool = True
    is_32_bit: bool = False  #: the endpoint's PowerShell is a 32-bit process: System32 is behind Sysnative
    dsregcmd: bool = True  #: False: this Windows is older than dsregcmd
    clock_minutes_off: float = 0  #: the host's clock minus the true time
    language_mode: str = "FullLanguage"
    powershell: str = ""  #: version of the endpoint's PowerShell; "" = the 5.1 of its Windows
    may_write: bool = True  #: False: no administrator, so ConstrainedLanguage has no protected folder for its detours
    unwraps: bool = False  #: its ConvertTo-Json unwraps arrays of one and makes objects of strings, as 5.1 can
    skips: tuple[str, ...] = ()  #: snippets for which the time budget did not last
    hidden_sign_ins: int = 0  #: desktops whose owner the remoting account may not read
    tasks_fail: bool = False  #: starting the user tasks fails as a whole: the first look at who is there is refused
    logs_are_fixed: bool = False  #: the account may not enable or disable event channels (wevtutil ends with 5)
    loses_visits: bool = False  #: the process of a visit that is cut off dies at once, without its finally blocks
    caller_timed_out: bool = False  #: dsregcmd as the remoting account took longer than its budget


@dataclass(frozen=True, slots=True)
class EventStory:
    """One record of an event channel."""

    event_id: int
    minutes_ago: float
    data: Mapping[str, str] = field(default_factory=dict, hash=False)  #: EventData by name, with placeholders
    user: int | None = None  #: 1-based: whose names fill the placeholders, and whose SID a token broker record bears
    channel: Channel = Channel.OPERATIONAL
    thread: int = 0  #: of lsass; 0 = made up


@dataclass(frozen=True, slots=True)
class FlowStory:
    """One attempt as the Analytic channel shows it, from 1006 to 1007 or 1028 to 1029, with its Operational records."""

    user: int  #: 1-based
    minutes_ago: float  #: its end
    flow: Flow = Flow.ACQUIRE
    status: str = "0x0"
    urls: tuple[str, ...] = ()  #: requested in this order, the last one without success; with placeholders
    sub_error: str = ""  #: of the network stack, signed: `-2147012867`
    server_error: str = ""  #: OAuth word
    server_text: str = ""  #: AADSTS or MSIS sentence
    failure: int = 1160  #: the Operational record that states the failure: 1085, 1086, 1094, 1160
    seconds: float = 2
    is_open: bool = False  #: its end is not logged


@dataclass(frozen=True, slots=True)
class ChannelStory:
    """An event channel beside AAD/Operational."""

    state: LogState = LogState.OK
    horizon_minutes: float = 43200  #: age of the oldest record still there
    unreadable: int = 0  #: how many of the oldest records the event service cannot read


@dataclass(frozen=True, slots=True)
class LogStory:
    """The AAD/Operational channel."""

    state: LogState = LogState.OK
    horizon_minutes: float = 43200  #: age of the oldest record still there
    unreadable: int = 0  #: how many of the oldest records the event service cannot read
    noise: tuple[str, ...] = ("token-broker",)  #: groups of noise.toml


@dataclass(frozen=True, slots=True)
class Story:
    """What is true about one kind of host."""

    device: DeviceStory = field(default_factory=DeviceStory)
    surroundings: SurroundingsStory = field(default_factory=SurroundingsStory)
    trace: TraceStory = field(default_factory=TraceStory)
    users: tuple[UserStory, ...] = ()
    log: LogStory = field(default_factory=LogStory)
    analytic: ChannelStory = field(default_factory=lambda: ChannelStory(LogState.DISABLED))
    registration: ChannelStory = field(default_factory=ChannelStory)
    events: tuple[EventStory, ...] = ()
    flows: tuple[FlowStory, ...] = ()

    def channel(self, channel: Channel) -> LogStory | ChannelStory:
        """What is true about that channel."""
        others = {Channel.ANALYTIC: self.analytic, Channel.REGISTRATION: self.registration}
        return others.get(channel, self.log)
