"""The catalogue as values: what is known about each code or cause, in one language. Loaded by readers/catalogue.py."""

from dataclasses import dataclass, field

from remote_prt.diagnosis.finding import CauseClass


@dataclass(frozen=True, slots=True)
class CatalogEntry:
    """One code or cause.

    `key` is the finding id without its prefix `PRT-`: `AADSTS50126`, `STATUS-C000006D`, `CLOUDAP-C004844C`,
    `XML-C00CEE4F`, `WINHTTP-12007`, or a name (`NOT-RENEWED`).
    """

    key: str
    symbol: str
    title: str
    cause: str
    remedy: tuple[str, ...]
    where: str  #: where to look
    section: str  #: article section
    cause_class: CauseClass
    alternatives: tuple[str, ...] = ()  #: other real causes with the same signature
    spellings: tuple[str, ...] = ()  #: other ways the same code is written, the usual one first


@dataclass(frozen=True, slots=True)
class Catalog:
    """All entries of one language, by key."""

    language: str
    entries: dict[str, CatalogEntry] = field(default_factory=dict)

    def find(self, key: str) -> CatalogEntry | None:
        """The entry of that key, or None: an unknown code is shown raw with its class, never guessed."""
        return self.entries.get(key)
