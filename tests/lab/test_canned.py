"""The canned engine answers our script, nothing else, with records as the snippets promise them."""

import json
from contextlib import aclosing
from datetime import UTC, datetime

import pytest

from remote_prt.lab.canned import CannedEngine
from remote_prt.lab.engine import PipelineCall, StreamItem, UnknownScript
from remote_prt.lab.fleet import OUTCOME_WORDS, load_scenarios, plan_fleet
from remote_prt.snippets import compose_visit, get_snippet

NOW = datetime(2026, 1, 31, 1, 0, tzinfo=UTC)
TOLD = [scenario.name for scenario in load_scenarios() if scenario.status not in OUTCOME_WORDS]
CALL = PipelineCall(compose_visit().text)
KINDS = {"string": str, "int": int, "bool": bool, "array": list, "array of string": list}


def asked(**parameters: object) -> PipelineCall:
    """The visit script with these parameters."""
    return PipelineCall(CALL.text, parameters=parameters)


async def visit(scenario: str, call: PipelineCall = CALL, engine: CannedEngine | None = None) -> list[dict]:
    """The records of one visit."""
    host = plan_fleet(1, 11, NOW, [scenario])[0]
    engine = engine or CannedEngine(clock=lambda: 0.0)
    return [json.loads(item.value) async for item in engine.run(host, call)]


def data_of(records: list[dict], snippet: str) -> dict:
    """The data of the first record of that snippet."""
    return next(record["Data"] for record in records if record["Snippet"] == snippet)


@pytest.mark.parametrize("call", [PipelineCall("Get-Process"), PipelineCall(None, "hostname"), PipelineCall("")])
async def test_other_scripts_are_refused(call: PipelineCall) -> None:
    """Anything but the composed visit script raises UnknownScript."""
    with pytest.raises(UnknownScript):
        await visit("healthy-entra", call)


async def test_one_changed_byte_is_refused() -> None:
    """A script that differs by one blank is not ours."""
    with pytest.raises(UnknownScript):
        await visit("healthy-entra", PipelineCall(f"{CALL.text} "))


def test_the_script_it_answers_parses() -> None:
    """The script whose hash the engine knows has no syntax error, so no answer pretends that a broken one runs."""
    tree_sitter = pytest.importorskip("tree_sitter")
    grammar = pytest.importorskip("tree_sitter_pwsh")
    parser = tree_sitter.Parser(tree_sitter.Language(grammar.language()))

    assert not parser.parse(compose_visit().text.encode()).root_node.has_error


async def test_order_of_records() -> None:
    """Tasks start first and are read after the events; the remoting account's dsregcmd and the end mark come last."""
    records = await visit("session-host-mixed")

    assert [record["Snippet"] for record in records] == [
        "Start-PrtUserTask",
        "Get-PrtHostFact",
        "Get-PrtLogonSession",
        "Get-PrtChannelEvent",
        "Get-PrtChannelEvent",
        "Get-PrtChannelEvent",
        "Get-PrtDeviceCertificate",
        "Get-PrtJoinFact",
        "Get-PrtTpmFact",
        "Get-PrtTimeService",
        "Get-PrtProxySetting",
        "Receive-PrtUserTask",
        "Receive-PrtUserTask",
        "Get-PrtDsregStatus",
        "Get-PrtLastUnlock",
        "Invoke-PrtVisit",
    ]


@pytest.mark.parametrize(
    ("context", "has_tasks", "has_dsregcmd"),
    [("auto", True, True), ("user", True, True), ("caller", False, True), ("events", False, False)],
)
async def test_context_decides_what_runs(context: str, has_tasks: bool, has_dsregcmd: bool) -> None:
    """Only auto and user start tasks, and events runs no dsregcmd at all."""
    snippets = {record["Snippet"] for record in await visit("healthy-hybrid", asked(Context=context))}

    assert ("Start-PrtUserTask" in snippets) == ("Receive-PrtUserTask" in snippets) == has_tasks
    assert ("Get-PrtDsregStatus" in snippets) == has_dsregcmd
    assert {"Get-PrtHostFact", "Get-PrtLogonSession", "Get-PrtChannelEvent", "Invoke-PrtVisit"} <= snippets


