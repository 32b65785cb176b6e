"""The door to a host: what every transport promises, and nothing about how.

A caller connects, runs one script, reads its records as they arrive, and leaves; whatever goes wrong arrives as a
`HostError` with its phase. Leaving always frees the thread and the socket within a second, also when the host hangs,
and asks the host to delete what was opened there.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Protocol

from remote_prt.errors import Phase
from remote_prt.model import Deadline, Target
from remote_prt.transports.credentials import Credential

ParameterValue = str | int | bool | list[str] | None

#: Told when a visit passes into a phase, in any thread; None: it waits for its turn, not for its host.
PhaseWatch = Callable[[Target, Phase | None], None]


@dataclass(frozen=True, slots=True)
class Script:
    """PowerShell text that goes out byte for byte; parameters travel beside it, so its hash means something."""

    text: str = field(repr=False)
    sha256: str
    parameters: tuple[tuple[str, ParameterValue], ...] = ()


@dataclass(frozen=True, slots=True)
class CommandCall:
    """A command by name, for JEA endpoints (NoLanguage) that run no script text."""

    name: str
    parameters: tuple[tuple[str, ParameterValue], ...] = ()


@dataclass(frozen=True, slots=True)
class PeerInfo:
    """What was learned while connecting."""

    address: str
    port: int
    transport: str  #: `http`, `https` or `local`
    auth: str  #: the mechanism that was used: `kerberos`, `ntlm`, `basic`, `certificate`, `none` on this machine
    door: str = "pypsrp"  #: the `Transport.name` that opened it
    configuration_name: str = ""  #: the PowerShell endpoint; "" where there is none
    name_proof: str = ""  #: what proves that it is the host that was asked: `kerberos`, `tls`, `none`; "" = not known


class Connection(Protocol):
    """An open session on one host."""

    @property
    def peer(self) -> PeerInfo:
        """Where the session goes."""
        ...

    def run(self, call: Script | CommandCall, deadline: Deadline) -> AsyncIterator[str]:
        """The output strings of the call as they arrive.

        Raises:
            HostTimedOut: the deadline passed; what was yielded before stays valid.
            HostMisbehaved: the host broke the protocol or a bound.
            CommandMissing, ScriptRefused: the endpoint takes no such call; another may follow in the same session.
            HostError: anything else, in phase `run`.
        """
        ...


class LogonGate(Protocol):
    """Says when an account may log on: what stands between a wrong password and a whole fleet."""

    def check(self, target: Target, credential: Credential) -> None:
        """Return unless the account is not tried any more: then the host need not be contacted at all.

        Raises:
            LogonWithheld: it is not.
        """
        ...

    def logon(
        self, target: Target, credential: Credential, deadline: Deadline
    ) -> AbstractAsyncContextManager[Callable[[], None]]:
        """Entered before the first logon byte, left when the session is open or has failed.

        Yields what the transport calls in the event loop as soon as the host has accepted the credential.

        Raises:
            LogonWithheld: this account must not be tried any more.
            HostTimedOut: the deadline passed while waiting.
        """
        ...


class Transport(Protocol):
    """A way to open sessions."""

    name: str  #: `pypsrp`, `local`, `replay`

    def connect(
        self, target: Target, credential: Credential, deadline: Deadline
    ) -> AbstractAsyncContextManager[Connection]:
        """A session on the host; on leaving it is closed, or cut off and reaped.

        Raises:
            HostUnreachable: not resolved, no route, closed port, TLS not completed.
            LogonRefused: the credential was rejected.
            HostRefused: the host answered and said no.
            HostTimedOut: the deadline passed on the way.
        """
        ...
