"""Every case file: the evidence of one host, and what must be said about it."""

from pathlib import Path

import pytest

from remote_prt.diagnosis.evidence import LogonSession, SessionKind
from remote_prt.diagnosis.verdict import diagnose
from remote_prt.readers.catalogue import load_catalog
from tests.diagnosis.builders import evidence, own
from tests.diagnosis.case_file import FOLDER, read_case
from tests.diagnosis.corpus_index import corpus_judgements

CASES = sorted(FOLDER.glob("*.toml"))


def test_there_are_cases() -> None:
    """The folder is found, so that the cases below are not silently none."""
    assert len(CASES) >= 25


#: What the index of the corpus calls a hint, as our status and remark.
JUDGEMENTS = {
    "not_joined_to_entra": ("NOT_APPLICABLE", ""),
    "registered_only_not_a_failure": ("NOT_APPLICABLE", ""),
    "wrong_context": ("NOT_APPLICABLE", ""),  # the published text comes from a domain-only server
    "local_account_no_prt_expected": ("NOT_APPLICABLE", ""),
    "expiry_before_update": ("UNKNOWN", "implausible"),
    "truncated": ("NOT_APPLICABLE", "ends early"),
}


@pytest.mark.corpus
def test_the_judgements_of_the_corpus_are_ours(corpus: Path) -> None:
    """Each published text with a hint gets the status and the remark that the hint asks for."""
    judged = {}
    for file, judgement in corpus_judgements(corpus):
        text = (corpus / "dsregcmd" / file).read_text("utf-8")
        session = LogonSession(SessionKind.STATED)
        (user,) = diagnose(evidence(own(text, session), sessions=(), clock=None), load_catalog()).users
        status, remark = JUDGEMENTS[judgement]
        judged[file] = user.status == status and remark in "; ".join(user.notes)

    assert len(judged) >= 6
    assert [file for file, is_right in judged.items() if not is_right] == []


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
