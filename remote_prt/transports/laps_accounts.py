"""The hosts' own accounts that LAPS keeps the passwords of: which, and what is said about reading one."""

from dataclasses import dataclass, field

from remote_prt.directory.access import DirectoryAccess
from remote_prt.model import Target
from remote_prt.transports.credentials import Credential


@dataclass(frozen=True, slots=True)
class LapsSettings:
    """Where LAPS passwords come from."""

    server: str  #: a domain controller in full, `NAME` or `NAME:PORT`
    account: str = "Administrator"  #: where LAPS keeps no name with the password
    access: DirectoryAccess = field(default_factory=DirectoryAccess)  #: over what it is asked
    reader: Credential = field(default_factory=Credential)  #: who asks it; without an account whoever runs this
    may_use_ntlm: bool = False  #: also where nothing proves the server


@dataclass(frozen=True, slots=True)
class LapsRead:
    """One password that was read; never the password."""

    host: str
    account: str
    server: str
    reader: str  #: whose ticket read it; "" where the system logged on (SSPI)


@dataclass(frozen=True, slots=True)
class LapsAccounts:
    """Names each host's local account for the header; its password comes later, by `LapsTransport`."""

    account: str

    def for_target(self, target: Target) -> Credential:
        """The account without its password."""
        return Credential(local_account(target, self.account))


def local_account(target: Target, account: str) -> str:
    r"""A host's own account, as Windows writes it: `PC-01\Administrator`."""
    return f"{target.name.partition('.')[0]}\\{account}"
