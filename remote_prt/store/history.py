"""What the runs of this account saw, over months: one line per host or user and run, without anything captured.

Times are kept as seconds since 1970 UTC. Texts of hosts are kept without half surrogate pairs, which SQLite refuses.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from remote_prt.diagnosis.sighting import GOOD, PastRun, Sighting
from remote_prt.store.history_file import MIGRATIONS, opened, written

#: Days that every night is kept unless somebody sets it; of older ones only what is said of a host last.
KEEP_DAYS = 400

_RUN_FIELDS = "run_id, scope, started_at, finished_at, counts, asked, judged, is_whole, rerun_of, journal_bytes"
_SIGHTING_FIELDS = "p.host, p.user, s.status, c.cause, c.cause_class, s.seen_at, p.upn"
_JOINED = "sightings s JOIN subjects p ON p.id = s.subject JOIN causes c ON c.id = s.cause"


class History:
    """An open history; see `open_history`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def imported(self) -> dict[str, int]:
        """The runs that are known, and how large the journal of each was."""
        return dict(self._connection.execute("SELECT run_id, journal_bytes FROM runs"))

    def add(self, run: PastRun, sightings: Iterable[Sighting]) -> None:
        """Keep what a run saw, in place of what was known of it."""
        lines = {_keys(one): one for one in sightings}.values()
        with written(self._connection):
            self._connection.execute("DELETE FROM runs WHERE run_id = ?", (run.run_id,))
            number = self._connection.execute(
                f"INSERT INTO runs ({_RUN_FIELDS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608  names of ours
                _run_values(run),
            ).lastrowid
            subjects, causes = self._subjects(lines), self._causes(lines)
            self._connection.executemany(
                "INSERT INTO sightings VALUES (?, ?, ?, ?, ?)",
                (
                    (
                        number,
                        subjects[_keys(one)],
                        one.status,
                        causes[_clean(one.cause), one.cause_class],
                        _seconds(one.seen_at),
                    )
                    for one in lines
                ),
            )

    def run(self, run_id: str) -> PastRun | None:
        """The run of that name."""
        return next(self._runs("WHERE run_id = ?", (_clean(run_id),)), None)

    def runs(self, scope: str | None = None, *, whole: bool = False, most: int = -1) -> tuple[PastRun, ...]:
        """Runs, the newest first.

        Args:
            scope: only those over these hosts.
            whole: only those that came to their end and visited all of their hosts.
            most: so many.
        """
        where = "WHERE (?1 IS NULL OR scope = ?1) AND is_whole >= ?2 ORDER BY started_at DESC, run_id DESC LIMIT ?3"
        return tuple(self._runs(where, (None if scope is None else _clean(scope), int(whole), most)))

    def scopes(self) -> tuple[str, ...]:
        """The words that named the hosts of the runs, those of the newest run first."""
        found = self._connection.execute("SELECT scope FROM runs GROUP BY scope ORDER BY MAX(started_at) DESC, scope")
        return tuple(str(scope) for (scope,) in found)

    def sightings(self, run_id: str) -> tuple[Sighting, ...]:
        """All that a run saw."""
        found = self._connection.execute(
            f"SELECT {_SIGHTING_FIELDS} FROM {_JOINED} JOIN runs r ON r.id = s.run WHERE r.run_id = ?",  # noqa: S608  as above
            (run_id,),
        )
        return tuple(map(_sighting, found))

    def of(self, name: str) -> tuple[tuple[PastRun, Sighting], ...]:
        r"""All that was seen of a host, or of a user on whatever hosts, the oldest first.

        A user is named as a report does (`LAB\\anna`), without the domain, or by the user principal name.
        """
        key = _clean(name).casefold()
        subjects = self._connection.execute("SELECT id, host_key, user_key, upn_key FROM subjects")
        ids = [
            subject
            for subject, host, user, upn in subjects
            if key in {host, user, upn, user.rpartition("\\")[2]} - {""}
        ]
        runs = dict(self._numbered_runs("", ()))
        found = (
            (runs[number], _sighting(fields))
            for subject in ids
            for number, *fields in self._connection.execute(
                f"SELECT s.run, {_SIGHTING_FIELDS} FROM {_JOINED} WHERE s.subject = ?",  # noqa: S608  as above
                (subject,),
            )
        )
        return tuple(sorted(found, key=lambda each: (each[0].started_at, each[0].run_id, each[1].subject)))

    def lines_of(self, scope: str, hosts: Iterable[str]) -> Iterator[tuple[tuple[PastRun, Sighting], ...]]:
        """All that the runs of a scope saw of each of these hosts, the newest first; a host without a line is left out.

        Args:
            scope: the words that named the hosts.
            hosts: their names, whatever their case.
        """
        runs = dict(self._numbered_runs("WHERE scope = ?", (_clean(scope),)))
        for host in hosts:
            found = self._connection.execute(
                f"SELECT s.run, {_SIGHTING_FIELDS} FROM {_JOINED} WHERE p.host_key = ?",  # noqa: S608  as above
                (_clean(host).casefold(),),
            )
            lines = [(runs[number], _sighting(fields)) for number, *fields in found if number in runs]
            lines.sort(key=lambda each: (each[0].started_at, each[0].run_id, each[1].subject), reverse=True)
            if lines:
                yield tuple(lines)

    @property
    def keep_days(self) -> int:
        """Days that the newest sweep wanted every night to be kept."""
        found = self._connection.execute("SELECT keep_days FROM retention").fetchone()
        return KEEP_DAYS if found is None else int(found[0])

    def trim(self, now: datetime, keep_days: int = KEEP_DAYS) -> int:
        """Forget runs that began longer ago than so many days, and return how many lines that were.

        Of each host and user the last line that was HEALTHY, and the last of all, stay however old they are, and the
        runs they are of; such a run is not whole any more. Age is counted from the newest run but one where that is
        earlier than now, so that one run under a clock that is years ahead forgets nothing.
        """
        newest = self.runs(most=2)
        before = min(now, newest[-1].started_at if newest else now) - timedelta(days=keep_days)
        with written(self._connection):
            self._connection.execute("DELETE FROM retention")
            self._connection.execute("INSERT INTO retention VALUES (?)", (keep_days,))
            if not self._connection.execute("SELECT 1 FROM runs WHERE started_at < ?", (_seconds(before),)).fetchone():
                return 0
            last = "SELECT s.subject, s.run, MAX(r.started_at) FROM sightings s JOIN runs r ON r.id = s.run"
            self._connection.execute("CREATE TEMP TABLE IF NOT EXISTS kept (subject, run, started_at)")
            self._connection.execute("DELETE FROM kept")
            self._connection.execute(f"INSERT INTO kept {last} GROUP BY s.subject")
            self._connection.execute(f"INSERT INTO kept {last} WHERE s.status = ? GROUP BY s.subject", (GOOD,))
            removed = self._connection.execute(
                "DELETE FROM sightings WHERE run IN (SELECT id FROM runs WHERE started_at < ?)"
                " AND NOT EXISTS (SELECT 1 FROM kept k WHERE k.subject = sightings.subject AND k.run = sightings.run)",
                (_seconds(before),),
            ).rowcount
            self._connection.execute("UPDATE runs SET is_whole = 0 WHERE started_at < ?", (_seconds(before),))
            self._connection.execute(
                "DELETE FROM runs WHERE started_at < ? AND id NOT IN (SELECT run FROM sightings)", (_seconds(before),)
            )
        return removed

    def _runs(self, where: str, values: Sequence[object]) -> Iterator[PastRun]:
        return (run for _, run in self._numbered_runs(where, values))

    def _numbered_runs(self, where: str, values: Sequence[object]) -> Iterator[tuple[int, PastRun]]:
        found = self._connection.execute(f"SELECT id, {_RUN_FIELDS} FROM runs {where}", values)  # noqa: S608  as above
        return ((number, _past_run(fields)) for number, *fields in found)

    def _subjects(self, lines: Iterable[Sighting]) -> dict[tuple[str, str], int]:
        """The number of each host and user, new ones entered; names are kept as they were written last."""
        self._connection.executemany(
            "INSERT INTO subjects (host_key, user_key, host, user, upn_key, upn) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (host_key, user_key) DO UPDATE SET host = excluded.host, user = excluded.user,"
            " upn_key = CASE excluded.upn WHEN '' THEN upn_key ELSE excluded.upn_key END,"
            " upn = CASE excluded.upn WHEN '' THEN upn ELSE excluded.upn END"
            " WHERE excluded.host <> host OR excluded.user <> user OR excluded.upn NOT IN ('', upn)",
            (
                (*_keys(one), _clean(one.host), _clean(one.user), _clean(one.upn).casefold(), _clean(one.upn))
                for one in lines
            ),
        )
        found = self._connection.execute("SELECT host_key, user_key, id FROM subjects")
        return {(host, user): number for host, user, number in found}

    def _causes(self, lines: Iterable[Sighting]) -> dict[tuple[str, str], int]:
        wanted = {(_clean(one.cause), one.cause_class) for one in lines}
        self._connection.executemany("INSERT OR IGNORE INTO causes (cause, cause_class) VALUES (?, ?)", wanted)
        found = self._connection.execute("SELECT cause, cause_class, id FROM causes")
        return {(cause, cause_class): number for cause, cause_class, number in found}


