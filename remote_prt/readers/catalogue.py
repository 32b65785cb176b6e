"""The catalogue of codes and causes, read from remote_prt/catalog/*.toml: one file per section of the article.

```toml
[sections.ja]                                   # the article's headings in the other languages
"step 3: status codes" = "手順 3: 状態コード"

[defaults]                                      # for entries that do not say it themselves: section, and a
section = "step 3: status codes"                # table per language with where
[defaults.en]
where = "AAD/Operational 1081"

[[entry]]                                       # key stands first, symbol second: they are searched for as text
key = "STATUS-C000006D"
symbol = "STATUS_LOGON_FAILURE"                 # may be absent, as may alternatives
section = "step 3: status codes"
cause_class = "other"
[entry.en]
title = "..."
cause = "..."
remedy = ["...", "..."]
where = "..."
```

Our own files are cut into entries as text, and an entry is parsed when it is first asked for: a run needs a handful of
hundreds, and `analyze` and `explain` start in half the time. That takes the form above for granted, as the tests do.

A site's own directory (`--catalog DIR`) holds files of the same form, data only. Its entries replace ours by key, and
may be written in one language only.
"""

import re
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import NamedTuple

from remote_prt.diagnosis.catalog_entry import Catalog, CatalogEntry
from remote_prt.diagnosis.code_spellings import spellings
from remote_prt.diagnosis.codes import parse_key
from remote_prt.diagnosis.finding import CauseClass
from remote_prt.errors import UnreadableInput
from remote_prt.readers.symbols import symbol_of

LANGUAGES = ("en", "ja")
_ENTRY_KEYS = {"key", "symbol", "section", "cause_class", *LANGUAGES}
_TEXT_KEYS = {"title", "cause", "remedy", "where", "alternatives"}
_DEFAULT_KEYS = {"section", *LANGUAGES}
_ENTRY_HEAD = "\n[[entry]]\n"
_NAMES = re.compile(r'(?:key|symbol) = "([^"]*)"')


def load_catalog(
    language: str = "en",
    folder: Traversable | None = None,
    *,
    site: Path | None = None,
    only: Collection[str] | None = None,
) -> Catalog:
    """The entries of the catalogue that ships with remote_prt in that language, and a site's own beside or over them.

    Args:
        language: one of LANGUAGES.
        folder: another folder instead of the one that ships.
        site: a directory of such files; an entry of it replaces ours with the same key.
        only: the keys or symbols that are wanted.

    Raises:
        UnreadableInput: no such language or directory, or a file is damaged; says which file and key.
    """
    if folder is not None:
        return read_catalog(((file.name, _text(file)) for file in _toml_files(folder)), language)
    _check(language)
    ours = {text.names[0]: text for text in _our_texts()}
    own = {} if site is None else _of_site(site, language)
    own = {key: replace(entry, is_replacement=key in ours) for key, entry in own.items()}
    if only is not None:
        wanted = frozenset(only) - {""}
        ours = {key: text for key, text in ours.items() if not wanted.isdisjoint(text.names)}
        own = {key: entry for key, entry in own.items() if not wanted.isdisjoint((key, entry.symbol))}
    return Catalog(language, _Entries(ours, own, language), symbol_of)


def read_catalog(files: Iterable[tuple[str, str]], language: str, *, site: Path | None = None) -> Catalog:
    """The entries of (name, TOML text) pairs in that language; a later file may not repeat a key.

    Args:
        files: name and text of each.
        language: one of LANGUAGES.
        site: the site's directory they come from: its entries say so, and may be written in another language only.

    Raises:
        UnreadableInput: no such language, bad TOML, an unknown, missing or doubled key.
    """
    _check(language)
    entries: dict[str, CatalogEntry] = {}
    for name, text in files:
        for entry in _File(name, text, language, site).entries():
            if entry.key in entries:
                raise UnreadableInput(f"{name}: {entry.key}: the key occurs twice", "keep one entry per key")
            entries[entry.key] = entry
    return Catalog(language, entries, symbol_of)


def _check(language: str) -> None:
    if language not in LANGUAGES:
        raise UnreadableInput(f"no catalogue in language {language!r}", f"use one of {', '.join(LANGUAGES)}")


def _of_site(site: Path, language: str) -> Mapping[str, CatalogEntry]:
    """A site's entries, all of them read: a mistake in one is said at once."""
    if not site.is_dir():
        raise UnreadableInput(f"{site}: no such directory", "give a directory of catalogue files (*.toml)")
    return read_catalog(((file.name, _text(file)) for file in _toml_files(site)), language, site=site).entries


class _EntryText(NamedTuple):
    """One entry of ours as text."""

    names: tuple[str, ...]  #: its key, then its symbol where it has one: its first two lines
    file_name: str
    head: str  #: what its file says once for all of its entries
    table: str


def _our_texts() -> Iterator[_EntryText]:
    """The entries of the files that ship with remote_prt, in order."""
    for file in _toml_files(resources.files("remote_prt").joinpath("catalog")):
        head, *tables = f"\n{_text(file)}".split(_ENTRY_HEAD)
        for table in tables:
            names = _NAMES.findall("\n".join(table.split("\n", 2)[:2]))
            yield _EntryText(tuple(name for name in names if name), file.name, head, table)


