"""People are told about a run that has been reported and kept. Whatever goes wrong here is a line, never a result."""

import socket
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from remote_prt.cli.emit import redacted
from remote_prt.cli.exit_codes import ExitCode
from remote_prt.cli.kept_run import KeptRun
from remote_prt.cli.notify.options import NotifyRequest
from remote_prt.cli.output_options import OutputRequest
from remote_prt.cli.prompt import language_here, note, say, spoken
from remote_prt.cli.run_exit_codes import exit_codes
from remote_prt.cli.swept import Swept
from remote_prt.errors import RemotePrtError, UsageError
from remote_prt.notices.addresses import Address
from remote_prt.notices.calendar import QuietHours
from remote_prt.notices.composing import Occurrence, digest_notice, held, quiet_line, run_notice
from remote_prt.notices.notice import Notice, Part
from remote_prt.notices.occasions import Occasion, is_news, news_of
from remote_prt.notices.outbox import KEPT_FOR, Digest, Outbox, QuietRun
from remote_prt.notices.sending import deliver
from remote_prt.notices.words import say as notice_text
from remote_prt.reports.change import NOTHING_EARLIER, Earlier
from remote_prt.reports.escape import printable
from remote_prt.store.private_files import state_folder

if TYPE_CHECKING:
    from remote_prt.cli.ndjson_stream import NdjsonStream

#: Exit codes that tell of the run and not of hosts.
_TROUBLE = (ExitCode.INTERNAL, ExitCode.INTERRUPTED, ExitCode.LOCKOUT_BRAKE, ExitCode.STOPPED)

#: All that waits is tried for so long; the rest goes with the next run.
_MOST_SECONDS = 60.0

_QUIET_AT_MOST = timedelta(days=1)


def prepare_notices(
    swept: Swept, output: OutputRequest, kept: KeptRun, request: NotifyRequest, begun: Sequence["NdjsonStream"] = ()
) -> Callable[[], None]:
    """Put down what there is to tell, if anything, and return what sends it; neither raises or changes anything.

    To be called before history has the run: who is killed in between leaves the notice, or a run that the next one is
    compared without, which tells the same.

    Args:
        swept: the run.
        output: its reports, with what they know of earlier runs.
        kept: what is kept of it.
        request: whom to tell, and when.
        begun: reports whose stand-ins for names are used here too.
    """
    sending: Callable[[], object] = _nothing
    with _bearing_all():
        now = datetime.now(UTC)
        told = _occurrence(swept, output, kept, request, begun)
        if kept.keeping.is_kept:
            outbox = Outbox(kept.keeping.folders.state)
            _put(told, request, outbox, kept.keeping.scope, now)
            sending = partial(_send_put, request, outbox, now)
        elif _is_telling(told, request):
            sending = partial(_send, run_notice(told, now), request.addresses, None)

    def send() -> None:
        with _bearing_all():
            sending()

    return send


def _nothing() -> None:
    pass


@contextmanager
def _bearing_all() -> Iterator[None]:
    try:
        with bearing_faults():
            yield
    except KeyboardInterrupt:
        say("warning: notices were not sent, for want of time; the result stands")


@contextmanager
def bearing_faults() -> Iterator[None]:
    """What goes wrong while people are told is a line: the run, or the error that ended it, counts."""
    try:
        yield
    except RemotePrtError as error:
        say(f"warning: notices were not sent: {error}")
    except Exception as error:  # noqa: BLE001  a bug in telling must not cost the exit code of a sweep
        say(f"warning: notices were not sent, for an error of ours: {type(error).__name__}")


def send_one(notice: Notice, request: NotifyRequest, state: Path | None, *, is_kept: bool = True) -> None:
    """Send a notice that is of no run, when quiet hours are over; without a state folder now or never.

    Raises:
        UsageError: it cannot be kept.
    """
    if not is_kept:
        _send(notice, request.addresses, None)
        return
    outbox = Outbox(state_folder(state))
    quiet_until = request.quiet_until(notice.made_at)
    with outbox.alone():
        outbox.put(_addressed(held(notice, quiet_until), request.addresses))
        if quiet_until is None:
            send_waiting(outbox, request.addresses, notice.made_at)


def send_waiting(outbox: Outbox, addresses: Sequence[Address], now: datetime) -> int:
    """Send what waits and is not held back; how many notices somebody has not taken."""
    begun, failed = time.monotonic(), 0
    for notice in outbox.waiting():
        if now - notice.made_at > KEPT_FOR:
            say(f"warning: a notice has not reached everybody within {KEPT_FOR.days} days and is dropped")
            outbox.remove(notice)
        elif not _is_held(notice, now) and time.monotonic() - begun < _MOST_SECONDS:
            failed += not _send(replace(notice, made_at=min(notice.made_at, now)), addresses, outbox)
    return failed


def _is_held(notice: Notice, now: datetime) -> bool:
    """Quiet hours end within a day; who is to wait longer was made while the clock was wrong."""
    return notice.holds_until is not None and timedelta() < notice.holds_until - now <= _QUIET_AT_MOST


def send_from_outbox(addresses: Sequence[Address], state: Path, quiet: QuietHours | None = None) -> ExitCode:
    """Send what quiet hours or a service that was down have held back, outside of `quiet`."""
    outbox, now = Outbox(state), datetime.now(UTC)
    with outbox.alone():
        waiting = len(outbox.waiting())
        is_quiet = quiet is not None and quiet.end_of(now) is not None
        failed = 0 if is_quiet else send_waiting(outbox, addresses, now)
        left = len(outbox.waiting())
    click.echo(spoken(f"notices: {waiting - left} sent, {left} still waiting"))
    return ExitCode.FINDINGS if failed else ExitCode.OK


