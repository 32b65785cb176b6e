"""What surrounds the PRT on a simulated host: its certificate and TPM, its time service, proxies, the way to Entra."""

from dataclasses import dataclass
from enum import StrEnum


class CertificateState(StrEnum):
    """What became of the device certificate of a joined host."""

    OK = "ok"
    MISSING = "missing"
    EXPIRED = "expired"
    WITHOUT_KEY = "without-key"  #: the store knows of no private key
    KEY_GONE = "key-gone"  #: the store knows of one, and it does not open: NTE_BAD_KEYSET
    OTHER_DEVICE = "other-device"  #: it is another device's: dsregcmd names another thumbprint


class Way(StrEnum):
    """How far a request to the login host gets."""

    NOT_TOLD = ""  #: the scenario is not about the network
    REACHED = "reached"
    RESOLVE = "resolve"  #: no such name: 11001, 12007
    CONNECT = "connect"  #: no answer: 10060, 12029
    TLS = "tls"  #: another certificate than Entra's: 12175
    PROXY_LOGON = "proxy-logon"  #: HTTP 407


@dataclass(frozen=True, slots=True)
class SurroundingsStory:
    """True for everybody on the host."""

    certificate: CertificateState = CertificateState.OK
    tpm_ready: bool = True
    tpm_locked_out: bool = False
    machine_proxy: str = ""  #: WinHTTP's; "" = direct
    user_proxy: str = ""  #: of every signed-in user
    time_service_off: bool = False
    workplace: bool = False  #: the first user registered the device too; only that user's hive shows it
    system_way: Way = Way.NOT_TOLD  #: to the login host, as SYSTEM; told: the visit probes
    probe_refused: bool = False  #: no task of SYSTEM may be registered
