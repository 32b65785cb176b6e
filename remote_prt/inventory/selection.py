"""From what was asked to whom to visit: one entry point, `resolve_selection`."""

from dataclasses import dataclass

from remote_prt.errors import InventoryError, InventoryErrors, UsageError
from remote_prt.inventory.host_words import COMMAND_LINE, NamedHost, Place, hosts_of_word, split_words
from remote_prt.inventory.names import fold_key
from remote_prt.model import Target


@dataclass(frozen=True, slots=True)
class SelectionRequest:
    """What the user wrote."""

    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Selection:
    """Whom to visit, in the order asked for."""

    targets: tuple[Target, ...]
    source_words: tuple[str, ...] = ()  #: how the hosts were named, for the run's header
    folded: int = 0  #: duplicates that were dropped
    notes: tuple[str, ...] = ()  #: what the user should know before the first connection


def resolve_selection(request: SelectionRequest) -> Selection:
    """The hosts that `request` means.

    Raises:
        InventoryErrors: words that are no hosts, all at once.
        UsageError: no host is left, and why.
    """
    hosts: dict[str, NamedHost] = {}
    errors: list[InventoryError] = []
    folded = 0
    words = tuple(split_words(",".join(request.words)))
    for word in words:
        try:
            found = hosts_of_word(word, Place(COMMAND_LINE))
        except InventoryError as error:
            errors.append(error)
            continue
        before = len(hosts)
        for host in found.hosts:
            hosts.setdefault(fold_key(host.name), host)
        folded += found.folded + len(found.hosts) - (len(hosts) - before)
    if errors:
        raise InventoryErrors(tuple(errors))
    if not hosts:
        raise UsageError("no hosts were named", "name hosts, or use --hostfile FILE or --inventory FILE")
    return Selection(tuple(Target(host.name, port=host.port) for host in hosts.values()), words, folded)