def send_test(addresses: Sequence[Address], path: Path) -> ExitCode:
    """Send a test message to every address and print what came of each; FINDINGS where one failed."""
    now, language = datetime.now(UTC), language_here()
    text = notice_text(language, "test", file=path.name, machine=socket.gethostname())
    subject = notice_text(language, "test-subject")
    notice = Notice(f"test/{now:%Y%m%dT%H%M%SZ}", now, subject, (Part("", (text,)),), "{number}")
    failed = 0
    for one in deliver(notice, addresses):
        failed += bool(one.problem)
        results = [spoken(one.problem), spoken(one.hint)] if one.problem else [spoken("sent")]
        click.echo(printable(f"{one.address.line:>3}  {one.address.name}  {' - '.join(filter(None, results))}"))
    return ExitCode.FINDINGS if failed else ExitCode.OK


def _put(told: Occurrence, request: NotifyRequest, outbox: Outbox, scope: str, now: datetime) -> None:
    """Put the notice into the outbox, with the digest if its day has come."""
    quiet_until = request.quiet_until(now)
    with outbox.alone():
        is_telling = _is_telling(told, request)
        digest = outbox.digest(scope) if request.digest is not None else None
        digest = digest or Digest(now, ())
        if not is_telling:
            line = QuietRun(told.run.run_id, quiet_line(told.run, told.language))
            digest = replace(digest, runs=(*(one for one in digest.runs if one.run_id != line.run_id), line))
        is_due = request.digest is not None and _is_due(request, digest, now)
        told = replace(told, digest=digest if is_due else None)
        if is_telling or (is_due and digest.runs):
            notice = run_notice(told, now) if is_telling else digest_notice(told, now)
            outbox.put(_addressed(held(notice, quiet_until), request.addresses))
        if request.digest is not None:
            outbox.keep_digest(scope, Digest(now, ()) if is_due else digest)


def _send_put(request: NotifyRequest, outbox: Outbox, now: datetime) -> None:
    """Send what waits, unless it is quiet hours."""
    quiet_until = request.quiet_until(now)
    with outbox.alone():
        if quiet_until is None:
            send_waiting(outbox, request.addresses, now)
        elif outbox.waiting():
            note(f"notices are held back until {quiet_until.astimezone():%H:%M}")


def _is_due(request: NotifyRequest, digest: Digest, now: datetime) -> bool:
    from remote_prt.notices.calendar import is_due  # noqa: PLC0415  only for digests

    return request.digest is not None and is_due(request.digest, digest.since, now)


def _occurrence(
    swept: Swept, output: OutputRequest, kept: KeptRun, request: NotifyRequest, begun: Sequence["NdjsonStream"]
) -> Occurrence:
    wants_change = Occasion.CHANGE in request.occasions and not kept.keeping.rerun_of
    earlier = _earlier(swept, output, kept) if kept.keeping.is_kept else NOTHING_EARLIER
    run, told = redacted(swept.run, replace(output, earlier=earlier or NOTHING_EARLIER), begun)
    change, codes = told.earlier.since, exit_codes(swept.run)
    return Occurrence(
        run=run,
        language=output.language,
        change=change,
        news=None if change is None or not wants_change else news_of(change, run),
        is_first=wants_change and earlier is not None and change is None,
        is_change_unknown=wants_change and (earlier is None or not kept.keeping.is_kept),
        met=tuple(one for one in request.thresholds if one.is_met(swept.run)),
        trouble=tuple(int(code) for code in _TROUBLE if code in codes),
        places=tuple(str(report.path.absolute()) for report in output.reports if report.path is not None),
        again=told.again if run.coverage.judged < run.coverage.asked else "",
    )


def _earlier(swept: Swept, output: OutputRequest, kept: KeptRun) -> Earlier | None:
    """What is known of earlier runs; None where the history cannot be read."""
    if output.earlier.since is not None:
        return output.earlier
    from remote_prt.cli.history.run import earlier_of  # noqa: PLC0415  SQLite is not needed before

    try:
        return earlier_of(swept.run, kept.keeping.scope, kept.keeping.folders.state)
    except UsageError:
        return None


def _is_telling(told: Occurrence, request: NotifyRequest) -> bool:
    """Whether the run is worth a message by itself."""
    if Occasion.ALWAYS in request.occasions or told.met or told.is_first or told.is_change_unknown:
        return True
    if told.news is not None and is_news(told.news):
        return True
    return Occasion.TROUBLE in request.occasions and bool(told.trouble or told.run.hosts_missing)


def _addressed(notice: Notice, addresses: Sequence[Address]) -> Notice:
    """The notice for these alone: another schedule of this account has addresses of its own."""
    return replace(notice, left=tuple(one.name for one in addresses))


def _send(notice: Notice, addresses: Sequence[Address], outbox: Outbox | None) -> bool:
    """Whether all of these who are to have it have taken it; who has not is remembered, where there is an outbox."""
    asked = [one for one in addresses if notice.left is None or one.name in notice.left]
    failed = [one for one in deliver(notice, asked) if one.problem] if asked else []
    for one in failed:
        say(f"warning: {one.address.name} has not taken a notice: {one.problem}")
    if failed:
        say("the result stands" if outbox is None else "it is sent again with the next run; the result stands")
    if outbox is not None:
        taken = {one.name for one in asked} - {one.address.name for one in failed}
        left = notice.left if notice.left is not None else tuple(one.name for one in asked)
        _keep_or_remove(outbox, replace(notice, left=tuple(name for name in left if name not in taken)))
    return not failed


def _keep_or_remove(outbox: Outbox, notice: Notice) -> None:
    try:
        if notice.left:
            outbox.put(notice)
        else:
            outbox.remove(notice)
    except UsageError as error:
        say(f"warning: a notice may be sent again: {error.message}")
