"""The catalogue as values: what is known about each code or cause, in one language. Loaded by readers/catalogue.py."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from remote_prt.diagnosis.code_spellings import signed_decimal
from remote_prt.diagnosis.codes import ErrorCode
from remote_prt.diagnosis.finding import CauseClass
from remote_prt.diagnosis.kind_words import spoken

#: The entry that tells what a cause class is about as a whole: what `explain` leads on to, and what heads its page.
CAUSE_OF_CLASS: Final = {
    CauseClass.WRONG_SESSION: "WRONG-SESSION",
    CauseClass.DEVICE_DISABLED_OR_DELETED: "DEVICE-DISABLED",
    CauseClass.NETWORK: "NETWORK-IN-SYSTEM-CONTEXT",
    CauseClass.IDLE: "IDLE",
    CauseClass.PASSWORD_OR_SYNC: "PASSWORD-OR-SYNC",
    CauseClass.JOIN_RACE: "JOIN-RACE",
    CauseClass.FEDERATION: "FEDERATION",
    CauseClass.UPN: "UPN",
    CauseClass.TPM_OR_KEY: "TPM-OR-KEY",
    CauseClass.BROKER: "BROKER",
    CauseClass.VDI_CLONE: "VDI-CLONE",
    CauseClass.DUAL_STATE: "DUAL-STATE",
    CauseClass.POLICY: "POLICY-PROMPT",
    CauseClass.CLOCK: "CLOCK",
    CauseClass.ALTERED_RESPONSE: "ALTERED-RESPONSE",
    CauseClass.NOT_APPLICABLE: "NOT-JOINED",
    CauseClass.OTHER: "NO-PRT",
}

#: The key of the template for a code without an entry; its texts hold `{code}`, `{class}` and `{number}`.
UNKNOWN_CODE: Final = "UNKNOWN-CODE"


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

    def filled(self, code: ErrorCode, language: str) -> "CatalogEntry":
        """The template with that code's words in place of `{code}`, `{class}` and `{number}`."""
        kind = spoken(code.code_class, language)
        words = {"{code}": code.spelling, "{class}": kind, "{number}": signed_decimal(code)}

        def put_in(text: str) -> str:
            for placeholder, word in words.items():
                text = text.replace(placeholder, word)
            return text

        return replace(
            self, title=put_in(self.title), cause=put_in(self.cause), remedy=tuple(put_in(step) for step in self.remedy)
        )


def _nameless(_: ErrorCode) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Catalog:
    """All entries of one language, by key."""

    language: str
    entries: Mapping[str, CatalogEntry] = field(default_factory=dict)
    #: the public name of any code, also of one without an entry (`STATUS_ACCOUNT_DISABLED`), or ""
    symbol_of: Callable[[ErrorCode], str] = field(default=_nameless, repr=False, compare=False)

    def find(self, key: str) -> CatalogEntry | None:
        """The entry of that key, or None: an unknown code is shown raw with its class, never guessed."""
        return self.entries.get(key)
