"""From what was asked to whom to visit: one entry point, `resolve_selection`.

Words, host files, standard input and Active Directory name hosts; an inventory gives them settings, and all its hosts
are meant where nothing else names any. Then `--limit` keeps, `--exclude` drops and `--pick` samples. Hosts disabled in
the inventory stay, as targets that are not enabled: the sweep reports them SKIPPED.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING

from remote_prt.errors import InventoryErrors, UsageError
from remote_prt.inventory.directory_hosts import (
    AskDirectory,
    DirectoryRequest,
    directory_groups,
    directory_inventory,
    directory_notes,
    directory_words,
    listed,
)
from remote_prt.inventory.gathering import Gathering
from remote_prt.inventory.host_words import split_words
from remote_prt.inventory.names import counted, is_address, shown
from remote_prt.inventory.patterns import Term, exclude_terms, keep, limit_terms
from remote_prt.inventory.source_asking import ask_where_needed
from remote_prt.inventory.source_hosts import AskSource
from remote_prt.inventory.sources import Sources
from remote_prt.inventory.text_files import ReadBytes
from remote_prt.inventory.unit_groups import names_notes
from remote_prt.model import AuthMethod, Target

if TYPE_CHECKING:
    from remote_prt.inventory.arriving import ArrivingHosts, BeginListing

_LOOK = "see what it chooses from with --list-hosts, without this option"
_SEED_BELOW = 2**32
_NAMED_IN_NOTE = 3
_IN_HEADER = 200  # characters of one word
_COMPARED = 2000  # hosts among which a misspelled name is looked for
_KERBEROS = {AuthMethod.AUTO, AuthMethod.KERBEROS}


@dataclass(frozen=True, slots=True)
class SelectionRequest:
    """What the user wrote; nothing has been read yet."""

    words: tuple[str, ...] = ()  #: hosts, ranges, `@file`, `@group`, `-`
    hostfiles: tuple[str, ...] = ()  #: paths, `-` for standard input
    inventory: str | None = None  #: path
    limit: tuple[str, ...] = ()  #: patterns, together as if parted by commas
    exclude: tuple[str, ...] = ()  #: lists
    pick: int | None = None  #: so many at random
    pick_seed: int | None = None  #: makes the sample repeatable
    directory: DirectoryRequest | None = None  #: computers of Active Directory
    ask: AskDirectory | None = field(default=None, repr=False, compare=False)  #: who asks it
    begin: "BeginListing | None" = field(default=None, repr=False, compare=False)  #: who begins to list them
    ask_source: AskSource | None = field(
        default=None, repr=False, compare=False
    )  #: who asks for an inventory's sources
    no_source: Callable[[], None] | None = field(
        default=None, repr=False, compare=False
    )  #: called where the inventory has none
    auth: AuthMethod = AuthMethod.AUTO  #: of the run, for hosts that the inventory gives none
    stdin: ReadBytes | None = field(default=None, repr=False, compare=False)  #: None: nothing can be piped in


@dataclass(frozen=True, slots=True)
class Selection:
    """Whom to visit, in the order asked for; never empty."""

    targets: tuple[Target, ...]
    source_words: tuple[str, ...] = ()  #: what named the hosts, for the run's header; safe to print
    folded: int = 0  #: duplicates that were dropped
    notes: tuple[str, ...] = ()  #: what the user should know before the first connection
    arriving: "ArrivingHosts | None" = None  #: hosts that are still to come; None: these are all

    @property
    def summary(self) -> str:
        """`42 hosts from pc[01-40] @servers.txt (2 duplicates folded, 1 disabled)`."""
        disabled = sum(not target.enabled for target in self.targets)
        asides = [counted(self.folded, "duplicate") + " folded"] if self.folded else []
        asides += [f"{disabled} disabled"] if disabled else []
        hosts = counted(len(self.targets), "host")
        if self.arriving is not None:
            return f"first {hosts} from {' '.join(self.source_words)}"
        return f"{hosts} from {' '.join(self.source_words)}" + (f" ({', '.join(asides)})" if asides else "")


def resolve_selection(request: SelectionRequest) -> Selection:
    """The hosts that `request` means, each once.

    Raises:
        InventoryError: everything that is wrong with words, host files and the inventory (`InventoryErrors`), or the
            pattern that cannot be read.
        UsageError: no host is left, and why.
    """
    sources = Sources(request.stdin)
    if request.inventory is not None:
        sources.load_inventory(request.inventory)
        if request.no_source is not None and sources.inventory is not None and not sources.inventory.sources:
            request.no_source()
    gathering = Gathering(sources)
    words = tuple(split_words(",".join(request.words)))
    ask_where_needed(sources, words, request.hostfiles, (*request.limit, *request.exclude), request.ask_source)
    for word in words:
        gathering.add_word(word)
    for path in request.hostfiles:
        gathering.add_list(path)
    _raise_mistakes(sources)
    _add_directory(request, sources, gathering)
    if not (request.words or request.hostfiles or request.directory) and sources.inventory is not None:
        gathering.add_word("@all")
        gathering.folded += 0 if sources.hosts_of_sources is None else sources.hosts_of_sources.folded
    _raise_mistakes(sources)
    named = gathering.targets()
    if not named:
        raise _nobody(request)
    kept = narrowed(named, request, sources)
    kept = kept if request.pick is None else _picked(kept, request.pick, request.pick_seed, sources)
    sources.notes += _notes(kept, request.auth)
    return Selection(kept, source_words(request, words), gathering.folded, tuple(sources.notes))


def _add_directory(request: SelectionRequest, sources: Sources, gathering: Gathering) -> None:
    """The directory is asked last: what is wrong with words and files is told without waiting for it."""
    if request.directory is None or request.ask is None:
        return
    listing = request.ask(request.directory.query)
    found = listed(listing, request.directory.max_logon_age)
    taken = () if sources.inventory is None else sources.inventory.groups
    known = {} if sources.hosts_of_sources is None else sources.hosts_of_sources.units
    units = directory_groups(found, taken, known)
    sources.notes += directory_notes(listing, request.directory)
    sources.notes += names_notes({unit: name for unit, name in units.names.items() if unit not in known})
    sources.add_directory(directory_inventory(found, units))
    gathering.add_directory()
    gathering.folded += sum(one.is_twin for one in found)


def narrowed(
    named: tuple[Target, ...], request: SelectionRequest, sources: Sources, look: str = _LOOK
) -> tuple[Target, ...]:
    """The targets that `--limit` and `--exclude` leave; terms that match nobody are noted.

    Args:
        named: the targets.
        request: has the two options.
        sources: the groups that they may name, and the notes.
        look: how to see what they choose from, where they leave nobody.

    Raises:
        InventoryError: a term cannot be read.
        UsageError: one of them is empty, or nobody is left.
    """
    limit, exclude = pattern_terms(request, sources)
    limited = _filtered(named, limit, "--limit", sources, look)
    return _filtered(limited, exclude, "--exclude", sources, look)


def pattern_terms(request: SelectionRequest, sources: Sources) -> tuple[tuple[Term, ...], tuple[Term, ...]]:
    """The terms of `--limit` and of `--exclude`.

    Raises:
        InventoryError: one cannot be read.
        UsageError: one is empty.
    """
    limit = limit_terms(_said("--limit", request.limit), sources) if request.limit else ()
    exclude = exclude_terms(_said("--exclude", request.exclude), sources) if request.exclude else ()
    return limit, exclude


def _said(option: str, values: tuple[str, ...]) -> str:
    """The values as one list. An empty one is a script's unset variable, and must not quietly mean every host."""
    if not all(value.strip(" \t,") for value in values):
        raise UsageError(f"{option} is empty", "leave the option out, or say which hosts")
    return ",".join(values)


