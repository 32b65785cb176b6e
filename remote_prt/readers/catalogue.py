"""The catalogue of codes and causes, read from remote_prt/catalog/*.toml: one file per section of the article.

```toml
[[entry]]
key = "STATUS-C000006D"
symbol = "STATUS_LOGON_FAILURE"
spellings = ["0xc000006d", "-1073741715"]
section = "step 3, status codes"
cause_class = "other"
[entry.en]
title = "..."
cause = "..."
remedy = ["...", "..."]
where = "..."
```
"""

import tomllib
from collections.abc import Iterable, Mapping
from importlib import resources
from importlib.resources.abc import Traversable

from remote_prt.diagnosis.catalog_entry import Catalog, CatalogEntry
from remote_prt.diagnosis.finding import CauseClass
from remote_prt.errors import UnreadableInput

LANGUAGES = ("en", "ja")
_ENTRY_KEYS = {"key", "symbol", "spellings", "section", "cause_class", *LANGUAGES}
_TEXT_KEYS = {"title", "cause", "remedy", "where", "alternatives"}


def load_catalog(language: str = "en", folder: Traversable | None = None) -> Catalog:
    """All entries of the catalogue that ships with remote_prt, or of another folder of such files, in that language.

    Raises:
        UnreadableInput: no such language, or a file is damaged; says which file and key.
    """
    source = resources.files("remote_prt").joinpath("catalog") if folder is None else folder
    files = sorted((file for file in source.iterdir() if file.name.endswith(".toml")), key=lambda file: file.name)
    return read_catalog(((file.name, _text(file)) for file in files), language)


def read_catalog(files: Iterable[tuple[str, str]], language: str) -> Catalog:
    """The entries of (name, TOML text) pairs in that language; a later file may not repeat a key.

    Raises:
        UnreadableInput: no such language, bad TOML, an unknown, missing or doubled key.
    """
    if language not in LANGUAGES:
        raise UnreadableInput(f"no catalogue in language {language!r}", f"use one of {', '.join(LANGUAGES)}")
    entries: dict[str, CatalogEntry] = {}
    for name, text in files:
        for entry in _entries(name, text, language):
            if entry.key in entries:
                raise UnreadableInput(f"{name}: {entry.key}: the key occurs twice", "keep one entry per key")
            entries[entry.key] = entry
    return Catalog(language, entries)


def _text(file: Traversable) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableInput(
            f"{file.name}: cannot be read ({type(error).__name__})", "write it as UTF-8, or reinstall remote_prt"
        ) from error


def _entries(name: str, text: str, language: str) -> Iterable[CatalogEntry]:
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UnreadableInput(f"{name}: {error}", "correct the TOML") from error
    tables = document.pop("entry", [])
    if document or not isinstance(tables, list):
        raise UnreadableInput(
            f"{name}: {', '.join(document) or 'entry'}: unexpected", "a catalogue file holds [[entry]] tables only"
        )
    for number, table in enumerate(tables, 1):
        yield _Table(name, f"entry {number}", table).entry(language)


class _Table:
    """One table of a file, read with the place in every error."""

    def __init__(self, name: str, place: str, table: object) -> None:
        if not isinstance(table, Mapping):
            raise UnreadableInput(f"{name}: {place}: not a table", "write [[entry]]")
        self._table = table
        self._name = name
        key = table.get("key")
        self._place = key if isinstance(key, str) and key else place

    def entry(self, language: str) -> CatalogEntry:
        self.refuse_unknown(_ENTRY_KEYS)
        words = _Table(self._name, f"{self._place}.{language}", self._table.get(language))
        words.refuse_unknown(_TEXT_KEYS)
        cause_class = self.text("cause_class")
        if cause_class not in set(CauseClass):
            raise self._error("cause_class", f"{cause_class!r} is no cause class")
        return CatalogEntry(
            key=self.text("key"),
            symbol=self.text("symbol", may_be_empty=True),
            title=words.text("title"),
            cause=words.text("cause"),
            remedy=words.texts("remedy"),
            where=words.text("where"),
            section=self.text("section"),
            cause_class=CauseClass(cause_class),
            alternatives=words.texts("alternatives", may_be_absent=True),
            spellings=self.texts("spellings", may_be_absent=True),
        )

    def text(self, key: str, *, may_be_empty: bool = False) -> str:
        value = self._table.get(key, "" if may_be_empty else None)
        if not isinstance(value, str) or not (value.strip() or may_be_empty):
            raise self._error(key, "missing, or not a text")
        return value

    def texts(self, key: str, *, may_be_absent: bool = False) -> tuple[str, ...]:
        value = self._table.get(key, [] if may_be_absent else None)
        if (
            not isinstance(value, list)
            or not all(isinstance(text, str) and text for text in value)
            or not (value or may_be_absent)
        ):
            raise self._error(key, "missing, or not a list of texts")
        return tuple(value)

    def refuse_unknown(self, known: set[str]) -> None:
        unknown = sorted(set(self._table) - known)
        if unknown:
            raise self._error(unknown[0], "unknown key")

    def _error(self, key: str, problem: str) -> UnreadableInput:
        return UnreadableInput(
            f"{self._name}: {self._place}.{key}: {problem}", "see the head of remote_prt/readers/catalogue.py"
        )
