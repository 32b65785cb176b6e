r"""The lockout brake: a wrong password must never be tried on a whole fleet (design/ux.md 6).

Rule 1: until a host has accepted an account, its hosts are canaries: one logon at a time. Only one that is silent for
long gets company, and never more are under way than may still be rejected.
Rule 2: a host that rejects the credential counts once; at the limit no new logon of that account begins.
Rule 3: only a rejected credential counts (`LogonRefused`). A host that is off, full or forbids the shell says nothing
against the password, and one that lets us in speaks for it, whatever comes after. But a host that was shown the
password and never answered may have counted it: while nobody has accepted the account, that happens a few times only.
Rule 4: one yes opens the gate by degrees: no more logons are under way than twice the hosts that have said yes, so an
odd host that takes any password cannot send a wrong one to all others.

A host waits here after its TCP connection stands and before its first logon byte, so hosts that are switched off hold
up nobody. A local account (`.\\name`, `HOST\\name`) is an account of its own host alone; a bare name may be one of the
domain and counts for all hosts together.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from remote_prt.errors import HostError, HostTimedOut, LogonRefused, LogonWithheld, Phase
from remote_prt.model import Deadline, Target
from remote_prt.transports.credentials import Credential

#: Rejections on distinct hosts after which an account is tried no more; common lockout thresholds are 5 to 10.
DEFAULT_LIMIT = 2

#: Hosts that were shown the password and said nothing, before anybody accepted it, after which it is shown no more.
MOST_UNANSWERED = 3

#: How long a canary may be silent before another one is tried beside it.
CANARY_SECONDS = 5.0

#: Whatever goes wrong here goes wrong after the host accepted the logon.
_AFTER_LOGON = {Phase.SHELL, Phase.RUN, Phase.CLOSE}


@dataclass(slots=True)
class _Account:
    """What is known about one account."""

    refused_by: set[str] = field(default_factory=set)
    accepted_by: set[str] = field(default_factory=set)
    unanswered: int = 0
    under_way: int = 0
    canary_at: float = 0.0  #: when the latest logon began, on the monotonic clock
    changed: asyncio.Event = field(default_factory=asyncio.Event)  #: set once, then replaced, whenever this changes

    def tell(self) -> None:
        """Wake all who wait for this account."""
        self.changed.set()
        self.changed = asyncio.Event()


class AuthBrake:
    """A `transports.base.LogonGate` that stops an account which hosts reject.

    Args:
        limit: rejections on distinct hosts after which no new logon of the account begins.
        canary_seconds: how long a canary may be silent before another one is tried beside it.
    """

    def __init__(self, limit: int = DEFAULT_LIMIT, *, canary_seconds: float = CANARY_SECONDS) -> None:
        self._limit = limit
        self._canary_seconds = canary_seconds
        self._accounts: dict[str, _Account] = {}

    def check(self, target: Target, credential: Credential) -> None:
        """Return unless the account is not tried any more.

        Raises:
            LogonWithheld: it is not, and why.
        """
        account = self._accounts.get(_account_name(target, credential))
        why = None if account is None else self._why_withheld(account)
        if why is not None:
            name = credential.principal
            try_next = "check user name and password, then run again for this host"
            raise LogonWithheld(Phase.AUTHENTICATE, f"{name} {why} (lockout brake)", try_next)

    @asynccontextmanager
    async def logon(
        self, target: Target, credential: Credential, deadline: Deadline
    ) -> AsyncIterator[Callable[[], None]]:
        """Around one logon, from before its first byte until the host has accepted or rejected it.

        Yields what to call, in the event loop, as soon as the host has accepted: others need not wait for the shell.

        Raises:
            LogonWithheld: the account has been rejected too often; nothing was sent.
            HostTimedOut: the host's time was up before it was its turn.
        """
        account = self._accounts.setdefault(_account_name(target, credential), _Account())
        await self._wait_for_turn(account, deadline)
        self.check(target, credential)
        account.under_way += 1
        account.canary_at = time.monotonic()
        is_under_way = True

        def end() -> None:
            nonlocal is_under_way
            account.under_way -= is_under_way
            is_under_way = False
            account.tell()

        def accept() -> None:
            account.accepted_by.add(target.name)
            end()

        try:
            yield accept
            account.accepted_by.add(target.name)
        except LogonRefused:
            account.refused_by.add(target.name)
            raise
        except HostError as error:
            self._note(account, target, error)
            raise
        finally:
            end()

    def _note(self, account: _Account, target: Target, error: HostError) -> None:
        """What an error other than a rejection says about the account."""
        if error.phase in _AFTER_LOGON:
            account.accepted_by.add(target.name)
        elif error.is_logon_unanswered and not account.accepted_by:
            account.unanswered += 1
            error.is_transient = False  # the next one to be shown the password is another host

    async def _wait_for_turn(self, account: _Account, deadline: Deadline) -> None:
        try:
            async with asyncio.timeout(deadline.remaining(time.monotonic())):
                while not (self._why_withheld(account) or self._may_try(account)):
                    with suppress(TimeoutError):
                        async with asyncio.timeout(self._silence_left(account)):
                            await account.changed.wait()
        except TimeoutError:
            why = "the time for this host was up before another host had accepted the account"
            raise HostTimedOut(
                Phase.AUTHENTICATE, why, "raise --host-timeout, or see what holds up the others"
            ) from None

    def _why_withheld(self, account: _Account) -> str | None:
        if len(account.refused_by) >= self._limit:
            return f"was rejected by {self._limit} hosts already"
        if account.unanswered >= MOST_UNANSWERED and not account.accepted_by:
            return f"was shown to {MOST_UNANSWERED} hosts, and none said whether the password is right"
        return None

    def _may_try(self, account: _Account) -> bool:
        if account.under_way == 0:
            return True
        at_risk = account.under_way + len(account.refused_by)
        if account.accepted_by:
            return at_risk < 2 * len(account.accepted_by)
        return at_risk + account.unanswered < self._limit and self._silence_left(account) == 0

    def _silence_left(self, account: _Account) -> float | None:
        """Seconds until a silent canary gets company; None where no clock but an answer decides."""
        if account.accepted_by or account.under_way + len(account.refused_by) + account.unanswered >= self._limit:
            return None
        return max(0.0, account.canary_at + self._canary_seconds - time.monotonic())


def _account_name(target: Target, credential: Credential) -> str:
    """The account as domain controllers count it; a local one belongs to its host."""
    name = credential.principal.casefold()
    domain, separator, local = name.partition("\\")
    host = target.name.casefold()
    is_local = separator and domain in {".", host, host.partition(".")[0]}
    return f"{host}\\{local}" if is_local else name
