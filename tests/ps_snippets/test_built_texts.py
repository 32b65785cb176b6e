"""The XML and the command line that Windows would get from the snippets."""

from collections.abc import Mapping
from xml.etree import ElementTree as ET

import pytest

from tests.ps_snippets.powershell_source import Source
from tests.ps_snippets.shipped_sources import SOURCES
from tests.ps_snippets.text_expressions import Value, assigned, emitted

_SYSTEM = "C:\\Windows\\System32\\"
_RESULT = "C:\\Windows\\remote_prt-20260131T010500Z-16edca0e-37a7-47aa-a88a-052410886d6f\\result.txt"
_TASK = SOURCES["ConvertTo-PrtTaskXml"]
_NAMESPACE = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"


def _chain(source: Source, values: Mapping[str, Value], *steps: tuple[str, int]) -> dict[str, Value]:
    """The values after these assignments (variable and which one of several)."""
    known = dict(values)
    for variable, occurrence in steps:
        known[variable] = assigned(source, variable, known, occurrence)
    return known


def _task_values(*, ask_session: bool, headless: bool) -> dict[str, Value]:
    """What the variables of ConvertTo-PrtTaskXml hold on a usual host."""
    known: dict[str, Value] = {
        "cmd": _SYSTEM + "cmd.exe",
        "whoami": _SYSTEM + "whoami.exe",
        "dsregcmd": _SYSTEM + "dsregcmd.exe",
        "conhost": _SYSTEM + "conhost.exe",
        "powershell": _SYSTEM + "WindowsPowerShell\\v1.0\\powershell.exe",
        "Sid": "S-1-12-1-1-2-3-4",
        "ResultPath": _RESULT,
        "TaskSeconds": "30",
        "StartBoundaryUtc": "2026-01-31T00:59:00Z",
        "EndBoundaryUtc": "2026-01-31T01:05:00Z",
        "Request": "status",
    }
    session = [("ask", 0), ("session", 1)] if ask_session else [("session", 0)]
    window = [("program", 1), ("line", 1)] if headless else []
    return _chain(
        _TASK,
        known,
        *session,
        ("asker", 0),
        ("steps", 0),
        ("logon", 0),
        ("line", 0),
        ("program", 0),
        *window,
        ("escaped", 0),
    )


@pytest.fixture(params=[False, True], ids=["one session", "several sessions"])
def ask_session(request: pytest.FixtureRequest) -> bool:
    """Whether the account has several sessions."""
    return bool(request.param)


@pytest.fixture(params=[False, True], ids=["before 19041", "since 19041"])
def headless(request: pytest.FixtureRequest) -> bool:
    """Whether the build has a console host without window."""
    return bool(request.param)


@pytest.fixture
def task(ask_session: bool, headless: bool) -> dict[str, str]:
    """The leaves of the task definition by name."""
    text = emitted(_TASK, "@(\n        '<Task", _task_values(ask_session=ask_session, headless=headless))
    assert isinstance(text, str)
    root = ET.fromstring(text)
    return {leaf.tag.removeprefix(_NAMESPACE): leaf.text or "" for leaf in root.iter() if not len(leaf)}


def test_task_runs_as_the_user_without_rights(task: dict[str, str]) -> None:
    """The principal is the SID with the token of its own sign-in and limited rights."""
    principal = (task["UserId"], task["LogonType"], task["RunLevel"])

    assert principal == ("S-1-12-1-1-2-3-4", "InteractiveToken", "LeastPrivilege")


def test_task_runs_on_battery_and_not_for_long(task: dict[str, str]) -> None:
    """A laptop on battery runs the task, and no host runs it longer than its limit."""
    power = (task["DisallowStartIfOnBatteries"], task["StopIfGoingOnBatteries"])

    assert power == ("false", "false")
    assert task["ExecutionTimeLimit"] == "PT30S"


def test_task_deletes_itself(task: dict[str, str]) -> None:
    """A task that nobody removed goes at its end boundary and never starts by itself before."""
    assert task["EndBoundary"] == "2026-01-31T01:05:00Z"
    assert task["DeleteExpiredTaskAfter"] == "PT0S"
    assert task["StartBoundary"] < task["EndBoundary"]
    assert task["StartWhenAvailable"] == "false"


def test_task_line_needs_no_quotes(task: dict[str, str]) -> None:
    """The action has no quote and no double blank, which the console host would rewrite."""
    line = f"{task['Command']} {task['Arguments']}"

    assert '"' not in line
    assert "  " not in line


def test_task_window_is_avoided_where_possible(task: dict[str, str], headless: bool) -> None:
    """Builds that know a console host without window use it, the others run cmd."""
    program = task["Command"].rsplit("\\", 1)[1]

    assert program == ("conhost.exe" if headless else "cmd.exe")
    assert task["Arguments"].startswith("--headless C:\\Windows\\System32\\cmd.exe /d /c (") is headless


def test_task_prints_proof_before_dsregcmd(task: dict[str, str]) -> None:
    """The task says who runs it and where, then starts dsregcmd, all appended to the one file."""
    inside, _, outside = task["Arguments"].partition("(")[2].rpartition(")")
    marks = ["whoami=", "upn=", "session=", "REMOTE-PRT-DSREGCMD", "dsregcmd.exe /status"]
    places = [inside.index(mark) for mark in marks]

    assert places == sorted(places)
    assert inside.count("REMOTE-PRT-PROOF ") == 3
    assert outside == f">>{_RESULT} 2>nul"


