"""The files of a support case become Evidence, one per host.

Which host a file is about, in this order:

1. A capture is its own host; two captures are two visits, never merged.
2. A dsregcmd text with a `Device Name` row and events with a `Computer` name their host; first labels are compared.
3. Files that name no host belong to the only host of the case; where there are several, a text goes to the one of its
   DeviceId, and each other file stays for itself.

A dsregcmd text is `stated`: the user's, unless the text itself shows otherwise. Where nothing has a clock the newest
logged event is one: the case is at least that late, so an age is at most told too small. `--at` goes before that.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import PurePosixPath

from remote_prt.diagnosis.dsreg_facts import DsregFacts, parse_time
from remote_prt.diagnosis.evidence import (
    ChannelState,
    EventChannel,
    EventRecord,
    Evidence,
    HostFacts,
    LogonSession,
    Missing,
    MissingReason,
    Observation,
    SessionKind,
)
from remote_prt.errors import UnreadableInput
from remote_prt.model import Capture
from remote_prt.readers.case_files import CaseFile
from remote_prt.readers.file_contents import FileContents, NothingOfOurs, read_file
from remote_prt.readers.logon_sessions import account_kind
from remote_prt.readers.stated_texts import stated_texts


@dataclass(frozen=True, slots=True)
class CaseHost:
    """One host of a case."""

    computer_name: str
    capture: Capture | None
    evidence: Evidence
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """Everything that could be made of some files."""

    hosts: tuple[CaseHost, ...]
    kinds: tuple[str, ...]  #: what was found, in words, one for each file that was of use
    unread: tuple[CaseFile, ...]  #: files that could not be read, each with its `problem`
    foreign: tuple[CaseFile, ...] = ()  #: files about something else


@dataclass(slots=True)
class _Group:
    """The files of one host while they are sorted."""

    name: str
    capture: Capture | None = None
    files: list[FileContents] = field(default_factory=list)


def read_case(name: str, files: Iterable[CaseFile], *, at: datetime | None = None) -> Case:
    """The hosts of a case; a file that cannot be read never hides the others.

    Args:
        name: what the case is called where no file names its host.
        files: as `case_files` gives them; each is let go as soon as it is read.
        at: when the texts were made, where the person who asks knows it.
    """
    contents: list[FileContents] = []
    unread: list[CaseFile] = []
    foreign: list[CaseFile] = []
    for file in files:
        if file.problem:
            unread.append(file)
            continue
        try:
            found = read_file(file.name, file.data)
            contents.append(found)
            contents += [FileContents(f"{file.name} #{n}", report=one) for n, one in enumerate(found.further, 2)]
        except NothingOfOurs as error:
            foreign.append(CaseFile(file.name, problem=str(error)))
        except UnreadableInput as error:
            unread.append(CaseFile(file.name, problem=str(error)))
    hosts = tuple(_host(group, at) for group in _groups(name, contents))
    return Case(hosts, tuple(kind for content in contents for kind in content.kinds), tuple(unread), tuple(foreign))


def _groups(name: str, contents: list[FileContents]) -> list[_Group]:
    groups = [_Group(c.capture.computer_name or c.name, c.capture, [c]) for c in contents if c.capture is not None]
    by_name = {_label(group.name): group for group in reversed(groups)}
    nameless: list[FileContents] = []
    for content in contents:
        stated = stated_computer(content)
        if content.capture is not None:
            continue
        if not stated:
            nameless.append(content)
        elif _label(stated) in by_name:
            by_name[_label(stated)].files.append(content)
        else:
            groups.append(_Group(stated, files=[content]))
            by_name[_label(stated)] = groups[-1]
    if not nameless:
        return groups
    if len(groups) == 1:
        groups[0].files += nameless
        return groups
    nameless = [content for content in nameless if not _placed_by_device(content, groups)]
    if not groups:
        return [_Group(name, files=nameless)]
    return groups + [_Group(PurePosixPath(content.name).stem or content.name, files=[content]) for content in nameless]


def _placed_by_device(content: FileContents, groups: list[_Group]) -> bool:
    """Put a text without a Device Name row to the one group that has a text of the same DeviceId."""
    wanted = _device_id(content)
    homes = [group for group in groups if wanted and wanted in map(_device_id, group.files)]
    if len(homes) == 1:
        homes[0].files.append(content)
    return len(homes) == 1


def _device_id(content: FileContents) -> str:
    return "" if content.report is None else DsregFacts(content.report).device_id


def stated_computer(content: FileContents) -> str:
    """The host a file names itself, or "" where it names none."""
    if content.report is not None:
        device = content.report.value("Device Name")
        if device:
            return device
    records = (*(content.events.records if content.events is not None else ()), *content.pasted)
    named = [record.computer for record in records if record.computer]
    return named[-1] if named else ""  # the newest: after a rename older records bear the old name


def _label(computer: str) -> str:
    return computer.partition(".")[0].casefold()


def _host(group: _Group, at: datetime | None) -> CaseHost:
    base = _empty(group.name) if group.capture is None else _read_capture(group.capture)
    channels = _channels(base.channels, group.files)
    evidence = replace(
        base,
        channels=channels,
        observations=_observations(base, group.files),
        unread=(*base.unread, *_unread_events(group.files)),
    )
    if isinstance(base.host, Missing) and group.capture is None:
        evidence = replace(evidence, host=_stated_host(group.name, channels, at))
    return CaseHost(group.name, group.capture, evidence, tuple(content.name for content in group.files))


def _read_capture(capture: Capture) -> Evidence:
    from remote_prt.readers.capture_evidence import read_capture  # noqa: PLC0415  its readers: only for captures

    return read_capture(capture)


def _unread_events(files: list[FileContents]) -> Iterator[Missing]:
    """How many events of each log could not be understood."""
    for content in files:
        if content.events is not None and content.events.unread:
            lost = f"{content.name[:200]}: {content.events.unread} of {content.events.seen} events cannot be read"
            yield Missing(MissingReason.UNREADABLE, lost)


def _empty(computer: str) -> Evidence:
    nothing = Missing(MissingReason.NOT_COLLECTED, "a saved case says nothing of it")
    return Evidence(computer_name=computer, host=nothing, sessions=nothing)


def _stated_host(computer: str, channels: tuple[EventChannel, ...], at: datetime | None) -> HostFacts:
    """The little that saved files tell about their host; without `at` the newest logged event is its clock."""
    newest = max((channel.newest_at for channel in channels if channel.newest_at is not None), default=None)
    return HostFacts(
        computer_name=computer,
        os_build="",
        os_caption="",
        is_server=None,
        clock_at=newest if at is None else at,
        clock_skew=None,
        language_mode="",
        last_boot_at=None,
    )


def _observations(base: Evidence, files: list[FileContents]) -> tuple[Observation, ...]:
    """The capture's own observations, then each different text once: people save the same output twice."""
    computer = base.host.computer_name if isinstance(base.host, HostFacts) else base.computer_name
    stated = stated_texts(files, base.observations, lambda content: _observation(content, computer))
    return (*base.observations, *stated)


