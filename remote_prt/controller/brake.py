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
up nobody. A local account (`.\name`, `HOST\name`) is an account of its own host alone; a bare name may be one of the
domain and counts for all hosts together. One account in two spellings (`account_names`) is rejected in both.

Where Kerberos has no ticket to show, nothing is held against the account, and `ticket_brake` decides.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from remote_prt.controller.account_names import account_name, is_same_account, kin_key
from remote_prt.controller.ticket_brake import TicketBrake, TicketPatience
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
    """What is known about one account, under one of its names."""

    name: str
    kin: "list[_Account]"  #: under all of its names, this one among them
    refused_by: set[str] = field(default_factory=set)
    accepted_by: set[str] = field(default_factory=set)
    unanswered: int = 0
    under_way: int = 0
    canary_at: float = 0.0  #: when the latest logon began, on the monotonic clock
    changed: asyncio.Event = field(default_factory=asyncio.Event)  #: set once, then replaced, whenever this changes

    @property
    def rejections(self) -> int:
        """Distinct hosts that rejected it, under whatever name."""
        return len(set().union(*(one.refused_by for one in self.kin)))

    @property
    def unheard(self) -> int:
        """Hosts that were shown the password and said nothing, under whatever name."""
        return sum(one.unanswered for one in self.kin)

    @property
    def at_large(self) -> int:
        """Logons under way: of all its names until one is accepted, then of this one, so that none starves another."""
        is_known = any(one.accepted_by for one in self.kin)
        return self.under_way if is_known else sum(one.under_way for one in self.kin)

    def tell(self) -> None:
        """Wake all who wait for this account."""
        for one in self.kin:
            one.changed.set()
            one.changed = asyncio.Event()


class AuthBrake:
    """A `transports.base.LogonGate` that stops an account which hosts reject.

    Args:
        limit: rejections on distinct hosts after which no new logon of the account begins.
        canary_seconds: how long a canary may be silent before another one is tried beside it.
        patience: how long tickets are asked for in vain.
    """

    def __init__(
        self,
        limit: int = DEFAULT_LIMIT,
        *,
        canary_seconds: float = CANARY_SECONDS,
        patience: TicketPatience | None = None,
    ) -> None:
        self._limit = limit
        self._canary_seconds = canary_seconds
        self._tickets = TicketBrake(patience)
        self._accounts: dict[str, _Account] = {}
        self._alike: dict[str, list[_Account]] = {}  #: names that may be of one account

    def check(self, target: Target, credential: Credential) -> None:
        """Return unless the account is not tried any more.

        Raises:
            LogonWithheld: it is not, and why.
        """
        self._tickets.check(_ticket_key(target, credential))
        account = self._accounts.get(account_name(target, credential))
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
            LogonWithheld: the account has been rejected too often, or gets no tickets; nothing was sent.
            HostTimedOut: the host's time was up before it was its turn.
        """
        account, tickets = self._account(account_name(target, credential)), _ticket_key(target, credential)
        is_its_turn = False
        while not is_its_turn:
            await self._tickets.wait(tickets, deadline)
            await self._wait_for_turn(account, tickets, deadline)
            is_its_turn = self._tickets.may_try(tickets)
        self.check(target, credential)
        account.under_way += 1
        account.canary_at = time.monotonic()
        is_under_way = True

        def end() -> None:
            nonlocal is_under_way
            account.under_way -= is_under_way
            is_under_way = False
            account.tell()

        try:
            with self._tickets.trying(tickets, target.name) as had_ticket:

                def accept() -> None:
                    account.accepted_by.add(target.name)
                    had_ticket()
                    end()

                yield accept
                accept()
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

    def _account(self, name: str) -> _Account:
        """What is known under that name; a new one learns who else bears the account."""
        known = self._accounts.get(name)
        if known is not None:
            return known
        alike = self._alike.setdefault(kin_key(name), [])
        account = _Account(name, [one for one in alike if is_same_account(one.name, name)])
        for one in (*account.kin, account):
            one.kin.append(account)
        alike.append(account)
        self._accounts[name] = account
        return account

    async def _wait_for_turn(self, account: _Account, tickets: str, deadline: Deadline) -> None:
        try:
            async with asyncio.timeout(deadline.remaining(time.monotonic())):
                while not (self._why_withheld(account) or self._may_try(account)):
                    with suppress(TimeoutError):
                        async with asyncio.timeout(self._silence_left(account)):
                            await account.changed.wait()
        except TimeoutError:
            self._tickets.blame(tickets)
            why = "the time for this host was up before another host had accepted the account"
            raise HostTimedOut(
                Phase.AUTHENTICATE, why, "raise --host-timeout, or see what holds up the others"
            ) from None

    def _why_withheld(self, account: _Account) -> str | None:
        if account.rejections >= self._limit:
            return f"was rejected by {self._limit} hosts already"
        if account.unheard >= MOST_UNANSWERED and not account.accepted_by:
            return f"was shown to {MOST_UNANSWERED} hosts, and none said whether the password is right"
        return None

    def _may_try(self, account: _Account) -> bool:
        if account.at_large == 0:
            return True
        at_risk = account.at_large + account.rejections
        if account.accepted_by:
            return at_risk < 2 * len(account.accepted_by)
        return at_risk + account.unheard < self._limit and self._silence_left(account) == 0

    def _silence_left(self, account: _Account) -> float | None:
        """Seconds until a silent canary gets company; None where no clock but an answer decides."""
        if account.accepted_by or account.at_large + account.rejections + account.unheard >= self._limit:
            return None
        latest = max(one.canary_at for one in account.kin)
        return max(0.0, latest + self._canary_seconds - time.monotonic())


def _ticket_key(target: Target, credential: Credential) -> str:
    """Whose tickets, of which domain's controllers: as the host's name tells it."""
    return f"{account_name(target, credential)} {target.name.partition('.')[2].casefold()}"
