"""Every hand-written truth is found, user by user, and changing one fact of it changes the verdict."""

import dataclasses
import tomllib
from pathlib import Path

import pytest

from remote_prt.diagnosis.diagnosis import Status, UserDiagnosis
from remote_prt.diagnosis.evidence import MissingReason
from remote_prt.diagnosis.finding import Severity
from remote_prt.lab.fleet import OUTCOME_WORDS, load_scenarios
from remote_prt.lab.scenario import Scenario
from remote_prt.model import Context
from remote_prt.snippets import compose_visit
from tests.truth import judged, with_fact

JUDGED = [scenario for scenario in load_scenarios() if scenario.status not in OUTCOME_WORDS]
FLIPS = tomllib.loads((Path(__file__).parent / "data" / "truth" / "flips.toml").read_text("utf-8"))


def named(scenario: Scenario) -> str:
    """What a failed case is called."""
    return scenario.name


@pytest.mark.parametrize("scenario", JUDGED, ids=named)
async def test_the_product_finds_the_truth(scenario: Scenario) -> None:
    """The host's status, each user's status, reason and headline are those written in the scenario."""
    diagnosis = (await judged(scenario)).diagnosis
    story = scenario.story

    assert diagnosis.status == scenario.status
    assert sorted(user.status for user in diagnosis.users) == sorted(user.status for user in story.users)
    for user in story.users:
        assert any(_agrees(told, user.status, user.reason, user.headline) for told in diagnosis.users)
    if story.device.headline:
        assert diagnosis.findings[0].finding_id == story.device.headline


@pytest.mark.parametrize("scenario", JUDGED, ids=named)
async def test_one_changed_fact_changes_the_verdict(scenario: Scenario) -> None:
    """No verdict stands on nothing: each scenario names a fact whose change gives another status."""
    flip, changed = FLIPS[scenario.name], scenario
    for path, value in flip["facts"].items():
        changed = with_fact(changed, path, value)
    diagnosis = (await judged(changed)).diagnosis

    assert flip["status"] != scenario.status
    assert diagnosis.status == flip["status"]


@pytest.mark.parametrize("context", [Context.CALLER, Context.EVENTS])
@pytest.mark.parametrize("scenario", [s for s in JUDGED if s.status == "HEALTHY"], ids=named)
async def test_a_healthy_user_is_never_broken_by_the_callers_no(scenario: Scenario, context: Context) -> None:
    """Without the user's own session a healthy user is HEALTHY by events, not applicable, or UNKNOWN."""
    diagnosis = (await judged(scenario, context)).diagnosis

    assert {user.status for user in diagnosis.users} <= {Status.HEALTHY, Status.UNKNOWN, Status.NOT_APPLICABLE}
    assert diagnosis.status in {Status.HEALTHY, Status.UNKNOWN}


async def test_what_a_visit_left_behind_is_told() -> None:
    """A task that could not be removed is named beside the host's user, and changes no verdict."""
    scenario = next(scenario for scenario in JUDGED if scenario.name == "healthy-task-stays")
    judgement = await judged(scenario)
    (user,) = judgement.diagnosis.users

    assert user.status is Status.HEALTHY
    assert any(note.startswith("could not be removed from the host: remote_prt-") for note in user.notes)


async def test_broken_records_are_told() -> None:
    """How many records of the log could not be read is said beside the user they might have been about."""
    scenario = next(scenario for scenario in JUDGED if scenario.name == "events-vouch")
    (user,) = (await judged(scenario)).diagnosis.users

    assert "2 records of the event log could not be read" in user.notes


def _scenario(name: str) -> Scenario:
    return next(scenario for scenario in JUDGED if scenario.name == name)


async def test_an_analytic_flow_shows_whose_attempt_failed_and_where() -> None:
    """Of two flows that overlap each is its user's, and the finding's evidence names the channel and the last URL."""
    diagnosis = (await judged(_scenario("analytic-names-the-user"))).diagnosis
    failing, well = diagnosis.users
    shown = {(one.source, one.where.partition(" ")[0]) for one in failing.findings[0].evidence}
    urls = [one.value for one in failing.findings[0].evidence if one.where.startswith("1022 ")]

    assert (failing.status, well.status) == (Status.FAILING, Status.HEALTHY)
    assert {("Microsoft-Windows-AAD/Analytic", "1007"), ("Microsoft-Windows-AAD/Operational", "1085")} <= shown
    assert urls[-1].endswith("/adfs/services/trust/mex")
    assert any("AAD/Analytic" in note for note in failing.notes)


async def test_an_attempt_without_an_end_is_no_failure() -> None:
    """A flow that has not ended in AAD/Analytic is told as one, and changes no verdict."""
    (user,) = (await judged(_scenario("analytic-still-running"))).diagnosis.users

    assert user.status is Status.HEALTHY
    assert any("has no end in the log" in note for note in user.notes)


