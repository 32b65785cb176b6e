"""`--only-user`: one is asked and judged, by whatever of the name is known; the others are counted and left alone."""

import asyncio
import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from remote_prt.cli.main import cli
from remote_prt.diagnosis.diagnosis import Diagnosis, Status
from remote_prt.diagnosis.evidence import MissingReason, Policy
from remote_prt.diagnosis.verdict import diagnose
from remote_prt.lab.fleet import load_scenarios
from remote_prt.lab.identity import Person, identify
from remote_prt.lab.scenario import Scenario, SimulatedHost
from remote_prt.model import Context
from remote_prt.readers.capture_evidence import read_capture
from remote_prt.readers.captures import dump_capture
from tests.truth import NOW, captured, catalog, judged, with_fact

SCENARIOS = {scenario.name: scenario for scenario in load_scenarios()}
MIXED = SCENARIOS["session-host-mixed"]  # the first is HEALTHY, the second BROKEN


def person(scenario: Scenario, number: int) -> Person:
    """That user of the host that the truth bench plays."""
    return identify(SimulatedHost("pc-01", scenario, 42, NOW)).people[number - 1]


def spellings(one: Person) -> list[str]:
    """Each way to name somebody, in the letters of whoever types."""
    return [one.sid, one.upn.upper(), one.account.lower(), one.name]


async def started(scenario: Scenario, words: str, context: Context = Context.AUTO) -> tuple[list[str], int]:
    """The SIDs for which a task was started or refused, and how many others were left alone."""
    records = [json.loads(record) for record in (await captured(scenario, context, only_user=words)).records]
    data = next(record["Data"] for record in records if record["Snippet"] == "Start-PrtUserTask")
    return [entry["Sid"] for entry in (*data["Started"], *data["Refused"])], data["Others"]


@pytest.mark.parametrize("context", Context)
@pytest.mark.parametrize("spelling", range(4), ids=["sid", "upn", "account", "name"])
async def test_one_is_judged_by_any_name(spelling: int, context: Context) -> None:
    """SID, UPN, account and name alone each find the one user in every context, and say that another was not judged."""
    wanted = person(MIXED, 2)
    diagnosis = (await judged(MIXED, context, only_user=spellings(wanted)[spelling])).diagnosis
    (user,) = diagnosis.users

    assert user.session.sid == wanted.sid
    assert user.status in {Status.BROKEN, Status.FAILING}
    assert any(note.startswith("1 more signed in, not judged") for note in user.notes)


@pytest.mark.parametrize("spelling", range(4), ids=["sid", "upn", "account", "name"])
async def test_no_task_runs_for_anybody_else(spelling: int) -> None:
    """The host starts the one task alone and counts whom it left alone."""
    wanted = person(MIXED, 1)

    assert await started(MIXED, spellings(wanted)[spelling]) == ([wanted.sid], 1)


async def test_nobody_of_that_name_is_said() -> None:
    """Where the user is not signed in, no task starts, nobody is judged, and the reason says so."""
    diagnosis = (await judged(MIXED, only_user="nobody@example.invalid")).diagnosis

    assert await started(MIXED, "nobody@example.invalid") == ([], 2)
    assert (diagnosis.users, diagnosis.status) == ((), Status.UNKNOWN)
    assert diagnosis.reason is MissingReason.NOT_THAT_USER
    assert any(note.startswith("2 more signed in, not judged") for note in diagnosis.notes)


@pytest.mark.parametrize(
    ("name", "reason"),
    [("nobody-signed-in", MissingReason.NO_USER_SIGNED_IN), ("owner-hidden", MissingReason.OWNER_HIDDEN)],
)
async def test_better_reasons_stay(name: str, reason: MissingReason) -> None:
    """Nobody at all, or somebody unreadable, is not told as "not that user"."""
    assert (await judged(SCENARIOS[name], only_user="anna")).diagnosis.reason is reason


async def test_a_healthy_colleague_does_not_hide_behind_the_host() -> None:
    """The host's word is that of the one who was asked for, not of the broken one beside."""
    assert (await judged(MIXED, only_user=person(MIXED, 1).sid)).diagnosis.status is Status.HEALTHY


@pytest.mark.parametrize("is_remembered", [True, False])
async def test_an_entra_sign_in_is_found_by_upn(is_remembered: bool) -> None:
    """It bears the display name: the UPN that Windows remembers finds it, and without one the likeness of the name."""
    scenario = with_fact(SCENARIOS["healthy-entra"], "users.0.is_remembered", is_remembered)
    wanted = person(scenario, 1)

    assert wanted.name.casefold() != wanted.upn.partition("@")[0]
    assert await started(scenario, wanted.upn) == ([wanted.sid], 0)
    assert (await judged(scenario, only_user=wanted.upn)).diagnosis.status is Status.HEALTHY


async def test_a_namesake_is_not_judged() -> None:
    """Who only looks alike is asked at most; the answer's own UPN decides that it was not the one."""
    scenario = with_fact(SCENARIOS["healthy-entra"], "users.0.is_remembered", value=False)
    like = person(scenario, 1).upn.partition("@")[0] + "@elsewhere.example"
    diagnosis: Diagnosis = (await judged(scenario, only_user=like)).diagnosis

    assert (diagnosis.users, diagnosis.reason) == ((), MissingReason.NOT_THAT_USER)


async def test_turkish_and_japanese_names_are_found() -> None:
    """Names with letters of their own fit as they stand."""
    for name in ("healthy-turkish", "healthy-japanese", "very-long-names"):
        scenario = SCENARIOS[name]
        for number in range(1, len(scenario.story.users) + 1):
            (user,) = (await judged(scenario, only_user=person(scenario, number).account)).diagnosis.users
            assert user.session.sid == person(scenario, number).sid


async def test_others_of_a_narrow_capture_are_told_why() -> None:
    """Judged again for everybody, the text of who was left alone is missing because the visit was about another."""
    capture = await captured(MIXED, only_user=person(MIXED, 2).sid)
    first, second = diagnose(read_capture(capture), catalog(), Policy()).users

    assert (first.status, second.status) == (Status.HEALTHY, Status.BROKEN)  # the first by events alone
    others = [one for one in read_capture(capture).observations if one.session.sid == person(MIXED, 1).sid]
    assert "about another user" in others[0].report.detail


async def test_a_saved_capture_is_narrowed_too(tmp_path: Path) -> None:
    """`analyze --only-user` judges one of those whom a capture tells of, and the report says whom it is about."""
    (tmp_path / "one.json").write_text(dump_capture(await captured(MIXED)), "utf-8")
    words = ["analyze", str(tmp_path / "one.json"), "--only-user", person(MIXED, 2).upn, "--format", "json"]
    answer = await asyncio.to_thread(CliRunner().invoke, cli, words, standalone_mode=False)
    report = json.loads(answer.stdout)
    (result,) = report["Results"]

    assert report["Run"]["OnlyUser"] == person(MIXED, 2).upn
    assert [user["UserSid"] for user in result["Users"]] == [person(MIXED, 2).sid]


@pytest.mark.parametrize("words", [" ", "two\nlines", "x" * 257])
def test_what_is_no_name_is_a_mistake(words: str) -> None:
    """Blanks, line ends and endless words are refused before anything is read."""
    with pytest.raises(click.UsageError, match="is no name of a user"):
        CliRunner().invoke(cli, ["analyze", "-", "--only-user", words], standalone_mode=False, catch_exceptions=False)
