"""Writes the records that the snippets send, answered from a scenario (docs/formats.md, section 1).

Each function returns the `Data` of one snippet, its keys in the order of the snippet's `.OUTPUTS`.
"""

import random
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from remote_prt.lab.dsreg_text import LINE_END, status_text
from remote_prt.lab.dsreg_view import CALLER, View, as_user
from remote_prt.lab.event_records import channel_record
from remote_prt.lab.event_records import iso as _iso
from remote_prt.lab.identity import HostIdentity, Person, identify
from remote_prt.lab.scenario import SimulatedHost
from remote_prt.lab.story import AccountKind, Channel, TaskEnd, UserStory

Data = dict[str, object]

CALLER_SID = "S-1-5-21-3114159265-3589793238-462643383-1104"
CALLER_NAME = "LAB\\sweeper"
_OFFSETS = {"ja": 540, "tr": 180}  #: minutes east of Greenwich
_CODE_PAGES = {"tr": ("cp857", "cp1254")}  #: OEM and ANSI
_CIM_DENIED = "HRESULT 0x80041003,Microsoft.Management.Infrastructure.CimCmdlets.GetCimInstanceCommand"
_NO_DSREGCMD = "this Windows has no dsregcmd.exe"
#: The Task Scheduler's own codes: its service is not running; the password or the kind of sign-in is not allowed.
_REFUSALS = {
    "HRESULT 0x80041315,Register-ScheduledTask": "The Task Scheduler service is not running.",
    "HRESULT 0x800706b5,Register-ScheduledTask": "The interface is unknown.",
    "HRESULT 0x800704ec,Register-ScheduledTask": "This program is blocked by group policy.",
}


@dataclass(frozen=True, slots=True)
class SnippetError:
    """What stands in a record where a snippet failed."""

    error_id: str  #: FullyQualifiedErrorId
    category: str
    message: str

    def as_data(self) -> Data:
        """The object `Error` of the record."""
        return {"Id": self.error_id, "Category": self.category, "Message": self.message}


@dataclass(frozen=True, slots=True)
class VisitParameters:
    """What the client asked of the composed script."""

    context: str = "auto"
    event_hours: int = 168
    max_events: int = 500
    budget_seconds: int = 60
    task_seconds: int = 30
    max_text_bytes: int = 262_144
    probe: str = "none"
    only_user: str = ""


@dataclass(frozen=True, slots=True)
class SignIn:
    """One signed-in user as the records name them."""

    number: int  #: 1-based, in the story
    user: UserStory
    person: Person
    session_id: int
    task_name: str
    is_shared: bool  #: the account has several sessions

    @property
    def reference(self) -> Data:
        """`Sid`, `Name`, `SessionId`."""
        return {"Sid": self.person.sid, "Name": self.person.account, "SessionId": self.session_id}

    @property
    def task_reference(self) -> Data:
        """The same for a task, which cannot choose among the sessions of one account."""
        return self.reference | ({"SessionId": None} if self.is_shared else {})