def test_task_lines_end_where_they_should(task: dict[str, str], ask_session: bool) -> None:
    """A prompt is ended by the program after it or by an empty echo, and no echo carries a blank at its end."""
    steps = task["Arguments"].partition("(")[2].rpartition(")")[0].replace("||", "|").split("&")
    prompts = [step for step in steps if step.startswith("set /p x=REMOTE-PRT-PROOF ") and step.endswith("=<nul")]
    enders = [step for step in steps if step.endswith("|echo.")]

    assert len(prompts) == len(enders) == (3 if ask_session else 2)
    assert all(step == step.strip() for step in steps)


def test_session_is_asked_only_where_it_is_in_doubt(task: dict[str, str], ask_session: bool) -> None:
    """PowerShell is started in the user's session only when the account has several."""
    assert ("powershell.exe" in task["Arguments"]) is ask_session
    assert ("echo REMOTE-PRT-PROOF session=&" in task["Arguments"]) is not ask_session


def test_a_script_runs_as_system_without_a_kind_of_sign_in() -> None:
    """With a script the principal is an account without LogonType, and the action is whoami and that script alone."""
    known = _task_values(ask_session=False, headless=True) | {
        "Sid": "S-1-5-18",
        "ScriptPath": _RESULT.replace("result.txt", "probe.ps1"),
        "engine": _SYSTEM + "WindowsPowerShell\\v1.0\\powershell.exe",
    }
    after = _chain(_TASK, known, ("logon", 1), ("steps", 1), ("line", 0), ("line", 1), ("escaped", 0))
    text = emitted(_TASK, "@(\n        '<Task", after)
    assert isinstance(text, str)
    leaves = {
        leaf.tag.removeprefix(_NAMESPACE): leaf.text or "" for leaf in ET.fromstring(text).iter() if not len(leaf)
    }

    assert "LogonType" not in leaves
    assert leaves["UserId"] == "S-1-5-18"
    assert leaves["Arguments"].count("powershell.exe") == 1
    assert "-ExecutionPolicy RemoteSigned -File C:\\Windows\\remote_prt-" in leaves["Arguments"]
    assert "dsregcmd" not in leaves["Arguments"]
    assert '"' not in leaves["Arguments"]


def test_unlock_query_is_well_formed() -> None:
    """The query for unlocks is XML with two selects of one log, its brackets balanced."""
    source = SOURCES["Get-PrtLastUnlock"]
    known: dict[str, Value] = {
        "when": "TimeCreated[@SystemTime&gt;='2026-01-24T01:00:00.000Z']",
        "types": ["Data[@Name='LogonType']='7'", "(Data[@Name='LogonType']='2')"],
    }
    text = _chain(source, known, ("unlocked", 0), ("signedIn", 0), ("query", 0))["query"]
    assert isinstance(text, str)
    selects = ET.fromstring(text).findall("Query/Select")

    assert [select.get("Path") for select in selects] == ["Security", "Security"]
    assert all((select.text or "").count("[") == (select.text or "").count("]") for select in selects)
    assert [(select.text or "")[:22] for select in selects] == ["*[System[EventID=4801 ", "*[System[EventID=4624 "]


def test_event_query_file_is_well_formed() -> None:
    """The query that wevtutil reads from a file keeps the XPath unchanged."""
    source = SOURCES["Get-PrtEventXml"]
    known: dict[str, Value] = {"LogName": "A/Operational", "Query": '*[System[TimeCreated[@SystemTime>="2026"]]]'}
    text = _chain(source, known, ("escaped", 0), ("select", 0))["select"]
    assert isinstance(text, str)
    query = ET.fromstring(text).find("Query")

    assert query is not None
    assert query.get("Path") == "A/Operational"
    assert query.findtext("Select") == known["Query"]


def test_event_queries_part_the_log_in_two() -> None:
    """Both queries name provider and window; every record is of one: task 101 and the summaries, or all others."""
    source = SOURCES["Get-PrtChannelQuery"]
    start: dict[str, Value] = {"SinceUtc": "2026-01-24T01:00:00.000Z"}
    known = _chain(source, start, ("window", 0), ("asked", 0), ("ours", 0), ("others", 0))
    asked = 'Provider[@Name="Microsoft-Windows-AAD"] and TimeCreated[@SystemTime>="2026-01-24T01:00:00.000Z"]'

    assert known["ours"] == f"*[System[{asked} and (Task=101 or (EventID>=1250 and EventID<=1253))]]"
    assert known["others"] == f"*[System[{asked} and Task!=101 and (EventID<1250 or EventID>1253)]]"


def test_other_channels_are_asked_by_provider_window_and_ids() -> None:
    """Analytic is asked for the CloudAP task, device registration for witnesses of the PRT and for joins."""
    source = SOURCES["Get-PrtChannelQuery"]
    start: dict[str, Value] = {"SinceUtc": "2026-01-24T01:00:00.000Z"}
    known = _chain(source, start, ("window", 0), ("asked", 0), ("ours", 1), ("asked", 1))
    analytic = known["ours"]
    known = _chain(source, known, ("ours", 2), ("joins", 0), ("others", 2))
    window = 'TimeCreated[@SystemTime>="2026-01-24T01:00:00.000Z"]'
    registration = f'Provider[@Name="Microsoft-Windows-User Device Registration"] and {window}'

    assert analytic == f'*[System[Provider[@Name="Microsoft-Windows-AAD"] and {window} and Task=101]]'
    assert known["ours"] == f"*[System[{registration} and (EventID=358 or (EventID>=360 and EventID<=362))]]"
    assert f"*[System[{registration} and ({known['joins']})]]" == known["others"]
    assert all(str(known[name]).count("EventID") <= 8 for name in ("ours", "others"))  # some twenty terms are allowed
