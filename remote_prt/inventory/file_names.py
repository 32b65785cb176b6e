"""The names in an inventory file: which hosts each key means, and whether groups are called something usable.

Works on the plain tree, so that wrong names are told together with a wrong shape.
"""

import re
from dataclasses import dataclass, field

from remote_prt.errors import InventoryError
from remote_prt.inventory.host_words import Place, hosts_of_word
from remote_prt.inventory.names import shown
from remote_prt.inventory.ranges import MAX_HOSTS
from remote_prt.inventory.yaml_lines import KeyPath, YamlTree, YamlValue, dotted

EVERYBODY = "all"  #: `@all` is every host of the inventory; no group may take the name
_GROUP_NAME = re.compile(r"\w[\w.-]{0,63}")
_EXPECTED_GROUP = "letters, digits, and after the first also . _ -, at most 64 characters"


@dataclass(slots=True)
class FileNames:
    """Hosts by the path of their key, groups with the path where they are defined."""

    hosts: dict[KeyPath, tuple[str, ...]] = field(default_factory=dict)
    groups: dict[str, KeyPath] = field(default_factory=dict)
    count: int = 0


def read_names(tree: YamlTree) -> FileNames:
    """The names of `tree`; what is wrong with them is added to its mistakes."""
    names = FileNames()
    if isinstance(tree.value, dict):
        _read_hosts(tree.value.get("hosts"), ("hosts",), tree, names)
        _read_groups(tree.value.get("groups"), ("groups",), tree, names)
    return names


def _read_groups(groups: YamlValue, path: KeyPath, tree: YamlTree, names: FileNames) -> None:
    if not isinstance(groups, dict):
        return
    for name, group in groups.items():
        here = (*path, name)
        if problem := _group_problem(name, tree, names):
            tree.mistakes.append(tree.error(here, *problem))
        names.groups.setdefault(name, here)
        if isinstance(group, dict):
            _read_hosts(group.get("hosts"), (*here, "hosts"), tree, names)
            _read_groups(group.get("children"), (*here, "children"), tree, names)


def _group_problem(name: str, tree: YamlTree, names: FileNames) -> tuple[str, str] | None:
    """What is wrong and what was expected."""
    if name.lower() == EVERYBODY:
        return f"@{EVERYBODY} is every host of the file already", "another name"
    if not _GROUP_NAME.fullmatch(name):
        return f"{shown(name)} cannot be the name of a group", _EXPECTED_GROUP
    twin = next((path for other, path in names.groups.items() if other.lower() == name.lower()), None)
    if twin is not None:
        return f"a second group of this name, the first is in line {tree.line_of(twin)}", "all its hosts in one place"
    return None


def _read_hosts(hosts: YamlValue, path: KeyPath, tree: YamlTree, names: FileNames) -> None:
    if isinstance(hosts, list):
        for position, item in enumerate(hosts):
            if isinstance(item, str):
                _adopt_line(item, path, position, tree)
                _read_host(item, (*path, item), tree, names)
    elif isinstance(hosts, dict):
        for key in hosts:
            _read_host(key, (*path, key), tree, names)
            settings = hosts[key]
            if isinstance(settings, dict) and settings.get("address") and len(names.hosts.get((*path, key), ())) > 1:
                expected = "each host with its address on a line of its own"
                tree.mistakes.append(tree.error((*path, key, "address"), "one address for several hosts", expected))


def _adopt_line(item: str, path: KeyPath, position: int, tree: YamlTree) -> None:
    """An item of a list gets the line it would have as a key."""
    line, here = tree.lines[(*path, position)], (*path, item)
    if here in tree.lines:
        problem = f"the host stands here a second time, first in line {tree.lines[here]}"
        tree.mistakes.append(InventoryError(tree.source, line, dotted(here), problem, "each host once"))
    tree.lines.setdefault(here, line)


def _read_host(key: str, path: KeyPath, tree: YamlTree, names: FileNames) -> None:
    place = Place(tree.source, tree.lines[path], dotted(path))
    try:
        found = hosts_of_word(key, place, MAX_HOSTS - names.count)
    except InventoryError as error:
        tree.mistakes.append(error)
        return
    if found.hosts[0].port is not None:
        tree.mistakes.append(place.error("a port in the name of a host", "`port:` beneath the host"))
    names.hosts[path] = tuple(host.name for host in found.hosts)
    names.count += len(found.hosts)