@dataclass(frozen=True, slots=True)
class VisitRecords:
    """What one visit finds on one host."""

    host: SimulatedHost
    moment: datetime  #: now, by the host's own clock
    parameters: VisitParameters
    visit: int = 0  #: which of the farm's: two at the same moment have tasks of different names
    stale_removed: int = 0  #: leftovers of earlier visits that this one removed
    younger_left: int = 0  #: tasks of others, whose end boundary is not over

    @property
    def identity(self) -> HostIdentity:
        """The host's made-up details."""
        return identify(self.host)

    def sign_ins(self) -> tuple[SignIn, ...]:
        """Everybody who is signed in; a task's name is new with every visit."""
        first = 2 if self.host.scenario.story.device.server else 1
        users = self.host.scenario.story.users
        people = zip(users, self.identity.people, strict=True)
        shared = {user.same_account_as for user in users}
        return tuple(
            SignIn(
                number=number,
                user=user,
                person=person,
                session_id=first + number - 1,
                task_name=self._task_name(number),
                is_shared=number in shared or user.same_account_as is not None,
            )
            for number, (user, person) in enumerate(people, 1)
        )

    def started_tasks(self, sign_ins: tuple[SignIn, ...]) -> Data | SnippetError:
        """`Start-PrtUserTask`: one task for each SID."""
        if self.host.scenario.story.device.tasks_fail:
            return SnippetError(_CIM_DENIED, "PermissionDenied", "Access denied")
        accounts = [one for one in sign_ins if one.user.same_account_as is None]
        asked = [one for one in accounts if self.is_wanted(one)]
        boundary = f"{self.task_end:%Y-%m-%dT%H:%M:%S}Z"
        return {
            "Started": [
                one.task_reference | {"TaskName": one.task_name, "EndBoundaryUtc": boundary}
                for one in asked
                if not self.is_refused(one)
            ],
            "Refused": [one.task_reference | self.refusal(one) for one in asked if self.is_refused(one)],
            "Others": len(accounts) - len(asked),
            "StaleRemoved": self.stale_removed,
            "YoungerLeft": self.younger_left,
        }

    def started(self) -> list[SignIn]:
        """Of each account for which a task is started the first sign-in."""
        accounts = [one for one in self.sign_ins() if one.user.same_account_as is None]
        return [one for one in accounts if self.is_wanted(one) and not self.is_refused(one)]

    def is_wanted(self, one: SignIn) -> bool:
        """Whether the visit is about that user; Windows remembers the UPN of Entra accounts alone, and not always."""
        wanted = self.parameters.only_user.casefold()
        if "@" not in wanted:
            names = (one.person.sid, one.person.account, one.person.name)
            return not wanted or wanted in {name.casefold() for name in names}
        if upn := self.remembered_upn(one):
            return upn.casefold() == wanted
        return _letters(one.person.name) == _letters(wanted.partition("@")[0])

    def is_refused(self, one: SignIn) -> bool:
        """Whether no task can be started for that user."""
        device = self.host.scenario.story.device
        return one.user.task in (TaskEnd.REFUSED, TaskEnd.NO_TIME) or not device.dsregcmd or device.tasks_fail

    def refusal(self, one: SignIn) -> dict[str, str]:
        """How the task of that user is refused, where it is."""
        if one.user.task is TaskEnd.NO_TIME:
            return {"ErrorId": "NoTimeLeft,Start-PrtUserTask", "Message": "the time for starting tasks was used up"}
        if not self.host.scenario.story.device.dsregcmd:
            return {"ErrorId": "NoDsregcmd,Register-PrtUserTask", "Message": _NO_DSREGCMD}
        error_id = one.user.refusal or "HRESULT 0x80070005,Register-ScheduledTask"
        return {"ErrorId": error_id, "Message": _REFUSALS.get(error_id, "Access is denied.")}

    def host_fact(self) -> Data:
        """`Get-PrtHostFact`."""
        device = self.host.scenario.story.device
        identity = self.identity
        folder = "Sysnative" if device.is_32_bit else "System32"
        longest = max((user.logon_minutes_ago for user in self.host.scenario.story.users), default=600)
        return {
            "ComputerName": self.host.computer_name.upper()[:15],
            "DnsName": identity.dns_name if identity.dns_suffix else "",
            "OsCaption": identity.os_caption,
            "OsBuild": identity.os_build,
            "ProductType": 3 if device.server else 1,
            "PowerShellVersion": device.powershell or "5.1." + ".".join(identity.os_build.split(".")[2:]),
            "LanguageMode": device.language_mode,
            "ClockUtc": _iso(self.moment),
            "UtcOffsetMinutes": _OFFSETS.get(device.culture, 60),
            "LastBootUtc": _iso(self.moment - timedelta(minutes=longest + 31)),
            "DsregcmdPath": f"C:\\Windows\\{folder}\\dsregcmd.exe" if device.dsregcmd else None,
        }

    def logon_sessions(self, sign_ins: tuple[SignIn, ...]) -> Data:
        """`Get-PrtLogonSession`."""
        hidden = self.host.scenario.story.device.hidden_sign_ins
        return {"Sessions": [self._session(one) for one in sign_ins], "Hidden": hidden, "Source": "explorer, process"}

    def _session(self, one: SignIn) -> Data:
        logon = _iso(self.ago(one.user.logon_minutes_ago))
        return one.reference | {
            "State": one.user.session.value,
            "LogonUtc": logon,
            "LastUnlockUtc": logon,
            "LastUnlockSource": "LocalSessionManager 21",
            "FoundBy": "explorer" if one.user.desktop else "process",
            "Upn": self.remembered_upn(one),
        }

    def remembered_upn(self, one: SignIn) -> str:
        """What Windows remembers beside the SID."""
        return one.person.upn if one.user.account is AccountKind.ENTRA and one.user.is_remembered else ""

    def last_unlocks(self, sign_ins: tuple[SignIn, ...]) -> Data:
        """`Get-PrtLastUnlock`: the newest of each account; no record says which session it was."""
        newest: dict[str, tuple[float, str]] = {}
        for one in sign_ins:
            if one.user.unlock_minutes_ago is not None and one.user.unlock_source.startswith("Security "):
                unlock = (one.user.unlock_minutes_ago, one.user.unlock_source)
                newest[one.person.sid] = min(unlock, newest.get(one.person.sid, unlock))
        unlocks = [
            {"Sid": sid, "Utc": _iso(self.ago(minutes)), "Source": source}
            for sid, (minutes, source) in sorted(newest.items(), key=lambda item: item[1])
        ]
        return {"Unlocks": unlocks, "Unreadable": 0}

    def channel(self, channel: Channel) -> Data:
        """`Get-PrtChannelEvent` of that channel."""
        asked = (self.parameters.event_hours, self.parameters.max_events, self.parameters.context)
        return channel_record(self.host, self.identity, channel, self.moment, asked)

    def received_task(self, one: SignIn) -> Data:
        """`Receive-PrtUserTask`."""
        text = self.task_text(one)
        encoded = text.encode()
        is_cut = one.user.task is TaskEnd.CUT or len(encoded) > self.parameters.max_text_bytes
        state = {
            TaskEnd.RUNNING: "running",
            TaskEnd.SILENT: "silent",
            TaskEnd.UNREADABLE: "unreadable",
        }.get(one.user.task, "finished")
        return {
            "TaskName": one.task_name,
            "State": state,
            "Text": encoded[: self.parameters.max_text_bytes].decode(errors="ignore"),
            "Truncated": is_cut,
            "StartedUtc": _iso(self.moment),
            "FinishedUtc": _iso(self.moment + timedelta(seconds=1)) if state == "finished" else None,
            "Removed": not one.user.task_stays,
        }

    def task_text(self, one: SignIn) -> str:
        """What that user's task wrote into its file."""
        end = one.user.task
        if end in (TaskEnd.SILENT, TaskEnd.UNREADABLE):
            return ""
        sid, account, upn = one.person.sid, one.person.account.lower(), one.person.upn
        if end is TaskEnd.SOMEONE_ELSE:
            sid, account, upn = CALLER_SID, CALLER_NAME.lower(), ""
        proof = [
            f'REMOTE-PRT-PROOF whoami="{self._as_whoami_shows(account)}","{sid}"',
            f"REMOTE-PRT-PROOF upn={upn}",
            f"REMOTE-PRT-PROOF session={one.session_id if one.is_shared else ''}",  # asked only where it is not known
            "REMOTE-PRT-DSREGCMD",
            "",
        ]
        if end is TaskEnd.RUNNING:
            return LINE_END.join(proof)
        return LINE_END.join(proof) + self._dsregcmd(one)

    def _as_whoami_shows(self, name: str) -> str:
        """A name as whoami's OEM bytes read in the ANSI code page; in Japan both are one."""
        oem, ansi = _CODE_PAGES.get(self.host.scenario.story.device.culture, ("utf-8", "utf-8"))
        return name.encode(oem, "replace").decode(ansi, "replace")

    def _dsregcmd(self, one: SignIn) -> str:
        asker = as_user(self.host, self.identity, one.number)
        with_sso = one.user.task is not TaskEnd.NO_SSO
        text = status_text(View(self.host, self.identity, self.moment, asker), with_sso=with_sso)
        return text[: text.index("| SSO State") - 100] if one.user.task is TaskEnd.CUT else text

    def dsreg_status(self) -> Data | SnippetError:
        """`Get-PrtDsregStatus`: what the remoting account is told."""
        device = self.host.scenario.story.device
        if not device.dsregcmd:
            return SnippetError("NoDsregcmd,Get-PrtDsregStatus", "ObjectNotFound", _NO_DSREGCMD)
        if device.caller_timed_out:
            return {"Text": "", "ExitCode": None, "TimedOut": True}
        text = status_text(View(self.host, self.identity, self.moment, CALLER))
        return {"Text": text[: self.parameters.max_text_bytes], "ExitCode": 0, "TimedOut": False}

    def end_mark(self, elapsed_milliseconds: int) -> Data:
        """`Invoke-PrtVisit`."""
        endpoint = self.host.scenario.endpoint
        unasked = "Get-PrtDsregStatus" if self.parameters.context == "events" else ""
        version, sha256 = (endpoint.module_version, endpoint.module_sha256) if endpoint.commands else (None, None)
        return {
            "Completed": True,
            "ElapsedMilliseconds": elapsed_milliseconds,
            "Skipped": [name for name in self.host.scenario.story.device.skips if name != unasked],
            "ModuleVersion": version,
            "ModuleSha256": sha256,
        }

    def _task_name(self, number: int) -> str:
        unique = uuid.uuid5(uuid.NAMESPACE_OID, f"{self.host.seed} {number} {self.moment} {self.visit}")
        return f"remote_prt-{self.task_end:%Y%m%dT%H%M%SZ}-{unique}"

    @property
    def task_end(self) -> datetime:
        """The end boundary of the tasks of this visit."""
        return self.moment + timedelta(seconds=self.parameters.budget_seconds + self.parameters.task_seconds + 120)

    def random(self) -> random.Random:
        """Decides durations: the same for the same host."""
        return random.Random(self.host.seed ^ 0x5EC5)  # noqa: S311 - durations, not secrets

    def ago(self, minutes: float) -> datetime:
        """That many minutes before the moment."""
        return self.moment - timedelta(minutes=minutes)


def _letters(name: str) -> str:
    return "".join(sign for sign in name.casefold() if sign.isalnum())
