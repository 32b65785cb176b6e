"""A scenario: one host's truth, written by hand in scenarios/*.toml; and a host that plays it."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from remote_prt.lab.faults import Fault, FaultPoint
from remote_prt.lab.story import Story


@dataclass(frozen=True, slots=True)
class Endpoint:
    """What the PowerShell endpoints of the host let through, whatever they are called."""

    commands: tuple[str, ...] = ()  #: not empty: NoLanguage, as with JEA, and these functions are all there is
    module_version: str = "0.0.9"  #: of the module they come from
    module_sha256: str = "0" * 64  #: of the script of a visit that it was made of
    lacks_parameters: tuple[str, ...] = ()  #: an older module: its Invoke-PrtVisit does not know these


class CertificateKind(StrEnum):
    """What a host shows in the TLS handshake."""

    GOOD = "good"  #: the lab's authority vouches for the host's name and address
    EXPIRED = "expired"
    NOT_YET_VALID = "not-yet-valid"
    OTHER_NAME = "other-name"
    UNKNOWN_AUTHORITY = "unknown-authority"
    SELF_SIGNED = "self-signed"
    CHANGES = "changes"  #: good at the first handshake of the lab's life, then that of an unknown authority


@dataclass(frozen=True, slots=True)
class Scenario:
    """What is true about one kind of host, and how it behaves on the wire."""

    name: str
    title: str  #: one line for `lab --scenarios`
    status: str  #: the word a true sweep prints for the host, written by hand
    in_inventory: bool = True  #: False: the demo's inventory lists the host as disabled (SKIPPED)
    resolvable: bool = True  #: False: no address exists for its name
    https: bool = False  #: visited by Basic over TLS; its HTTP port is closed
    certificate: CertificateKind = CertificateKind.GOOD
    trick: str = ""  #: of `zoo.tricks`: how it attacks who visits it
    latency_seconds: float = 0.0  #: added to every reply
    faults: tuple[Fault, ...] = ()
    endpoint: Endpoint = field(default_factory=Endpoint)
    story: Story = field(default_factory=Story)  #: sessions, device and events; read by the engine only

    def fault_at(self, point: FaultPoint) -> Fault | None:
        """The fault that strikes at that point, if any."""
        return next((fault for fault in self.faults if fault.point is point), None)


@dataclass(frozen=True, slots=True)
class SimulatedHost:
    """One host of a farm."""

    computer_name: str
    scenario: Scenario
    seed: int  #: decides every made-up detail (names, SIDs, GUIDs) of this host
    now: datetime  #: the start of the run: all times of the story are relative to it
    address: str | None = None  #: 127.x.y.z, or None where the name does not resolve
    http_port: int | None = None
    https_port: int | None = None
