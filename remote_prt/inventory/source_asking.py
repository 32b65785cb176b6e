"""When the sources of an inventory are asked: last, and only where somebody whom they may list is meant."""

from collections.abc import Sequence

from remote_prt.errors import InventoryErrors, UsageError
from remote_prt.inventory.gathering import Gathering
from remote_prt.inventory.names import fold_key
from remote_prt.inventory.source_hosts import AskSource
from remote_prt.inventory.sources import Sources

_MAY_BE_LISTED = ("@", "~")


def ask_where_needed(
    sources: Sources, words: Sequence[str], hostfiles: Sequence[str], patterns: Sequence[str], ask: AskSource | None
) -> None:
    """Have the sources of the inventory asked, once nothing else is left that could be wrong.

    They are not asked where only hosts are named that the file itself has, and no group.

    Args:
        sources: with the inventory loaded.
        words: the words of the command line.
        hostfiles: files with hosts.
        patterns: of `--limit` and `--exclude`.
        ask: asks a domain controller; None: nobody can.

    Raises:
        InventoryErrors: what is wrong with words and files.
        UsageError: a source could not be asked.
    """
    if sources.inventory is None or not sources.inventory.sources:
        return
    rehearsal = Gathering(sources)
    plain = [word for word in words if not _may_be_listed(word)]
    for word in plain:
        rehearsal.add_word(word)
    for path in hostfiles:
        rehearsal.add_list(path)
    if sources.mistakes:
        raise InventoryErrors(tuple(sources.mistakes))
    known = {fold_key(target.name) for target in sources.inventory.targets}
    names_all = (words or hostfiles) and len(plain) == len(words) and rehearsal.keys() <= known
    if names_all and not any("@" in pattern for pattern in patterns):
        return
    if ask is None:
        place = sources.inventory.sources[0].place
        raise UsageError(f"{place.source}:{place.line}: nobody here can ask Active Directory", "use the command line")
    sources.ask_sources(ask)


def _may_be_listed(word: str) -> bool:
    """Whether a word means hosts of the inventory, or may do so."""
    return word.startswith(_MAY_BE_LISTED) or "*" in word or "?" in word
