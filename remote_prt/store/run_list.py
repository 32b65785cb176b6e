"""What runs are kept, told from the first and last lines of their journals: thousands of captures stay unread."""

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum

from remote_prt.errors import UsageError
from remote_prt.store.journal_lines import unseal
from remote_prt.store.journal_reading import read_head
from remote_prt.store.journal_records import JournalHeader
from remote_prt.store.private_files import open_private
from remote_prt.store.run_folders import RunFolders

#: The last record of a run that came to its end is far shorter.
_TAIL_BYTES = 8 * 1024


class RunState(StrEnum):
    """How the last process of a run ended."""

    ENDED = "ended"
    INTERRUPTED = "interrupted"  #: by a signal, its report written
    INCOMPLETE = "incomplete"  #: the list of its hosts broke off: some are missing
    CUT_OFF = "cut off"  #: killed, or still under way


@dataclass(frozen=True, slots=True)
class RunSummary:
    """One run that is kept."""

    run_id: str
    header: JournalHeader
    asked: int  #: hosts
    state: RunState
    size: int  #: bytes on disk


def kept_runs(folders: RunFolders) -> Iterator[RunSummary]:
    """Every run whose head can be read, the newest first."""
    return (one for run_id in folders.ids() if (one := summary_of(folders, run_id)) is not None)


def summary_of(folders: RunFolders, run_id: str) -> RunSummary | None:
    """One run; None where its head cannot be read."""
    path = folders.path(run_id)
    with suppress(UsageError, OSError):
        header, known = read_head(path)
        with open_private(path) as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - _TAIL_BYTES))
            last = file.read().splitlines(keepends=True)[-1:]
        return RunSummary(run_id, header, len(known.targets), _state(last, more=known.more), size)
    return None


def _state(last: list[bytes], *, more: bool) -> RunState:
    fields = unseal(last[0]) if last else None
    if fields is None or fields.values.get("Record") != "End":
        return RunState.CUT_OFF
    if fields.values.get("Interrupted") is True:
        return RunState.INTERRUPTED
    return RunState.INCOMPLETE if more else RunState.ENDED
