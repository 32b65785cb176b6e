"""What a simulated host remembers between requests, and what the farm counts."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from remote_prt.lab.faults import Fault, FaultPoint
from remote_prt.lab.scenario import SimulatedHost
from remote_prt.lab.shell import Shell

DEFAULT_IDLE_SECONDS = 7200.0  # IdleTimeOut PT7200.000S, as recorded
# Windows refuses an IdleTimeOut below a minute (MinIdleTimeoutms; unverified here); the lab takes any, for quick tests.
MAX_SHELLS_PER_USER = 30  # winrm/config MaxShellsPerUser; 25 in other sources


@dataclass(slots=True)
class OpenShell:
    """A shell that was created and neither deleted nor expired."""

    shell_id: str
    resource_uri: str
    owner: str
    client_address: str
    process_id: int
    input_streams: str
    output_streams: str
    locale: str
    data_locale: str
    loads_profile: bool
    idle_seconds: float
    shell: Shell
    opened_at: float  #: loop time
    is_connected: bool = True  #: false between Disconnect and Reconnect or Connect
    operations: int = 0  #: requests that are being answered
    expiry: asyncio.TimerHandle | None = None  #: the idle clock

    @property
    def age(self) -> timedelta:
        """How long it has existed."""
        return timedelta(seconds=int(asyncio.get_running_loop().time() - self.opened_at))


@dataclass(slots=True)
class HostState:
    """One host's shells and counts."""

    host: SimulatedHost
    logon_attempts: int = 0
    visits: int = 0  #: shells created
    _shells: dict[str, OpenShell] = field(default_factory=dict)
    _struck_once: set[Fault] = field(default_factory=set)
    _sent_bytes: int = 0  #: in replies since the link dropped last
    _drops: int = 0

    @property
    def open_shells(self) -> int:
        """Shells neither deleted nor expired."""
        return len(self._shells)

    def shells(self) -> tuple[OpenShell, ...]:
        """Every open shell, the newest first, as Windows lists them."""
        return tuple(reversed(self._shells.values()))

    def shell(self, shell_id: str) -> OpenShell | None:
        """The shell of that id, in whatever case."""
        return self._shells.get(shell_id.upper())

    def add(self, shell: OpenShell) -> None:
        """Registers a new shell and starts its idle clock."""
        self._shells[shell.shell_id.upper()] = shell
        self.visits += 1
        self._start_clock(shell)

    def remove(self, shell: OpenShell) -> None:
        """Closes and forgets a shell; without effect on one that is gone already."""
        if shell.expiry is not None:
            shell.expiry.cancel()
        if self._shells.pop(shell.shell_id.upper(), None) is not None:
            shell.shell.close()

    def pass_idle_time(self, seconds: float) -> None:
        """As if that long no request had come: shells that may not be idle so long are gone, unless one is answered."""
        for shell in list(self._shells.values()):
            if shell.operations == 0 and shell.idle_seconds <= seconds:
                self.remove(shell)

    def close(self) -> None:
        """Closes every shell."""
        for shell in list(self._shells.values()):
            self.remove(shell)

    @contextmanager
    def operation(self, shell: OpenShell) -> Iterator[None]:
        """While a request of the shell is being answered its idle clock stands still: a Receive may wait long."""
        shell.operations += 1
        if shell.expiry is not None:
            shell.expiry.cancel()
        try:
            yield
        finally:
            shell.operations -= 1
            if shell.operations == 0 and self.shell(shell.shell_id) is shell:
                self._start_clock(shell)

    def fault_at(self, point: FaultPoint) -> Fault | None:
        """The fault of the scenario that strikes there now."""
        fault = self.host.scenario.fault_at(point)
        return None if fault is not None and fault.once and not self.strikes_once(fault) else fault

    def strikes_once(self, fault: Fault) -> bool:
        """Whether a fault that strikes only once strikes now: true the first time."""
        first = fault not in self._struck_once
        self._struck_once.add(fault)
        return first

    def drops_now(self, fault: Fault, size: int) -> bool:
        """Whether the link drops with this reply; counts it otherwise."""
        self._sent_bytes += size
        if self._drops >= fault.times or self._sent_bytes < fault.megabytes * 1_000_000:
            return False
        self._sent_bytes, self._drops = 0, self._drops + 1
        return True

    def _start_clock(self, shell: OpenShell) -> None:
        loop = asyncio.get_running_loop()
        shell.expiry = loop.call_later(shell.idle_seconds, self.remove, shell)
