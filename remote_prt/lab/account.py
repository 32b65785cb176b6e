"""The one account a lab knows, and the file through which pyspnego's NTLM acceptor learns of it.

The acceptor reads its accounts from the file that `NTLM_USER_FILE` names, in the environment of its own process. While
the variable is set, a client in the same process that gives no password would log on as this account too; that is why a
lab is a process of its own.
"""

import hmac
import os
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from spnego._ntlm_raw.crypto import ntowfv1  # no public name of pyspnego gives the NT hash

DOMAIN = "LAB"
USER = "sweeper"
#: The user principal name that the account's client certificate is made out to.
PRINCIPAL = f"{USER}@{DOMAIN.lower()}"
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # without look-alikes: people type it


@dataclass(frozen=True, slots=True)
class LabAccount:
    r"""`LAB\sweeper` and this run's password."""

    password: str = field(repr=False)

    @property
    def name(self) -> str:
        """The account as Windows writes it."""
        return f"{DOMAIN}\\{USER}"

    @classmethod
    def with_random_password(cls) -> "LabAccount":
        """An account with four groups of five characters, about 98 bits."""
        groups = ("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(4))
        return cls("-".join(groups))

    def is_certificate_of(self, name: str) -> bool:
        """Whether a certificate made out to that name is mapped to this account."""
        return name.casefold() == PRINCIPAL

    def is_basic(self, user: str, password: str) -> bool:
        r"""Whether a Basic header's name and password are this account's; the name as `LAB\sweeper` or `sweeper`."""
        known = user.casefold() in {self.name.casefold(), USER}
        same = hmac.compare_digest(password.encode(), self.password.encode())
        return known and same


@contextmanager
def known_to_ntlm(account: LabAccount, folder: Path, local_to: Sequence[str] = ()) -> Iterator[None]:
    """Lets the NTLM acceptor of this process know the account, by a file of mode 0600 that is removed at the end.

    The file holds the NT hash and not the password, in the smbpasswd form that pyspnego reads; so the acceptor need not
    derive the hashes at every logon. The name is listed with and without its domain, as Windows accepts both; and as a
    local account of the named hosts.
    """
    nt_hash = ntowfv1(account.password).hex().upper()
    names = (account.name, USER, *(f"{host.upper()}\\{USER}" for host in local_to))
    unused_lm_hash = "0" * 32
    lines = [f"{name}:1000:{unused_lm_hash}:{nt_hash}:[U]:LCT-0\n" for name in names]
    path = folder / "ntlm-accounts"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.writelines(lines)
    before = os.environ.get("NTLM_USER_FILE")
    os.environ["NTLM_USER_FILE"] = str(path)
    try:
        yield
    finally:
        if before is None:
            del os.environ["NTLM_USER_FILE"]
        else:
            os.environ["NTLM_USER_FILE"] = before
        path.unlink(missing_ok=True)
