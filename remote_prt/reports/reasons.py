"""What each reason of UNKNOWN means and what to do about it, in words."""

from remote_prt.diagnosis.evidence import MissingReason

#: reason: (what it means, what to do).
REASON_WORDS: dict[MissingReason, tuple[str, str]] = {
    MissingReason.WRONG_SESSION: (
        "only another account's session was seen, and it knows nothing of this user's PRT",
        "visit with --context auto, or run dsregcmd /status as the user",
    ),
    MissingReason.NO_USER_SIGNED_IN: (
        "nobody is signed in, so there is no PRT to judge",
        "visit again while the user is signed in",
    ),
    MissingReason.TRUNCATED: ("the answer ended early or was too long", "visit this host again alone"),
    MissingReason.NO_SSO_SECTION: (
        "dsregcmd printed no SSO state",
        "check the Windows version: 10 1709 or later prints it",
    ),
    MissingReason.LOG_UNREADABLE: (
        "the AAD event log could not be read",
        "enable the AAD/Operational log and let the account read it (Event Log Readers)",
    ),
    MissingReason.DEADLINE: ("the time for this host was used up", "visit again with a longer --host-timeout"),
    MissingReason.NO_DSREGCMD: ("this Windows has no dsregcmd", "nothing to do on Windows before 10 or Server 2016"),
    MissingReason.TASK_REFUSED: (
        "the host did not let the task in the user's session be registered or started",
        "check that the account may register scheduled tasks on the host",
    ),
    MissingReason.TASK_SILENT: (
        "the task in the user's session wrote nothing usable in time",
        "visit again; the session may be disconnected or the host busy",
    ),
    MissingReason.SESSION_LOST: ("the connection broke during the visit", "visit again"),
    MissingReason.NOT_COLLECTED: ("this visit did not ask", "visit with --context auto"),
    MissingReason.UNREADABLE: (
        "the answer arrived and could not be understood",
        "visit again; if it stays, report the host's Windows build",
    ),
    MissingReason.SNIPPET_FAILED: (
        "the host reported an error instead of data",
        "look at the notes of --format json for the host's words",
    ),
    MissingReason.CLOCK_UNKNOWN: ("no trustworthy clock to judge the times by", "check the host's time service"),
    MissingReason.JUST_SIGNED_IN: (
        "the user signed in less than a minute ago, and the first PRT may still be on its way",
        "visit again in a few minutes",
    ),
    MissingReason.IDENTITY_MISMATCH: (
        "the evidence names another user or host than the one asked",
        "visit again; check the host's DNS entry",
    ),
}
