"""People are told of a run that did not begin (no ticket, no directory), or a night would just be silent."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from remote_prt.cli.language import language
from remote_prt.cli.notify.options import NotifyRequest
from remote_prt.cli.prompt import spoken_error
from remote_prt.errors import RemotePrtError, ScopeLocked
from remote_prt.notices.words import say as notice_text

#: These name the hosts of a run.
_SCOPE = ("hosts", "host_lists", "hostfiles", "ous", "inventory")


@contextmanager
def telling_failure(request: NotifyRequest | None, options: dict[str, Any]) -> Iterator[None]:
    """An error that ends the run before its first visit is told, if trouble is; it goes on its way all the same.

    Args:
        request: whom to tell.
        options: of the command line.
    """
    try:
        yield
    except ScopeLocked:
        raise  # the other run tells
    except RemotePrtError as error:
        if request is not None:
            _tell(error, request, options)
        raise


def _tell(error: RemotePrtError, request: NotifyRequest, options: dict[str, Any]) -> None:
    from remote_prt.cli.notify.run import bearing_faults, send_one  # noqa: PLC0415  only where something went wrong
    from remote_prt.notices.notice import Notice, Part  # noqa: PLC0415  as above
    from remote_prt.notices.occasions import Occasion  # noqa: PLC0415  as above

    if Occasion.TROUBLE not in request.occasions:
        return
    now, spoken = datetime.now(UTC), language(options["lang"], os.environ)
    is_redacted = bool(options["redact"])
    text = notice_text(spoken, "not-begun-redacted") if is_redacted else spoken_error(error, spoken)
    scope = "redacted" if is_redacted else _scope(options)
    notice = Notice(
        notice_id=f"not-begun/{now:%Y%m%dT%H%M%SZ}",
        made_at=now,
        subject=notice_text(spoken, "failed-subject", scope=scope[:60], day=f"{now.astimezone():%Y-%m-%d}"),
        parts=(Part("", tuple(text.splitlines()[:10])),),
        more=notice_text(spoken, "more", number="{number}"),
        is_warning=True,
    )
    state: Path | None = options["state_dir"]
    with bearing_faults():
        send_one(notice, request, state, is_kept=not options["no_journal"])


def _scope(options: dict[str, Any]) -> str:
    words: list[str] = []
    for name in _SCOPE:
        value = options.get(name) or ()
        words += [str(one) for one in value] if isinstance(value, tuple | list) else [str(value)]
    return " ".join(words)
