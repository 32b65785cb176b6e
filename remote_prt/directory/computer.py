"""A computer as the directory knows it, and the question for computers; values only.

Attributes and their meaning: MS-ADA1 to MS-ADA3 (`lastLogonTimestamp`, `dNSHostName`, `operatingSystem`), MS-ADTS
2.2.16 (`userAccountControl`). A managed service account is of class computer too (MS-ADSC), and is no machine; nor is
AZUREADSSOACC, the account of Seamless SSO (Microsoft Learn, "Microsoft Entra seamless single sign-on: Technical deep
dive").
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Scope(StrEnum):
    """How far below a base is looked."""

    SUBTREE = "subtree"
    ONE_LEVEL = "onelevel"
    BASE = "base"


@dataclass(frozen=True, slots=True)
class ComputerQuery:
    """Which computers are asked for."""

    bases: tuple[str, ...] = ()  #: distinguished names; none: the whole domain
    narrowing: str = ""  #: an LDAP filter that they must match besides
    scope: Scope = Scope.SUBTREE


@dataclass(frozen=True, slots=True)
class Computer:
    """One object of class computer; its texts are as the directory holds them: not to be trusted."""

    dn: str
    name: str
    dns_name: str  #: "" where it has none
    is_enabled: bool = True
    is_machine: bool = True  #: no service account
    operating_system: str = ""  #: "" where the directory does not say
    last_logon: datetime | None = None  #: as replicated, so up to two weeks late; None: never, or not said


@dataclass(frozen=True, slots=True)
class Listing:
    """What a domain controller answered."""

    server: str
    asked_at: datetime
    computers: tuple[Computer, ...]  #: each object once
    domains_beneath: tuple[str, ...] = ()  #: DNS names of domains that it referred to, which nobody asked
