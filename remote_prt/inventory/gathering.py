"""All that names hosts, put together: duplicates folded, ports settled, settings of the inventory added.

`pc1` and `pc1:15985` are one host, the port known. `10.0.0.1:15985` and `10.0.0.1:25985` are two: hosts behind one
forwarding address.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from remote_prt.errors import InventoryError
from remote_prt.inventory.host_files import HostList
from remote_prt.inventory.host_words import COMMAND_LINE, NamedHost, Place, hosts_of_word
from remote_prt.inventory.names import counted, fold_key, shown
from remote_prt.inventory.patterns import name_matcher
from remote_prt.inventory.ranges import MAX_HOSTS
from remote_prt.inventory.sources import STDIN_WORD, Sources
from remote_prt.model import Target

_HERE = Place(COMMAND_LINE)


@dataclass(slots=True)
class Gathering:
    """The hosts named so far, the first spelling of each; mistakes go to the sources' list."""

    sources: Sources
    folded: int = 0
    _hosts: dict[str, dict[int | None, NamedHost]] = field(default_factory=dict)  # by folded name, then by port
    _count: int = 0

    def add_word(self, word: str) -> None:
        """A word of the command line: host, range, glob, `~regex`, `@group`, `@file` or `-`."""
        for part in self.sources.parted(word):
            try:
                self._add_word(part)
            except InventoryError as error:
                self.sources.blame(error)

    def add_list(self, path: str) -> None:
        """The hosts of a file; `-` is standard input."""
        try:
            self._add_list(self.sources.host_list(path))
        except InventoryError as error:
            self.sources.blame(error)

    def add_directory(self) -> None:
        """Every computer that Active Directory listed."""
        if self.sources.directory is not None:
            self._add(tuple(NamedHost(target.name) for target in self.sources.directory.targets))

    def keys(self) -> set[str]:
        """The hosts named so far, as `fold_key` has them."""
        return set(self._hosts)

    def targets(self) -> tuple[Target, ...]:
        """Every host once; what the inventory says about it included, a port that was written at its name winning."""
        inventory = self.sources.inventory
        if inventory is None:
            return tuple(Target(host.name, port=host.port) for _, host in self._named())
        known = {fold_key(target.name): target for target in inventory.targets}
        strangers = [host.name for key, host in self._named() if key not in known]
        if strangers and inventory is not self.sources.directory:
            self.sources.notes.append(self._note_about(strangers, inventory.source))
        found = ((known.get(key) or Target(host.name), host.port) for key, host in self._named())
        return tuple(target if port is None else replace(target, port=port) for target, port in found)

    def _named(self) -> Iterator[tuple[str, NamedHost]]:
        return ((key, host) for key, of_name in self._hosts.items() for host in of_name.values())

    def _add_word(self, word: str) -> None:
        if word == STDIN_WORD:
            self._add_list(self.sources.host_list(STDIN_WORD))
        elif word.startswith("@"):
            self._add_list(self.sources.reference(word, _HERE))
        elif word[0] in "!&":
            raise _HERE.error(f"{shown(word)} leaves hosts out", "--exclude for that, or --limit")
        elif word.startswith("~") or "*" in word or "?" in word:
            self._add(self._matching(word))
        else:
            hosts = hosts_of_word(word, _HERE)
            self.folded += hosts.folded
            self._add(hosts.hosts)

    def _add_list(self, found: HostList) -> None:
        self.folded += found.folded
        self._add(found.hosts)

    def _matching(self, word: str) -> tuple[NamedHost, ...]:
        """Globs and regular expressions mean hosts of the inventory, never DNS or files."""
        inventory = self.sources.inventory
        if inventory is None:
            raise _HERE.error(f"{shown(word)}: a pattern has nothing to match", "--inventory FILE beside it")
        matches = name_matcher(word, _HERE)
        found = tuple(NamedHost(target.name) for target in inventory.targets if matches(target))
        if not found:
            problem = f"{shown(word)} matches no host of {inventory.source}"
            raise _HERE.error(problem, "a name or pattern that occurs there")
        return found

    def _add(self, hosts: tuple[NamedHost, ...]) -> None:
        for host in hosts:
            if self._is_new(host):
                self._count += 1
            else:
                self.folded += 1
        if self._count > MAX_HOSTS:
            raise _HERE.error(f"{self._count:,} hosts", f"at most {MAX_HOSTS:,} in one selection")

    def _is_new(self, host: NamedHost) -> bool:
        """Take the host in, unless it is known; a port that is written later still counts."""
        known = self._hosts.setdefault(fold_key(host.name), {})
        if host.port in known or (host.port is None and known):
            return False
        if None in known:
            known[host.port] = NamedHost(known.pop(None).name, host.port)
            return False
        known[host.port] = host
        return True

    def _note_about(self, strangers: list[str], source: str) -> str:
        group = next((name for name in strangers if self.sources.has_group(name)), None)
        if group is not None:
            return f"{group} is taken as a host, which {source} does not list; the group is @{group}"
        others = ", ..." if len(strangers) > 1 else ""
        return f"{counted(len(strangers), 'host')} without settings, for {source} does not list: {strangers[0]}{others}"
