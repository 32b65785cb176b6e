"""Who logs on: a principal and its secret, invisible in every representation."""

from dataclasses import dataclass, field
from typing import Protocol

from remote_prt.model import Target


@dataclass(frozen=True, slots=True)
class Credential:
    """A principal; `password` None means the current ticket or Windows logon (SSPI)."""

    user: str | None = None  #: `DOMAIN\\name`, `name@REALM`, or None for the current logon
    password: str | None = field(default=None, repr=False)

    @property
    def principal(self) -> str:
        """How the header names the account."""
        return self.user or "the current logon"


class CredentialSource(Protocol):
    """Gives each target its credential: per run, group or host (Entra-only PCs have local accounts)."""

    def for_target(self, target: Target) -> Credential:
        """The credential for one host.

        Raises:
            SecretUnavailable: there is none, or its place is unsafe.
        """
        ...


@dataclass(frozen=True, slots=True)
class SameForAll:
    """One credential for every host; a target's own `user` replaces the name when it has one."""

    credential: Credential

    def for_target(self, target: Target) -> Credential:
        """The credential, under the target's own user name if it sets one."""
        if target.user is None or target.user == self.credential.user:
            return self.credential
        return Credential(target.user, self.credential.password)