@pytest.mark.parametrize("scenario", [name for name in TOLD if name != "powershell-unwraps"])
async def test_fields_are_those_of_outputs(scenario: str) -> None:
    """Every record has exactly the fields of the snippet's .OUTPUTS, in order, each of the promised type."""
    for record in await visit(scenario):
        if not record["Ok"]:
            assert set(record["Error"]) == {"Id", "Category", "Message"}
            continue
        outputs = get_snippet(record["Snippet"]).outputs

        assert list(record["Data"]) == [output.name for output in outputs]
        for output in outputs:
            value = record["Data"][output.name]
            kind = output.type.removesuffix(" or null")

            assert isinstance(value, KINDS[kind]) or (value is None and output.type.endswith("null")), output


async def test_entries_have_the_documented_fields() -> None:
    """Started, Refused and Sessions hold the objects that docs/formats.md describes."""
    records, refused = await visit("healthy-hybrid"), await visit("nothing-may-be-read")

    started = data_of(records, "Start-PrtUserTask")["Started"][0]
    denied = data_of(refused, "Start-PrtUserTask")["Refused"][0]

    assert list(started) == ["Sid", "Name", "SessionId", "TaskName", "EndBoundaryUtc"]
    assert list(denied) == ["Sid", "Name", "SessionId", "ErrorId", "Message"]
    assert list(data_of(records, "Get-PrtLogonSession")["Sessions"][0]) == [
        "Sid", "Name", "SessionId", "State", "LogonUtc", "LastUnlockUtc", "LastUnlockSource", "FoundBy", "Upn",
    ]  # fmt: skip


async def test_a_tasks_text_proves_who_ran_it() -> None:
    """The text begins with the proof lines of the user that was asked, and dsregcmd's output follows the mark."""
    records = await visit("healthy-hybrid")
    started = data_of(records, "Start-PrtUserTask")["Started"][0]
    received = next(record for record in records if record["Snippet"] == "Receive-PrtUserTask")
    proof, _, text = received["Data"]["Text"].partition("REMOTE-PRT-DSREGCMD\r\n")

    assert received["LogonSession"] == {"Kind": "user"} | {key: started[key] for key in ("Sid", "Name", "SessionId")}
    assert received["Data"]["TaskName"] == started["TaskName"]
    assert proof.startswith(f'REMOTE-PRT-PROOF whoami="{started["Name"].lower()}","{started["Sid"]}"\r\n')
    assert "AzureAdPrt : YES" in text


@pytest.mark.parametrize(
    ("scenario", "state", "has_sso"),
    [
        ("healthy-hybrid", "finished", True),
        ("task-too-slow", "running", False),
        ("task-silent", "silent", False),
        ("result-became-a-link", "unreadable", False),
        ("text-cut", "finished", False),
        ("no-sso-section", "finished", False),
    ],
)
async def test_tasks_end_as_told(scenario: str, state: str, has_sso: bool) -> None:
    """Each way in which a task can end shows in State and in what the text still holds."""
    data = data_of(await visit(scenario), "Receive-PrtUserTask")

    assert data["State"] == state
    assert data["Truncated"] == (scenario == "text-cut")
    assert ("SSO State" in data["Text"]) == has_sso
    assert (data["FinishedUtc"] is not None) == (state == "finished")


async def test_somebody_elses_answer_names_another_sid() -> None:
    """Where another account wrote the result, the proof does not hold the SID that was asked."""
    records = await visit("somebody-elses-answer")
    asked_sid = data_of(records, "Start-PrtUserTask")["Started"][0]["Sid"]

    assert asked_sid not in data_of(records, "Receive-PrtUserTask")["Text"]


async def test_no_dsregcmd_is_an_error_not_a_text() -> None:
    """A Windows without dsregcmd refuses the task and reports the missing program by its error id."""
    records = await visit("no-dsregcmd")
    last = next(record for record in records if record["Snippet"] == "Get-PrtDsregStatus")

    assert data_of(records, "Get-PrtHostFact")["DsregcmdPath"] is None
    assert data_of(records, "Start-PrtUserTask")["Started"] == []
    assert last["Error"]["Id"].startswith("NoDsregcmd")


async def test_events_are_bounded_by_window_and_number() -> None:
    """MaxEvents keeps the newest about the PRT and says there were more; EventHours moves the start of the window."""
    everything = data_of(await visit("noisy-log"), "Get-PrtChannelEvent")
    few = data_of(await visit("noisy-log", asked(MaxEvents=2)), "Get-PrtChannelEvent")
    recent = data_of(await visit("noisy-log", asked(EventHours=1)), "Get-PrtChannelEvent")

    about_prt = [xml for xml in everything["Events"] if "<Task>101<" in xml]

    assert [xml for xml in few["Events"] if "<Task>101<" in xml] == about_prt[-2:]
    assert (few["Capped"], everything["Capped"]) == (True, False)
    assert recent["SinceUtc"] == "2026-01-31T00:00:00.000Z"
    assert 0 < len(recent["Events"]) < len(everything["Events"])


