"""Reports with their day in the name: `-o prt-{date}.html` is `prt-2026-01-31.html`, and old ones are removed.

Only what has exactly that name with another day is a report of an older night; nothing else in the folder is touched.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from remote_prt.errors import UsageError

DATE: Final = "{date}"
_OTHER: Final = re.compile(r"\{[A-Za-z]*\}")
_DAY: Final = r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})"


def today() -> date:
    """The day on the clock of this machine."""
    return datetime.now(UTC).astimezone().date()


def dated(file: str, day: date) -> str:
    """The name of that day.

    Raises:
        UsageError: something else stands in such brackets: a typing mistake would give one file for all days.
    """
    name = file.replace(DATE, day.isoformat())
    if other := _OTHER.search(name):
        raise UsageError(f"--output {file}: {other[0]} stands for nothing", "as in -o prt-{date}.html")
    return name


def remove_older(patterns: Sequence[Path], most: int) -> Iterator[Path]:
    """Remove all but the newest files of each pattern; yields what could not be removed.

    Args:
        patterns: paths with the day's place in their file name, and none in their folder's.
        most: files of each that stay.
    """
    for pattern in patterns:
        found = sorted(_of(pattern), reverse=True)
        for _, path in found[most:]:
            try:
                path.unlink(missing_ok=True)
            except OSError:
                yield path


def _of(pattern: Path) -> Iterator[tuple[date, Path]]:
    name = re.compile(re.escape(pattern.name).replace(re.escape(DATE), _DAY, 1).replace(re.escape(DATE), "(?P=day)"))
    for path in pattern.parent.iterdir():
        match = name.fullmatch(path.name)
        if match is None or path.is_symlink() or not path.is_file():
            continue
        try:
            yield date.fromisoformat(match["day"]), path
        except ValueError:
            continue
