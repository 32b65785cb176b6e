"""Explanations for programs: one document, the words of the report's schema (`FindingId`, `CauseClass`, `Remedy`)."""

import json
from collections.abc import Iterable, Sequence
from typing import Any, Final

from remote_prt.diagnosis.catalog_entry import CatalogEntry
from remote_prt.diagnosis.code_spellings import signed_decimal, spellings
from remote_prt.diagnosis.codes import ErrorCode, parse_key
from remote_prt.readers.lookup import Answer, EventReading, see_also

_SCHEMA_VERSION: Final = 1


def render_json(answers: Sequence[Answer], language: str) -> str:
    """The answers in the order of the questions; `Entry` is null for what the catalogue lacks."""
    return _document(
        language,
        "Answers",
        [
            {
                "Asked": answer.asked,
                "Found": answer.is_found,
                "Code": _code(answer.code),
                "Symbols": list(answer.symbols),
                "Entry": None if answer.entry is None else _entry(answer.entry),
                "Suggestions": list(answer.suggestions),
                "Event": _event(answer.event),
            }
            for answer in answers
        ],
    )


def list_json(entries: Iterable[CatalogEntry], language: str) -> str:
    """Every entry, each with the code it stands for."""
    return _document(language, "Entries", [{**_entry(entry), "Code": _code(parse_key(entry.key))} for entry in entries])


def _document(language: str, name: str, values: list[dict[str, Any]]) -> str:
    document = {"SchemaVersion": _SCHEMA_VERSION, "Language": language, name: values}
    # ASCII: Windows PowerShell 5.1 decodes a program's output by the console's code page.
    return json.dumps(document, ensure_ascii=True, indent=2) + "\n"


def _code(code: ErrorCode | None) -> dict[str, Any] | None:
    if code is None:
        return None
    return {
        "Class": code.code_class.value,
        "Spelling": code.spelling,
        "Decimal": signed_decimal(code),
        "Spellings": list(spellings(code)),
    }


def _event(event: EventReading | None) -> dict[str, Any] | None:
    return None if event is None else {"Id": event.event_id, "Channel": event.channel, "Text": event.text}


def _entry(entry: CatalogEntry) -> dict[str, Any]:
    return {
        "Key": entry.key,
        "FindingId": f"PRT-{entry.key}",
        "Symbol": entry.symbol,
        "Title": entry.title,
        "Cause": entry.cause,
        "Remedy": list(entry.remedy),
        "Where": entry.where,
        "Alternatives": list(entry.alternatives),
        "Section": entry.section,
        "CauseClass": entry.cause_class.value,
        "SeeAlso": list(see_also(entry)),
        "Origin": entry.origin,
        "IsReplacement": entry.is_replacement,
    }
