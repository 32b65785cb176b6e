"""Absence with its reason, the same for every kind of evidence."""

from dataclasses import dataclass
from enum import StrEnum


class MissingReason(StrEnum):
    """Why something is not there. The same words are printed as the reason of UNKNOWN."""

    WRONG_SESSION = "wrong-session"  #: seen only from another account's session
    NO_USER_SIGNED_IN = "no-user-signed-in"
    NOT_THAT_USER = "not-that-user"  #: asked about one user, and nobody signed in is known to be that one
    OWNER_HIDDEN = "owner-hidden"  #: somebody is signed in, and the account may not read who
    TRUNCATED = "truncated"  #: the text or reply ended early or exceeded its bound
    NO_SSO_SECTION = "no-sso-section"
    LOG_UNREADABLE = "log-unreadable"
    DEADLINE = "deadline"
    NO_DSREGCMD = "no-dsregcmd"
    TASK_REFUSED = "task-refused"  #: the host did not let us register or start the user's task
    TASK_SILENT = "task-silent"  #: the task was started and wrote nothing usable in time
    SESSION_LOST = "session-lost"  #: the connection broke after the visit had begun
    NOT_COLLECTED = "not-collected"  #: this visit did not ask
    UNREADABLE = "unreadable"  #: it arrived and could not be understood
    SNIPPET_FAILED = "snippet-failed"  #: the host reported an error instead of data
    CLOCK_UNKNOWN = "clock-unknown"  #: no trustworthy "now" to judge times by
    JUST_SIGNED_IN = "just-signed-in"  #: less than a minute after a hybrid sign-in, when a NO is still honest
    IDENTITY_MISMATCH = "identity-mismatch"  #: the evidence names another user or host than the one asked
    NO_ATTEMPT = "no-attempt"  #: a log alone was seen, and no attempt to get or renew a PRT is in it


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that is not there, and why."""

    reason: MissingReason
    detail: str = ""  #: for people: the host's own words, bounded; never matched on
