"""Where names come from beside the prompt: host files, standard input, the groups of an inventory.

`@x` is the group `x` when an inventory is loaded and has it, else the file `x`; `-` is standard input, read once.
"""

from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from remote_prt.errors import InventoryError, InventoryErrors
from remote_prt.inventory.directory_hosts import joined
from remote_prt.inventory.file_names import EVERYBODY
from remote_prt.inventory.host_files import HostList, read_host_list
from remote_prt.inventory.host_words import NamedHost, Place
from remote_prt.inventory.inventory_file import Inventory, read_inventory
from remote_prt.inventory.names import shown
from remote_prt.inventory.source_hosts import AskSource, SourceHosts, ask_sources
from remote_prt.inventory.text_files import STANDARD_INPUT, ReadBytes, read_file, read_stream, source_name
from remote_prt.model import Target

STDIN_WORD = "-"
_YAML_ENDINGS = (".yml", ".yaml")


@dataclass(slots=True)
class Sources:
    """The sources of one selection; `notes` tells how files were read, `mistakes` what is wrong in them."""

    stdin: ReadBytes | None = None
    inventory: Inventory | None = None
    hosts_of_sources: SourceHosts | None = None  #: what the inventory's own sources listed, once they were asked
    directory: Inventory | None = None  #: what Active Directory listed; a part of `inventory` from then on
    notes: list[str] = field(default_factory=list)
    mistakes: list[InventoryError] = field(default_factory=list)
    _lists: dict[str, HostList] = field(default_factory=dict)
    _piped: str | None = None

    def load_inventory(self, path: str) -> None:
        """Read the inventory; of a wrong one only the mistakes are kept."""
        try:
            self.inventory = read_inventory(*self._text(path))
        except InventoryError as error:
            self.blame(error)

    def ask_sources(self, ask: AskSource) -> None:
        """Put the computers of the inventory's sources beside its hosts.

        Raises:
            UsageError: a source could not be asked, or they contradict each other.
        """
        assert self.inventory is not None
        self.hosts_of_sources = ask_sources(self.inventory, ask)
        self.inventory = self.hosts_of_sources.inventory
        self.notes += self.hosts_of_sources.notes

    def add_directory(self, found: Inventory) -> None:
        """Computers of Active Directory stand beside what the inventory says."""
        self.directory = found
        self.inventory = found if self.inventory is None else joined(self.inventory, found)

    def host_list(self, path: str) -> HostList:
        """The hosts of a file (`-`: standard input), each file read once; of a wrong one only the mistakes are kept."""
        if path in self._lists:
            return self._lists[path]
        found = HostList(())
        try:
            found = read_host_list(*self._list_text(path))
        except InventoryError as error:
            self.blame(error)
        self._lists[path] = found
        self.notes += found.notes
        return found

    def group(self, name: str) -> tuple[Target, ...] | None:
        """The hosts of a group of the inventory, case aside; None where there is no such group."""
        if self.inventory is None:
            return None
        if name.lower() == EVERYBODY:
            return self.inventory.targets
        if not self.has_group(name):
            return self._by_alias(name)
        return tuple(t for t in self.inventory.targets if name.lower() in {group.lower() for group in t.groups})

    def _by_alias(self, name: str) -> tuple[Target, ...] | None:
        """The hosts of the group that also goes by this name.

        Raises:
            InventoryError: several do.
        """
        assert self.inventory is not None
        meant = self.inventory.aliases.get(name.lower(), ())
        if len(meant) > 1:
            problem = f"{shown('@' + name)} may mean {len(meant)} OUs"
            raise InventoryError(self.inventory.source, None, "", problem, "one of @" + ", @".join(meant[:10]))
        return self.group(meant[0]) if meant else None

    def has_group(self, name: str) -> bool:
        """Whether the inventory has the group, case aside."""
        return self.inventory is not None and name.lower() in {group.lower() for group in self.inventory.groups}

    def reference(self, word: str, place: Place) -> HostList:
        """The hosts behind `@x`.

        Raises:
            InventoryError: neither a group nor a file.
        """
        members = self.group(word[1:])
        if members is not None:
            return HostList(tuple(NamedHost(target.name) for target in members))
        if word[1:] != STDIN_WORD and not _exists(word[1:]):
            raise self._no_reference(word, place)
        return self.host_list(word[1:])

    def parted(self, word: str) -> list[str]:
        """`@my file` is one word if there is such a file, else the words `@my` and `file`."""
        is_one = not word.startswith("@") or _exists(word[1:])
        return [word] if is_one else word.split()

    def blame(self, error: InventoryError) -> None:
        """Keep a mistake, or each of several, for the end."""
        self.mistakes += error.errors if isinstance(error, InventoryErrors) else (error,)

    def _text(self, path: str) -> tuple[str, str]:
        """The text and what to call its source."""
        if path != STDIN_WORD:
            return read_file(path), source_name(path)
        if self._piped is None:
            if self.stdin is None:
                raise InventoryError(STANDARD_INPUT, None, "", "nothing is piped in", "a list of hosts from a pipe")
            self._piped = read_stream(self.stdin, STANDARD_INPUT)
        return self._piped, STANDARD_INPUT

    def _list_text(self, path: str) -> tuple[str, str]:
        if path.lower().endswith(_YAML_ENDINGS):
            raise InventoryError(
                source_name(path), None, "", "is YAML, not a list of hosts", "--inventory for this file"
            )
        return self._text(path)

    def _no_reference(self, word: str, place: Place) -> InventoryError:
        if self.inventory is None:
            problem = f"{shown(word)}: no such file, and no inventory is loaded that could have such a group"
            return place.error(problem, "a file, or a group together with --inventory FILE")
        near = get_close_matches(word[1:].lower(), self.inventory.groups, 1)
        meant = f", did you mean @{near[0]}?" if near else ""
        problem = f"{shown(word)}: {self.inventory.source} has no such group, and there is no such file{meant}"
        return place.error(problem, "one of the groups " + ", ".join(self.inventory.groups[:10]) + " or a file")


def _exists(path: str) -> bool:
    try:
        return Path(path).exists()
    except (OSError, ValueError):  # too long, or a NUL in it
        return False
