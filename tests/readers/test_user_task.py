"""A task's output proves who ran it before it says anything else."""

import pytest

from remote_prt.readers.user_task import split_user_task

PROOF = """REMOTE-PRT-PROOF whoami="contoso\\anna","S-1-5-21-1-2-3-1141"
REMOTE-PRT-PROOF upn=anna@contoso.com
REMOTE-PRT-PROOF session=2
REMOTE-PRT-DSREGCMD
"""


def test_the_proof_and_the_text_are_told_apart() -> None:
    """Name, SID, UPN and session come from the proof lines, the rest is dsregcmd's."""
    task = split_user_task(PROOF + "| SSO State |\n AzureAdPrt : YES\n")

    assert (task.name, task.sid, task.upn, task.session_id) == (
        "contoso\\anna",
        "S-1-5-21-1-2-3-1141",
        "anna@contoso.com",
        2,
    )
    assert task.started
    assert task.dsregcmd.endswith("AzureAdPrt : YES")


def test_windows_line_ends_are_fine() -> None:
    """A file written by cmd has CRLF."""
    task = split_user_task((PROOF + "x").replace("\n", "\r\n"))

    assert task.sid == "S-1-5-21-1-2-3-1141"
    assert task.started


@pytest.mark.parametrize(
    ("text", "sid", "started"),
    [
        ("", "", False),
        ("AzureAdPrt : YES", "", False),
        (PROOF.replace("REMOTE-PRT-DSREGCMD", ""), "S-1-5-21-1-2-3-1141", False),
        ("REMOTE-PRT-PROOF whoami=Access denied\nREMOTE-PRT-DSREGCMD\n", "", True),
        ("REMOTE-PRT-PROOF session=99999999999999\nREMOTE-PRT-DSREGCMD\n", "", True),
    ],
    ids=["empty", "no-proof", "no-mark", "no-sid", "silly-session"],
)
def test_missing_parts_stay_missing(text: str, sid: str, started: bool) -> None:
    """What the task did not write is not made up."""
    task = split_user_task(text)

    assert (task.sid, task.started, task.session_id if "99" in text else None) == (sid, started, None)


def test_proof_after_the_mark_is_only_text() -> None:
    """Lines that dsregcmd prints cannot pass for proof."""
    task = split_user_task('REMOTE-PRT-DSREGCMD\nREMOTE-PRT-PROOF whoami="x","S-1-5-18"\n')

    assert task.sid == ""
