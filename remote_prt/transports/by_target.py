"""A door for each target: this very machine is asked without WinRM, every other host over it.

Only the words `localhost` and `.` mean this machine. Its own computer name does not: a name is resolved as the network
says, and whoever tests WinRM with it tests WinRM. Nor does an address, or a `localhost` for which something was asked
that only WinRM has: a port, TLS, an account, a PowerShell endpoint.
"""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager

from remote_prt.model import Deadline, Target
from remote_prt.transports.auth import is_local
from remote_prt.transports.base import Connection, Transport
from remote_prt.transports.credentials import Credential
from remote_prt.transports.settings import TransportSettings


def doors_of(targets: Sequence[Target], settings: TransportSettings) -> str:
    """Which doors a run uses, for its header: `pypsrp`, `local` or `local, pypsrp`."""
    doors = {"local" if is_local(target, settings) else "pypsrp" for target in targets if target.enabled}
    return ", ".join(sorted(doors)) or "pypsrp"


class ByTarget:
    """A transport that hands each target to the one that fits.

    Args:
        settings: the run's; they may ask for a port or TLS everywhere.
        here: for this machine.
        there: for all others.
    """

    def __init__(self, settings: TransportSettings, here: Transport, there: Transport) -> None:
        self._settings = settings
        self._here = here
        self._there = there
        self.name = there.name

    def connect(
        self, target: Target, credential: Credential, deadline: Deadline
    ) -> AbstractAsyncContextManager[Connection]:
        """What the transport of that target gives; see `base.Transport.connect`."""
        here = self.is_here(target, credential)
        return (self._here if here else self._there).connect(target, credential, deadline)

    def is_here(self, target: Target, credential: Credential) -> bool:
        """Whether the target is this very machine, asked without WinRM."""
        return credential.user is None and is_local(target, self._settings)