def _filtered(
    targets: tuple[Target, ...], terms: tuple[Term, ...], option: str, sources: Sources, look: str
) -> tuple[Target, ...]:
    _raise_mistakes(sources)
    kept, idle = keep(targets, terms)
    idle_terms = [f"{shown(term)} matches no host{_meant(term, targets)}" for term in idle[:_NAMED_IN_NOTE]]
    if len(idle) > _NAMED_IN_NOTE:
        idle_terms.append(f"{len(idle) - _NAMED_IN_NOTE} more terms match no host")
    if not kept:
        asides = f" ({'; '.join(idle_terms)})" if idle_terms else ""
        problem = f"no host is left: {option} keeps none of {counted(len(targets), 'host')}{asides}"
        raise UsageError(problem, look)
    sources.notes += [f"{option}: {text}" for text in idle_terms]
    return kept


def _meant(term: str, targets: tuple[Target, ...]) -> str:
    """The hint for a misspelled name, and for a short one where the hosts go by full names."""
    names = {target.name.lower(): target.name for target in targets[:_COMPARED]}
    full = next((name for name in names if name.startswith(f"{term.lower()}.")), None)
    near = [full] if full else get_close_matches(term.lower(), names, 1, 0.8)
    return f", did you mean {names[near[0]]}?" if near else ""


