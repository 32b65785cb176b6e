r"""A YAML inventory becomes targets; all its mistakes are told at once.

    defaults: {user: 'LAB\sweeper'}
    groups:
      tokyo:
        port: 5986
        https: true
        hosts:
          pc[01-40]:
          pc41: {address: 10.1.0.41, enabled: false, disabled_reason: in repair}
        children:
          tokyo-lab:
            hosts:
              - lab[1-3]

Three steps, each of which goes on after a mistake: YAML with lines (`yaml_lines`), names of hosts and groups
(`file_names`), shape and values (`file_model`). Only a file without mistakes is merged (`merging`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from remote_prt.errors import InventoryErrors
from remote_prt.inventory.file_names import FileNames, read_names
from remote_prt.inventory.file_source import FileSource, read_sources
from remote_prt.inventory.merging import Disagreement, GroupAround, Membership, merge
from remote_prt.inventory.names import fold_key
from remote_prt.inventory.yaml_lines import KeyPath, YamlTree, read_yaml
from remote_prt.model import Target

if TYPE_CHECKING:  # pydantic: see file_model
    from remote_prt.inventory.file_model import Group, Hosts, InventoryFile


@dataclass(frozen=True, slots=True)
class Inventory:
    """What a file says: every host once, in the order of the file, and all group names."""

    source: str
    targets: tuple[Target, ...]
    groups: tuple[str, ...]
    sources: tuple[FileSource, ...] = ()  #: whose computers are not among the targets: nobody has been asked yet
    #: Other names of groups, in lower case: of one group, or of several, which then none of them may be called by.
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def read_inventory(text: str, source: str) -> Inventory:
    """The inventory that `text` describes.

    Raises:
        InventoryErrors: every mistake, in the order of lines.
    """
    tree = read_yaml(text, source)
    names = read_names(tree)
    model = _model(tree)
    targets = _targets(model, names, tree) if model is not None and not tree.mistakes else ()
    sources = read_sources(model, tree) if model is not None else ()
    if tree.mistakes:
        raise InventoryErrors(tuple(sorted(tree.mistakes, key=lambda mistake: mistake.line or 0)))
    return Inventory(source, targets, tuple(names.groups), sources)


def _model(tree: YamlTree) -> "InventoryFile | None":
    from pydantic import ValidationError  # noqa: PLC0415  80 ms that runs without an inventory do not pay

    from remote_prt.inventory.file_mistakes import mistakes  # noqa: PLC0415  as above
    from remote_prt.inventory.file_model import InventoryFile  # noqa: PLC0415  as above

    try:
        return InventoryFile.model_validate(tree.value)
    except ValidationError as error:
        told = {(mistake.line, mistake.key) for mistake in tree.mistakes}  # an alias was refused, now it is "nothing"
        tree.mistakes += [found for found in mistakes(error, tree) if (found.line, found.key) not in told]
        return None


def _targets(file: "InventoryFile", names: FileNames, tree: YamlTree) -> tuple[Target, ...]:
    places: dict[str, list[Membership]] = {}
    for membership in _memberships(file, names):
        places.setdefault(fold_key(membership.name), []).append(membership)
    targets = []
    for of_one_host in places.values():
        try:
            targets.append(merge(of_one_host, file.defaults))
        except Disagreement as finding:
            expected = f"one value; say {finding.setting} at the host itself"
            tree.mistakes.append(tree.error(finding.path, finding.problem, expected))
    return tuple(targets)


def _memberships(file: "InventoryFile", names: FileNames) -> Iterator[Membership]:
    yield from _of_hosts(file.hosts, ("hosts",), (), names)
    for name, group in (file.groups or {}).items():
        yield from _of_group(group, ("groups", name), (), names)


def _of_group(group: "Group", path: KeyPath, around: tuple[GroupAround, ...], names: FileNames) -> Iterator[Membership]:
    inside = (*around, GroupAround(str(path[-1]), path, group))
    yield from _of_hosts(group.hosts, (*path, "hosts"), inside, names)
    for name, child in (group.children or {}).items():
        yield from _of_group(child, (*path, "children", name), inside, names)


def _of_hosts(hosts: "Hosts", path: KeyPath, groups: tuple[GroupAround, ...], names: FileNames) -> Iterator[Membership]:
    for key, own in hosts.items():
        here = (*path, key)
        for name in names.hosts[here]:
            yield Membership(name, here, len(names.hosts[here]) > 1, own, groups)
