"""The catalogue is data that people edit: complete in both languages, and every mistake named."""

import re
import tomllib
from importlib import resources
from pathlib import Path

import pytest

from remote_prt.diagnosis.catalog_entry import Catalog
from remote_prt.diagnosis.code_spellings import spellings
from remote_prt.diagnosis.codes import parse_code, parse_key
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
        assert entry.spellings == (() if (code := parse_key(key)) is None else spellings(code))
        for spelling in entry.spellings[1:] if key.startswith("HTTP-") else entry.spellings:
            assert parse_code(spelling) == code, spelling


def test_the_articles_headings_are_named_in_japanese() -> None:
    """Every pointer into the article has a Japanese form, so that a reader of that edition finds it."""
    english, japanese = load_catalog("en").entries, load_catalog("ja").entries

    assert [key for key, entry in japanese.items() if entry.section == english[key].section] == []


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


def test_a_key_stands_in_one_file_only() -> None:
    """The files are named after what they hold, and each entry stands once."""
    folder = resources.files("remote_prt").joinpath("catalog")
    names = sorted(file.name for file in folder.iterdir() if file.name.endswith(".toml"))
    keys = [
        entry["key"] for name in names for entry in tomllib.loads(folder.joinpath(name).read_text("utf-8"))["entry"]
    ]

    assert [name for name in names if not re.fullmatch(r"(\w+_)?(codes|causes)(_more)?\.toml", name)] == []
    assert len(keys) == len(set(keys)) == len(load_catalog().entries)


@pytest.mark.parametrize("language", LANGUAGES)
def test_entries_read_alone_are_those_of_the_whole(language: str) -> None:
    """Cutting entries out of our files as text gives the same entries as parsing the files."""
    whole = load_catalog(language, resources.files("remote_prt").joinpath("catalog"))
    half = dict(list(whole.entries.items())[::2])

    assert load_catalog(language).entries == whole.entries
    assert load_catalog(language, only=half.keys()).entries == half
    assert load_catalog(language, only=["STATUS_LOGON_FAILURE"]).entries.keys() == {"STATUS-C000006D"}
    assert load_catalog(language, only=[]).entries == load_catalog(language, only=[""]).entries == {}


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


def test_what_a_file_says_once_holds_for_its_entries() -> None:
    """Section and place may stand at the head of a file; an entry's own words win."""
    head = '[sections.ja]\n"step 3" = "手順 3"\n[defaults]\nsection = "step 3"\n[defaults.en]\nwhere = "the log"\n'
    light = ENTRY.replace('section = "step 3"\n', "").replace('where = "w"\n', "").replace("C000006D", "C0000022")
    entries = read_catalog([("a.toml", head + light + ENTRY)], "en").entries
    japanese = read_catalog([("a.toml", (head + ENTRY).replace("entry.en", "entry.ja"))], "ja").entries

    assert (entries["STATUS-C0000022"].section, entries["STATUS-C0000022"].where) == ("step 3", "the log")
    assert entries["STATUS-C000006D"].where == "w"
    assert japanese["STATUS-C000006D"].section == "手順 3"


def test_a_sites_entries_stand_beside_or_over_ours(tmp_path: Path) -> None:
    """The site wins by key, and each of its entries says where it comes from; one language is enough."""
    other = ENTRY.replace("STATUS-C000006D", "HOUSE-RULE").replace("STATUS_LOGON_FAILURE", "")
    (tmp_path / "ours.toml").write_text(ENTRY + other, "utf-8")
    catalog = load_catalog("ja", site=tmp_path)
    few = load_catalog("ja", site=tmp_path, only=["HOUSE-RULE", "IDLE"])

    assert catalog.entries["STATUS-C000006D"].title == "t"
    assert catalog.entries["STATUS-C000006D"].is_replacement
    assert not catalog.entries["HOUSE-RULE"].is_replacement
    assert catalog.entries["HOUSE-RULE"].origin == str(tmp_path / "ours.toml")
    assert catalog.entries["IDLE"].origin == ""
    assert len(catalog.entries) == len(load_catalog("ja").entries) + 1
    assert few.entries == {key: catalog.entries[key] for key in ("HOUSE-RULE", "IDLE")}
    with pytest.raises(UnreadableInput, match="no such directory"):
        load_catalog("en", site=tmp_path / "nowhere")


def test_the_catalogue_names_codes_it_has_no_entry_for() -> None:
    """Whoever has the catalogue can name any public code."""
    code = parse_code("0xc0000199")
    assert code is not None

    assert load_catalog().symbol_of(code) == "STATUS_NOLOGON_WORKSTATION_TRUST_ACCOUNT"
    assert Catalog("en").symbol_of(code) == ""


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
        (ENTRY.replace('where = "w"', ""), "en", "STATUS-C000006D.en.where: missing"),
        (ENTRY.replace('section = "step 3"', ""), "en", "STATUS-C000006D.section: missing"),
        ("[defaults]\nsymbol = 'x'\n" + ENTRY, "en", "a.toml: defaults.symbol: unknown key"),
        ("[sections]\nfr = {}\n" + ENTRY, "en", "a.toml: sections.fr: unknown key"),
        ("sections = 1\n" + ENTRY, "en", "a.toml: sections: not a table"),
        (ENTRY + ENTRY, "en", "a.toml: STATUS-C000006D: the key occurs twice"),
        (ENTRY, "fr", "no catalogue in language 'fr'"),
    ],
)
def test_every_mistake_is_named(text: str, language: str, complaint: str) -> None:
    """File, entry and key stand in the message."""
    with pytest.raises(UnreadableInput, match=re.escape(complaint)):
        read_catalog([("a.toml", text)], language)