def _picked(targets: tuple[Target, ...], count: int, seed: int | None, sources: Sources) -> tuple[Target, ...]:
    """A random sample of the enabled hosts, in their order: a disabled host in it would waste a place."""
    enabled = [target for target in targets if target.enabled]
    if count < 1 or not enabled:
        problem = f"--pick {count}" if count < 1 else "every host is disabled in the inventory, none can be picked"
        raise UsageError(f"no host is left: {problem}", "pick at least one of the hosts that are enabled")
    used = random.SystemRandom().randrange(_SEED_BELOW) if seed is None else seed
    chosen = random.Random(used).sample(range(len(enabled)), min(count, len(enabled)))  # noqa: S311  a sample, no secret
    sources.notes.append(f"--pick: {len(chosen)} of {len(enabled)} hosts, --pick-seed {used}")
    return tuple(enabled[i] for i in sorted(chosen))


def _notes(targets: tuple[Target, ...], auth: AuthMethod) -> list[str]:
    addresses = [t.name for t in targets if t.enabled and (t.auth or auth) in _KERBEROS and is_address(t.name)]
    if not addresses:
        return []
    more = f", ... {len(addresses)} in all" if len(addresses) > _NAMED_IN_NOTE else ""
    return [f"Kerberos cannot be used for an IP address: {', '.join(addresses[:_NAMED_IN_NOTE])}{more}"]


def _nobody(request: SelectionRequest) -> UsageError:
    if request.directory is not None:
        problem = "no host is left: Active Directory lists no computer there that this account may see"
        return UsageError(problem, "look at --ou, --ldap-filter and --search-scope")
    if request.inventory is not None or request.hostfiles or request.words:
        return UsageError(
            "no host is left: what was named holds none", "look into the files and groups that were named"
        )
    return UsageError("no hosts were named", "name hosts, or use --hostfile FILE or --inventory FILE")


def source_words(request: SelectionRequest, words: tuple[str, ...] = ()) -> tuple[str, ...]:
    """What named the hosts, as options are written; safe to print."""
    parts = [*words, *(f"--hostfile {path}" for path in request.hostfiles)]
    parts += [] if request.directory is None else directory_words(request.directory)
    parts += [] if request.inventory is None else [f"--inventory {request.inventory}"]
    parts += [f"--limit {pattern}" for pattern in request.limit] + [f"--exclude {words}" for words in request.exclude]
    parts += [] if request.pick is None else [f"--pick {request.pick}"]
    return tuple(shown(part, _IN_HEADER)[1:-1] for part in parts)


def _raise_mistakes(sources: Sources) -> None:
    if sources.mistakes:
        raise InventoryErrors(tuple(sources.mistakes))