class _Entries(Mapping[str, CatalogEntry]):
    """Our entries, each parsed when it is first asked for, and a site's own over them."""

    def __init__(self, ours: dict[str, _EntryText], own: dict[str, CatalogEntry], language: str) -> None:
        self._texts, self._ready, self._language = ours, own, language

    def __getitem__(self, key: str) -> CatalogEntry:
        """The entry of that key.

        Raises:
            KeyError: there is none.
            UnreadableInput: its text is damaged.
        """
        if key not in self._ready:
            text = self._texts[key]
            toml = f"{text.head}{_ENTRY_HEAD}{text.table}"
            (self._ready[key],) = _File(text.file_name, toml, self._language, None).entries()
        return self._ready[key]

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys((*self._texts, *self._ready)))

    def __len__(self) -> int:
        return len(self._texts.keys() | self._ready.keys())

    def __contains__(self, key: object) -> bool:
        return key in self._texts or key in self._ready


def _toml_files(folder: Traversable) -> list[Traversable]:
    try:
        files = [file for file in folder.iterdir() if file.name.endswith(".toml")]
    except OSError as error:
        raise UnreadableInput(f"{folder}: {error.strerror or error}", "give a directory that may be read") from error
    return sorted(files, key=lambda file: file.name)


def _text(file: Traversable) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableInput(
            f"{file.name}: cannot be read ({type(error).__name__})", "write it as UTF-8, or reinstall remote_prt"
        ) from error


class _File:
    """One file: its head, then its entries."""

    def __init__(self, name: str, text: str, language: str, site: Path | None) -> None:
        self._name, self._language, self._site = name, language, site
        try:
            document = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise UnreadableInput(f"{name}: {error}", "correct the TOML") from error
        self._tables = document.pop("entry", [])
        sections = _Table(name, "sections", document.pop("sections", {}))
        sections.refuse_unknown(set(LANGUAGES))
        self._sections = sections.table(language, may_be_absent=True)
        self._defaults = _Table(name, "defaults", document.pop("defaults", {}))
        self._defaults.refuse_unknown(_DEFAULT_KEYS)
        if document or not isinstance(self._tables, list):
            raise UnreadableInput(
                f"{name}: {', '.join(document) or 'entry'}: unexpected",
                "a catalogue file holds [sections], [defaults] and [[entry]] tables only",
            )

    def entries(self) -> Iterator[CatalogEntry]:
        """Every entry in the order of the file."""
        for number, table in enumerate(self._tables, 1):
            yield self._entry(_Table(self._name, f"entry {number}", table))

    def _entry(self, table: "_Table") -> CatalogEntry:
        table.refuse_unknown(_ENTRY_KEYS)
        language = self._language
        if self._site is not None and not table.has(language):
            language = next((other for other in LANGUAGES if table.has(other)), language)
        words = table.table(language)
        words.refuse_unknown(_TEXT_KEYS)
        key = table.text("key")
        section = table.text("section", self._defaults.text("section", "") or None)
        code = parse_key(key)
        return CatalogEntry(
            key=key,
            symbol=table.text("symbol", ""),
            title=words.text("title"),
            cause=words.text("cause"),
            remedy=words.texts("remedy"),
            where=words.text("where", self._defaults.table(language, may_be_absent=True).text("where", "") or None),
            section=self._sections.text(section, section),
            cause_class=table.cause_class(),
            alternatives=words.texts("alternatives", may_be_absent=True),
            spellings=() if code is None else spellings(code),
            origin="" if self._site is None else str(self._site / self._name),
        )


class _Table:
    """One table of a file, read with the place in every error."""

    def __init__(self, name: str, place: str, table: object) -> None:
        if not isinstance(table, Mapping):
            raise UnreadableInput(f"{name}: {place}: not a table", "write it as a TOML table, see docs/formats.md")
        self._table = table
        self._name = name
        key = table.get("key")
        self._place = key if isinstance(key, str) and key else place

    def has(self, key: str) -> bool:
        return key in self._table

    def table(self, key: str, *, may_be_absent: bool = False) -> "_Table":
        return _Table(self._name, f"{self._place}.{key}", self._table.get(key, {} if may_be_absent else None))

    def text(self, key: str, default: str | None = None) -> str:
        """The text of a key, which may be absent or empty only where there is a default."""
        value = self._table.get(key, default)
        if not isinstance(value, str) or not (value.strip() or default is not None):
            raise self._error(key, "missing, or not a text")
        return value or default or ""

    def texts(self, key: str, *, may_be_absent: bool = False) -> tuple[str, ...]:
        value = self._table.get(key, [] if may_be_absent else None)
        if (
            not isinstance(value, list)
            or not all(isinstance(text, str) and text for text in value)
            or not (value or may_be_absent)
        ):
            raise self._error(key, "missing, or not a list of texts")
        return tuple(value)

    def cause_class(self) -> CauseClass:
        word = self.text("cause_class")
        if word not in set(CauseClass):
            raise self._error("cause_class", f"{word!r} is no cause class")
        return CauseClass(word)

    def refuse_unknown(self, known: set[str]) -> None:
        unknown = sorted(set(self._table) - known)
        if unknown:
            raise self._error(unknown[0], "unknown key")

    def _error(self, key: str, problem: str) -> UnreadableInput:
        return UnreadableInput(f"{self._name}: {self._place}.{key}: {problem}", "see docs/formats.md, section 4")
