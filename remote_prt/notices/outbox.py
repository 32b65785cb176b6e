"""What is still to be sent, and the quiet runs until the next digest: files of this account alone.

Order: a notice is written here before it is sent, and removed when every address has taken it. So it survives a crash
and a service that is down, at the price that one which died between the two sends it again, under the same id. One
process at a time works here.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from remote_prt.errors import UsageError
from remote_prt.notices.notice import Notice, notice_json, notice_of
from remote_prt.readers.json_fields import FieldError, parse_object
from remote_prt.reports.times import utc_text
from remote_prt.store.private_files import (
    file_name,
    owned_folder,
    private_folder,
    read_private,
    remove_private,
    scope_key,
    write_private,
)
from remote_prt.store.run_lock import exclusive

#: Who comes second waits for the sends of the first.
_LOCK_SECONDS = 90.0

#: What nobody took in this time is news no more.
KEPT_FOR = timedelta(days=3)

#: No more wait; the oldest go first.
_MOST = 50
_MOST_QUIET = 60


@dataclass(frozen=True, slots=True)
class QuietRun:
    """One line of a digest."""

    run_id: str
    line: str


@dataclass(frozen=True, slots=True)
class Digest:
    """Quiet runs of a scope since the last digest."""

    since: datetime
    runs: tuple[QuietRun, ...]


@dataclass(frozen=True, slots=True)
class Outbox:
    """The notices of this account, in one folder."""

    folder: Path  #: of all state; `notices/` lies in it

    @contextmanager
    def alone(self) -> Iterator[None]:
        """No other process works here as long as the block lasts.

        Raises:
            UsageError: the folder is not ours or cannot be used, or another process holds it all the time.
        """
        place = private_folder(owned_folder(self.folder) / "notices")
        try:
            with exclusive(place / "outbox.lock", _LOCK_SECONDS):
                for begun in place.glob(".*.json.*"):  # by a process that was killed while it wrote
                    remove_private(begun)
                yield
        except TimeoutError as error:
            raise UsageError("another process is sending notices", "they go out with the next run") from error

    def put(self, notice: Notice) -> None:
        """Keep it until it is taken.

        Raises:
            UsageError: it cannot be written.
        """
        write_private(self._path(notice), json.dumps(notice_json(notice), ensure_ascii=False, indent=1) + "\n")

    def remove(self, notice: Notice) -> None:
        """It has been taken, or is too old.

        Raises:
            UsageError: it cannot be removed.
        """
        remove_private(self._path(notice))

    def waiting(self) -> tuple[Notice, ...]:
        """What is to be sent, the oldest first; a file that is damaged is removed."""
        found = []
        for path in sorted((self.folder / "notices").glob("out-*.json")):
            with suppress(UsageError):  # a link, a folder: it must not hold up the others
                if notice := self._read(path):
                    found.append(notice)
        found.sort(key=lambda one: (one.made_at, one.notice_id))
        for old in found[:-_MOST]:
            self.remove(old)
        return tuple(found[-_MOST:])

    def digest(self, scope: str) -> Digest | None:
        """The quiet runs of a scope, or None before the first one."""
        try:
            fields = parse_object(read_private(self._digest(scope)) or "{}")
            since = fields.time("Since")
            runs = tuple(QuietRun(one.text("Run"), one.text("Line")) for one in fields.children("Runs"))
        except FieldError:
            return None
        return None if since is None else Digest(since, runs)

    def keep_digest(self, scope: str, digest: Digest) -> None:
        """Keep them in place of what was known.

        Raises:
            UsageError: it cannot be written.
        """
        runs = [{"Run": one.run_id, "Line": one.line} for one in digest.runs[-_MOST_QUIET:]]
        document = {"Scope": scope, "Since": utc_text(digest.since), "Runs": runs}
        write_private(self._digest(scope), json.dumps(document, ensure_ascii=False, indent=1) + "\n")

    def _read(self, path: Path) -> Notice | None:
        try:
            notice = notice_of(read_private(path) or "")
        except FieldError:
            notice = None
        if notice is None or path != self._path(notice):  # under another name it would be sent again and again
            remove_private(path)
            return None
        return notice

    def _path(self, notice: Notice) -> Path:
        return self.folder / "notices" / f"out-{file_name(notice.notice_id)}.json"

    def _digest(self, scope: str) -> Path:
        return self.folder / "notices" / f"digest-{scope_key(scope)}.json"
