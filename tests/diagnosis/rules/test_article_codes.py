"""The article's 20 codes in all three forms and both languages; no finding without words or evidence."""

import ast
import re
from pathlib import Path

import pytest

from remote_prt.diagnosis.catalog_entry import Catalog
from remote_prt.diagnosis.evidence import EventRecord, Evidence
from remote_prt.diagnosis.finding import Finding
from remote_prt.diagnosis.rules.surroundings import LOOKS
from remote_prt.diagnosis.verdict import diagnose
from remote_prt.readers.catalogue import load_catalog
from tests.diagnosis.builders import ago, evidence, no_rows, own, text_of, yes_rows
from tests.diagnosis.case_file import FOLDER, read_case
from tests.diagnosis.rules.test_build import KEYS, as_dsregcmd, as_events, in_a_flow, spelled

CATALOGS = {language: load_catalog(language) for language in ("en", "ja")}
RULES = Path(__file__).parents[3] / "remote_prt" / "diagnosis"


def flow_that_ends_in(key: str) -> list[EventRecord]:
    """The Analytic and Operational flow whose 1007 holds the code where it is a local status."""
    local = key.startswith(("STATUS", "CLOUDAP", "XML"))
    return [
        EventRecord(**{name: getattr(r, name) for name in r.__slots__} | {"data": (("Status", spelled(key)),)})
        if r.event_id == 1007 and local
        else r
        for r in in_a_flow(key)
    ]


def cases(key: str) -> dict[str, Evidence]:
    """One code in the three forms in which it is met."""
    return {
        "dsregcmd": evidence(own(text_of({**no_rows(), **as_dsregcmd(key)}))),
        "operational": evidence(own(text_of(yes_rows(ago(hours=6)))), events=as_events(key)),
        "flow": evidence(own(text_of(yes_rows(ago(hours=6)))), events=flow_that_ends_in(key)),
    }


def all_findings(case: Evidence, catalog: Catalog) -> tuple[Finding, ...]:
    """The findings of the host and of all of its users."""
    diagnosis = diagnose(case, catalog)
    return (*diagnosis.findings, *(finding for user in diagnosis.users for finding in user.findings))


@pytest.mark.parametrize("form", ["dsregcmd", "operational", "flow"])
@pytest.mark.parametrize("language", CATALOGS)
@pytest.mark.parametrize("key", KEYS)
def test_each_code_leads_with_the_articles_words(key: str, language: str, form: str) -> None:
    """Whatever form and language: the code's own finding leads, with the catalogue's cause and remedy."""
    catalog = CATALOGS[language]
    finding = all_findings(cases(key)[form], catalog)[0]
    entry = catalog.entries[key]

    assert finding.finding_id == f"PRT-{key}"
    assert (finding.title, finding.cause, finding.remedy) == (entry.title, entry.cause, entry.remedy)
    assert finding.section == entry.section
    assert "3" in finding.section  # step 3 of the article, in the reader's language
    assert finding.evidence


def test_every_cause_that_a_rule_names_is_in_the_catalogue() -> None:
    """No rule names a key that nobody explains: keys are the texts in capitals that rules hand on."""
    files = [*(RULES / "rules").glob("*.py"), RULES / "signs.py"]
    texts = {
        node.value
        for path in files
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    keys = {text for text in texts if re.fullmatch(r"[A-Z]+(-[A-Z0-9]+)*", text) and len(text) > 2}
    values = {"YES", "NO", "NGC", "DIRECT", "SYSTEM", "UPN", "ERROR", "URL"}  # what dsregcmd prints, and UPN is both
    codes = {text for text in keys if any(digit in text for digit in "0123456789")}

    assert {key for key in keys - codes - values if key not in CATALOGS["en"].entries} == set()
    assert len(keys - codes - values) >= 20


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.toml")), ids=lambda path: path.stem)
def test_no_finding_is_without_words_or_evidence(path: Path) -> None:
    """Every finding of every case is explained in both languages and says what showed it."""
    for catalog in CATALOGS.values():
        for finding in all_findings(read_case(path).evidence, catalog):
            assert finding.evidence, finding.finding_id
            assert finding.title
            assert finding.cause
            assert finding.remedy


def test_every_cause_is_looked_for_once() -> None:
    """The tuple holds each function once."""
    assert len(set(LOOKS)) == len(LOOKS)
