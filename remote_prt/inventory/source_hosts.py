"""The sources of a YAML inventory asked, and their computers put beside the hosts that the file names itself.

What the file says of a host by its name wins whole: its settings are those of the file alone, and a source only adds
groups. A computer that a source found has the settings of the groups around that source; where two sources found it,
the inner group wins, and groups side by side must not contradict each other, as in `merging`. Whoever is left out by
the file or by any source is left out.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from remote_prt.directory.computer import Listing
from remote_prt.errors import InventoryError, SourceNotAsked, UsageError
from remote_prt.inventory.directory_hosts import (
    DIRECTORY,
    LATE_LOGONS,
    ListedComputer,
    elsewhere_notes,
    is_late,
    joined,
    judged,
    one_of_each,
    tally_notes,
)
from remote_prt.inventory.file_source import FileSource
from remote_prt.inventory.inventory_file import Inventory
from remote_prt.inventory.merging import Disagreement, Membership, merge
from remote_prt.inventory.names import counted
from remote_prt.inventory.unit_groups import Unit, names_notes, unit_groups, units_around
from remote_prt.model import Target

AskSource = Callable[[FileSource], Listing]
"""Asks a domain controller; only the composition root knows how."""

_KEYS = {
    "check --ldap-filter": "check its filter",
    "--ou": "ou",
    "--ldap-filter": "filter",
    "--ldap-server": "server",
    "--ca-cert": "ca_cert",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What one source said."""

    source: FileSource
    listing: Listing


@dataclass(frozen=True, slots=True)
class SourceHosts:
    """An inventory whose sources were asked."""

    inventory: Inventory
    computers: tuple[ListedComputer, ...]  #: each object once
    answers: tuple[Answer, ...]
    notes: tuple[str, ...]
    units: Mapping[Unit, str] = field(default_factory=dict)  #: what the units are called that are groups

    @property
    def folded(self) -> int:
        """How many objects go by the name of another one."""
        return sum(one.is_twin for one in self.computers)


@dataclass(slots=True)
class _Found:
    """An object, and the sources that found it."""

    listed: ListedComputer
    sources: list[FileSource] = field(default_factory=list)

    def units(self, whole: Mapping[int, frozenset[Unit]]) -> tuple[Unit, ...]:
        """The units that are groups of it: not one that is a `whole` source in a group of its name."""
        wanted = [whole[id(source)] for source in self.sources if source.has_unit_groups]
        around = units_around(self.listed.computer.dn) if wanted else ()
        return tuple(unit for unit in around if any(unit not in groups for groups in wanted))


def ask_sources(inventory: Inventory, ask: AskSource) -> SourceHosts:
    """The inventory with the computers of its sources; each source is asked once.

    Raises:
        SourceNotAsked: a source could not be asked.
        InventoryError: two of them contradict each other about a computer.
    """
    answers = tuple(Answer(source, _asked(source, ask)) for source in inventory.sources)
    found = _objects(answers)
    computers = one_of_each([one.listed for one in found])
    whole_units = {id(source): _whole_units(source) for source in inventory.sources}
    units = [one.units(whole_units) for one in found]
    groups = unit_groups((unit for of_one in units for unit in of_one), inventory.groups)
    settings: dict[tuple[int, ...], Target] = {}
    targets = []
    for one, listed, of_one in zip(found, computers, units, strict=True):
        if not listed.is_twin:
            asked = tuple(map(id, one.sources))
            if asked not in settings:
                settings[asked] = _settings(one)
            targets.append(_target(listed, settings[asked], tuple(groups.names[unit] for unit in of_one)))
    added = Inventory(DIRECTORY, tuple(targets), tuple(groups.names.values()))
    whole = replace(joined(inventory, added), source=inventory.source, sources=(), aliases=groups.aliases)
    notes = (*_notes(answers, computers), *names_notes(groups.names))
    return SourceHosts(whole, computers, answers, notes, groups.names)


def _asked(source: FileSource, ask: AskSource) -> Listing:
    try:
        return ask(source)
    except InventoryError:
        raise
    except UsageError as error:
        message, hint, place = error.message, error.hint, source.place
        for option, key in _KEYS.items():
            message, hint = message.replace(option, key), hint.replace(option, key)
        raise SourceNotAsked(place.source, place.line, place.key, message, hint) from error


def _objects(answers: Sequence[Answer]) -> list[_Found]:
    """Every object once, with the sources that found it, left out by the first that leaves it out."""
    found: dict[str, _Found] = {}
    for answer in answers:
        for one in judged(answer.listing, answer.source.max_logon_age):
            known = found.setdefault(one.computer.dn.casefold(), _Found(one))
            known.sources.append(answer.source)
            if one.reason and not known.listed.reason:
                known.listed = one
    return list(found.values())


def _whole_units(source: FileSource) -> frozenset[Unit]:
    """The units that the source asks for whole, and that its groups have the names of."""
    names = {group.name.lower() for group in source.groups}
    bases = (units_around(base)[-1:] for base in source.query.bases)
    return frozenset(unit for of_base in bases for unit in of_base if unit.ends[0].lower() in names)


def _settings(one: _Found) -> Target:
    """What the groups around its sources say."""
    places = [
        Membership(one.listed.name, source.path, is_range=True, own=None, groups=source.groups)
        for source in one.sources
    ]
    try:
        return merge(places, one.sources[0].defaults)
    except Disagreement as finding:
        problem = f"{finding.problem}, and both have {one.listed.name}"
        expected = "one value, one group inside the other, or the host by name"
        raise one.sources[-1].place.error(problem, expected) from None


def _target(listed: ListedComputer, common: Target, units: tuple[str, ...]) -> Target:
    reasons = (common.disabled_reason, listed.reason)
    return replace(
        common,
        name=listed.name,
        enabled=common.enabled and not listed.reason,
        disabled_reason="; ".join(filter(None, reasons)),
        groups=(*common.groups, *units),
    )


def _notes(answers: Sequence[Answer], computers: Sequence[ListedComputer]) -> Iterator[str]:
    if not answers:
        return
    for answer in answers:
        key, listing = answer.source.place.key, answer.listing
        yield f"{key}: {listing.server} lists {counted(len(listing.computers), 'computer')}"
        yield from elsewhere_notes(listing)
    yield from tally_notes(DIRECTORY, computers)
    if any(is_late(answer.source.max_logon_age) for answer in answers):
        yield f"max_logon_age: {LATE_LOGONS}"
