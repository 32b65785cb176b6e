"""Every case file: the evidence of one host, and what must be said about it."""

from pathlib import Path

import pytest

from remote_prt.diagnosis.verdict import diagnose
from remote_prt.readers.catalogue import load_catalog
from tests.diagnosis.case_file import FOLDER, read_case

CASES = sorted(FOLDER.glob("*.toml"))


def test_there_are_cases() -> None:
    """The folder is found, so that the cases below are not silently none."""
    assert len(CASES) >= 25


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_case_is_judged_as_its_file_says(path: Path) -> None:
    """Status, reason, findings in order and notes of the host and of every user are those of the file."""
    case = read_case(path)
    diagnosis = diagnose(case.evidence, load_catalog())
    expected = case.expect

    assert diagnosis.status == expected["status"]
    assert (diagnosis.reason or "") == expected.get("reason", "")
    assert [finding.finding_id for finding in diagnosis.findings] == expected.get("host_findings", [])
    assert len(diagnosis.users) == len(expected.get("users", []))
    for user, told in zip(diagnosis.users, expected.get("users", []), strict=True):
        assert (user.status, user.reason or "") == (told["status"], told.get("reason", ""))
        assert [finding.finding_id for finding in user.findings] == told.get("findings", [])
        assert len(user.notes) == len(told.get("notes", []))
        assert all(part in note for part, note in zip(told.get("notes", []), user.notes, strict=True))
