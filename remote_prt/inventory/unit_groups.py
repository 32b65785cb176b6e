"""Organizational units of several sources as groups, so that no two units are ever one group.

A unit is called by its own name, `Tokyo`. Where another unit has that name too, or a group of the file has it, it is
called by as much of its place as tells it apart: `Clients/Tokyo`, `corp.example/Clients/Tokyo` - the end of what Active
Directory calls its canonical name. That whole name always means it, and so does each end of it that means no other.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from remote_prt.directory.distinguished_name import domain_of, units_of
from remote_prt.inventory.directory_hosts import plain_name
from remote_prt.inventory.file_names import EVERYBODY

_NAMELESS = "_"
_LEAF = re.compile(r"\s*CN\s*=(?:[^\\,]|\\.)*,", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class Unit:
    """One organizational unit: where it is, the domain first; two spellings in other case are one."""

    place: tuple[str, ...] = field(compare=False)
    key: tuple[str, ...]

    @cached_property
    def ends(self) -> tuple[str, ...]:
        """`Tokyo`, `Clients/Tokyo`, `corp.example/Clients/Tokyo`."""
        return tuple("/".join(self.place[-count:]) for count in range(1, len(self.place) + 1))


@dataclass(frozen=True, slots=True)
class UnitGroups:
    """What each unit is called."""

    names: Mapping[Unit, str]
    aliases: Mapping[str, tuple[str, ...]]  #: in lower case: what each end of a place means, or may mean


def units_around(dn: str) -> tuple[Unit, ...]:
    """The units that an object is in, the outermost first; the last may be the object itself."""
    match = _LEAF.match(dn)
    return _units(dn[match.end() :] if match else dn)


@lru_cache(maxsize=4096)
def _units(dn: str) -> tuple[Unit, ...]:
    """The same, read once for all objects of a container."""
    place = key = tuple(filter(None, (domain_of(dn),)))
    found = []
    for name in units_of(dn):
        place, key = (*place, plain_name(name) or _NAMELESS), (*key, name.casefold())
        found.append(Unit(place, key))
    return tuple(found)


def unit_groups(units: Iterable[Unit], taken: Iterable[str]) -> UnitGroups:
    """The groups that units make.

    Args:
        units: whose computers were found.
        taken: groups of the file, which are called so already.
    """
    in_order = sorted(set(units), key=lambda unit: unit.key)
    meant: dict[str, list[Unit]] = {}
    for unit in in_order:
        for end in unit.ends:
            meant.setdefault(end.lower(), []).append(unit)
    used = {EVERYBODY, *(name.lower() for name in taken)}
    names: dict[Unit, str] = {}
    for unit in in_order:
        free = (end for end in unit.ends if len(meant[end.lower()]) == 1 and end.lower() not in used)
        names[unit] = next(free, "") or _numbered(unit.ends[-1], used | meant.keys())
        used.add(names[unit].lower())
    return UnitGroups(names, {end: tuple(names[unit] for unit in units) for end, units in meant.items()})


def _numbered(name: str, used: set[str]) -> str:
    """Units may differ only in what no group may be called: the first is then `Branch-East-1`."""
    number = 1
    while f"{name}-{number}".lower() in used:
        number += 1
    return f"{name}-{number}"
