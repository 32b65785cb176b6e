"""Computers of Active Directory as targets: which are visited under which name, and why the others are not.

Nobody is left out silently: what is not to be visited is a target that is not enabled, so that a run reports it
SKIPPED with its reason and its counts add up to the directory's. Directory data is not to be trusted: a name that is no
host name is written so that it means no host to anything (`@file` is `%40file`).
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import quote

from remote_prt.directory.computer import Computer, ComputerQuery, Listing, Scope
from remote_prt.directory.distinguished_name import domain_of
from remote_prt.inventory.inventory_file import Inventory
from remote_prt.inventory.left_out import BAD_NAME, DISABLED, NO_COMPUTER, NOT_WINDOWS, SAME_NAME, STALE
from remote_prt.inventory.names import counted, fold_key, is_address, name_problem, shown
from remote_prt.inventory.unit_groups import Unit, UnitGroups, unit_groups, units_around
from remote_prt.model import Target

DIRECTORY = "Active Directory"

#: What a resolver takes for the machine that asks (RFC 6761 section 6.3), and what /etc/hosts usually calls it.
_THIS_MACHINE = re.compile(
    r"(?:.+\.)?localhost|localhost[46]?\.localdomain[46]?|ip6-localhost|ip6-loopback", re.IGNORECASE
)
_MOST_OF_SYSTEM = 40
_NAMED_IN_NOTE = 3
LATE_LOGONS = "the directory knows of logons up to 14 days late, so less than 15d leaves out live ones"
_LATE = timedelta(days=14)  # lastLogonTimestamp is written that late (MS-ADA1 2.351, msDS-LogonTimeSyncInterval)


@dataclass(frozen=True, slots=True)
class DirectoryRequest:
    """What the user asked the directory for."""

    query: ComputerQuery
    max_logon_age: timedelta | None = None  #: who has not logged on for longer is not visited


#: Asks a domain controller; only the composition root knows how.
AskDirectory = Callable[[ComputerQuery], Listing]


@dataclass(frozen=True, slots=True)
class ListedComputer:
    """A computer, the name it goes by, and why it is not visited ("" = it is)."""

    computer: Computer
    name: str
    reason: str = ""
    is_twin: bool = False  #: another object goes by the same name: they are one host


def listed(listing: Listing, max_logon_age: timedelta | None = None) -> tuple[ListedComputer, ...]:
    """Every computer, in the directory's order; of several that go by one name only one is visited."""
    return one_of_each(judged(listing, max_logon_age))


def judged(listing: Listing, max_logon_age: timedelta | None = None) -> tuple[ListedComputer, ...]:
    """Every computer by itself, in the directory's order."""
    oldest = None if max_logon_age is None else listing.asked_at - max_logon_age
    return tuple(_judged(computer, oldest, listing.asked_at) for computer in listing.computers)


def one_of_each(found: Sequence[ListedComputer]) -> tuple[ListedComputer, ...]:
    """The same computers; of several objects that go by one name all but one are twins, and not visited."""
    chosen: dict[str, int] = {}
    for number, one in enumerate(found):
        key = fold_key(one.name)
        if key not in chosen or (found[chosen[key]].reason and not one.reason):
            chosen[key] = number
    return tuple(
        one if chosen[fold_key(one.name)] == number else _twin(one, found[chosen[fold_key(one.name)]])
        for number, one in enumerate(found)
    )


def directory_inventory(found: Sequence[ListedComputer], units: UnitGroups) -> Inventory:
    """The computers as an inventory whose groups are their organizational units; twins of others are left out."""
    targets = tuple(target_of(one, groups_of(one, units.names)) for one in found if not one.is_twin)
    groups = tuple(dict.fromkeys(group for target in targets for group in target.groups))
    return Inventory(DIRECTORY, targets, groups, aliases=units.aliases)


def directory_groups(
    found: Sequence[ListedComputer], taken: Iterable[str] = (), known: Mapping[Unit, str] | None = None
) -> UnitGroups:
    """What the units of these computers are called, twins aside.

    Args:
        found: all that were listed.
        taken: groups of an inventory beside it.
        known: what units are called there.
    """
    return unit_groups((unit for one in found if not one.is_twin for unit in units_of(one)), taken, known)


def directory_words(request: DirectoryRequest) -> list[str]:
    """What was asked for, as options are written."""
    query = request.query
    words = [f"--ou {base}" for base in query.bases]
    words += [f"--ldap-filter {query.narrowing}"] if query.narrowing else []
    words += [f"--search-scope {query.scope}"] if query.scope is not Scope.SUBTREE else []
    return words + ([f"--max-logon-age {request.max_logon_age.days}d"] if request.max_logon_age else [])


def directory_notes(listing: Listing, request: DirectoryRequest) -> Iterator[str]:
    """What to know before the first connection: who answered, how many were found, why some are left out."""
    yield from tally_notes(listing.server, listed(listing, request.max_logon_age))
    yield from elsewhere_notes(listing)
    if is_late(request.max_logon_age):
        yield f"--max-logon-age: {LATE_LOGONS}"