async def test_applications_do_not_displace_the_prt() -> None:
    """However much applications log, the records about the PRT come, beside the newest hundred others, in order."""
    data = data_of(await visit("events-under-app-storm"), "Get-PrtChannelEvent")
    tasks = [xml.partition("<Task>")[2][:3] for xml in data["Events"]]

    assert (tasks.count("103"), data["Capped"]) == (100, True)
    assert tasks[0] == "101"


@pytest.mark.parametrize(
    ("context", "state"), [("auto", "ok"), ("user", "ok"), ("caller", "constrained"), ("events", "constrained")]
)
async def test_who_may_write_nothing_reads_no_events_in_constrained_language(context: str, state: str) -> None:
    """ConstrainedLanguage gives records only by a file, and only auto and user may write one."""
    data = data_of(await visit("locked-down", asked(Context=context)), "Get-PrtChannelEvent")

    assert (data["State"], bool(data["Events"])) == (state, state == "ok")
    assert data["Enabled"] is True


async def test_broken_records_hide_no_others() -> None:
    """Records that the event service cannot read are counted, and the rest of the channel comes all the same."""
    data = data_of(await visit("events-vouch"), "Get-PrtChannelEvent")

    assert (data["State"], data["Unreadable"]) == ("ok", 2)
    assert len(data["Events"]) == data["RecordCount"] - 2


async def test_a_channel_that_is_switched_off_gives_no_records() -> None:
    """Of a disabled channel come its state and how far it reaches, but none of what it still holds."""
    data = data_of(await visit("log-disabled"), "Get-PrtChannelEvent")

    assert (data["State"], data["Enabled"], data["Events"]) == ("disabled", False, [])
    assert data["NewestUtc"] is not None


def channel_of(records: list[dict], name: str) -> dict:
    """The data of the record of that channel."""
    found = [record["Data"] for record in records if record["Snippet"] == "Get-PrtChannelEvent"]
    return next(data for data in found if data["Channel"].endswith(name))


async def test_analytic_is_read_only_where_it_is_on() -> None:
    """An analytic channel that is off tells its state alone; one that is on its records and the newest of them."""
    off = channel_of(await visit("healthy-entra"), "AAD/Analytic")
    on = channel_of(await visit("analytic-names-the-user"), "AAD/Analytic")

    assert (off["State"], off["Enabled"], off["OldestUtc"], off["NewestUtc"]) == ("disabled", False, None, None)
    assert (on["State"], on["Mode"], len(on["Events"])) == ("ok", "Retain", on["RecordCount"])
    assert on["Events"][-1].count(on["NewestUtc"][:-1]) == 1


async def test_what_was_cut_off_has_an_end() -> None:
    """Where records about the PRT were left out, the oldest that came says from when on none is missing."""
    cut = channel_of(await visit("events-cut"), "AAD/Operational")
    stormy = channel_of(await visit("events-under-app-storm"), "AAD/Operational")

    assert (cut["Capped"], len(cut["Events"])) == (True, 500)
    assert cut["Events"][0].count(cut["CompleteSinceUtc"][:-1]) == 1
    assert (stormy["Capped"], stormy["CompleteSinceUtc"]) == (True, None)


async def test_channels_are_closed_one_by_one() -> None:
    """Each channel has a state of its own, and one that is closed or missing tells nothing else."""
    records = await visit("closed-to-the-helpdesk")
    for name in ("AAD/Operational", "AAD/Analytic", "Registration/Admin"):
        data = channel_of(records, name)

        assert (data["State"], data["Events"]) == ("denied", [])
        assert {data[key] for key in ("Enabled", "Mode", "MaximumSizeInBytes", "RecordCount", "OldestUtc")} == {None}
    assert channel_of(await visit("no-dsregcmd"), "Registration/Admin")["State"] == "missing"


async def test_text_is_bounded() -> None:
    """A text longer than MaxTextBytes is cut there and says so."""
    data = data_of(await visit("healthy-japanese", asked(MaxTextBytes=900)), "Receive-PrtUserTask")

    assert len(data["Text"].encode()) <= 900
    assert data["Truncated"]


async def test_a_clock_that_is_off_moves_everything() -> None:
    """The host's own clock is off by what the scenario says, and its PRT times with it."""
    records = await visit("clock-ahead")

    assert data_of(records, "Get-PrtHostFact")["ClockUtc"] == "2026-01-31T01:40:00.000Z"
    assert "AzureAdPrtUpdateTime : 2026-01-31 01:25:00.000 UTC" in data_of(records, "Receive-PrtUserTask")["Text"]


