"""Reading a journal: what the run was asked, and how far it came. Captures stay on disk until they are asked for.

Rule 1: a line that is not whole is left out, and its host counts as not visited; nothing of it is guessed.
Rule 2: the last record of a host counts: a resumed run writes behind what was there.
Rule 3: SKIPPED is not done, unless the host is disabled in the inventory: interruption, deadline and brake pass. Nor is
a visit that the run itself cut off, whatever it had brought by then.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import IO

from remote_prt.errors import UnreadableInput
from remote_prt.inventory.unit_groups import settled
from remote_prt.model import Failure, Outcome, StopReason, Target, VisitOutcome
from remote_prt.readers.json_fields import FieldError, Fields
from remote_prt.store.journal_lines import MOST_LINE_BYTES, Damaged, Line, read_lines, unseal
from remote_prt.store.journal_records import (
    JOURNAL_VERSION,
    JournalHeader,
    TargetsRecord,
    load_header,
    load_outcome,
    load_targets,
)
from remote_prt.store.private_files import open_private

_TARGETS_BEGIN = b'{"Record":"Targets"'


@dataclass(frozen=True, slots=True)
class Entry:
    """What the journal says about one host, without what was captured."""

    offset: int  #: of its line
    outcome: Outcome
    status: str  #: as judged then
    user_statuses: tuple[str, ...]
    is_finished: bool  #: it was not the run that ended it


@dataclass(frozen=True, slots=True)
class End:
    """That the run wrote its end, with whatever it had reached."""

    at: datetime | None
    stopped_by: StopReason | None  #: what left hosts unfinished; None: nothing
    hosts_missing: str = ""  #: why hosts are missing, as far as that process knew


@dataclass(frozen=True, slots=True)
class JournalContents:
    """A journal as far as it could be read."""

    path: Path
    header: JournalHeader
    targets: tuple[Target, ...]  #: as far as they were known
    entries: dict[int, Entry]  #: by the position of the target; the last of each
    damaged: int = 0  #: lines that are not whole, a torn last one among them
    is_torn: bool = False  #: the last line was cut off
    size: int = 0  #: bytes that were read
    end: End | None = None  #: None: it was killed, or is still under way
    more_targets: bool = False  #: hosts are missing: their list had not ended, or a part of it is damaged

    @property
    def has_ended(self) -> bool:
        """Whether its last process wrote the end."""
        return self.end is not None

    @property
    def hosts_missing(self) -> str:
        """Why hosts that were asked for are not among the targets; "" = none is missing."""
        if not self.more_targets:
            return ""
        return (self.end.hosts_missing if self.end is not None else "") or "the list of its hosts had not ended"

    def is_done(self, position: int) -> bool:
        """Whether the host at this position needs no visit any more."""
        entry = self.entries.get(position)
        if not self.targets[position].enabled:
            return True
        return entry is not None and entry.is_finished and entry.outcome is not Outcome.SKIPPED

    def is_current(self) -> bool:
        """Whether nobody has written to the journal since it was read."""
        try:
            return self.path.stat().st_size == self.size
        except OSError:
            return False

    def outcomes(self) -> Iterator[tuple[int, VisitOutcome]]:
        """The outcome of each host that has one, by position, with its capture and unjudged; one at a time."""
        with _opened(self.path, is_ours=False) as file:
            for position in sorted(self.entries):
                yield position, self._outcome(file, position)

    def _outcome(self, file: IO[bytes], position: int) -> VisitOutcome:
        entry, target = self.entries[position], self.targets[position]
        file.seek(entry.offset)
        fields = unseal(file.readline())
        try:
            return load_outcome(fields or Fields({}), target)
        except FieldError:  # also where the file has changed since it was read: an empty record has no time
            failure = Failure(None, "", None, "its record in the journal cannot be read", "run again for this host")
            bare = replace(failure, internal=True)
            return VisitOutcome(target, entry.outcome, None, bare, None, None, None, self.header.started_at, 0.0)


def read_header(path: Path) -> JournalHeader:
    """What the run was asked.

    Raises:
        UnreadableInput: it is no journal of this version, or belongs to another account.
    """
    with _opened(path, is_ours=True) as file:
        return _header(path, next(read_lines(file), None))


def read_head(path: Path) -> tuple[JournalHeader, TargetsRecord]:
    """What the run was asked, and whom it visits.

    Raises:
        UnreadableInput: it is no journal of this version, or belongs to another account.
    """
    with _opened(path, is_ours=True) as file:
        lines = read_lines(file)
        header, known = _header(path, next(lines, None)), _targets(path, next(lines, None))
        targets = known.targets
        while known.more and (text := file.readline(MOST_LINE_BYTES)):  # whole captures stand in between
            fields = unseal(text) if text.startswith(_TARGETS_BEGIN) else None
            record = known if fields is None else _targets(path, Line(0, fields))
            if record is not known and record.first == len(targets):
                known, targets = record, targets + record.targets
        return header, TargetsRecord(0, targets, known.more)


def read_journal(path: Path, *, is_ours: bool = True) -> JournalContents:
    """The journal at a path.

    Args:
        path: of the file.
        is_ours: refuse one that belongs to another account: what stands in it decides whom we log on to.

    Raises:
        UnreadableInput: it is no journal of this version, or its head is damaged.
    """
    with _opened(path, is_ours=is_ours) as file:
        lines = read_lines(file)
        header = _header(path, next(lines, None))
        known = _targets(path, next(lines, None))
        contents = JournalContents(path, header, known.targets, {}, more_targets=known.more)
        damaged, is_torn, end = 0, False, None
        for line in lines:
            if isinstance(line, Damaged):
                damaged, is_torn = damaged + 1, line.is_torn
                continue
            is_torn = False
            match _kind(line.fields):
                case "Outcome":
                    _enter(contents, line)
                case "Targets":
                    contents = _with_targets(contents, _targets(path, line))
                case "End":
                    end = _end(line.fields)
                case "Resumed":
                    end = None
        size = file.tell()
    targets = settled(contents.targets) if known.more else contents.targets  # visited while others were listed
    return replace(contents, targets=targets, damaged=damaged, is_torn=is_torn, end=end, size=size)


def _header(path: Path, first: Line | Damaged | None) -> JournalHeader:
    if not isinstance(first, Line) or _kind(first.fields) != "Run":
        raise UnreadableInput(f"{path} is no journal, or its head is damaged", "start the run again")
    version = _version(first.fields)
    if version != JOURNAL_VERSION:
        raise UnreadableInput(f"{path} is a journal of version {version}", "use the remote_prt that wrote it")
    try:
        return load_header(first.fields)
    except FieldError as error:
        raise UnreadableInput(f"{path} cannot be understood: {error}", "use the remote_prt that wrote it") from error


def _kind(fields: Fields) -> str:
    try:
        return fields.text("Record")
    except FieldError:
        return ""


def _version(fields: Fields) -> str | int:
    try:
        return fields.integer("Journal") or "unknown"
    except FieldError:
        return "unknown"


def _with_targets(contents: JournalContents, record: TargetsRecord) -> JournalContents:
    """The journal with those who became known later; behind a record that is damaged nobody's position is certain."""
    if record.first != len(contents.targets):
        return contents
    return replace(contents, targets=contents.targets + record.targets, more_targets=record.more)


