"""Why a notice was not taken: what the process that sends says to the one that tells, and its words at the prompt."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Undelivered(StrEnum):
    """What is wrong with an address, or why a service did not take a notice."""

    UNKNOWN_SCHEME = "unknown-scheme"  #: apprise knows no such service, or the URL lacks something
    UNVERIFIED = "unverified"  #: the URL switches the check of certificates off
    IN_CLEAR = "in-clear"  #: its password would travel unencrypted
    HTTP = "http"  #: the service answered with a status of failure, which is told beside
    LOGON = "logon"
    CERTIFICATE = "certificate"
    NOT_RESOLVED = "not-resolved"
    NO_CONNECTION = "no-connection"
    TIMED_OUT = "timed-out"
    NOT_TAKEN = "not-taken"  #: nothing more is known


_WORDS: Final[Mapping[Undelivered, str]] = {
    Undelivered.UNKNOWN_SCHEME: "no such service, or the URL lacks something it needs",
    Undelivered.UNVERIFIED: "verify=no: whoever answers would be believed",
    Undelivered.IN_CLEAR: "its password would travel unencrypted",
    Undelivered.LOGON: "the service rejects the logon",
    Undelivered.CERTIFICATE: "its certificate is not trusted",
    Undelivered.NOT_RESOLVED: "its name cannot be resolved",
    Undelivered.NO_CONNECTION: "no connection",
    Undelivered.TIMED_OUT: "no answer in time",
    Undelivered.NOT_TAKEN: "the service did not take it",
}
_HINTS: Final[Mapping[Undelivered, str]] = {
    Undelivered.UNVERIFIED: "leave it out; name your own authority by REQUESTS_CA_BUNDLE (mail: SSL_CERT_FILE)",
    Undelivered.IN_CLEAR: "use the scheme with an s at its end: jsons, mailtos",
}


def problem_of(why: Undelivered, detail: str = "") -> str:
    """What it is, as a sentence; `detail` is the status of HTTP."""
    return f"the service answered with HTTP {detail}" if why is Undelivered.HTTP else _WORDS[why]


def hint_of(why: Undelivered) -> str:
    """What to try; "" where nothing is certain to help."""
    return _HINTS.get(why, "")