async def test_a_silent_analytic_channel_is_said_where_it_would_tell_more() -> None:
    """Where no record says which step failed or whose attempt it was, and only there, its being off is said."""
    failing = (await judged(_scenario("analytic-disabled"))).diagnosis.users[0]
    healthy = (await judged(_scenario("healthy-entra"))).diagnosis.users[0]

    nameless = (await judged(_scenario("name-not-resolved"))).diagnosis.users[0]

    assert any("AAD/Analytic would" in note for note in failing.notes)
    assert any("AAD/Analytic names the user" in note for note in nameless.notes)
    assert not any("Analytic" in note for note in healthy.notes)


async def test_closed_channels_are_named_even_where_nobody_is_seen() -> None:
    """An account that may read nothing is told which channels were closed, on a host without a user too."""
    diagnosis = (await judged(_scenario("closed-to-the-helpdesk"))).diagnosis
    (note,) = diagnosis.notes

    assert (diagnosis.status, diagnosis.reason) == (Status.UNKNOWN, MissingReason.OWNER_HIDDEN)
    assert "AAD/Operational, AAD/Analytic, User Device Registration/Admin" in note


async def test_a_cut_log_says_from_when_on_it_is_whole() -> None:
    """Where a visit could not take all records about the PRT, the reader learns which are missing."""
    (user,) = (await judged(_scenario("events-cut"))).diagnosis.users

    assert any("before 2026-03-02 01:38 UTC were not read" in note for note in user.notes)


@pytest.mark.parametrize(("is_current", "words"), [(True, "0.1.0"), (False, "made of other scripts")])
async def test_a_visit_by_a_module_of_the_host_is_told(is_current: bool, words: str) -> None:
    """Where a command of the host ran instead of our text, the notes say whose code it was, and whether it is ours."""
    scenario = next(scenario for scenario in JUDGED if scenario.name == "jea-endpoint")
    sha256 = compose_visit().sha256 if is_current else "0" * 64
    endpoint = dataclasses.replace(scenario.endpoint, module_version="0.1.0", module_sha256=sha256)
    (user,) = (await judged(dataclasses.replace(scenario, endpoint=endpoint))).diagnosis.users

    assert any(
        note.startswith("collected by the host's own module RemotePrt 0.1.0") and words in note for note in user.notes
    )
    assert any("made of other scripts" in note for note in user.notes) is not is_current


async def test_hidden_owners_are_not_nobody() -> None:
    """A host on which somebody sits whom the account may not read is UNKNOWN for a reason that exit codes count."""
    scenario = next(scenario for scenario in JUDGED if scenario.name == "owner-hidden")
    diagnosis = (await judged(scenario)).diagnosis

    assert (diagnosis.status, diagnosis.reason) == (Status.UNKNOWN, MissingReason.OWNER_HIDDEN)


async def test_a_log_that_only_a_file_could_give_is_named() -> None:
    """Under application control, a context that may write nothing says that the log could not be read, and why."""
    locked_down = next(scenario for scenario in JUDGED if scenario.name == "locked-down")
    judgement = await judged(locked_down, Context.EVENTS)
    (user,) = judgement.diagnosis.users

    assert (user.status, user.reason) == (Status.UNKNOWN, MissingReason.LOG_UNREADABLE)
    assert any("ConstrainedLanguage" in note for note in user.notes)


@pytest.mark.parametrize("scenario", [s for s in JUDGED if s.status == "UNKNOWN"], ids=named)
async def test_less_evidence_never_makes_a_fault(scenario: Scenario) -> None:
    """What is UNKNOWN with all sources is not BROKEN with fewer."""
    for context in (Context.CALLER, Context.EVENTS):
        assert (await judged(scenario, context)).diagnosis.status in {Status.UNKNOWN, Status.NOT_APPLICABLE}


@pytest.mark.parametrize("scenario", JUDGED, ids=named)
async def test_every_finding_has_words_and_evidence(scenario: Scenario) -> None:
    """No finding of any host is without a cause, a remedy and what showed it; the weightiest comes first."""
    diagnosis = (await judged(scenario)).diagnosis
    for findings in (diagnosis.findings, *(user.findings for user in diagnosis.users)):
        assert all(one.cause and one.remedy and one.evidence for one in findings)
        weights = [list(Severity).index(one.severity) for one in findings]
        assert weights == sorted(weights) or Status.BROKEN is diagnosis.status


def test_every_flip_belongs_to_a_scenario() -> None:
    """The file of flips names no scenario that does not exist."""
    assert set(FLIPS) == {scenario.name for scenario in JUDGED}


def _agrees(told: UserDiagnosis, status: str, reason: str, headline: str) -> bool:
    return (
        told.status == status
        and (not reason or told.reason == reason)
        and (not headline or (bool(told.findings) and told.findings[0].finding_id == headline))
    )
