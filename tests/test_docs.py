"""Documents say what the program does."""

import importlib.util
import re
from pathlib import Path

import pytest

DOCS = Path(__file__).parent.parent / "docs"


def _generated() -> dict[Path, str]:
    specification = importlib.util.spec_from_file_location("generate", DOCS / "generate.py")
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    pages: dict[Path, str] = module.pages()
    return pages


@pytest.mark.parametrize(
    ("path", "text"), _generated().items(), ids=lambda value: value.name if isinstance(value, Path) else ""
)
def test_generated_pages_are_current(path: Path, text: str) -> None:
    """A page made from tables and help equals what they say now; `make docs` writes it again."""
    assert path.read_text("utf-8") == text


#: Pages that an operator reads, written in both languages.
TRANSLATED = sorted(path.name for path in (DOCS / "ja").glob("*.md"))
JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龠]")


def _shape(text: str) -> dict[str, list[str] | int]:
    """What two languages of a page have in common: headings, rows, terms, blocks, commands."""
    return {
        "headings": re.findall(r"^#+(?= )", text, re.MULTILINE),
        "rows": [str(row.count("|")) for row in re.findall(r"^\|.*\|$", text, re.MULTILINE)],
        "terms": len(re.findall(r"^\*\*.+?\*\*", text, re.MULTILINE)),
        "blocks": text.count("```"),
        "commands": re.findall(r"^(?:remote_prt|dsregcmd|powershell)(?: [!-~]+)+", text, re.MULTILINE),
    }


def test_what_an_operator_reads_is_there_in_japanese() -> None:
    """The commands, what they change, how visits fail, how a verdict is reached, how to judge files."""
    pages = [
        "commands",
        "configuration",
        "doctor",
        "doing",
        "failures",
        "glossary",
        "history",
        "inventory",
        "nightly",
        "notifications",
        "offline",
        "time",
        "verdicts",
        "watching",
    ]

    assert TRANSLATED == [f"{page}.md" for page in pages]


@pytest.mark.parametrize("name", TRANSLATED)
def test_a_japanese_page_has_the_shape_of_the_english_one(name: str) -> None:
    """A section, row, term or command that one language gains is missed in the other; each leads to the other."""
    english, japanese = ((folder / name).read_text("utf-8") for folder in (DOCS, DOCS / "ja"))

    assert _shape(japanese) == _shape(english)
    assert f"(ja/{name})" in english
    assert f"(../{name})" in japanese
    assert f"(docs/ja/{name})" in (DOCS.parent / "README.md").read_text("utf-8")
    headings = re.findall(r"^#+ (?!remote_prt)(.*)", japanese, re.MULTILINE)  # what is typed is the same
    assert [heading for heading in headings if not JAPANESE.search(heading)] == []


def test_every_row_of_the_verdict_table_is_said_in_japanese() -> None:
    """A decision whose words change needs its Japanese in docs/generate.py."""
    page = (DOCS / "ja" / "verdicts.md").read_text("utf-8")
    rows = re.findall(r"^\| \d \| .+ \| .+ \|$", page, re.MULTILINE)

    assert len(rows) > 5
    assert [row for row in rows if not JAPANESE.search(row)] == []


@pytest.mark.parametrize(
    "path", sorted([DOCS.parent / "README.md", *DOCS.glob("*.md"), *DOCS.glob("*/*.md")]), ids=lambda path: path.name
)
def test_links_of_pages_lead_somewhere(path: Path) -> None:
    """A link to a file of this tree names one that exists."""
    links = re.findall(r"\]\((?!https?:|#)([^)#\s]+)", path.read_text("utf-8"))

    assert [link for link in links if not (path.parent / link).exists()] == []
