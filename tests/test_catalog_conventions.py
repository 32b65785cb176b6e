"""What every entry of the catalogue must have, so that no code is explained by half."""

import re
import tomllib
from importlib import resources
from pathlib import Path

import pytest

from remote_prt.diagnosis.catalog_entry import CAUSE_OF_CLASS, UNKNOWN_CODE, CatalogEntry
from remote_prt.diagnosis.codes import parse_key
from remote_prt.diagnosis.finding import CauseClass
from remote_prt.readers.catalogue import LANGUAGES, load_catalog
from remote_prt.readers.lookup import see_also
from remote_prt.readers.symbols import code_named, symbols_of

CASES = Path(__file__).parent / "data" / "diagnosis" / "cases"
CATALOGS = {language: load_catalog(language).entries for language in LANGUAGES}
ENGLISH = CATALOGS["en"]
#: The twenty codes that the article explains.
ARTICLE = {
    "STATUS-C000006D", "STATUS-C000006A", "STATUS-C00000D0", "STATUS-C000023C", "STATUS-C00000BE", "STATUS-C00000C4",
    "STATUS-C000005F", "CLOUDAP-C004844C", "CLOUDAP-C0048442", "CLOUDAP-C00484C1", "CLOUDAP-C004848B",
    "CLOUDAP-C004848C", "XML-C00CEE4F", "WINHTTP-12002", "WINHTTP-12007", "WINHTTP-12029", "WINHTTP-12030",
    "AADSTS50155", "AADSTS50034", "AADSTS50126",
}  # fmt: skip
#: What closes real cases, by rank.
FIELD = {
    "WRONG-SESSION", "DEVICE-DISABLED", "NETWORK-IN-SYSTEM-CONTEXT", "NOT-RENEWED", "IDLE", "PASSWORD-OR-SYNC",
    "JOIN-RACE", "FEDERATION", "UPN", "TPM-OR-KEY", "BROKER", "VDI-CLONE", "DUAL-STATE", "POLICY-PROMPT", "CLOCK",
    "WINDOWS-UPDATE", "ALTERED-RESPONSE",
}  # fmt: skip
JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龠]")


def texts(entry: CatalogEntry) -> tuple[str, ...]:
    """Every sentence of an entry."""
    return (entry.title, entry.cause, *entry.remedy, entry.where, *entry.alternatives)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_missing(language: str) -> None:
    """Each entry has a title, a cause, a remedy, a place to look, a section and a class."""
    incomplete = [
        entry.key
        for entry in CATALOGS[language].values()
        if not all((entry.title, entry.cause, entry.remedy, entry.where, entry.section, entry.cause_class))
        or not all(texts(entry))
    ]

    assert incomplete == []


def test_every_entry_speaks_both_languages() -> None:
    """The same keys and as many steps in each; Japanese is Japanese, and English is plain ASCII."""
    japanese = CATALOGS["ja"]

    assert ENGLISH.keys() == japanese.keys()
    for key, entry in ENGLISH.items():
        other = japanese[key]
        assert (len(entry.remedy), len(entry.alternatives)) == (len(other.remedy), len(other.alternatives)), key
        assert all(JAPANESE.search(text) for text in (other.title, other.cause, *other.remedy)), key
        assert all(text.isascii() for text in (*texts(entry), entry.section)), key


def test_the_article_and_the_field_have_a_case_each() -> None:
    """Each code of the article and each cause of the field is found in a case file."""
    found = {key for path in CASES.glob("*.toml") for key in re.findall(r'"PRT-([\w-]+)"', path.read_text("utf-8"))}

    assert ARTICLE | FIELD <= ENGLISH.keys()
    assert sorted((ARTICLE | FIELD) - found) == []


def test_titles_fit_a_table_and_sentences_end() -> None:
    """A title is one line without a final stop; causes and steps are sentences."""
    for entries in CATALOGS.values():
        for entry in entries.values():
            assert len(entry.title) <= 110, entry.key
            assert not entry.title.endswith((".", "。")), entry.key
            assert entry.cause.endswith((".", "。")), entry.key
            assert "\n" not in "".join(texts(entry)), entry.key


def test_every_cause_class_has_a_cause_that_tells_about_it() -> None:
    """A class leads to an entry of that class that is no code."""
    assert set(CAUSE_OF_CLASS) == set(CauseClass)
    for cause_class, key in CAUSE_OF_CLASS.items():
        assert ENGLISH[key].cause_class is cause_class
        assert parse_key(key) is None


def test_what_an_entry_refers_to_exists() -> None:
    """Every see-also is an entry."""
    assert [key for entry in ENGLISH.values() for key in see_also(entry) if key not in ENGLISH] == []


def test_symbols_are_the_public_ones() -> None:
    """The symbol of a code is among the public names of its number, where there are any."""
    wrong = []
    for entry in ENGLISH.values():
        code = parse_key(entry.key)
        public = () if code is None else symbols_of(code)
        if (public and entry.symbol not in public) or (entry.symbol and not public and code_named(entry.symbol)):
            wrong.append(entry.key)

    assert wrong == []


def test_only_the_template_has_placeholders() -> None:
    """Braces stand in the entry for unknown codes and nowhere else."""
    for entries in CATALOGS.values():
        assert [entry.key for entry in entries.values() if re.search(r"\{\w+\}", " ".join(texts(entry)))] == [
            UNKNOWN_CODE
        ]


def test_the_files_are_written_for_the_quick_reader() -> None:
    """Key first, symbol second, plain strings: entries of our files can be cut out as text."""
    for file in resources.files("remote_prt").joinpath("catalog").iterdir():
        if file.name.endswith(".toml"):
            _, *tables = f"\n{file.read_text('utf-8')}".split("\n[[entry]]\n")
            keys = [table.split("\n", 1)[0] for table in tables]
            assert keys == [f'key = "{entry["key"]}"' for entry in tomllib.loads(file.read_text("utf-8"))["entry"]]
            assert all(table.count("\nsymbol = ") == table.split("\n")[1].startswith("symbol = ") for table in tables)


@pytest.mark.corpus
def test_every_server_code_about_the_prt_is_explained(corpus: Path) -> None:
    """Each AADSTS number that the collected table flags as relevant has its entry."""
    table = corpus.parent / "codes_aadsts.tsv"
    rows = [line.split("\t") for line in table.read_text("utf-8").splitlines()]
    column = rows[0].index("prt_relevant")
    flagged = [row[1] for row in rows[1:] if row[column] == "yes"]

    assert len(flagged) == 159
    assert [code for code in flagged if code not in ENGLISH] == []
