"""Every made-up detail of a simulated host: tenant, device, people, their SIDs and GUIDs - decided by the host's seed.

All domains are `example` names (RFC 2606), so that nothing a lab says can be mistaken for somebody's tenant.
"""

import random
import uuid
from dataclasses import dataclass
from functools import lru_cache

from remote_prt.lab.scenario import SimulatedHost
from remote_prt.lab.story import AccountKind, Generation, JoinType, UserStory

SYSTEM_SID = "S-1-5-18"
_NAMESPACE = uuid.UUID("8f0d1c3e-6f2b-4c55-9b7a-51d0c5a3e001")  # ours: names of tenants become GUIDs under it


@dataclass(frozen=True, slots=True)
class Person:
    """One account; `sid` etc. are made up, `upn` is "" for local accounts."""

    name: str  #: sign-in name without domain
    domain: str  #: what stands before the backslash
    sid: str
    upn: str
    correlation_id: str  #: of the attempt the scenario tells about
    success_id: str  #: of the last successful one

    @property
    def account(self) -> str:
        r"""`DOMAIN\name` as Windows prints it."""
        return f"{self.domain}\\{self.name}"


@dataclass(frozen=True, slots=True)
class HostIdentity:
    """One host's made-up details."""

    tenant_id: str
    tenant_name: str
    upn_suffix: str
    netbios: str
    dns_suffix: str
    device_id: str
    thumbprint: str
    key_container_id: str
    dns_name: str
    os_caption: str
    os_build: str
    account_id: str  #: WAM default account GUID
    certificate_days: int  #: age of the device certificate
    people: tuple[Person, ...]  #: one for each user of the story

    def placeholders(self, user: int | None) -> dict[str, str]:
        """What stands for `{upn}`, `{token_url}` ... in a scenario's texts; `user` is 1-based, None = of no user."""
        login = f"https://login.microsoftonline.com/{self.tenant_id}"
        words = {
            "tenant": self.tenant_id,
            "authority": login,
            "token_url": f"{login}/oauth2/token",
            "adfs_url": f"https://sts.{self.upn_suffix}/adfs/",
            "upn": "",
            "sid": SYSTEM_SID,
            "correlation": self.device_id,  # a GUID of nobody's attempt
        }
        if user is not None:
            person = self.people[user - 1]
            words |= {"upn": person.upn, "sid": person.sid, "correlation": person.correlation_id}
        words["realm_url"] = f"https://login.microsoftonline.com/common/userrealm/?user={words['upn']}&api-version=1.0"
        return words


@dataclass(frozen=True, slots=True)
class _Culture:
    tenant: str
    netbios: str
    suffix: str
    names: tuple[tuple[str, str], ...]  #: sign-in name, local part of the UPN


_CULTURES: dict[str, tuple[_Culture, ...]] = {
    "en": (
        _Culture("Northwind Rail", "NWRAIL", "nwrail.example", (
            ("anna.keller", "anna.keller"), ("ben.ortiz", "ben.ortiz"), ("chloe.wright", "chloe.wright"),
            ("dmitri.sokolov", "dmitri.sokolov"), ("emma.larsen", "emma.larsen"), ("farid.haddad", "farid.haddad"),
        )),
        _Culture("Larkspur Foods", "LARKSPUR", "larkspur.example", (
            ("grace.obi", "grace.obi"), ("hugo.moreau", "hugo.moreau"), ("ines.costa", "ines.costa"),
            ("jonas.berg", "jonas.berg"), ("karin.lund", "karin.lund"), ("liam.byrne", "liam.byrne"),
        )),
    ),
    "ja": (
        _Culture("東都精密工業株式会社", "TOTO-SEIMITSU", "toto-seimitsu.example", (
            ("山田太郎", "taro.yamada"), ("佐藤花子", "hanako.sato"), ("鈴木一郎", "ichiro.suzuki"),
            ("高橋結衣", "yui.takahashi"),
        )),
    ),
    "tr": (
        _Culture("Boğaz Lojistik A.Ş.", "BOGAZ", "bogaz.example", (
            ("şule.yıldız", "sule.yildiz"), ("çağrı.öztürk", "cagri.ozturk"), ("gülşen.aydın", "gulsen.aydin"),
        )),
    ),
}  # fmt: skip

