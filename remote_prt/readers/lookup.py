"""What people ask for, found in the catalogue: a code in any spelling, a public name, a finding id, a cause."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from remote_prt.diagnosis.catalog_entry import CAUSE_OF_CLASS, UNKNOWN_CODE, Catalog, CatalogEntry
from remote_prt.diagnosis.codes import CodeClass, ErrorCode, code_of, parse_code, parse_key, server_codes
from remote_prt.diagnosis.finding import CauseClass
from remote_prt.readers.catalogue import load_catalog
from remote_prt.readers.symbols import code_named, codes_ending, symbols_like, symbols_of

#: A pasted text is searched for codes no further than this.
_WORD_LIMIT: Final = 4_096
_MOST_CODES_OF_A_TEXT: Final = 8
_HEX_IN_TEXT: Final = re.compile(r"(?<![0-9A-Za-z])0[xX][0-9a-fA-F]{1,16}(?![0-9A-Za-z])")
_HTTP: Final = re.compile(r"(?:HTTP[ /-]?)?([1-5][0-9]{2})", re.IGNORECASE)
_AADSTS_DIGITS: Final = re.compile(r"[0-9]{5,7}")
_SHORT_HEX: Final = re.compile(r"(?=[0-9]*[a-fA-F])(?=[a-fA-F]*[0-9])[0-9a-fA-F]{3,7}")
_EVENT_ID: Final = re.compile(r"[0-9]{4}")
_EIGHT_DIGITS: Final = re.compile(r"[0-9]{8}")
#: What stands around a word in the text it was copied from.
_PUNCTUATION: Final = "()[]<>{}.,:;'\"`*"
#: `AADSTS 50155`, `AADSTS: 50155`
_TORN_SERVER_CODE: Final = re.compile(r"(?<![A-Za-z0-9])(AADSTS|MSIS)[\s:#_-]{1,3}(?=[0-9])", re.IGNORECASE)
#: `ErrCode: 12007`, `Error code = 80090016`: a number that its label makes a code; others may be anything.
_LABELLED: Final = re.compile(
    r"(?:err(?:or|code|no)?|code|status|result|hr)\s{0,3}[:=]\s{0,3}\(?(-?(?=[a-f]{0,15}[0-9])[0-9a-f]{1,16})(?![0-9a-z])",
    re.IGNORECASE,
)
_BETWEEN_CODES: Final = re.compile(r"[\s,;|/\u3001\uff0c]+")


@dataclass(frozen=True, slots=True)
class EventReading:
    """An event of Windows whose id is the number that was asked for."""

    event_id: int
    channel: str
    text: str  #: the beginning of its sentence


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found for one word."""

    asked: str
    code: ErrorCode | None = None  #: None for a cause, and for a word that is no code
    entry: CatalogEntry | None = None  #: None where the catalogue has none
    template: CatalogEntry | None = None  #: for a code without an entry: what can be said all the same
    symbols: tuple[str, ...] = ()  #: public names of the code
    see_also: tuple[str, ...] = ()  #: keys that lead further
    suggestions: tuple[str, ...] = ()  #: names that resemble a word that is nothing
    event: EventReading | None = None  #: what the word means as the id of an event

    @property
    def is_found(self) -> bool:
        """Whether the catalogue knows it."""
        return self.entry is not None


def look_up(words: Sequence[str], language: str = "en", site: Path | None = None) -> tuple[Answer, ...]:
    """An answer per word, in order, and one for each code of a word that is a list of codes.

    Raises:
        UnreadableInput: no such language or directory, or a file of it is damaged.
    """
    asked = [(word, tuple(_keys(word)), tuple(_codes(word))) for words_of in words for word in _listed(words_of)]
    wanted = {UNKNOWN_CODE}
    for word, keys, codes in asked:
        wanted.update(keys, (code.key for code in codes), (_bare(word),))
    catalog = load_catalog(language, site=site, only=wanted)
    return tuple(replace(_answer(catalog, *parts), event=_event(_bare(parts[0]))) for parts in asked)


def see_also(entry: CatalogEntry) -> tuple[str, ...]:
    """Where to read on: the cause of the entry's class, and the server codes that its texts name."""
    texts = " ".join((entry.cause, *entry.remedy, entry.where, *entry.alternatives))
    keys = [code.key for code in server_codes(texts)]
    if entry.cause_class is not CauseClass.OTHER:
        keys.insert(0, CAUSE_OF_CLASS[entry.cause_class])
    return tuple(key for key in dict.fromkeys(keys) if key != entry.key)


