"""What a text of a support case holds that is neither a capture nor XML: rows of dsregcmd, and events as people paste.

Apart from `file_contents`, for its patterns take time to compile and a case of event logs needs none of them.
"""

from dataclasses import dataclass
from typing import Final

from remote_prt.diagnosis.dsreg_keys import DIAGNOSTICS_KEYS, KNOWN_KEYS, TITLES
from remote_prt.diagnosis.dsreg_report import DsregReport
from remote_prt.diagnosis.dsregcmd import MAX_CHARACTERS, parse_dsregcmd
from remote_prt.diagnosis.evidence import EventRecord
from remote_prt.readers.pasted_events import MAX_CHARACTERS as MAX_PASTED
from remote_prt.readers.pasted_events import read_pasted_events
from remote_prt.readers.user_task import UserTaskText, split_user_task

#: Keys that other texts print too; they alone do not make a text dsregcmd's.
_COMMON_KEYS: Final = frozenset({"Correlation ID", "User Identity", "Credential Type", "HTTP Method", "HTTP status",
                                 "Endpoint URI", "Idp", "DisplayName", "Access Type", "Request Id"})  # fmt: skip
_TELLING_KEYS: Final = (KNOWN_KEYS | DIAGNOSTICS_KEYS) - _COMMON_KEYS


@dataclass(frozen=True, slots=True)
class TextContents:
    """What was found in one text: one or the other, both, or nothing."""

    report: DsregReport | None
    proof: UserTaskText | None
    pasted: tuple[EventRecord, ...]


def read_text(text: str) -> TextContents:
    """The rows and the pasted events of a text."""
    report, proof = _dsregcmd(text[:MAX_CHARACTERS])
    return TextContents(report, proof, read_pasted_events(text[:MAX_PASTED]))


def _dsregcmd(text: str) -> tuple[DsregReport | None, UserTaskText | None]:
    """The rows of a text that is dsregcmd's, and the proof before them, if it has one."""
    task = split_user_task(text)
    report = parse_dsregcmd(task.dsregcmd if task.started else text)
    is_telling = any(row.key in _TELLING_KEYS for row in report.rows) or any(s in TITLES for s in report.sections)
    if not is_telling:
        return None, None
    return report, task if task.started else None
