"""Reading a journal: what the run was asked, and how far it came. Captures stay on disk until they are asked for.

Rule 1: a line that is not whole is left out, and its host counts as not visited; nothing of it is guessed.
Rule 2: the last record of a host counts: a resumed run writes behind what was there.
Rule 3: SKIPPED is not done, unless the host is disabled in the inventory: interruption, deadline and brake pass. Nor is
a visit that the run itself cut off, whatever it had brought by then.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from remote_prt.errors import UnreadableInput
from remote_prt.model import Failure, Outcome, Target, VisitOutcome
from remote_prt.readers.json_fields import FieldError, Fields
from remote_prt.store.journal_lines import Damaged, Line, read_lines, unseal
from remote_prt.store.journal_records import JOURNAL_VERSION, JournalHeader, load_header, load_outcome, load_targets
from remote_prt.store.private_files import open_private


@dataclass(frozen=True, slots=True)
class Entry:
    """What the journal says about one host, without what was captured."""

    offset: int  #: of its line
    outcome: Outcome
    status: str  #: as judged then
    user_statuses: tuple[str, ...]
    is_finished: bool  #: it was not the run that ended it


@dataclass(frozen=True, slots=True)
class JournalContents:
    """A journal as far as it could be read."""

    path: Path
    header: JournalHeader
    targets: tuple[Target, ...]
    entries: dict[int, Entry]  #: by the position of the target; the last of each
    damaged: int = 0  #: lines that are not whole, a torn last one among them
    is_torn: bool = False  #: the last line was cut off
    size: int = 0  #: bytes that were read
    has_ended: bool = False  #: the run wrote its end, with whatever it had reached

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


def read_head(path: Path) -> tuple[JournalHeader, tuple[Target, ...]]:
    """What the run was asked, and whom it visits.

    Raises:
        UnreadableInput: it is no journal of this version, or belongs to another account.
    """
    with _opened(path, is_ours=True) as file:
        lines = read_lines(file)
        return _header(path, next(lines, None)), _targets(path, next(lines, None))


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
        contents = JournalContents(path, header, _targets(path, next(lines, None)), {})
        damaged, is_torn, has_ended = 0, False, False
        for line in lines:
            if isinstance(line, Damaged):
                damaged, is_torn = damaged + 1, line.is_torn
                continue
            is_torn = False
            match _kind(line.fields):
                case "Outcome":
                    _enter(contents, line)
                case "End":
                    has_ended = True
                case "Resumed":
                    has_ended = False
        size = file.tell()
    return replace(contents, damaged=damaged, is_torn=is_torn, has_ended=has_ended, size=size)


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


def _targets(path: Path, second: Line | Damaged | None) -> tuple[Target, ...]:
    try:
        if isinstance(second, Line) and _kind(second.fields) == "Targets":
            return load_targets(second.fields)
    except FieldError as error:
        raise UnreadableInput(f"{path} cannot be understood: {error}", "start the run again") from error
    raise UnreadableInput(f"{path} is no journal, or its head is damaged", "start the run again")


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