@contextmanager
def open_history(state: Path, migrations: Sequence[str] = MIGRATIONS) -> Iterator[History]:
    """The history in a state folder, made if there was none, for as long as the block lasts.

    Raises:
        UnreadableInput: it is damaged.
        UsageError: it is somebody else's, of a later version, in use for too long, or cannot be written.
    """
    with opened(state, migrations) as connection:
        yield History(connection)


def _run_values(run: PastRun) -> tuple[object, ...]:
    return (
        run.run_id,
        _clean(run.scope),
        _seconds(run.started_at),
        None if run.finished_at is None else _seconds(run.finished_at),
        json.dumps(dict(run.counts)),
        run.asked,
        run.judged,
        int(run.is_whole),
        run.rerun_of,
        run.journal_bytes,
    )


def _past_run(fields: Sequence[object]) -> PastRun:
    run_id, scope, started_at, finished_at, counts, asked, judged, is_whole, rerun_of, journal_bytes = fields
    return PastRun(
        str(run_id),
        str(scope),
        _time(started_at),
        None if finished_at is None else _time(finished_at),
        tuple((str(word), int(number)) for word, number in json.loads(str(counts)).items()),
        int(str(asked)),
        int(str(judged)),
        bool(is_whole),
        str(rerun_of),
        int(str(journal_bytes)),
    )


def _sighting(fields: Sequence[object]) -> Sighting:
    host, user, status, cause, cause_class, seen_at, upn = fields
    return Sighting(str(host), str(user), str(status), str(cause), str(cause_class), _time(seen_at), str(upn))


def _keys(one: Sighting) -> tuple[str, str]:
    return _clean(one.host).casefold(), _clean(one.user).casefold()


def _clean(text: str) -> str:
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode()


def _seconds(at: datetime) -> int:
    return int(at.timestamp())


def _time(seconds: object) -> datetime:
    return datetime.fromtimestamp(int(str(seconds)), UTC)
