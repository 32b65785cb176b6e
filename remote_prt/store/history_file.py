"""The file of history: SQLite in `history/` of the state folder, checked whenever it is opened, brought up to date.

Strategy: write-ahead log, so that who reads never waits for who writes; every write is one transaction that begins by
taking the writer's place (BEGIN IMMEDIATE) and waits for another process for up to `_BUSY_SECONDS`. A migration copies
the file first. History can be made again from the runs that are kept, so a damaged file is never repaired by guesses.
"""

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from remote_prt.errors import UnreadableInput, UsageError
from remote_prt.store.private_files import append_private, owned_folder, private_folder
from remote_prt.store.run_lock import exclusive

#: One night of 5,000 hosts is written in far less.
_BUSY_SECONDS = 60.0

#: What a result code of SQLite is without its details.
_PRIMARY = 0xFF

_OTHER_VERSION = "use the remote_prt that wrote it, or move it away: the runs that are kept are imported again"
_MOVE_AWAY = "move it away with its -wal and -shm: the runs that are kept are imported again"

#: Each entry brings the file from the version before to the next; none is ever changed once it was released.
MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE runs (
        id INTEGER PRIMARY KEY, run_id TEXT NOT NULL UNIQUE, scope TEXT NOT NULL, started_at INTEGER NOT NULL,
        finished_at INTEGER, counts TEXT NOT NULL, asked INTEGER NOT NULL, judged INTEGER NOT NULL,
        is_whole INTEGER NOT NULL, rerun_of TEXT NOT NULL, journal_bytes INTEGER NOT NULL
    );
    CREATE INDEX runs_by_scope ON runs (scope, started_at);
    CREATE TABLE subjects (
        id INTEGER PRIMARY KEY, host_key TEXT NOT NULL, user_key TEXT NOT NULL, host TEXT NOT NULL,
        user TEXT NOT NULL, upn_key TEXT NOT NULL, upn TEXT NOT NULL, UNIQUE (host_key, user_key)
    );
    CREATE TABLE causes (
        id INTEGER PRIMARY KEY, cause TEXT NOT NULL, cause_class TEXT NOT NULL, UNIQUE (cause, cause_class)
    );
    CREATE TABLE sightings (
        run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE, subject INTEGER NOT NULL REFERENCES subjects,
        status TEXT NOT NULL, cause INTEGER NOT NULL REFERENCES causes, seen_at INTEGER NOT NULL,
        PRIMARY KEY (run, subject)
    ) WITHOUT ROWID;
    CREATE INDEX sightings_by_subject ON sightings (subject, run)
    """,
    "CREATE TABLE retention (keep_days INTEGER NOT NULL)",
)


def history_path(state: Path) -> Path:
    """Where history lies in a state folder."""
    return state / "history" / "history.sqlite3"


@contextmanager
def opened(state: Path, migrations: Sequence[str] = MIGRATIONS) -> Iterator[sqlite3.Connection]:
    """The file, made if it was not there, checked and of the newest version, for as long as the block lasts.

    Raises:
        UnreadableInput: it is damaged, or no history.
        UsageError: it is somebody else's, of a later version, or cannot be written.
    """
    path = history_path(state)
    private_folder(owned_folder(state) / "history")
    try:
        os.close(append_private(path))
    except OSError as error:
        raise UsageError(f"{path} cannot be used: {error.strerror}", "look at the folder and the disk") from error
    with _told(path):
        connection = _ready(path, migrations)
        try:
            yield connection
        finally:
            connection.close()


def _ready(path: Path, migrations: Sequence[str]) -> sqlite3.Connection:
    """A checked connection of the newest version; one process at a time: SQLite waits for nobody to become WAL.

    Raises:
        UsageError: another process kept it busy all the while, or its folder cannot be written to.
        sqlite3.Error: what `_told` turns into words.
    """
    try:
        with exclusive(path.with_suffix(".lock"), _BUSY_SECONDS):
            connection = _connection(path)
            try:
                _check(connection, path)
                _migrate(connection, path, migrations)
            except BaseException:
                connection.close()
                raise
            return connection
    except TimeoutError:
        raise UsageError(f"{path} is in use by another run", "try again in a minute") from None
    except OSError as error:  # the lock, or the copy before a migration
        raise UsageError(f"{path} cannot be used: {error.strerror}", "look at the folder and the disk") from error


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Turns what SQLite says into one line that names the file and what to do."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if getattr(error, "sqlite_errorcode", 0) & _PRIMARY in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
            raise UsageError(f"{path} is in use by another run", "try again in a minute") from error
        raise UsageError(f"{path} cannot be used: {error}", "look at the folder and the disk") from error
    except sqlite3.DatabaseError as error:
        raise UnreadableInput(f"{path} is damaged: {error}", _MOVE_AWAY) from error


@contextmanager
def written(connection: sqlite3.Connection) -> Iterator[None]:
    """One transaction: all of the block is kept, or nothing."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _connection(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA trusted_schema = OFF")
    return connection


def _check(connection: sqlite3.Connection, path: Path) -> None:
    (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if verdict != "ok":
        raise UnreadableInput(f"{path} is damaged: {' '.join(str(verdict).split())}", _MOVE_AWAY)


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _migrate(connection: sqlite3.Connection, path: Path, migrations: Sequence[str]) -> None:
    """Bring the file to the newest version; of two processes that find an old one, the second finds it done."""
    if _version(connection) == len(migrations):
        return
    with written(connection):
        version = _version(connection)
        if version > len(migrations):
            raise UsageError(f"{path} is of version {version}", _OTHER_VERSION)
        if 0 < version < len(migrations):
            _back_up(path, version)
        for statement in ";".join(migrations[version:]).split(";"):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(migrations)}")


def _back_up(path: Path, version: int) -> None:
    """A copy as it was before the migration: `history.sqlite3.v1`; nobody writes meanwhile, for we hold that place."""
    copy = path.with_name(f"{path.name}.v{version}")
    os.close(append_private(copy))
    source, target = sqlite3.connect(path), sqlite3.connect(copy)
    try:
        (verdict,) = source.execute("PRAGMA integrity_check(1)").fetchone()
        if verdict != "ok":
            raise UnreadableInput(f"{path} is damaged: {' '.join(str(verdict).split())}", _MOVE_AWAY)
        source.backup(target)
    finally:
        source.close()
        target.close()
