r"""The lockout brake: a wrong password must never be tried on a whole fleet (design/ux.md 6).

Rule 1: until a host has accepted an account, no more logons of it are under way than may still be rejected: canaries.
Rule 2: a host that rejects the credential counts once; at the limit no new logon of that account begins.
Rule 3: only a rejected credential counts (`LogonRefused`). A host that is off, full or forbids the shell says nothing
against the password, and one that lets us in speaks for it, whatever comes after.

A host waits here after its TCP connection stands and before its first logon byte, so hosts that are switched off hold
up nobody. A local account (`.\\name`, `HOST\\name`) is an account of its own host alone.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from remote_prt.errors import HostError, HostTimedOut, LogonRefused, LogonWithheld, Phase
from remote_prt.model import Deadline, Target
from remote_prt.transports.credentials import Credential

#: Rejections on distinct hosts after which an account is tried no more; common lockout thresholds are 5 to 10.
DEFAULT_LIMIT = 2

#: Whatever goes wrong here goes wrong after the host accepted the logon.
_AFTER_LOGON = {Phase.SHELL, Phase.RUN, Phase.CLOSE}


@dataclass(slots=True)
class _Account:
    """What is known about one account."""

    refused_by: set[str] = field(default_factory=set)
    is_accepted: bool = False
    under_way: int = 0
    changed: asyncio.Event = field(default_factory=asyncio.Event)  #: set once, then replaced, whenever this changes

    def tell(self) -> None:
        """Wake all who wait for this account."""
        self.changed.set()
        self.changed = asyncio.Event()


class AuthBrake:
    """A `transports.base.LogonGate` that stops an account which hosts reject.

    Args:
        limit: rejections on distinct hosts after which no new logon of the account begins.
    """

    def __init__(self, limit: int = DEFAULT_LIMIT) -> None:
        self._limit = limit
        self._accounts: dict[str, _Account] = {}

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
        await self._admit(account, credential, deadline)

        def accept() -> None:
            account.is_accepted = True
            account.tell()

        try:
            yield accept
            account.is_accepted = True
        except LogonRefused:
            account.refused_by.add(target.name)
            raise
        except HostError as error:
            account.is_accepted = account.is_accepted or error.phase in _AFTER_LOGON
            raise
        finally:
            account.under_way -= 1
            account.tell()

    async def _admit(self, account: _Account, credential: Credential, deadline: Deadline) -> None:
        """Wait for this account's turn and take it."""
        try:
            async with asyncio.timeout(deadline.remaining(time.monotonic())):
                while not (self._is_decided(account) or self._may_try(account)):
                    await account.changed.wait()
        except TimeoutError:
            why = "the time for this host was up before another host had accepted the account"
            raise HostTimedOut(
                Phase.AUTHENTICATE, why, "raise --host-timeout, or see what holds up the others"
            ) from None
        if len(account.refused_by) >= self._limit:
            why = f"{credential.principal} was rejected by {self._limit} hosts already (lockout brake)"
            raise LogonWithheld(Phase.AUTHENTICATE, why, "check user name and password, then run again for this host")
        account.under_way += 1

    def _is_decided(self, account: _Account) -> bool:
        return account.is_accepted or len(account.refused_by) >= self._limit

    def _may_try(self, account: _Account) -> bool:
        return account.under_way + len(account.refused_by) < self._limit


def _account_name(target: Target, credential: Credential) -> str:
    """The account as domain controllers count it; a local one belongs to its host."""
    name = credential.principal.casefold()
    domain, separator, local = name.partition("\\")
    host = target.name.casefold()
    is_local = separator and domain in {".", host, host.partition(".")[0]}
    return f"{host}\\{local}" if is_local else name
