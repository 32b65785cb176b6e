"""Who logs on: a principal and its secret, invisible in every representation."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from remote_prt.errors import SecretUnavailable
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
    """One credential for every host, whatever user a target names: a password is not tried for another account."""

    credential: Credential

    def for_target(self, target: Target) -> Credential:  # noqa: ARG002  the door's signature
        """The credential."""
        return self.credential


@dataclass(frozen=True, slots=True)
class ByAccount:
    """A credential for each account that the targets name; hosts that name none get the current logon."""

    credentials: Mapping[str, Credential]

    def for_target(self, target: Target) -> Credential:
        """The credential of the target's account.

        Raises:
            SecretUnavailable: nothing is known about that account.
        """
        if target.user is None:
            return Credential()
        if target.user not in self.credentials:
            raise SecretUnavailable(f"no password for {target.user}", "name the account with --user")
        return self.credentials[target.user]
