"""Organizational units as groups, so that no two units are ever one group.

A unit is called by its own name, `Tokyo`. Where another unit has that name too, or a group of the file has it, it is
called by as much of its place as tells it apart: `Clients/Tokyo`, `corp.example/Clients/Tokyo` - the end of what Active
Directory calls its canonical name. That whole name always means it, and so does each end of it that means no other.

Where computers are visited while the directory still lists others, nobody knows yet which names are clear. So units go
by their whole places then, in the journal too, and `settled` names them like the others once all are known.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache

from remote_prt.directory.distinguished_name import domain_of, units_of
from remote_prt.inventory.file_names import EVERYBODY
from remote_prt.inventory.names import counted
from remote_prt.model import Target

_NAMELESS = "_"
_NAMED_IN_NOTE = 3
_NOT_IN_GROUP_NAME = re.compile(r"[^\w.-]+")
_MOST_OF_GROUP = 64
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


def unit_groups(
    units: Iterable[Unit], taken: Iterable[str] = (), known: Mapping[Unit, str] | None = None
) -> UnitGroups:
    """The groups that units make.

    Args:
        units: whose computers were found.
        taken: groups of the file, which are called so already.
        known: what some of the units are called already.
    """
    names = dict(known or {})
    in_order = sorted({*units, *names}, key=lambda unit: unit.key)
    meant: dict[str, list[Unit]] = {}
    for unit in in_order:
        for end in unit.ends:
            meant.setdefault(end.lower(), []).append(unit)
    used = {EVERYBODY, *(name.lower() for name in (*taken, *names.values()))}
    for unit in (unit for unit in in_order if unit not in names):
        free = (end for end in unit.ends if len(meant[end.lower()]) == 1 and end.lower() not in used)
        names[unit] = next(free, "") or _numbered(unit.ends[-1], used | meant.keys())
        used.add(names[unit].lower())
    return UnitGroups(names, {end: tuple(names[unit] for unit in units) for end, units in meant.items()})


def names_notes(names: Mapping[Unit, str]) -> Iterator[str]:
    """Units that do not go by their own name, because another one or a group of the file has it."""
    longer = [name for unit, name in names.items() if name != unit.ends[0]]
    if longer:
        more = ", ..." if len(longer) > _NAMED_IN_NOTE else ""
        shown = ", ".join(f"@{name}" for name in longer[:_NAMED_IN_NOTE])
        yield f"{counted(len(longer), 'OU')} called by more than the name, which is not theirs alone: {shown}{more}"


@dataclass(slots=True)
class WholeNames:
    """What units are called as long as others may be found, no two of them alike."""

    _names: dict[Unit, str] = field(default_factory=dict)
    _used: set[str] = field(default_factory=set)

    def of(self, unit: Unit) -> str:
        """The whole place, numbered where another unit is called so."""
        if unit not in self._names:
            name = unit.ends[-1]
            name = _numbered(name, self._used) if name.lower() in self._used else name
            self._names[unit] = name
            self._used.add(name.lower())
        return self._names[unit]


def settled_groups(targets: Iterable[Target]) -> UnitGroups:
    """The groups of targets whose units go by their whole places."""
    places = dict.fromkeys(tuple(group.split("/")) for target in targets for group in target.groups)
    return unit_groups(Unit(place, tuple(part.casefold() for part in place)) for place in places)


def settled(targets: Sequence[Target]) -> tuple[Target, ...]:
    """These targets with their units called by what tells them apart among all of these."""
    names = {unit.key: name for unit, name in settled_groups(targets).names.items()}
    return tuple(
        replace(target, groups=tuple(names[tuple(group.casefold().split("/"))] for group in target.groups))
        for target in targets
    )


def plain_name(unit: str) -> str:
    """A unit's name without what no group's may have; "" where nothing is left."""
    return _NOT_IN_GROUP_NAME.sub("-", unit).strip("-.")[:_MOST_OF_GROUP]


def _numbered(name: str, used: set[str]) -> str:
    """Units may differ only in what no group may be called: the first is then `Branch-East-1`."""
    number = 1
    while f"{name}-{number}".lower() in used:
        number += 1
    return f"{name}-{number}"
