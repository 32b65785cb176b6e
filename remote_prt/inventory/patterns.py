r"""`--limit` and `--exclude`: which of the known hosts a pattern means.

    pc1,pc[03-09]       either            Ansible and clush
    @tokyo:&@pilots     both              Ansible; clush: @tokyo&@pilots
    @tokyo:!pc7         without           Ansible; clush: @tokyo!pc7
    !pc7                all without pc7
    pc-0*,~^srv\d+\.    globs and regular expressions (found anywhere in the name, case aside)

The order of terms does not matter (Ansible's rule): first everything named plainly - all hosts if there is nothing
plain -, then only what every `&` term has, then without every `!` term. `@x` is a group, else a file. Patterns look at
the names of hosts that are already known; nothing is resolved or searched on disk.
"""

import fnmatch
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from remote_prt.errors import InventoryError
from remote_prt.inventory.host_words import REGEX_PIECE, Place, split_words
from remote_prt.inventory.names import fold_key, is_address, shown
from remote_prt.inventory.ranges import BadRange, expand
from remote_prt.inventory.regex_cost import MOST_CHARACTERS, MOST_WAYS, ways
from remote_prt.inventory.sources import Sources
from remote_prt.model import Target

Matcher: TypeAlias = Callable[[Target], bool]
_MAX_GLOBS = 1000  # alternatives in one term, `pc[1-1000]*`
_END = r"(?!:[&!])[^\s,&!"
_TERM = re.compile(
    rf"(?:[\s,]|:(?=[&!]))*(?P<sign>[&!]?)\s*"
    rf"(?P<text>~(?:{REGEX_PIECE}|{_END}])+|@(?:(?!:[&!])[^,&!])+|(?![@~])(?:\[[^\]]*(?:\]|$)|{_END}\[])+)[\s,]*"
)
_PLAIN = re.compile(r"[A-Za-z0-9_.*?-]+")


@dataclass(frozen=True, slots=True)
class Term:
    """One part of a pattern; the sign is `&`, `!` or empty."""

    sign: str
    text: str
    matches: Matcher


def limit_terms(pattern: str, sources: Sources) -> tuple[Term, ...]:
    """The terms of a `--limit` pattern.

    Raises:
        InventoryError: a term that cannot be read.
    """
    place = Place("--limit")
    return tuple(_term(sign, text, place, sources) for sign, text in _split_limit(pattern, place, sources))


def exclude_terms(words: str, sources: Sources) -> tuple[Term, ...]:
    """The terms of an `--exclude` list, all with the sign `!`.

    Raises:
        InventoryError: a term that cannot be read.
    """
    place = Place("--exclude")
    return tuple(_term("!", part, place, sources) for word in split_words(words) for part in sources.parted(word))


def keep(targets: tuple[Target, ...], terms: tuple[Term, ...]) -> tuple[tuple[Target, ...], tuple[str, ...]]:
    """The targets that the terms leave, in their order, and the texts of terms that match no target at all."""
    hits = [{i for i, target in enumerate(targets) if term.matches(target)} for term in terms]
    kept = set(range(len(targets)))
    plain = [found for term, found in zip(terms, hits, strict=True) if not term.sign]
    if plain:
        kept = set().union(*plain)
    for term, found in zip(terms, hits, strict=True):
        if term.sign:
            kept = kept & found if term.sign == "&" else kept - found
    idle = tuple(term.text for term, found in zip(terms, hits, strict=True) if not found)
    return tuple(targets[i] for i in sorted(kept)), idle


def name_matcher(text: str, place: Place) -> Matcher:
    """Whether a target's name fits a range, a glob or a `~regex`.

    Raises:
        InventoryError: text that is none of them.
    """
    if text.startswith("~"):
        regex = _regex(text, place)
        return lambda target: regex.search(target.name) is not None
    try:
        names = expand(text).names
    except BadRange as problem:
        raise place.error(f"{shown(text)}: {problem}", "a range such as pc[01-40]") from problem
    if wrong := next((name for name in names if not is_address(name) and not _PLAIN.fullmatch(name)), None):
        raise place.error(
            f"{shown(wrong)} is no pattern", "names, ranges, globs (* ?), ~regex or @group, parted by commas"
        )
    globs = [name for name in names if "*" in name or "?" in name]
    if len(globs) > _MAX_GLOBS:
        raise place.error(
            f"{shown(text)}: {len(globs):,} globs, more than {_MAX_GLOBS:,}", "a glob in place of the range"
        )
    glob = re.compile("|".join(fnmatch.translate(name.lower()) for name in globs)) if globs else None
    exact = {fold_key(name) for name in names}
    return lambda target: fold_key(target.name) in exact or bool(glob and glob.match(target.name.lower()))


def _regex(text: str, place: Place) -> re.Pattern[str]:
    """The expression behind `~`, which cannot keep the matcher busy for long."""
    if len(text) > MOST_CHARACTERS + 1:
        problem = f"{shown(text)}: an expression of {len(text) - 1} characters, more than {MOST_CHARACTERS}"
        raise place.error(problem, "hosts one by one in an @FILE")
    try:
        regex = re.compile(text[1:], re.IGNORECASE)
    except (re.error, OverflowError, RecursionError) as error:
        raise place.error(f"{shown(text)}: {error}", "a regular expression behind ~") from error
    if ways(text[1:]) > MOST_WAYS:
        problem = f"{shown(text)}: repeats within repeats, or too many of them: it could take too long"
        raise place.error(problem, "a simpler expression, or globs (* ?)")
    return regex


def _term(sign: str, text: str, place: Place, sources: Sources) -> Term:
    if not text.startswith("@"):
        return Term(sign, text, name_matcher(text, place))
    members = {fold_key(host.name) for host in sources.reference(text, place).hosts}
    return Term(sign, text, lambda target: fold_key(target.name) in members)


def _split_limit(pattern: str, place: Place, sources: Sources) -> Iterator[tuple[str, str]]:
    """Pairs of sign and text; a sign belongs to the first word behind it."""
    position = 0
    while position < len(pattern):
        match = _TERM.match(pattern, position)
        if match is None:
            raise _dangling(pattern[position:], place)
        first, *others = sources.parted(match["text"].strip())
        yield match["sign"], first
        yield from (("", other) for other in others)
        position = match.end()


def _dangling(rest: str, place: Place) -> InventoryError:
    return place.error(f"{shown(rest)} names no host", "a pattern such as @tokyo:&pc-0*:!pc-07")
