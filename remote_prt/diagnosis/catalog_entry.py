"""The catalogue as values: what is known about each code or cause, in one language. Loaded by readers/catalogue.py."""

from collections.abc import Callable
from dataclasses import dataclass, field

from remote_prt.diagnosis.codes import ErrorCode
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
    origin: str = ""  #: the site's own file it comes from; "" = it ships with remote_prt
    is_replacement: bool = False  #: a site's entry that stands for one that ships


def _nameless(_: ErrorCode) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Catalog:
    """All entries of one language, by key."""

    language: str
    entries: dict[str, CatalogEntry] = field(default_factory=dict)
    #: the public name of any code, also of one without an entry (`STATUS_ACCOUNT_DISABLED`), or ""
    symbol_of: Callable[[ErrorCode], str] = field(default=_nameless, repr=False, compare=False)

    def find(self, key: str) -> CatalogEntry | None:
        """The entry of that key, or None: an unknown code is shown raw with its class, never guessed."""
        return self.entries.get(key)
