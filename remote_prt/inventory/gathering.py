"""All that names hosts, put together: duplicates folded, ports settled, settings of the inventory added."""

from dataclasses import dataclass, field, replace

from remote_prt.errors import InventoryError
from remote_prt.inventory.host_files import HostList
from remote_prt.inventory.host_words import COMMAND_LINE, NamedHost, Place, hosts_of_word
from remote_prt.inventory.names import fold_key, shown
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
    _hosts: dict[str, NamedHost] = field(default_factory=dict)

    def add_word(self, word: str) -> None:
        """A word of the command line: host, range, glob, `~regex`, `@group`, `@file` or `-`."""
        try:
            self._add_word(word)
        except InventoryError as error:
            self.sources.blame(error)

    def add_list(self, path: str) -> None:
        """The hosts of a file; `-` is standard input."""
        try:
            self._add_list(self.sources.host_list(path))
        except InventoryError as error:
            self.sources.blame(error)

    def targets(self) -> tuple[Target, ...]:
        """Every host once; what the inventory says about it included, a port that was written at its name winning."""
        inventory = self.sources.inventory
        if inventory is None:
            return tuple(Target(host.name, port=host.port) for host in self._hosts.values())
        known = {fold_key(target.name): target for target in inventory.targets}
        strangers = [host.name for key, host in self._hosts.items() if key not in known]
        if strangers:
            self.sources.notes.append(self._note_about(strangers, inventory.source))
        found = ((known.get(key) or Target(host.name), host.port) for key, host in self._hosts.items())
        return tuple(target if port is None else replace(target, port=port) for target, port in found)

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
            key = fold_key(host.name)
            if key not in self._hosts:
                self._hosts[key] = host
                continue
            self.folded += 1
            before = self._hosts[key]
            if before.port is None:
                self._hosts[key] = NamedHost(before.name, host.port)
            elif host.port not in {None, before.port}:
                problem = f"{host.name} is named with the ports {before.port} and {host.port}"
                self.sources.blame(_HERE.error(problem, "one of them"))
        if len(self._hosts) > MAX_HOSTS:
            raise _HERE.error(f"{len(self._hosts):,} hosts", f"at most {MAX_HOSTS:,} in one selection")

    def _note_about(self, strangers: list[str], source: str) -> str:
        group = next((name for name in strangers if self.sources.has_group(name)), None)
        if group is not None:
            return f"{group} is taken as a host, which {source} does not list; the group is @{group}"
        others = ", ..." if len(strangers) > 1 else ""
        return f"{len(strangers)} of the hosts are not in {source}, no settings apply to them: {strangers[0]}{others}"
