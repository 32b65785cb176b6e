"""What is decided about a session before it is opened, and what is known about a shell that may be left."""

from dataclasses import dataclass, field

from remote_prt.model import AuthMethod
from remote_prt.transports.credentials import Credential
from remote_prt.transports.settings import Bounds
from remote_prt.transports.tickets import Tickets


@dataclass(frozen=True, slots=True)
class SessionPlan:
    """Everything the blocking half needs besides the wire."""

    method: AuthMethod  #: never `auto`
    credential: Credential
    configuration_name: str
    operation_timeout_seconds: int
    idle_seconds: int  #: the host deletes the shell itself after this long without a request
    bounds: Bounds
    tickets: Tickets = field(default_factory=Tickets)  #: those of the whole run
    kerberos_service: str = "HTTP"


@dataclass(frozen=True, slots=True)
class RemoteShell:
    """A shell that may exist on the host; its id was chosen here."""

    shell_id: str
    resource_uri: str
