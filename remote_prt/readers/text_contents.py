"""What a text of a support case holds that is neither a capture nor XML: rows of dsregcmd, and events as people paste.

Apart from `file_contents`, for its patterns take time to compile and a case of event logs needs none of them.
"""

import re
from dataclasses import dataclass
from itertools import pairwise
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
#: The title of the box that every whole output begins with, and the line above it; quote marks may stand before both.
_FIRST_BOX: Final = re.compile(r"^(?:[^\w\n]*\n)?[^\w\n]*Device State[^\w\n]*$", re.MULTILINE)
_MOST_OUTPUTS: Final = 50
_TELLING_KEYS: Final = (KNOWN_KEYS | DIAGNOSTICS_KEYS) - _COMMON_KEYS


@dataclass(frozen=True, slots=True)
class TextContents:
    """What was found in one text: one or the other, both, or nothing."""

    report: DsregReport | None
    proof: UserTaskText | None
    pasted: tuple[EventRecord, ...]
    further: tuple[DsregReport, ...] = ()  #: of a text that holds several outputs: those after the first


def read_text(text: str) -> TextContents:
    """The rows and the pasted events of a text; an output begins anew with each box `Device State`."""
    outputs = _outputs(text[:MAX_CHARACTERS])
    report, proof = _dsregcmd(outputs[0])
    more = [_dsregcmd(output)[0] for output in outputs[1:]]
    further = tuple(one for one in more if one is not None)
    return TextContents(report, proof, read_pasted_events(text[:MAX_PASTED]), further)


def _outputs(text: str) -> list[str]:
    """The text in front of each second and later box: the user's output and an administrator's, in one paste."""
    begins = [match.start() for match in _FIRST_BOX.finditer(text)][:_MOST_OUTPUTS]
    edges = [0, *begins[1:], len(text)]
    return [text[begin:end] for begin, end in pairwise(edges)]


def _dsregcmd(text: str) -> tuple[DsregReport | None, UserTaskText | None]:
    """The rows of a text that is dsregcmd's, and the proof before them, if it has one."""
    task = split_user_task(text)
    report = parse_dsregcmd(task.dsregcmd if task.started else text)
    is_telling = any(row.key in _TELLING_KEYS for row in report.rows) or any(s in TITLES for s in report.sections)
    if not is_telling:
        return None, None
    return report, task if task.started else None