_BUILDS: dict[Generation, tuple[str, str, str]] = {  #: build, caption of the workstation, caption of the server
    Generation.W1607: ("10.0.14393.7428", "Windows 10 Enterprise", "Windows Server 2016 Standard"),
    Generation.W1803: ("10.0.17134.2208", "Windows 10 Enterprise", "Windows Server 2016 Standard"),
    Generation.W1809: ("10.0.17763.6414", "Windows 10 Enterprise LTSC", "Windows Server 2019 Standard"),
    Generation.W21H1: ("10.0.19045.4957", "Windows 10 Pro", "Windows Server 2022 Standard"),
    Generation.W11: ("10.0.22631.4317", "Windows 11 Enterprise", "Windows Server 2025 Standard"),
}
_OLD_SERVER = ("6.3.9600.22175", "Windows Server 2012 R2 Standard")


@lru_cache(maxsize=4096)
def identify(host: SimulatedHost) -> HostIdentity:
    """The details of that host: the same for the same seed, whatever was asked before."""
    rng = random.Random(host.seed)  # noqa: S311 - a farm must be repeatable; nothing here is a secret
    device = host.scenario.story.device
    culture = rng.choice(_CULTURES[device.culture])
    build, workstation, server = _BUILDS[device.windows]
    caption = server if device.server else workstation
    if not device.dsregcmd:
        build, caption = _OLD_SERVER
    joins_domain = device.join in (JoinType.HYBRID, JoinType.DOMAIN, JoinType.ON_PREMISES)
    dns_suffix = f"corp.{culture.suffix}" if joins_domain else ""
    return HostIdentity(
        tenant_id=str(uuid.uuid5(_NAMESPACE, culture.suffix)),
        tenant_name=culture.tenant,
        upn_suffix=culture.suffix,
        netbios=culture.netbios,
        dns_suffix=dns_suffix,
        device_id=_guid(rng),
        thumbprint=f"{rng.getrandbits(160):040X}",
        key_container_id=_guid(rng),
        dns_name=f"{host.computer_name}.{dns_suffix}" if dns_suffix else host.computer_name,
        os_caption=f"Microsoft {caption}",
        os_build=build,
        account_id=_guid(rng).upper(),
        certificate_days=rng.randint(40, 900),
        people=_people(host, culture, rng),
    )


def _people(host: SimulatedHost, culture: _Culture, rng: random.Random) -> tuple[Person, ...]:
    names = rng.sample(culture.names, len(culture.names))
    machine = _authority(rng)
    domain = _authority(random.Random(culture.suffix))  # noqa: S311 - one domain, one SID, on every host of it
    authorities = {AccountKind.ENTRA: "", AccountKind.DOMAIN: domain, AccountKind.LOCAL: machine}
    domains = {
        AccountKind.ENTRA: "AzureAD",
        AccountKind.DOMAIN: culture.netbios,
        AccountKind.LOCAL: host.computer_name.upper(),
    }
    people: list[Person] = []
    for number, user in enumerate(host.scenario.story.users):
        if user.same_account_as is not None:
            people.append(people[user.same_account_as - 1])
            continue
        name, local_part = (user.name, user.name) if user.name else names[number % len(names)]
        if user.account is AccountKind.ENTRA and not user.name:
            name = "".join(part.capitalize() for part in name.split("."))  # Entra sign-ins bear the display name
        upn = _upn(user, local_part, culture)
        sid = _sid(authorities[user.account], number, rng)
        people.append(Person(name, domains[user.account], sid, upn, _guid(rng), _guid(rng)))
    return tuple(people)


def _upn(user: UserStory, local_part: str, culture: _Culture) -> str:
    if user.account is AccountKind.LOCAL:
        return ""
    form = user.upn or "{local_part}@{suffix}"
    return form.format(local_part=local_part, suffix=culture.suffix, netbios_lower=culture.netbios.lower())


def _sid(authority: str, number: int, rng: random.Random) -> str:
    if not authority:  # S-1-12-1 and the object id of the Entra account in four numbers
        return "S-1-12-1-" + "-".join(str(rng.getrandbits(32)) for _ in range(4))
    return f"{authority}-{rng.randint(1000, 6000) * 10 + number}"


def _authority(rng: random.Random) -> str:
    return "S-1-5-21-" + "-".join(str(rng.randint(10**8, 4 * 10**9)) for _ in range(3))


def _guid(rng: random.Random) -> str:
    return str(uuid.UUID(int=rng.getrandbits(128), version=4))
