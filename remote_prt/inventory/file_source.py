"""A `source:` of a YAML inventory: a question for Active Directory, where it stands, and whose settings it gives.

    groups:
      clients:
        https: true
        source:
          ou: [OU=Tokyo,DC=corp,DC=example, OU=Osaka,DC=corp,DC=example]
          filter: (operatingSystem=Windows 11*)
          max_logon_age: 45d

Nothing is asked here; `source_hosts` has it asked.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from remote_prt.directory.access import DirectoryAccess
from remote_prt.directory.computer import ComputerQuery
from remote_prt.directory.distinguished_name import BadName, domain_of, split_name
from remote_prt.inventory.host_words import Place
from remote_prt.inventory.merging import GroupAround
from remote_prt.inventory.names import shown
from remote_prt.inventory.yaml_lines import KeyPath, YamlTree, dotted

if TYPE_CHECKING:  # pydantic: see file_model
    from remote_prt.inventory.file_model import Group, InventoryFile, Settings, Source


#: What YAML makes of a name without quotation marks in `{...}` or `[...]`: the problem and what was expected.
CUT_BY_COMMA = (
    "a comma has cut the distinguished name",
    'it whole in quotation marks, as "OU=Clients,DC=corp,DC=example"',
)


class GroupsFrom(StrEnum):
    """What else than the groups around a source its computers are grouped by."""

    OU = "ou"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class FileSource:
    """One source; its computers have the settings of the groups around it."""

    place: Place
    query: ComputerQuery
    access: DirectoryAccess
    max_logon_age: timedelta | None
    has_unit_groups: bool  #: whether organizational units are groups
    path: KeyPath
    groups: tuple[GroupAround, ...]  #: outermost first
    defaults: "Settings | None"

    @property
    def domain(self) -> str:
        """The DNS name of the domain that it is about; "" where it does not say."""
        return next(filter(None, map(domain_of, self.query.bases)), "")


def read_sources(file: "InventoryFile", tree: YamlTree) -> tuple[FileSource, ...]:
    """The sources of a file, in its order; what is wrong with names and filters is added to the tree's mistakes."""
    sources = [*_of_source(file.source, ("source",), (), file.defaults, tree)]
    for name, group in (file.groups or {}).items():
        sources += _of_group(group, ("groups", name), (), file.defaults, tree)
    return tuple(sources)


def _of_group(
    group: "Group", path: KeyPath, around: tuple[GroupAround, ...], defaults: "Settings | None", tree: YamlTree
) -> Sequence[FileSource]:
    inside = (*around, GroupAround(str(path[-1]), path, group))
    sources = [*_of_source(group.source, (*path, "source"), inside, defaults, tree)]
    for name, child in (group.children or {}).items():
        sources += _of_group(child, (*path, "children", name), inside, defaults, tree)
    return sources


def _of_source(
    source: "Source | None",
    path: KeyPath,
    groups: tuple[GroupAround, ...],
    defaults: "Settings | None",
    tree: YamlTree,
) -> Sequence[FileSource]:
    if source is None:
        return ()
    _check_names(source, path, tree)
    _check_filter(source, path, tree)
    ca_file = None if source.ca_cert is None else _beside(tree.source, source.ca_cert)
    if ca_file is not None and not ca_file.is_file():
        tree.mistakes.append(tree.error((*path, "ca_cert"), f"{shown(str(ca_file))}: no such file", "a PEM file"))
    return (
        FileSource(
            Place(tree.source, tree.line_of(path), dotted(path)),
            ComputerQuery(source.ou, source.filter or "", source.search_scope),
            DirectoryAccess(source.server, source.ldaps, ca_file, source.user),
            source.max_logon_age,
            source.groups_from is GroupsFrom.OU,
            path,
            groups,
            defaults,
        ),
    )


def _check_names(source: "Source", path: KeyPath, tree: YamlTree) -> None:
    here = (*path, "ou")
    for name in source.ou:
        try:
            split_name(name)
        except BadName as problem:
            wrong = f"{shown(name)} is no distinguished name: {problem}"
            tree.mistakes.append(tree.error(here, wrong, "OU=Clients,DC=corp,DC=example or the like"))
    if len(source.ou) > 1 and not any("," in name for name in source.ou) and any(map(domain_of, source.ou)):
        tree.mistakes.append(tree.error(here, *CUT_BY_COMMA))
        return
    domains = list(dict.fromkeys(filter(None, map(domain_of, source.ou))))
    if len(domains) > 1:
        tree.mistakes.append(tree.error(here, f"{len(domains)} domains in one source", "a source for each domain"))


def _check_filter(source: "Source", path: KeyPath, tree: YamlTree) -> None:
    """Where the extra is not installed the filter is not looked at; that is told when the directory is to be asked."""
    if source.filter is None or find_spec("sansldap") is None:
        return
    from remote_prt.directory.computer_search import filter_problem  # noqa: PLC0415  an extra

    if at := filter_problem(source.filter):
        problem = f"{shown(source.filter)} cannot be read from character {at} on"
        tree.mistakes.append(tree.error((*path, "filter"), problem, "(operatingSystem=Windows 11*) or the like"))


def _beside(inventory: str, path: str) -> Path:
    """A path of the file is meant from where the file is."""
    return Path(inventory).parent / path
