"""What a journal is called, for those who only look whether there is one."""

from pathlib import Path

JOURNAL_NAME = "journal.jsonl"


def journal_in(path: Path) -> Path | None:
    """The journal that a path means: the file itself or its run's folder; None where it is something else."""
    try:
        return next((one for one in (path, path / JOURNAL_NAME) if one.name == JOURNAL_NAME and one.is_file()), None)
    except OSError:  # reading it says so
        return None
