"""The words of reports in one language: headings, sentences, reasons, hints. Codes, statuses, fields and ids are none.

The texts are data, a module per language, and a test holds that every language says everything. What a language has no
words for (the host's own words, a hint that is new) stays as it is.
"""

import re
from dataclasses import dataclass, replace
from functools import cached_property
from importlib import import_module

from remote_prt.diagnosis.evidence import MissingReason
from remote_prt.model import RunOptions
from remote_prt.reports import words_en

LANGUAGES = ("en", "ja")


@dataclass(frozen=True)
class Words:
    """What a reader of one language is told."""

    language: str
    texts: dict[str, str]
    reasons: dict[MissingReason, tuple[str, str]]  #: what a reason of UNKNOWN means, and what to do
    hints: dict[str, str]  #: what to try after a failed visit: the English hint, and how it is said here
    failures: tuple[tuple[str, str], ...]  #: patterns of whole English failure sentences, and how they are said here
    only_hint: str = ""  #: said instead of every hint, where nothing is visited

    def say(self, key: str, **values: object) -> str:
        """The text of that key with its values filled in; values are never read as patterns."""
        return self.texts[key].format_map(values) if values else self.texts[key]

    def hint(self, english: str) -> str:
        """A next step in this language, or as it was given."""
        return self.only_hint if self.only_hint and english else self.hints.get(english, english)

    def failure(self, english: str) -> str:
        """What went wrong, in this language where the sentence is one of ours."""
        for pattern, text in self._patterns:
            match = pattern.fullmatch(english)
            if match:
                return match.expand(text)
        return english

    @cached_property
    def _patterns(self) -> tuple[tuple[re.Pattern[str], str], ...]:
        return tuple((re.compile(pattern, re.DOTALL), text) for pattern, text in self.failures)


ENGLISH = Words("en", words_en.TEXTS, words_en.REASONS, {}, ())


def words_of(language: str) -> Words:
    """The words of a language; English for one that has none."""
    if language not in LANGUAGES or language == "en":
        return ENGLISH
    module = import_module(f"remote_prt.reports.words_{language}")
    hints = import_module(f"remote_prt.reports.hint_words_{language}").HINTS
    failures = import_module(f"remote_prt.reports.failure_words_{language}").FAILURES
    return Words(language, module.TEXTS, module.REASONS, hints, failures)


def words_for(options: RunOptions, language: str) -> Words:
    """The words of a run in a language: a report on saved files has its own actions, and none about visiting."""
    words = words_of(language)
    if options.visits_hosts:
        return words
    saved = import_module(f"remote_prt.reports.saved_words_{words.language}")
    return replace(words, texts=words.texts | saved.TEXTS, reasons=saved.REASONS, only_hint=saved.HINT)


def words_of_page(options: RunOptions, language: str) -> Words:
    """The words of a report that is a page: HTML, Markdown, workbook."""
    words = words_for(options, language)
    page = import_module(f"remote_prt.reports.page_words_{words.language}")
    return replace(words, texts=words.texts | page.TEXTS)


def words_of_deeds(language: str) -> Words:
    """The words of a run that does something, which no other report needs."""
    words = words_of(language)
    deeds = import_module(f"remote_prt.reports.deed_words_{words.language}")
    traces = import_module(f"remote_prt.reports.trace_words_{words.language}")
    return replace(
        words,
        texts=words.texts | deeds.TEXTS | traces.TEXTS,
        hints=words.hints | traces.HINTS,
        failures=(*words.failures, *traces.FAILURES),
    )