def elsewhere_notes(listing: Listing) -> Iterator[str]:
    """Domains beneath, whose computers are not in the counts."""
    if listing.domains_beneath:
        shown = ", ".join(listing.domains_beneath[:_NAMED_IN_NOTE])
        more = ", ..." if len(listing.domains_beneath) > _NAMED_IN_NOTE else ""
        count = counted(len(listing.domains_beneath), "domain")
        yield f"{listing.server}: {count} beneath not asked, their computers are not counted: {shown}{more}"
        first = ",".join(f"DC={part}" for part in listing.domains_beneath[0].split("."))
        yield f"to ask such a domain, name it: --ou {first}"


def is_late(max_logon_age: timedelta | None) -> bool:
    """Whether that age leaves out computers of whose logon the directory may not know yet."""
    return max_logon_age is not None and max_logon_age <= _LATE


def tally_notes(server: str, found: Sequence[ListedComputer]) -> Iterator[str]:
    """How many were found, and why some of them are not visited."""
    yield from reason_notes(server, [one.reason for one in found])


def reason_notes(server: str, reasons: Sequence[str]) -> Iterator[str]:
    """The same, from the reason of each of them, which is empty where it is visited."""
    left_out = Counter(_kind(reason) for reason in reasons if reason)
    visited = len(reasons) - left_out.total()
    yield f"{server}: {counted(len(reasons), 'computer')}, {visited:,} to be visited, {left_out.total():,} not"
    for reason, count in left_out.most_common():
        yield f"not visited: {count:,}: {reason}"


def joined(file: Inventory, directory: Inventory) -> Inventory:
    """Both as one: settings are the file's, groups are of both, and who is left out by either is left out."""
    of_file = {fold_key(target.name): target for target in file.targets}
    of_directory = {fold_key(target.name): target for target in directory.targets}
    targets = [_with(target, of_directory.get(key)) for key, target in of_file.items()]
    targets += [target for key, target in of_directory.items() if key not in of_file]
    groups = {group.lower(): group for group in (*directory.groups, *file.groups)}
    source = f"{file.source}, {directory.source}"
    aliases = {**file.aliases, **directory.aliases}
    return Inventory(source, tuple(targets), tuple(groups.values()), file.sources, aliases)


def _with(target: Target, found: Target | None) -> Target:
    if found is None:
        return target
    reasons = (target.disabled_reason, found.disabled_reason)
    return replace(
        target,
        enabled=target.enabled and found.enabled,
        disabled_reason="; ".join(reason for reason in reasons if reason),
        groups=tuple(dict.fromkeys((*target.groups, *found.groups))),
    )


def units_of(one: ListedComputer) -> tuple[Unit, ...]:
    """The organizational units that a computer is in, the outermost first."""
    return units_around(one.computer.dn)


def groups_of(one: ListedComputer, names: Mapping[Unit, str]) -> tuple[str, ...]:
    """The same as groups; a unit that is not named is none, as those that only twins are in."""
    return tuple(names[unit] for unit in units_of(one) if unit in names)


def _judged(computer: Computer, oldest: datetime | None, now: datetime) -> ListedComputer:
    name, problem = _name(computer)
    return ListedComputer(computer, name, _reason(computer, oldest, now) or problem)


def _reason(computer: Computer, oldest: datetime | None, now: datetime) -> str:
    if not computer.is_machine:
        return NO_COMPUTER
    if not computer.is_enabled:
        return DISABLED
    system = computer.operating_system
    if system and not system.lower().startswith("windows"):
        return f"{NOT_WINDOWS}{shown(system, _MOST_OF_SYSTEM)[1:-1]}"
    if oldest is not None and computer.last_logon is not None and computer.last_logon < oldest:
        return f"{STALE}{(now - computer.last_logon).days} days ago (--max-logon-age)"
    return ""


def _name(computer: Computer) -> tuple[str, str]:
    """The name to visit it under, and what is wrong with it; wrong names are written so that they mean no host."""
    name = computer.dns_name
    if "." not in name:  # also a computer that calls itself localhost
        name = ".".join(filter(None, (name or computer.name, domain_of(computer.dn))))
    problem = "an IP address" if is_address(name) else name_problem(name)
    if not problem and not _THIS_MACHINE.fullmatch(name):
        return name, ""
    written = quote(name or computer.dn, safe="")[:200]
    harmless = written if written[:1].isalnum() and name_problem(written) else f"%{written.lstrip('%')}"
    return harmless, f"{BAD_NAME}{shown(name)}"


def _twin(one: ListedComputer, other: ListedComputer) -> ListedComputer:
    return ListedComputer(one.computer, one.name, one.reason or twin_reason(other.computer.dn), True)


def twin_reason(dn: str) -> str:
    """Why a computer is not visited that has the name of another object."""
    return f"{SAME_NAME}{shown(dn)}"


def target_of(one: ListedComputer, groups: tuple[str, ...]) -> Target:
    """The computer as a target of these groups, with the settings of the run."""
    return Target(one.name, enabled=not one.reason, disabled_reason=one.reason, groups=groups)


def _kind(reason: str) -> str:
    """The reason without what differs from computer to computer."""
    for begin, kind in _KINDS.items():
        if reason.startswith(begin):
            return kind
    return reason


_KINDS = {
    NOT_WINDOWS: "not Windows",
    STALE: "no logon for longer than --max-logon-age",
    BAD_NAME: "its name in Active Directory cannot be a host's",
    SAME_NAME: "another object has the same name",
}
