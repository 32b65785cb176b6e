"""What a host has in common with others: where it stands, whom it asks, what it runs, who owns it."""

import ipaddress
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from remote_prt.diagnosis.dsreg_report import DsregReport
from remote_prt.reports.rows import ReportRow


class Trait(StrEnum):
    """A kind of thing that hosts share; the earlier one is named where two explain equally much."""

    ENDPOINT = "endpoint"  #: the server that the failed requests went to, where it is not Entra itself
    PROXY = "proxy"  #: a proxy or script of dsregcmd's proxy rows
    SUBNET = "subnet"  #: /24 or /64 of the address that was connected to
    OS_BUILD = "os-build"
    GROUP = "group"  #: an inventory group, which is the OU where hosts come from a directory
    USER_DOMAIN = "user-domain"  #: suffix of the UPN, or the domain of the account name
    TENANT = "tenant"
    DEVICE_ID = "device-id"  #: one device identity on several computers


@dataclass(frozen=True, slots=True)
class Shared:
    """What the hosts of a cluster have in common, and how common it is elsewhere."""

    trait: Trait
    value: str
    hosts: int  #: of the cluster that have it
    of: int  #: hosts of the cluster
    others: int  #: hosts outside the cluster that have it
    rest: int  #: hosts outside the cluster of which it is known
    is_telling: bool = False  #: so many and so much above its share elsewhere that it is not the single PCs


_ENTRA_HOSTS = (
    ".microsoftonline.com", ".windows.net", ".microsoft.com", ".microsoftonline.us", ".partner.microsoftonline.cn",
    ".chinacloudapi.cn", ".live.com",
)  # fmt: skip
_PROXY_KEYS = frozenset({"Proxy Server List", "Auto-Configuration URL"})
_LONGEST_VALUE = 120


def traits_of(rows: Iterable[ReportRow]) -> set[tuple[Trait, str]]:
    """Every trait of one host that its rows (or some of them) show; values are bounded."""
    found: set[tuple[Trait, str]] = set()
    for row in rows:
        found |= {(trait, value[:_LONGEST_VALUE]) for trait, value in _of_row(row) if value}
    return found


def machine_of(row: ReportRow) -> str:
    """What the computer calls itself, without its DNS suffix, or "": one computer may be visited under two names."""
    evidence = row.outcome.evidence
    name = str(getattr(evidence.host, "computer_name", "") if evidence is not None else "").casefold()
    label, _, suffix = name.partition(".")
    return name if suffix.rpartition(".")[2].isdecimal() else label  # an address has no suffix


def _of_row(row: ReportRow) -> Iterator[tuple[Trait, str]]:
    yield Trait.SUBNET, _subnet(row.outcome.address or "")
    for group in row.outcome.target.groups:
        yield Trait.GROUP, group
    if row.device is not None:
        yield Trait.TENANT, row.device.tenant_id
        yield Trait.OS_BUILD, row.device.os_build
    if row.user is not None:
        yield Trait.USER_DOMAIN, _domain(row)
    for endpoint in _endpoints(row):
        yield Trait.ENDPOINT, endpoint
    for proxy in _proxies(row):
        yield Trait.PROXY, proxy


def _subnet(address: str) -> str:
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return ""
    return str(ipaddress.ip_network(f"{parsed}/{24 if parsed.version == 4 else 64}", strict=False))


def _domain(row: ReportRow) -> str:
    session = None if row.user is None else row.user.session
    if session is None:
        return ""
    suffix = session.upn.rpartition("@")[2] if "@" in session.upn else ""
    return (suffix or session.name.partition("\\")[0] if "\\" in session.name or suffix else "").casefold()


def _endpoints(row: ReportRow) -> Iterator[str]:
    """Hosts of the URLs that the headline's evidence shows, Entra's own left out: they are everybody's."""
    for one in () if row.headline is None else row.headline.evidence:
        if one.where.endswith(("Endpoint URI", "EndpointUri", "URL")):
            try:
                host = urlsplit(one.value).hostname or ""
            except ValueError:
                continue
            if not f".{host}".endswith(_ENTRA_HOSTS):
                yield host


def _proxies(row: ReportRow) -> Iterator[str]:
    evidence = row.outcome.evidence
    for observation in () if evidence is None else evidence.observations:
        if isinstance(observation.report, DsregReport):
            yield from (one.value for one in observation.report.rows if one.key in _PROXY_KEYS)
