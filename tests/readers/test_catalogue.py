"""The catalogue is data that people edit: complete in both languages, and every mistake named."""

import re
import tomllib
from importlib import resources
from pathlib import Path

import pytest

from remote_prt.diagnosis.catalog_entry import Catalog
from remote_prt.diagnosis.codes import parse_code
from remote_prt.errors import UnreadableInput
from remote_prt.readers.catalogue import LANGUAGES, load_catalog, read_catalog

ENTRY = """[[entry]]
key = "STATUS-C000006D"
symbol = "STATUS_LOGON_FAILURE"
section = "step 3"
cause_class = "other"
[entry.en]
title = "t"
cause = "c"
remedy = ["r"]
where = "w"
"""
ARTICLE_SYMBOLS = {
    "STATUS_LOGON_FAILURE",
    "STATUS_WRONG_PASSWORD",
    "STATUS_REQUEST_NOT_ACCEPTED",
    "STATUS_NETWORK_UNREACHABLE",
    "STATUS_BAD_NETWORK_PATH",
    "STATUS_UNEXPECTED_NETWORK_ERROR",
    "STATUS_NO_SUCH_LOGON_SESSION",
    "AAD_CLOUDAP_E_OAUTH_USERNAME_IS_MALFORMED",
    "AAD_CLOUDAP_E_OAUTH_USER_SID_IS_EMPTY",
    "AAD_CLOUDAP_E_WSTRUST_SAML_TOKENS_ARE_EMPTY",
    "AAD_CLOUDAP_E_HTTP_PASSWORD_URI_IS_EMPTY",
    "AAD_CLOUDAP_E_HTTP_CERTIFICATE_URI_IS_EMPTY",
    "WC_E_DTDPROHIBITED",
    "ERROR_WINHTTP_TIMEOUT",
    "ERROR_WINHTTP_NAME_NOT_RESOLVED",
    "ERROR_WINHTTP_CANNOT_CONNECT",
    "ERROR_WINHTTP_CONNECTION_ERROR",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_articles_codes_are_all_there(language: str) -> None:
    """The 17 symbols and three server codes of the article have an entry in each language."""
    catalog = load_catalog(language)
    symbols = {entry.symbol for entry in catalog.entries.values()}

    assert ARTICLE_SYMBOLS <= symbols
    assert all(catalog.find(f"AADSTS{number}") for number in (50155, 50034, 50126))


def test_both_languages_say_the_same_things() -> None:
    """Each entry has as many steps and alternatives in Japanese as in English, and is really Japanese."""
    english, japanese = load_catalog("en"), load_catalog("ja")

    assert english.entries.keys() == japanese.entries.keys()
    for key, entry in english.entries.items():
        other = japanese.entries[key]
        assert (len(entry.remedy), len(entry.alternatives)) == (len(other.remedy), len(other.alternatives)), key
        assert all(re.search(r"[ぁ-んァ-ヶ一-龠]", text) for text in (other.title, other.cause, *other.remedy)), key
        assert entry.title.isascii(), key


def test_an_unknown_code_template_keeps_its_placeholders() -> None:
    """The entry for codes outside the catalogue shows code and class in both languages."""
    for language in LANGUAGES:
        entry = load_catalog(language).entries["UNKNOWN-CODE"]
        assert "{code}" in entry.title
        assert "{class}" in entry.title + entry.cause


def test_the_spellings_of_every_code_lead_to_its_key() -> None:
    """What is listed as a spelling is a spelling of that code, the usual one first."""
    for key, entry in load_catalog().entries.items():
        for spelling in entry.spellings:
            code = parse_code(
                spelling if not key.startswith("AADSTS") or not spelling.isdigit() else f"AADSTS{spelling}"
            )
            assert code is not None, spelling
            assert code.key == key, spelling


def test_the_articles_slip_is_corrected() -> None:
    """AADSTS50126 is about new credentials, not about a new certificate."""
    assert "証明書" not in "".join(load_catalog("ja").entries["AADSTS50126"].remedy)
    assert "資格情報" in "".join(load_catalog("ja").entries["AADSTS50126"].remedy)


def test_no_entry_repeats_the_articles_sentences() -> None:
    """Titles are one line and short enough for a table."""
    for language in LANGUAGES:
        for key, entry in load_catalog(language).entries.items():
            assert "\n" not in entry.title
            assert len(entry.title) <= 110, key


def test_a_file_per_section() -> None:
    """The files are named after the article's sections, and each entry stands once."""
    folder = resources.files("remote_prt").joinpath("catalog")
    names = sorted(file.name for file in folder.iterdir() if file.name.endswith(".toml"))
    keys = [
        entry["key"] for name in names for entry in tomllib.loads(folder.joinpath(name).read_text("utf-8"))["entry"]
    ]

    assert names == [
        "causes.toml", "cloudap_codes.toml", "field_causes.toml", "network_codes.toml", "server_codes.toml",
        "status_codes.toml", "xml_codes.toml",
    ]  # fmt: skip
    assert len(keys) == len(set(keys)) == len(load_catalog().entries)


def test_an_entry_is_read() -> None:
    """A minimal entry needs no spellings and no alternatives."""
    catalog = read_catalog([("a.toml", ENTRY)], "en")

    assert isinstance(catalog, Catalog)
    assert catalog.entries["STATUS-C000006D"].remedy == ("r",)
    assert catalog.find("STATUS-C0000022") is None


def test_another_folder_is_read_too(tmp_path: Path) -> None:
    """A folder of such files is a catalogue; a file that is no UTF-8 is named."""
    (tmp_path / "ours.toml").write_text(ENTRY, "utf-8")

    assert list(load_catalog("en", tmp_path).entries) == ["STATUS-C000006D"]

    (tmp_path / "broken.toml").write_bytes(b"\xff")
    with pytest.raises(UnreadableInput, match=r"broken\.toml: cannot be read"):
        load_catalog("en", tmp_path)


@pytest.mark.parametrize(
    ("text", "language", "complaint"),
    [
        ("[[entry]", "en", "a.toml: "),
        ("x = 1", "en", "a.toml: x: unexpected"),
        ("entry = [1]", "en", "a.toml: entry 1: not a table"),
        (ENTRY.replace('key = "STATUS-C000006D"', ""), "en", "a.toml: entry 1.key: missing"),
        (ENTRY.replace("symbol", "symbool"), "en", "a.toml: STATUS-C000006D.symbool: unknown key"),
        (ENTRY.replace('"other"', '"bad luck"'), "en", "STATUS-C000006D.cause_class: 'bad luck' is no cause class"),
        (ENTRY.replace('["r"]', '"r"'), "en", "STATUS-C000006D.en.remedy: missing, or not a list"),
        (ENTRY.replace('["r"]', "[]"), "en", "STATUS-C000006D.en.remedy: missing"),
        (ENTRY.replace('title = "t"', 'title = " "'), "en", "STATUS-C000006D.en.title: missing"),
        (ENTRY, "ja", "a.toml: STATUS-C000006D.ja: not a table"),
        (ENTRY + ENTRY, "en", "a.toml: STATUS-C000006D: the key occurs twice"),
        (ENTRY, "fr", "no catalogue in language 'fr'"),
    ],
)
def test_every_mistake_is_named(text: str, language: str, complaint: str) -> None:
    """File, entry and key stand in the message."""
    with pytest.raises(UnreadableInput, match=re.escape(complaint)):
        read_catalog([("a.toml", text)], language)
