"""What a user's own task wrote: the proof of who ran it, then dsregcmd's text (docs/formats.md, "Proof lines").

The text was written by a process of the user, so it is untrusted: at most it can lie about that user's own state. It
speaks for the user only when `whoami` inside it names the very SID that was asked.
"""

import csv
from dataclasses import dataclass

_PROOF = "REMOTE-PRT-PROOF "
_START = "REMOTE-PRT-DSREGCMD"


@dataclass(frozen=True, slots=True)
class UserTaskText:
    """The parts of one task's output."""

    name: str  #: `domain\\user` as whoami printed it, or ""
    sid: str  #: SID as whoami printed it, or ""
    upn: str
    session_id: int | None
    started: bool  #: the mark before dsregcmd was reached
    dsregcmd: str  #: what followed the mark


def split_user_task(text: str) -> UserTaskText:
    """The proof and the dsregcmd text of one task's output; first proof line of a kind wins."""
    proof: dict[str, str] = {}
    lines = text.splitlines()
    for number, line in enumerate(lines):
        if line.strip() == _START:
            return _parts(proof, started=True, dsregcmd="\n".join(lines[number + 1 :]))
        if line.startswith(_PROOF):
            key, _, value = line.removeprefix(_PROOF).partition("=")
            proof.setdefault(key.strip(), value.strip())
    return _parts(proof, started=False, dsregcmd="")


def _parts(proof: dict[str, str], *, started: bool, dsregcmd: str) -> UserTaskText:
    name, sid = _whoami(proof.get("whoami", ""))
    session = proof.get("session", "")
    return UserTaskText(
        name=name,
        sid=sid,
        upn=proof.get("upn", ""),
        session_id=int(session) if session.isascii() and session.isdigit() and len(session) < 10 else None,
        started=started,
        dsregcmd=dsregcmd,
    )


def _whoami(line: str) -> tuple[str, str]:
    r"""Name and SID of a `whoami /user /fo csv /nh` line: `"contoso\\anna","S-1-5-21-..."`."""
    cells = next(csv.reader([line]), [])
    if len(cells) < 2 or not cells[-1].startswith("S-1-"):
        return "", ""
    return cells[0], cells[-1]