async def test_stories_do_not_age_with_the_lab() -> None:
    """A day after the start a visit sees the same ages, by a clock that has moved on."""
    ticks = iter([0.0, 86_400.0])
    records = await visit("healthy-entra", engine=CannedEngine(clock=lambda: next(ticks)))

    assert data_of(records, "Get-PrtHostFact")["ClockUtc"] == "2026-02-01T01:00:00.000Z"
    assert "AzureAdPrtUpdateTime : 2026-02-01 00:23:00.000 UTC" in data_of(records, "Receive-PrtUserTask")["Text"]


async def test_tasks_are_counted_until_they_are_received() -> None:
    """A task is open from its start until its result was read, or until the pipeline is stopped."""
    host = plan_fleet(1, 11, NOW, ["session-host-mixed"])[0]
    engine = CannedEngine(clock=lambda: 0.0)
    counts = [engine.open_tasks() async for _ in engine.run(host, CALL)]
    async with aclosing(engine.run(host, CALL)) as stopped:
        await anext(stopped)
        while_running = engine.open_tasks()

    assert counts == [2] * 11 + [1, 0, 0, 0, 0]
    assert while_running == 2
    assert engine.open_tasks() == 0


async def test_no_snippet_takes_long() -> None:
    """Each record costs at most a twentieth of a second, and nothing at pace 0."""
    host = plan_fleet(1, 11, NOW, ["session-host-crowd"])[0]
    items: list[StreamItem] = [item async for item in CannedEngine().run(host, CALL)]
    at_once = [item.seconds async for item in CannedEngine(pace=0).run(host, CALL)]

    assert all(0 < item.seconds <= 0.05 for item in items)
    assert sum(at_once) == 0


async def test_an_account_with_two_sessions_is_asked_once() -> None:
    """There is one task per SID, without a session number until its own text names one."""
    records = await visit("two-sessions-of-one-user")
    sessions = data_of(records, "Get-PrtLogonSession")["Sessions"]
    started = data_of(records, "Start-PrtUserTask")["Started"]

    assert len({session["Sid"] for session in sessions}) == 1
    assert len({session["SessionId"] for session in sessions}) == 2
    assert [task["SessionId"] for task in started] == [None]
    assert f"REMOTE-PRT-PROOF session={sessions[0]['SessionId']}\r\n" in data_of(records, "Receive-PrtUserTask")["Text"]


async def test_unlocks_are_told_by_account_where_somebody_is_signed_in() -> None:
    """The Security log's unlocks name accounts only, and nobody asks for them where nobody is signed in."""
    records = await visit("stale-after-unlock")
    session = data_of(records, "Get-PrtLogonSession")["Sessions"][0]

    assert data_of(records, "Get-PrtLastUnlock")["Unlocks"] == [
        {"Sid": session["Sid"], "Utc": "2026-01-31T00:40:00.000Z", "Source": "Security 4801"}
    ]
    assert session["LastUnlockSource"] == "LocalSessionManager 21"
    assert "Get-PrtLastUnlock" not in {record["Snippet"] for record in await visit("nobody-signed-in")}


async def test_a_spent_budget_leaves_snippets_out() -> None:
    """What the time did not last for is not sent and is named in the end mark."""
    records = await visit("budget-spent")

    assert "Get-PrtChannelEvent" not in {record["Snippet"] for record in records}
    assert records[-1]["Data"]["Skipped"] == ["Get-PrtChannelEvent", "Get-PrtDsregStatus"]


async def test_old_powershell_changes_shapes() -> None:
    """Where the scenario says so, arrays of one are their element, empty ones null, and texts objects with a value."""
    records = await visit("powershell-unwraps")

    assert isinstance(data_of(records, "Get-PrtLogonSession")["Sessions"], dict)
    assert data_of(records, "Start-PrtUserTask")["Refused"] is None
    assert "SSO State" in data_of(records, "Receive-PrtUserTask")["Text"]["value"]


async def test_oem_names_do_not_touch_the_sid() -> None:
    """On Turkish Windows whoami's name is read in another code page; the SID beside it is whole."""
    records = await visit("healthy-turkish")
    started = data_of(records, "Start-PrtUserTask")["Started"][0]
    proof = data_of(records, "Receive-PrtUserTask")["Text"].splitlines()[0]

    assert started["Sid"] in proof
    assert started["Name"].lower() not in proof
