"""Who is visited, and how."""

from dataclasses import dataclass
from enum import StrEnum


class AuthMethod(StrEnum):
    """How to log on. `auto` = Kerberos; NTLM only where section 5 of the design allows it."""

    AUTO = "auto"
    KERBEROS = "kerberos"
    NEGOTIATE = "negotiate"
    NTLM = "ntlm"
    BASIC = "basic"
    CERTIFICATE = "certificate"


@dataclass(frozen=True, slots=True)
class Target:
    """Who to visit and how; None means "the run's default"."""

    name: str  #: as written; the identity in every report
    address: str | None = None  #: an address or another name to connect to instead of `name`
    port: int | None = None
    https: bool | None = None
    auth: AuthMethod | None = None
    user: str | None = None
    configuration_name: str | None = None
    enabled: bool = True
    disabled_reason: str = ""  #: why it is not to be visited, for the SKIPPED line
    groups: tuple[str, ...] = ()