def _targets(path: Path, line: Line | Damaged | None) -> TargetsRecord:
    try:
        if isinstance(line, Line) and _kind(line.fields) == "Targets":
            return load_targets(line.fields)
    except FieldError as error:
        raise UnreadableInput(f"{path} cannot be understood: {error}", "start the run again") from error
    raise UnreadableInput(f"{path} is no journal, or its head is damaged", "start the run again")


def _end(fields: Fields) -> End:
    """What the last record says; a word of a later version says no more than that there was one."""
    try:
        at, missing = fields.time("At"), fields.text("HostsMissing")
        if fields.flag("Interrupted"):
            return End(at, StopReason.INTERRUPTED, missing)
        word = fields.text("StoppedBy")
        return End(at, StopReason(word) if word else None, missing)
    except ValueError:
        return End(None, None)


def _enter(contents: JournalContents, line: Line) -> None:
    """Take what a record says about its host; one that names no host of the run says nothing."""
    fields = line.fields
    try:
        position = fields.integer("Position")
        entry = Entry(
            line.offset,
            Outcome(fields.text("Outcome")),
            fields.text("Status"),
            fields.texts("UserStatuses"),
            is_finished=fields.child("Failure").flag("Unfinished") is not True,
        )
        is_known = position is not None and 0 <= position < len(contents.targets)
        if position is not None and is_known and contents.targets[position].name == fields.text("ComputerName"):
            contents.entries[position] = entry
    except ValueError:  # of a later version that writes other words: the host is visited again
        return


@contextmanager
def _opened(path: Path, *, is_ours: bool) -> Iterator[IO[bytes]]:
    try:
        with open_private(path) if is_ours else path.open("rb") as file:
            yield file
    except OSError as error:
        raise UnreadableInput(f"{path} cannot be read: {error.strerror}", "see whose it is") from error
