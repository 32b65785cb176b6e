"""dsregcmd texts become observations of the session that is proven to have made them, bounded and honest."""

from datetime import UTC, datetime

import pytest

from remote_prt.diagnosis.dsreg_report import DsregReport
from remote_prt.diagnosis.evidence import LogonSession, Missing, MissingReason, SessionKind, SessionState
from remote_prt.readers.json_fields import Fields
from remote_prt.readers.observations import (
    MAX_TEXT_CHARACTERS,
    caller_observations,
    refused_observation,
    task_observation,
    unasked_observations,
)
from remote_prt.readers.records import Record, SnippetError
from tests.readers.samples import HEALTHY_TEXT

ANNA = "S-1-5-21-1-2-3-1141"
CLOCK = datetime(2026, 1, 31, 1, 0, tzinfo=UTC)
ASKED = {"Kind": "user", "Sid": ANNA, "Name": "CONTOSO\\anna", "SessionId": 2}
PROOF = (
    f'REMOTE-PRT-PROOF whoami="contoso\\anna","{ANNA}"\r\nREMOTE-PRT-PROOF upn=anna@contoso.com\r\n'
    "REMOTE-PRT-PROOF session={}\r\nREMOTE-PRT-DSREGCMD\r\n"
)


def session(number: int, state: SessionState = SessionState.ACTIVE) -> LogonSession:
    """A listed sign-in of the one user."""
    return LogonSession(SessionKind.USER, ANNA, "CONTOSO\\anna", session_id=number, state=state)


def received(text: str, **changed: object) -> Record:
    """The record of the user's task."""
    data: dict[str, object] = {"State": "finished", "Text": text, "Truncated": False, "FinishedUtc": None}
    return Record("Receive-PrtUserTask", Fields(dict(ASKED)), Fields(data | changed))


def called(text: str, *, timed_out: bool = False) -> Record:
    """The record of dsregcmd as the remoting account."""
    return Record("Get-PrtDsregStatus", Fields({}), Fields({"Text": text, "TimedOut": timed_out}))


def reason_of(report: DsregReport | Missing) -> MissingReason | None:
    """Why there is no report, or None where there is one."""
    return report.reason if isinstance(report, Missing) else None


@pytest.mark.parametrize(("told", "number"), [("", 2), ("2", 2), ("5", 5)], ids=["not-asked", "as-asked", "another"])
def test_a_task_speaks_for_the_session_it_ran_in(told: str, number: int) -> None:
    """The session a task names counts, with what the list knows of it; otherwise the one that was asked."""
    listed = (session(2), session(5, SessionState.LOCKED))
    observation = task_observation(received(PROOF.format(told) + HEALTHY_TEXT), listed, "PC-01", CLOCK)

    assert isinstance(observation.report, DsregReport)
    assert (observation.session.session_id, observation.session.upn) == (number, "anna@contoso.com")
    assert observation.session.state is (SessionState.LOCKED if number == 5 else SessionState.ACTIVE)


@pytest.mark.parametrize(
    ("finished", "taken"),
    [(None, CLOCK), ("2026-01-31T01:00:09.000Z", datetime(2026, 1, 31, 1, 0, 9, tzinfo=UTC))],
    ids=["host-clock", "own-time"],
)
def test_a_text_is_as_old_as_its_last_write(finished: str | None, taken: datetime) -> None:
    """A text was taken when its task finished, else when the host's clock was read."""
    record = received(PROOF.format("") + HEALTHY_TEXT, FinishedUtc=finished)

    assert task_observation(record, (session(2),), "PC-01", CLOCK).taken_at == taken


@pytest.mark.parametrize(
    ("padding", "reason"),
    [
        (HEALTHY_TEXT + "\n" * MAX_TEXT_CHARACTERS, None),
        ("\n" * MAX_TEXT_CHARACTERS + HEALTHY_TEXT, MissingReason.TRUNCATED),
    ],
    ids=["whole-before-the-bound", "beyond-the-bound"],
)
def test_a_text_is_read_up_to_its_bound(padding: str, reason: MissingReason | None) -> None:
    """The text of a host that ignores its bound is cut here, and a cut text is used only where it is whole."""
    of_user = task_observation(received(PROOF.format("") + padding), (session(2),), "PC-01", CLOCK)
    (of_caller,) = caller_observations([called(padding)], "LAB\\sweeper", CLOCK)

    assert reason_of(of_user.report) is reason
    assert reason_of(of_caller.report) is reason


def test_a_proof_beyond_the_bound_proves_nothing() -> None:
    """Whose text it is must be told within the bound."""
    record = received("x\n" * MAX_TEXT_CHARACTERS + PROOF.format("") + HEALTHY_TEXT)

    assert reason_of(task_observation(record, (), "PC-01", CLOCK).report) is MissingReason.TASK_SILENT


@pytest.mark.parametrize(
    ("error_id", "reason"),
    [
        ("NoDsregcmd,Register-PrtUserTask", MissingReason.NO_DSREGCMD),
        ("NoTimeLeft,Start-PrtUserTask", MissingReason.DEADLINE),
        ("NoTimeLeftish,Start-PrtUserTask", MissingReason.TASK_REFUSED),
        ("HRESULT 0x80070005,Register-ScheduledTask", MissingReason.TASK_REFUSED),
        ("", MissingReason.TASK_REFUSED),
    ],
)
def test_our_own_error_ids_have_their_own_reasons(error_id: str, reason: MissingReason) -> None:
    """No dsregcmd and no time left are told from every other refusal by the first part of the error id."""
    entry = Fields(ASKED | {"ErrorId": error_id, "Message": "m" * 1000})
    report = refused_observation(entry, (session(2),), "PC-01").report

    assert isinstance(report, Missing)
    assert (report.reason, len(report.detail)) == (reason, 300)


def test_one_task_answers_for_all_sessions_of_its_account() -> None:
    """A second session of an account whose task was started did not come later."""
    started = Fields({"Started": [{"Sid": ANNA.lower(), "SessionId": None}], "Refused": None})

    assert unasked_observations(started, (session(2), session(5)), []) == []


def test_a_failed_start_is_no_reason_for_who_has_answered() -> None:
    """Where an account has an observation already, a failure of the start adds none."""
    answered = task_observation(received(PROOF.format("") + HEALTHY_TEXT), (), "PC-01", CLOCK)
    other = LogonSession(SessionKind.USER, "S-1-12-1-1-2-3-4", session_id=7)
    added = unasked_observations(SnippetError("X", "no"), (session(2), other), [answered])

    assert [(one.session.session_id, reason_of(one.report)) for one in added] == [(7, MissingReason.TASK_REFUSED)]


def test_what_the_caller_printed_before_its_time_was_up_is_used_where_whole() -> None:
    """A text that was ended early counts where a section follows the one that matters, else its time was up."""
    whole, early = HEALTHY_TEXT, HEALTHY_TEXT.partition("AzureAdPrt :")[0]
    observations = caller_observations(
        [called(whole, timed_out=True), called(early, timed_out=True)], "LAB\\sweeper", CLOCK
    )

    assert [reason_of(one.report) for one in observations] == [None, MissingReason.DEADLINE]
    assert {one.session.kind for one in observations} == {SessionKind.CALLER}
