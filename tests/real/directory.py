"""The computers of the test domain: which there are, where, and what a sweep of their OU must make of each.

Written by hand rules and numbers, not by reading the directory back: a test adds these up and compares.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

DOMAIN = "corp.example"
REALM = "CORP.EXAMPLE"
NETBIOS = "CORP"
BASE_DN = "DC=corp,DC=example"
COMPUTERS = 1000
STALE_DAYS = 200  #: since the last logon of a stale computer
FRESH_DAYS = 3


class Kind(StrEnum):
    """What is special about a computer."""

    USUAL = "usual"  #: enabled, named in DNS, seen lately
    NO_DNS_NAME = "no-dns-name"  #: enabled, without dNSHostName: visited under its name and the domain's suffix
    NEVER_SEEN = "never-seen"  #: without lastLogonTimestamp: nothing says that it is stale
    DISABLED = "disabled"
    STALE = "stale"
    SERVICE_ACCOUNT = "service-account"  #: a group managed service account: a kind of computer, and no machine
    LINUX = "linux"
    MAC = "mac"


#: Those that a sweep visits.
VISITED = frozenset({Kind.USUAL, Kind.NO_DNS_NAME, Kind.NEVER_SEEN})

#: Nested, one with an escaped comma, one with Japanese text.
TOKYO = "OU=Tokyo,OU=Clients"
LAPTOPS = f"OU=Laptops,{TOKYO}"
DESKTOPS = f"OU=Desktops,{TOKYO}"
OSAKA = "OU=大阪,OU=Clients"
BRANCH = r"OU=Branch\, East,OU=Clients"
SERVERS = "OU=Servers"
OUS = ("OU=Clients", TOKYO, LAPTOPS, DESKTOPS, OSAKA, BRANCH, SERVERS)


@dataclass(frozen=True, slots=True)
class Computer:
    """One object of class computer."""

    name: str
    ou: str  #: relative to the domain
    kind: Kind
    has_keytab: bool = False  #: its services are in the keytab: the lab plays it

    @property
    def dn(self) -> str:
        """Its distinguished name."""
        return f"CN={self.name},{self.ou},{BASE_DN}"

    @property
    def fqdn(self) -> str:
        """Its name in DNS, whether or not the directory says it."""
        return f"{self.name}.{DOMAIN}"

    @property
    def password(self) -> str:
        """What the keytab's keys are made of; only of the lab's hosts."""
        return f"Machine!{self.name}"

    @property
    def services(self) -> tuple[str, ...]:
        """The service principal names that Windows registers for a domain member with WinRM."""
        hosts = (self.name.upper(), self.fqdn)
        return tuple(f"{service}/{host}" for service in ("HOST", "WSMAN") for host in hosts)


def plan_directory(lab_hosts: Sequence[str]) -> tuple[Computer, ...]:
    """A thousand computers: the lab's hosts in the OU Tokyo among others of every kind, the rest elsewhere."""
    return (*_tokyo(lab_hosts), *_elsewhere(COMPUTERS - len(lab_hosts) - len(_OTHERS_IN_TOKYO)))


def under(ou: str, computers: Sequence[Computer]) -> tuple[Computer, ...]:
    """Those in an OU or below it."""
    return tuple(computer for computer in computers if computer.ou == ou or computer.ou.endswith(f",{ou}"))


_OTHERS_IN_TOKYO = (
    *(Kind.DISABLED,) * 12,
    *(Kind.STALE,) * 9,
    *(Kind.SERVICE_ACCOUNT,) * 2,
    *(Kind.LINUX,) * 5,
    *(Kind.MAC,) * 3,
)
_ROUND = (*(Kind.USUAL,) * 40, Kind.DISABLED, Kind.NO_DNS_NAME, Kind.STALE, Kind.NEVER_SEEN, Kind.LINUX, Kind.MAC)


def _tokyo(lab_hosts: Sequence[str]) -> Iterator[Computer]:
    places = (LAPTOPS, DESKTOPS, TOKYO)
    unusual = {10: Kind.NO_DNS_NAME, 50: Kind.NO_DNS_NAME, 20: Kind.NEVER_SEEN, 70: Kind.NEVER_SEEN}
    for number, name in enumerate(lab_hosts):
        yield Computer(name, places[number % 3], unusual.get(number, Kind.USUAL), has_keytab=True)
    for number, kind in enumerate(_OTHERS_IN_TOKYO, start=1):
        yield Computer(f"tk-{number:03}", places[number % 3], kind)


def _elsewhere(count: int) -> Iterator[Computer]:
    places = (OSAKA, BRANCH, OSAKA, SERVERS)
    for number in range(1, count + 1):
        yield Computer(f"os-{number:04}", places[number % 4], _ROUND[number % len(_ROUND)])
