"""The only importer of apprise, and a process of its own: one line of JSON in, one line out.

Why a process: a service may hang, drip, or answer without end, and a thread cannot be cut off. Here the parent's clock
ends all of it, and this one's own clock where the parent is gone. What apprise logs holds addresses, so it reaches
nobody: of all it says only a number and a few known words come out.

In: `{"Url", "Notice" | null}`; without a notice nothing is sent, and the URL is only understood.
Out: `{"Why": "" | a word of Undelivered, "Detail": "503"}`.
"""

import json
import logging
import os
import random
import re
import sys
import threading
import time
from contextlib import suppress
from typing import Any

from remote_prt.notices.dialects import MOST_CHARACTERS, Dialect, body_of, subject_of
from remote_prt.notices.notice import Notice, notice_of
from remote_prt.notices.undelivered import Undelivered

#: The parent waits shorter; this is for when it is gone.
_LIFE_SECONDS = 30.0
_MOST_MEMORY = 512 * 1024 * 1024  #: of addresses; apprise needs some 150 MB of them
_PAUSE_SECONDS = (0.3, 1.0)
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1", "[::1]"})

#: What apprise's own words tell, the most telling first.
_SIGNS = (
    (re.compile(r"CERTIFICATE_VERIFY_FAILED|certificate verify failed"), Undelivered.CERTIFICATE),
    (re.compile(r"SMTPAuthenticationError|\(53[45]|Authentication"), Undelivered.LOGON),
    (re.compile(r"\berror=(\d{3})\b"), Undelivered.HTTP),
    (
        re.compile(r"NameResolutionError|Name or service not|getaddrinfo|name resolution"),
        Undelivered.NOT_RESOLVED,
    ),
    (re.compile(r"timed out|Timeout"), Undelivered.TIMED_OUT),
    (re.compile(r"Connection error|refused|Max retries|Connection aborted|closed|reset"), Undelivered.NO_CONNECTION),
)

#: These may be over in a moment.
_PASSING = frozenset({Undelivered.NO_CONNECTION, Undelivered.TIMED_OUT})

#: Why it was not taken, and a number; None: it was.
_Answer = tuple[Undelivered | None, str]


class _Listener(logging.Handler):
    """Keeps the newest records, for their words."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said = [*self.said[-50:], record.getMessage()[:2000]]


def main() -> None:
    """Do what standard input says, write one line, and end at once whatever apprise left running."""
    _bound()
    results = os.fdopen(os.dup(1), "w", encoding="utf-8")
    sys.stdout = sys.stderr  # a plug-in that prints
    task = json.loads(sys.stdin.readline())
    notice = None if task["Notice"] is None else notice_of(json.dumps(task["Notice"]))
    why, detail = _done(task["Url"], notice)
    results.write(json.dumps({"Why": "" if why is None else why.value, "Detail": detail}) + "\n")
    results.flush()
    os._exit(0)


def _done(url: str, notice: Notice | None) -> _Answer:
    listener = _Listener()
    log = logging.getLogger("apprise")
    log.handlers, log.propagate = [listener], False
    log.setLevel(logging.DEBUG)
    why, detail = _sent(url, notice, listener)
    if notice is not None and (why in _PASSING or (why is Undelivered.HTTP and detail >= "500")):
        time.sleep(random.uniform(*_PAUSE_SECONDS))  # noqa: S311  jitter
        why, detail = _sent(url, notice, listener)
    return why, detail


def _sent(url: str, notice: Notice | None, listener: _Listener) -> _Answer:
    """What came of one try."""
    from apprise import Apprise, AppriseAsset, NotifyType  # noqa: PLC0415  after the log is ours
    from apprise.plugins.slack import NotifySlack  # noqa: PLC0415  as above

    listener.said = []
    asset = AppriseAsset(
        app_id="remote_prt", app_desc="remote_prt", app_url="", http_redirects=False, async_mode=False,
        image_url_mask="", image_url_logo="",  # else each reader of a message would fetch a picture of apprise
    )  # fmt: skip
    plugin = Apprise.instantiate(url, asset=asset, suppress_exceptions=True)
    if plugin is None:
        return Undelivered.UNKNOWN_SCHEME, ""
    if not plugin.verify_certificate:
        return Undelivered.UNVERIFIED, ""
    if plugin.password and not plugin.secure and str(plugin.host).lower() not in _LOOPBACK:
        return Undelivered.IN_CLEAR, ""
    if notice is None:
        return None, ""
    plugin.redirects = False  # whatever the URL says: a secret in a header is not for somebody else
    taken: Any = plugin.notify_format  # one, or several
    formats = taken if isinstance(taken, tuple | list) else (taken,)
    offered = {str(getattr(one, "value", one)) for one in formats}
    dialect = Dialect.TEXT if isinstance(plugin, NotifySlack) else _dialect(offered)  # it shows Markdown's backslashes
    subject = subject_of(notice, plugin.title_maxlen or MOST_CHARACTERS)
    room = (plugin.body_maxlen or MOST_CHARACTERS) - (0 if plugin.title_maxlen else len(subject) + 10)
    is_taken = plugin.notify(
        body=body_of(notice, dialect, room),
        title=subject,
        notify_type=NotifyType.WARNING if notice.is_warning else NotifyType.INFO,
        body_format=dialect.value,
    )
    return (None, "") if is_taken else _reason("\n".join(listener.said))


def _dialect(formats: set[str]) -> Dialect:
    """HTML for mail, Markdown for chats, and plain text for what takes everything, such as a program behind a hook."""
    known = {one for one in Dialect if one.value in formats}
    if known == set(Dialect) or not known:
        return Dialect.TEXT
    return next(one for one in (Dialect.HTML, Dialect.MARKDOWN, Dialect.TEXT) if one in known)


def _reason(said: str) -> _Answer:
    """A word of ours for what apprise said."""
    for sign, why in _SIGNS:
        if found := sign.search(said):
            return why, found[1] if why is Undelivered.HTTP else ""
    return Undelivered.NOT_TAKEN, ""


def _bound() -> None:
    """This process ends by itself, and an answer without end meets a limit."""
    end = threading.Timer(_LIFE_SECONDS, os._exit, (3,))
    end.daemon = True
    end.start()
    if os.name == "posix":
        import resource  # noqa: PLC0415  there is none on Windows

        with suppress(OSError, ValueError):  # a system that does not count addresses
            resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()
