"""The hand-written truths: complete, consistent, and covering everything a sweep can say."""

import pytest

from remote_prt.lab.endpoint import VISIT_COMMAND
from remote_prt.lab.event_text import noise_groups
from remote_prt.lab.fleet import ALL_WORDS, OUTCOME_WORDS, load_scenarios, worst_word
from remote_prt.lab.scenario import Scenario
from remote_prt.lab.story import AccountKind, Generation, JoinType, LogState, SessionState, TaskEnd

SCENARIOS = load_scenarios()
JUDGED = [scenario for scenario in SCENARIOS if scenario.status not in OUTCOME_WORDS]

#: The article's twenty codes as finding ids (data/codes_seed.tsv).
ARTICLE_CODES = {
    *(f"PRT-STATUS-C0000{end}" for end in ("06D", "06A", "0D0", "23C", "0BE", "0C4", "05F")),
    *(f"PRT-CLOUDAP-C0048{end}" for end in ("44C", "442", "4C1", "48B", "48C")),
    "PRT-XML-C00CEE4F",
    *(f"PRT-AADSTS{number}" for number in (50155, 50034, 50126)),
    *(f"PRT-WINHTTP-{number}" for number in (12002, 12007, 12029, 12030)),
}


def named(scenario: Scenario) -> str:
    """What a failed case is called."""
    return scenario.name


def test_there_are_many_scenarios() -> None:
    """The lab tells more than the thirty-four stories that were asked for."""
    assert len(SCENARIOS) >= 34


@pytest.mark.parametrize("word", ALL_WORDS)
def test_every_word_has_a_scenario(word: str) -> None:
    """Each word that a sweep can print about a host is some scenario's truth."""
    assert any(scenario.status == word for scenario in SCENARIOS)


def test_every_code_of_the_article_leads_somebody() -> None:
    """Each of the article's twenty codes is the headline of at least one user."""
    headlines = {user.headline for scenario in SCENARIOS for user in scenario.story.users}

    assert len(ARTICLE_CODES) == 20
    assert ARTICLE_CODES - headlines == set()


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        (JoinType, {scenario.story.device.join for scenario in JUDGED}),
        (Generation, {scenario.story.device.windows for scenario in JUDGED}),
        (LogState, {scenario.story.log.state for scenario in JUDGED}),
        (AccountKind, {user.account for scenario in JUDGED for user in scenario.story.users}),
        (TaskEnd, {user.task for scenario in JUDGED for user in scenario.story.users}),
    ],
    ids=["join type", "generation", "log state", "account", "task end"],
)
def test_every_kind_is_told(kind: type, told: set[object]) -> None:
    """Every join type, dsregcmd generation, log state, account kind and task end occurs in a judged scenario."""
    assert set(kind) - told == set()


def test_sessions_are_told_in_every_state_a_host_can_name() -> None:
    """Active, locked and disconnected sessions occur."""
    told = {user.session for scenario in JUDGED for user in scenario.story.users}

    assert {SessionState.ACTIVE, SessionState.LOCKED, SessionState.DISCONNECTED} <= told


@pytest.mark.parametrize("scenario", JUDGED, ids=named)
def test_a_host_is_as_bad_as_its_worst(scenario: Scenario) -> None:
    """A judged host's word is the worst of the words written beside its users and its device."""
    words = [user.status for user in scenario.story.users]
    if scenario.story.device.status:
        words.append(scenario.story.device.status)

    assert worst_word(words) == scenario.status


@pytest.mark.parametrize("scenario", SCENARIOS, ids=named)
def test_only_unknown_has_a_reason(scenario: Scenario) -> None:
    """A reason is written beside UNKNOWN only, and a headline only where something is wrong."""
    for user in scenario.story.users:
        assert not user.reason or user.status == "UNKNOWN"
        assert not user.headline or user.status in {"BROKEN", "FAILING", "STALE"}


@pytest.mark.parametrize("scenario", SCENARIOS, ids=named)
def test_faults_and_words_agree(scenario: Scenario) -> None:
    """A host of which nothing is judged has a fault, no address or no place in the inventory; titles are one line."""
    commands = scenario.endpoint.commands
    is_locked = bool(commands) and VISIT_COMMAND not in commands
    is_kept_away = scenario.faults or not scenario.resolvable or not scenario.in_inventory or is_locked

    assert is_kept_away or scenario.status not in OUTCOME_WORDS
    assert scenario.status in ALL_WORDS
    assert scenario.title
    assert "\n" not in scenario.title


@pytest.mark.parametrize("scenario", SCENARIOS, ids=named)
def test_references_exist(scenario: Scenario) -> None:
    """Events name users of the story, and noise groups stand in noise.toml."""
    for event in scenario.story.events:
        assert event.user is None or 1 <= event.user <= len(scenario.story.users)
    assert set(scenario.story.log.noise) <= set(noise_groups())


def test_every_noise_group_is_heard() -> None:
    """No group of noise.toml is left without a scenario that asks for it."""
    asked = {group for scenario in SCENARIOS for group in scenario.story.log.noise}

    assert set(noise_groups()) == asked


def test_stale_needs_a_later_unlock() -> None:
    """Whoever is STALE unlocked more than four hours after the renewal, and nobody else with a PRT did."""
    for scenario in JUDGED:
        for user in scenario.story.users:
            if user.prt != "YES" or user.task is not TaskEnd.FINISHED or user.account is AccountKind.LOCAL:
                continue
            witnessed = user.unlock_minutes_ago if user.unlock_minutes_ago is not None else user.logon_minutes_ago
            left = 14 * 1440 + 0.5 - user.updated_minutes_ago
            left = left if user.expires_in_minutes is None else user.expires_in_minutes
            renewed = min(user.updated_minutes_ago, 14 * 1440 - left)
            is_stale = renewed - witnessed > 240  # only then was a renewal due at that sign-in or unlock

            assert not (user.status == "HEALTHY" and is_stale), scenario.name
            assert user.status != "STALE" or is_stale, scenario.name
