"""What an inventory asks of the account that a scheduled sweep runs as, told when the sweep is scheduled."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from remote_prt.errors import InventoryErrors
from remote_prt.model import AuthMethod, Target

if TYPE_CHECKING:
    from remote_prt.inventory.file_source import FileSource


@dataclass(frozen=True, slots=True)
class InventoryTickets:
    """For what a ticket of the account is used; for nothing where the file is on another machine."""

    for_sources: bool = False  #: Active Directory is asked as that account
    for_hosts: bool = False  #: hosts are visited as that account: neither the file nor `--user` names another


def inventory_tickets(values: dict[str, Any]) -> InventoryTickets:
    """Read the inventory that the words of a sweep name.

    Raises:
        InventoryErrors: what is wrong with it, which the sweep would find at night.
    """
    path = values["inventory"]
    if path is None or not Path(path).is_file():
        return InventoryTickets()
    from remote_prt.inventory.sources import Sources  # noqa: PLC0415  only for inventories

    read = Sources()
    read.load_inventory(path)
    if read.inventory is None:
        raise InventoryErrors(tuple(read.mistakes))
    sources, has_password = read.inventory.sources, values["ldap_password_file"] or values["ldap_keyring"]
    is_named = values["ldap_user"] or all(source.access.user for source in sources)
    return InventoryTickets(
        for_sources=bool(sources) and not (has_password and is_named),
        for_hosts=any(_uses_ticket(target, values["auth"]) for target in read.inventory.targets)
        or any(not _has_user(source) for source in sources),
    )


def _uses_ticket(target: Target, auth: str) -> bool:
    is_ticket = (target.auth or AuthMethod(auth)) is not AuthMethod.CERTIFICATE
    return target.enabled and target.user is None and is_ticket


def _has_user(source: "FileSource") -> bool:
    """Whether a group around the source, or the defaults, name an account for its computers."""
    said = (*(group.settings for group in source.groups), source.defaults)
    return any(getattr(settings, "user", None) for settings in said)
