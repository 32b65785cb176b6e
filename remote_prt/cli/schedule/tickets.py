"""For what a scheduled sweep needs tickets of the account it runs as, told when it is scheduled.

An inventory is read for that, where its file is on this machine: its groups may name other accounts, its sources ask
Active Directory.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from remote_prt.errors import InventoryErrors
from remote_prt.model import AuthMethod, Target

if TYPE_CHECKING:
    from remote_prt.inventory.file_source import FileSource


@dataclass(frozen=True, slots=True)
class Tickets:
    """For what a ticket of the account is used."""

    for_directory: bool = False  #: Active Directory is asked as that account: `--user` and its password are for hosts
    for_hosts: bool = False  #: hosts are visited as that account

    @property
    def are_needed(self) -> bool:
        """Whether there must be one."""
        return self.for_directory or self.for_hosts


def tickets_needed(values: dict[str, Any]) -> Tickets:
    """What the options of a sweep ask for, with the inventory that they name.

    Raises:
        InventoryErrors: what is wrong with the inventory, which the sweep would find at night.
    """
    inventory, auth = _of_inventory(values), AuthMethod(values["auth"])
    asks_itself = bool(values["ous"] or values["laps"]) and not (values["ldap_user"] and _has_password(values))
    if values["user"]:
        for_hosts = auth is AuthMethod.KERBEROS
    else:
        for_hosts = inventory.for_hosts or (auth is not AuthMethod.CERTIFICATE and not values["inventory"])
    return Tickets(inventory.for_directory or asks_itself, for_hosts)


def _of_inventory(values: dict[str, Any]) -> Tickets:
    path = values["inventory"]
    if path is None or not Path(path).is_file():
        return Tickets()
    from remote_prt.inventory.sources import Sources  # noqa: PLC0415  only for inventories

    read = Sources()
    read.load_inventory(path)
    if read.inventory is None:
        raise InventoryErrors(tuple(read.mistakes))
    sources = read.inventory.sources
    is_named = values["ldap_user"] or all(source.access.user for source in sources)
    return Tickets(
        for_directory=bool(sources) and not (_has_password(values) and is_named),
        for_hosts=any(_uses_ticket(target, values["auth"]) for target in read.inventory.targets)
        or any(not _has_user(source) for source in sources),
    )


def _has_password(values: dict[str, Any]) -> bool:
    """Whether the account that asks the directory has a password of its own."""
    return bool(values["ldap_password_file"] or values["ldap_keyring"])


def _uses_ticket(target: Target, auth: str) -> bool:
    is_ticket = (target.auth or AuthMethod(auth)) is not AuthMethod.CERTIFICATE
    return target.enabled and target.user is None and is_ticket


def _has_user(source: "FileSource") -> bool:
    """Whether a group around the source, or the defaults, name an account for its computers."""
    said = (*(group.settings for group in source.groups), source.defaults)
    return any(getattr(settings, "user", None) for settings in said)