def _observation(content: FileContents, computer: str) -> Observation:
    if content.report is None:
        return Observation(LogonSession(SessionKind.STATED), None, Missing(MissingReason.UNREADABLE))
    facts, proof = DsregFacts(content.report), content.proof
    account = facts.executing_account
    name = (proof.name if proof is not None else "") or ("" if account is None else account.name)
    session = LogonSession(
        kind=SessionKind.STATED,
        sid="" if proof is None else proof.sid,
        name=name,
        upn=(proof.upn if proof is not None else "") or (_named_in_attempts(facts) if account is None else account.upn),
        session_id=None if proof is None else proof.session_id,
        account=account_kind("" if proof is None else proof.sid, name, _label(computer)),
    )
    return Observation(session, parse_time(content.report.value("Client Time")), content.report)


def _named_in_attempts(facts: DsregFacts) -> str:
    """The one UPN that the attempts of an excerpt name, or "": a damaged text may show somebody else's attempt."""
    named = {attempt.user for attempt in facts.attempts if attempt.user}
    return named.pop() if len(named) == 1 and not facts.may_lack_its_owner else ""


def _channels(known: tuple[EventChannel, ...], files: list[FileContents]) -> tuple[EventChannel, ...]:
    """The channels of the case, each with the records of all its files once; pasted records stay apart."""
    by_channel: dict[str, list[EventRecord]] = {}
    capped: set[str] = set()
    for content in files:
        saved = () if content.events is None else content.events.records
        for record in (*saved, *content.pasted):
            by_channel.setdefault(record.channel, []).append(record)
            if content.events is not None and content.events.is_capped:
                capped.add(record.channel)
    merged: list[EventChannel] = []
    for channel in known:
        added = by_channel.pop(channel.name, None)
        merged.append(channel if added is None else _joined(channel, added, is_capped=channel.name in capped))
    new = (_joined(EventChannel(name, ()), found, is_capped=name in capped) for name, found in by_channel.items())
    return (*merged, *new)


def _joined(channel: EventChannel, added: list[EventRecord], *, is_capped: bool) -> EventChannel:
    before = () if isinstance(channel.records, Missing) else channel.records
    unique = {(record.record_id, record.time, record.event_id, record.data): record for record in (*before, *added)}
    records = tuple(sorted(unique.values(), key=lambda record: (record.time, record.record_id)))
    times = [record.time for record in records if record.record_id]  # pasted records have neither id nor a sure time
    return replace(
        channel,
        records=records,
        state=ChannelState.READ,
        oldest_at=min([*times, *([channel.oldest_at] if channel.oldest_at else [])], default=None),
        newest_at=max([*times, *([channel.newest_at] if channel.newest_at else [])], default=None),
        capped=channel.capped or is_capped,
    )
