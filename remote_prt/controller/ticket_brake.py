"""No ticket for one host after the other is one fault, not that of each host: it must not cost a night.

A domain controller that does not answer lets every logon wait for as long as the Kerberos library has patience (26 s
with MIT krb5); an expired ticket fails for each of 5,000 hosts alike. So:

Rule 1: once two hosts in a row had no ticket, one host at a time tries, the others wait.
Rule 2: a host that gets one lets all go on.
Rule 3: where nobody answers, that goes on for a while, for a domain controller may be restarted; where the account
itself gets no ticket, a third host decides. Then no logon is begun any more.

Hosts are counted by account and DNS domain, for another domain has other domain controllers.
"""

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from remote_prt.errors import HostError, LogonRefused, NoTicket, Phase, TicketsWithheld
from remote_prt.model import Deadline

#: Hosts in a row without a ticket, after which only one at a time tries.
_ENOUGH = 2


@dataclass(frozen=True, slots=True)
class TicketPatience:
    """How long tickets are asked for in vain; seconds."""

    seconds: float = 60.0  #: from the first host without a ticket on, where no domain controller answers
    pause: float = 5.0  #: between two hosts that try


@dataclass(slots=True)
class _Row:
    """Hosts in a row that had no ticket."""

    hosts: set[str] = field(default_factory=set)
    first_at: float = 0.0
    latest_at: float = 0.0
    trying: str = ""  #: the host that tries for all
    kind: NoTicket = NoTicket.UNANSWERED  #: of the latest
    has_ended: bool = False
    changed: asyncio.Event = field(default_factory=asyncio.Event)  #: set once, then replaced, whenever this changes

    @property
    def is_held(self) -> bool:
        """Whether only one at a time may try."""
        return len(self.hosts) >= _ENOUGH

    def tell(self) -> None:
        """Wake all who wait."""
        self.changed.set()
        self.changed = asyncio.Event()


class TicketBrake:
    """Holds logons back while Kerberos has no tickets; see the module.

    Args:
        patience: how long.
        now: monotonic seconds.
    """

    def __init__(self, patience: TicketPatience | None = None, now: Callable[[], float] = time.monotonic) -> None:
        self._patience = patience or TicketPatience()
        self._now = now
        self._rows: dict[str, _Row] = {}

    def check(self, key: str) -> None:
        """Return unless tickets are not asked for any more.

        Raises:
            TicketsWithheld: they are not, and why.
        """
        row = self._rows.get(key)
        if row is not None and row.has_ended:
            raise _withheld(row)

    def blame(self, key: str) -> None:
        """Return unless hosts are waiting for one that tries to get a ticket.

        Raises:
            TicketsWithheld: they are, so that is why a host did not come to its turn.
        """
        row = self._rows.get(key)
        if row is not None and row.is_held:
            raise _withheld(row)

    def may_try(self, key: str) -> bool:
        """Whether a logon may begin now."""
        row = self._rows.get(key)
        return row is None or not row.is_held or (not row.trying and self._pause_left(row) <= 0)

    async def wait(self, key: str, deadline: Deadline) -> None:
        """Wait until `may_try`.

        Raises:
            TicketsWithheld: tickets are not asked for any more, or the host's time was up before.
        """
        while not self.may_try(key):
            self.check(key)
            row = self._rows[key]
            left = deadline.remaining(self._now())
            if left <= 0:
                raise _withheld(row)
            with suppress(TimeoutError):
                async with asyncio.timeout(left if row.trying else min(left, self._pause_left(row))):
                    await row.changed.wait()
        self.check(key)

    @contextmanager
    def trying(self, key: str, host: str) -> Iterator[Callable[[], None]]:
        """Around one logon; yields what to call when the host has taken the ticket."""
        row = self._rows.setdefault(key, _Row())
        is_for_all = row.is_held and not row.trying
        if is_for_all:
            row.trying = host

        def had_one() -> None:
            row.hosts.clear()
            row.trying = ""
            row.has_ended = False

        try:
            yield had_one
        except HostError as error:
            if error.no_ticket is not None:
                self._count(row, host, error.no_ticket)
            elif isinstance(error, LogonRefused):  # somebody looked at the ticket, or at the password for one
                had_one()
            raise
        finally:
            if is_for_all and row.trying == host:
                row.trying = ""
            row.tell()

    def _count(self, row: _Row, host: str, kind: NoTicket) -> None:
        row.latest_at = self._now()
        if not row.hosts:
            row.first_at = row.latest_at
        row.hosts.add(host)
        row.kind = kind
        has_waited = kind is not NoTicket.UNANSWERED or row.latest_at - row.first_at >= self._patience.seconds
        row.has_ended = row.has_ended or (len(row.hosts) > _ENOUGH and has_waited)

    def _pause_left(self, row: _Row) -> float:
        pause = self._patience.pause if row.kind is NoTicket.UNANSWERED else 0.0
        return max(0.0, row.latest_at + pause - self._now())


def _withheld(row: _Row) -> TicketsWithheld:
    if row.kind is NoTicket.UNANSWERED:
        why = "no domain controller had a ticket for the hosts before"
        return TicketsWithheld(
            Phase.AUTHENTICATE, why, "check the VPN and TCP 88 to the domain controllers, then run again for this host"
        )
    why = "the account had no ticket for the hosts before"
    return TicketsWithheld(
        Phase.AUTHENTICATE, why, "see why it had none for them, run kinit, then run again for this host"
    )