def _answer(catalog: Catalog, word: str, keys: tuple[str, ...], codes: tuple[ErrorCode, ...]) -> Answer:
    for key in (*keys, *(code.key for code in codes)):
        entry = catalog.find(key)
        if entry is not None:
            return _known(word, entry)
    for entry in catalog.entries.values():
        if entry.symbol and entry.symbol == _bare(word):
            return _known(word, entry)
    if not codes:
        return Answer(word, suggestions=symbols_like(_bare(word)))
    code = next((code for code in codes if symbols_of(code)), codes[0])
    template = catalog.find(UNKNOWN_CODE)
    return Answer(
        word, code, None, None if template is None else template.filled(code, catalog.language), symbols_of(code)
    )


def _event(word: str) -> EventReading | None:
    """The event of that number, which is a Win32 code as well: only where it stood tells which was meant."""
    if not _EVENT_ID.fullmatch(word):
        return None
    from remote_prt.readers.event_wording import numbered  # noqa: PLC0415  dozens of patterns, for few questions

    found = numbered(word)
    return None if found is None else EventReading(found.event_id, found.channel, found.text)


def _known(word: str, entry: CatalogEntry) -> Answer:
    code = parse_key(entry.key)
    symbols = () if code is None else symbols_of(code)
    if entry.symbol:
        symbols = tuple(dict.fromkeys((entry.symbol, *symbols)))
    return Answer(word, code, entry, None, symbols, see_also(entry))


def _keys(word: str) -> Iterator[str]:
    """The catalogue keys a word may name: itself, a finding id, or a cause class."""
    name = "-".join(_bare(word).upper().split()).removeprefix("PRT-").removeprefix("UNKNOWN-")
    if name not in {"CODE", UNKNOWN_CODE}:
        yield name
    lowered = name.lower()
    if lowered in set(CauseClass):
        yield CAUSE_OF_CLASS[CauseClass(lowered)]


def _codes(word: str) -> Iterator[ErrorCode]:
    """The codes a word may spell, the likeliest first: what a bare number means depends on where it stood."""
    spelled = _bare(_TORN_SERVER_CODE.sub(r"\1", word[:_WORD_LIMIT]))
    name = spelled.upper().removeprefix("PRT-").removeprefix("UNKNOWN-")
    for code in (parse_key(name), parse_code(spelled), code_named(spelled)):
        if code is not None:
            yield code
    http = _HTTP.fullmatch(spelled)
    if http:
        yield ErrorCode(CodeClass.HTTP, int(http[1]))
    if _AADSTS_DIGITS.fullmatch(spelled):
        yield ErrorCode(CodeClass.ENTRA, int(spelled), "AADSTS")
    if _EIGHT_DIGITS.fullmatch(spelled):
        code = code_of(int(spelled, 16))
        if code is not None:
            yield code
    if _SHORT_HEX.fullmatch(spelled):
        code = code_of(int(spelled, 16))
        if code is not None and symbols_of(code):
            yield code
    yield from codes_ending(spelled)
    if " " in spelled or ":" in spelled or "=" in spelled:
        yield from _codes_inside(spelled)


def _codes_inside(text: str) -> Iterator[ErrorCode]:
    """The codes of a pasted sentence: the server's last one is the cause and comes first."""
    yield from reversed(server_codes(text)[-_MOST_CODES_OF_A_TEXT:])
    for match in _HEX_IN_TEXT.findall(text)[:_MOST_CODES_OF_A_TEXT]:
        code = parse_code(match)
        if code is not None and not code.is_success:
            yield code
    for number in _LABELLED.findall(text)[:_MOST_CODES_OF_A_TEXT]:
        yield from _codes(number)


def _listed(word: str) -> tuple[str, ...]:
    """The codes of a word that is nothing but different codes, each by itself; else the word as it is."""
    pieces = _BETWEEN_CODES.split(_bare(_TORN_SERVER_CODE.sub(r"\1", word[:_WORD_LIMIT])))
    codes = {piece: _spelled_code(piece) for piece in pieces} if len(pieces) > 1 else {}
    first = {code: piece for piece, code in reversed(codes.items())}
    return (word,) if None in first or len(first) < 2 else tuple(reversed(first.values()))


def _spelled_code(piece: str) -> ErrorCode | None:
    return parse_code(piece) or (code_named(_bare(piece)) if "_" in piece else None)


def _bare(word: str) -> str:
    """A word without what stood around it."""
    return word.strip().strip(_PUNCTUATION).strip()
