"""How sessions are opened: what a run decides once and every visit of a transport shares."""

from dataclasses import dataclass, field
from pathlib import Path

from remote_prt.errors import Phase
from remote_prt.model import AuthMethod

MEBIBYTE = 1024 * 1024
HTTP_PORT = 5985
HTTPS_PORT = 5986


@dataclass(frozen=True, slots=True)
class PhaseLimits:
    """Seconds each phase may take at most; the host's deadline cuts all of them short."""

    resolve: float = 5.0
    connect: float = 10.0
    probe: float = 2.0  #: the TCP connect before a host gets its turn; 0: there is none
    tls: float = 10.0
    authenticate: float = 30.0  #: a domain controller may be slow; where the shell starts with it, `shell` counts
    shell: float = 60.0  #: PowerShell has to start there
    close: float = 5.0
    silence: float = 10.0  #: within a reply, beyond the operation timeout after which the host answers at the latest
    reap: float = 5.0  #: one late Delete over a fresh connection, all its phases together

    def of(self, phase: Phase) -> float | None:
        """The limit of a phase; None for `run`, which only the caller's deadline bounds."""
        limits = {
            Phase.RESOLVE: self.resolve,
            Phase.CONNECT: self.connect,
            Phase.TLS: self.tls,
            Phase.AUTHENTICATE: self.authenticate,
            Phase.SHELL: self.shell,
            Phase.CLOSE: self.close,
        }
        return limits.get(phase)


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much a host may send before it is cut off; far above what honest hosts send.

    Every request of ours asks for envelopes of 512,000 bytes at most (MaxEnvelopeSize of DSP0226; Windows sends up to
    its MaxEnvelopeSizekb, by default 500); the largest reply among recorded dialogues of real hosts is 177,459 bytes.
    The snippets bound the events, the largest part of a visit, to 4 Mi characters.
    """

    reply_bytes: int = 2 * MEBIBYTE  #: four times what was asked for
    visit_bytes: int = 12 * MEBIBYTE  #: those 4 Mi characters, escaped as JSON and in Base64, are 9
    records: int = 1000
    record_characters: int = 8 * MEBIBYTE
    record_bytes: int = 24 * MEBIBYTE  #: of all records, as Python keeps them: one emoji makes a text four times as big


@dataclass(frozen=True, slots=True)
class TransportSettings:
    """What is the same for all visits; a target's own words outrank it."""

    https: bool = False
    port: int | None = None  #: None: 5986 with HTTPS, else 5985
    auth: AuthMethod = AuthMethod.AUTO
    kerberos_service: str = "HTTP"  #: the service a ticket is asked for: HTTP, WSMAN or HOST
    allow_ntlm: bool = False  #: lets `auto` fall back to NTLM for names over plain HTTP
    verify_tls: bool = True
    ca_file: Path | None = None  #: trusted in addition to what the system trusts
    certificate_file: Path | None = None  #: PEM, for `--auth certificate`
    certificate_key_file: Path | None = None  #: PEM; None: the key is in `certificate_file`
    configuration_name: str = "Microsoft.PowerShell"  #: a JEA endpoint has its own
    operation_timeout_seconds: int = 20  #: the host answers a Receive at the latest after this long
    max_threads: int = 32  #: as many as visits run at once
    max_reapers: int = 8
    max_resolvers: int = 16
    limits: PhaseLimits = field(default_factory=PhaseLimits)
    bounds: Bounds = field(default_factory=Bounds)
