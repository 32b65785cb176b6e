"""Every user of every host, in every `--context`: the status, and where nothing is known the reason, by hand."""

import tomllib
from collections import Counter
from pathlib import Path

import pytest

from remote_prt.lab.fleet import OUTCOME_WORDS, load_scenarios, worst_word
from remote_prt.lab.scenario import Scenario
from remote_prt.lab.story import UserStory
from remote_prt.model import Context
from tests.truth import judged

TABLE = tomllib.loads((Path(__file__).parent / "data" / "truth" / "contexts_by_user.toml").read_text("utf-8"))
GROUPS = {name: group for group in TABLE["groups"] for name in group["scenarios"]}
JUDGED = {scenario.name: scenario for scenario in load_scenarios() if scenario.status not in OUTCOME_WORDS}


def written(scenario: Scenario, context: Context) -> list[str]:
    """What the table says about each user: `STATUS`, or `UNKNOWN reason`."""
    users = scenario.story.users
    told = GROUPS[scenario.name].get(context.value)
    if told is None:
        return [_of_story(user) for user in users]
    return [told] * len(users) if isinstance(told, str) else list(told)


def _of_story(user: UserStory) -> str:
    return f"{user.status} {user.reason}".strip()


@pytest.mark.parametrize("context", Context)
@pytest.mark.parametrize("scenario", JUDGED.values(), ids=lambda scenario: scenario.name)
async def test_every_user_is_told_as_written(scenario: Scenario, context: Context) -> None:
    """Each user is told as written, with the reason where one is; no host looks better than its users."""
    diagnosis = (await judged(scenario, context)).diagnosis
    expected = written(scenario, context)
    told = [
        f"{user.status} {user.reason}" if user.reason and " " in words else user.status.value
        for user, words in zip(diagnosis.users, expected, strict=True)
    ]

    assert told == expected
    assert worst_word([diagnosis.status, *(user.status for user in diagnosis.users)]) == diagnosis.status


def test_the_table_names_every_scenario_once() -> None:
    """No scenario is forgotten, and none stands in two groups."""
    named = Counter(name for group in TABLE["groups"] for name in group["scenarios"])

    assert set(named) == set(JUDGED)
    assert max(named.values()) == 1


@pytest.mark.parametrize("group", TABLE["groups"], ids=lambda group: group["scenarios"][0])
def test_lists_have_an_entry_for_each_user(group: dict[str, object]) -> None:
    """A list is as long as the story has users, so that no user is left out unseen."""
    for name in group["scenarios"]:
        lists = [told for context in Context if isinstance(told := group.get(context.value), list)]
        assert {len(told) for told in lists} <= {len(JUDGED[name].story.users)}
