"""English words of a report on saved files: nothing was visited, so no advice is about visiting.

words.py lays them over those of words_en.py. The actions say what to ask the PC's user or the help desk for; a test
holds that none names an option of a visit.
"""

from remote_prt.diagnosis.evidence import MissingReason

#: Stand for the same keys of words_en.py.
TEXTS: dict[str, str] = {
    "coverage.line": "Read {reached}  Judged {judged}",
    "summary.line": "read {reached}, judged {judged}: {counts}; exit code {code}",
    "failed.try": "do: {hint}",
}

#: Stands for every hint about a failed visit: what failed is past, and the files are all there is.
HINT = "collect it again on the PC: remote_prt snippets bundle writes the script for it"

_ASK_THE_USER = "have the user run dsregcmd /status > status.txt in their own session, not elevated, and analyze that"
_COLLECT_AGAIN = "collect it again on the PC"

REASONS: dict[MissingReason, tuple[str, str]] = {
    MissingReason.WRONG_SESSION: (
        "the text is of another account's session, which knows nothing of the user's PRT",
        _ASK_THE_USER,
    ),
    MissingReason.NO_USER_SIGNED_IN: (
        "nobody was signed in when this was collected, so there is no PRT to judge",
        "collect it again while the user is signed in",
    ),
    MissingReason.NOT_THAT_USER: (
        "the files tell of nobody who is known to be the user that was named",
        "ask by SID or DOMAIN\\name, or analyze without --only-user for everybody they tell of",
    ),
    MissingReason.OWNER_HIDDEN: (
        "somebody was signed in, but the account that collected this may not read who",
        "collect it again as an administrator of the PC or as SYSTEM",
    ),
    MissingReason.TRUNCATED: (
        "the text ends early, lost what it is about, or was too long",
        "ask for the whole output as a file: dsregcmd /status > status.txt",
    ),
    MissingReason.NO_SSO_SECTION: (
        "the text holds no SSO state",
        "ask for the whole output of dsregcmd /status (Windows 10 1809 or later prints the SSO state)",
    ),
    MissingReason.LOG_UNREADABLE: (
        "the AAD event log could not be read",
        "export it as administrator: wevtutil epl Microsoft-Windows-AAD/Operational aad.evtx",
    ),
    MissingReason.DEADLINE: ("the time for collecting was used up", _COLLECT_AGAIN),
    MissingReason.NO_DSREGCMD: ("this Windows has no dsregcmd", "nothing to do on Windows before 10 or Server 2016"),
    MissingReason.TASK_REFUSED: (
        "the PC did not let the task in the user's session be registered or started",
        _ASK_THE_USER,
    ),
    MissingReason.TASK_SILENT: (
        "the task in the user's session wrote nothing usable in time",
        _ASK_THE_USER,
    ),
    MissingReason.SESSION_LOST: ("collecting broke off before its end", _COLLECT_AGAIN),
    MissingReason.NOT_COLLECTED: (
        "the files do not hold dsregcmd /status of the user",
        _ASK_THE_USER,
    ),
    MissingReason.UNREADABLE: (
        "the text is there, but damaged or at odds with itself",
        "ask for the output again as a file, as Windows wrote it",
    ),
    MissingReason.SNIPPET_FAILED: (
        "the PC reported an error instead of data",
        "look at the notes of --format json for the PC's words",
    ),
    MissingReason.CLOCK_UNKNOWN: (
        "nothing in the files says when they were made, so no age can be told",
        "say when they were made with --at TIME, or add the AAD event log of that day",
    ),
    MissingReason.JUST_SIGNED_IN: (
        "the user had signed in less than a minute before, and the first PRT may still have been on its way",
        "collect it again a few minutes after the sign-in",
    ),
    MissingReason.IDENTITY_MISMATCH: (
        "the text names another user or PC than the one it was collected for",
        "check whose file it is, or collect it again in the user's own session",
    ),
    MissingReason.NO_ATTEMPT: (
        "the event log holds no attempt to get or renew a PRT",
        "have the user lock and unlock the PC, run dsregcmd /status > status.txt, and analyze it with the log",
    ),
}
