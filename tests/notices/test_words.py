"""A notice says everything in every language."""

import re
from pathlib import Path

import remote_prt
from remote_prt.notices.words import TEXTS
from remote_prt.reports.words import LANGUAGES

PACKAGE = Path(remote_prt.__file__).parent


def test_every_text_is_there_with_its_values() -> None:
    """The same keys, and the same values in each."""
    values = {
        language: {key: sorted(re.findall(r"\{\w*\}", text)) for key, text in texts.items()}
        for language, texts in TEXTS.items()
    }

    assert set(values) == set(LANGUAGES)
    assert values["ja"] == values["en"]


def test_every_text_is_said_somewhere() -> None:
    """None is left of what nobody tells any more."""
    places = (*(PACKAGE / "notices").glob("*.py"), *(PACKAGE / "cli" / "notify").glob("*.py"))
    source = "".join(path.read_text("utf-8") for path in places if path.name != "words.py")

    assert [key for key in TEXTS["en"] if f'"{key}"' not in source and not key.startswith("trouble.")] == []
