"""A case for every entry of the catalogue: a code that stands where Windows prints it leads with its own words."""

import re

import pytest

from remote_prt.diagnosis.catalog_entry import UNKNOWN_CODE
from remote_prt.diagnosis.codes import CodeClass, ErrorCode, parse_key
from remote_prt.diagnosis.diagnosis import Status
from remote_prt.diagnosis.verdict import diagnose
from remote_prt.readers.catalogue import LANGUAGES, load_catalog
from tests.diagnosis.builders import evidence, failed_rows, no_rows, own, text_of
from tests.diagnosis.case_file import FOLDER

CATALOGS = {language: load_catalog(language) for language in LANGUAGES}
CODES = [code for key in CATALOGS["en"].entries if (code := parse_key(key)) is not None and not code.is_success]


def rows_with(code: ErrorCode) -> dict[str, str]:
    """The diagnostics rows of dsregcmd in which that code stands."""
    if code.prefix:
        return failed_rows(description=f"{code.key}: some text that may change.")
    if code.code_class is CodeClass.WINHTTP:
        return failed_rows("0xc000023c", HTTP_Error=f"0x{0x80070000 | code.number:08x}")
    if code.code_class is CodeClass.HTTP:
        return failed_rows(f"0x{0x80190000 | code.number:08x}")
    return failed_rows(code.spelling)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_code_of_the_catalogue_leads_where_it_stands(language: str) -> None:
    """No code is explained by `explain` and missed by a verdict, in either language."""
    catalog, wrong = CATALOGS[language], []
    for code in CODES:
        (user,) = diagnose(evidence(own(text_of({**no_rows(), **rows_with(code)}))), catalog).users
        found, entry = user.findings, catalog.entries[code.key]
        # A federation server's code is a detail: what failed there leads.
        looked_at = found if code.code_class is CodeClass.FEDERATION else found[:1]
        told = [
            (one.title, one.remedy, one.cause_class, bool(one.evidence))
            for one in looked_at
            if one.finding_id == f"PRT-{code.key}"
        ]
        if told != [(entry.title, entry.remedy, entry.cause_class, True)] or user.status is not Status.BROKEN:
            wrong.append((code.key, [one.finding_id for one in found]))

    assert len(CODES) > 300
    assert wrong == []


def test_each_cause_that_is_no_code_has_a_case_file() -> None:
    """A named state or cause is found in a case that a person wrote."""
    found = {key for path in FOLDER.glob("*.toml") for key in re.findall(r'"PRT-([\w-]+)"', path.read_text("utf-8"))}
    names = {key for key in CATALOGS["en"].entries if parse_key(key) is None} - {UNKNOWN_CODE}

    assert sorted(names - found) == []
