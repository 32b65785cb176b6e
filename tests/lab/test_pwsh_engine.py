"""The pwsh engine runs our script and nothing else; what needs a real PowerShell 7 says so when there is none."""

import asyncio
import json
import os
from contextlib import aclosing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tree_sitter import Node

from remote_prt.errors import LabError
from remote_prt.lab.canned import CannedEngine
from remote_prt.lab.engine import PipelineCall, Stream, UnknownScript
from remote_prt.lab.fleet import plan_fleet
from remote_prt.lab.pwsh_engine import PwshEngine, find_pwsh
from remote_prt.lab.records import VisitParameters, VisitRecords
from remote_prt.snippets import compose_visit, list_snippets

NOW = datetime.now(UTC).replace(microsecond=0)
CALL = PipelineCall(compose_visit().text, parameters={"Context": "auto", "TaskSeconds": 5})
PROBING = PipelineCall(CALL.text, parameters={"Context": "auto", "TaskSeconds": 5, "Probe": "network"})
STUBS = sorted(Path(__file__).parents[2].glob("remote_prt/lab/pwsh_stubs/*.ps*1"))

#: Cmdlets that the script may call as they are: PowerShell 7 has them on Linux and macOS too.
EVERYWHERE = {
    "ConvertFrom-Csv", "ConvertTo-Json", "ForEach-Object", "Get-Content", "Get-Item", "Join-Path", "New-Guid",
    "New-Item", "New-Object", "Remove-Item", "Select-Object", "Set-Content", "Set-StrictMode", "Sort-Object",
    "Start-Sleep", "Write-Error",
}  # fmt: skip

#: Fields that do not depend on the moment of the visit.
SAME = (
    "Channel", "ErrorId", "Mode", "RecordCount",
    "Text", "State", "Truncated", "Removed", "Enabled", "Capped", "Unreadable", "Hidden", "Unlocks", "OsBuild",
    "DnsName", "TimedOut", "Present", "Ready", "LockedOut", "SpecVersion", "Type", "StartMode", "Running", "WinHttp",
    "PerMachine", "Tenants", "Context", "Refusal",
)  # fmt: skip

posix_only = pytest.mark.skipif(os.name == "nt", reason="the engine's stub programs are shell scripts")


@pytest.fixture
def pwsh() -> Path:
    """A real PowerShell 7."""
    try:
        return find_pwsh()
    except LabError as error:
        pytest.skip(str(error))


def program(folder: Path, body: str) -> Path:
    """A shell script in the place of PowerShell; its last argument is the folder of the run."""
    path = folder / "stand-in"
    path.write_text(f"#!/bin/sh\nfor folder; do :; done\n{body}\n", encoding="utf-8")
    path.chmod(0o700)
    return path


@posix_only
async def test_lines_become_stream_items(tmp_path: Path) -> None:
    """Each line the program writes is one item on its stream, decoded; a failed end is an error item."""
    body = "printf 'output\\te30=\\r\\nwarning\\tw6Q=\\n'; echo broken >&2; exit 3"
    engine = PwshEngine(program(tmp_path, body))
    items = [item async for item in engine.run(plan_fleet(1, 1, NOW, ["healthy-entra"])[0], CALL)]

    assert [(item.stream, item.value) for item in items] == [
        (Stream.OUTPUT, "{}"),
        (Stream.WARNING, "ä"),
        (Stream.ERROR, "broken\n"),
    ]


@posix_only
async def test_other_scripts_never_reach_the_program(tmp_path: Path) -> None:
    """A script of another hash raises UnknownScript and starts nothing."""
    engine = PwshEngine(program(tmp_path, f"touch '{tmp_path}/started'"))

    with pytest.raises(UnknownScript):
        await anext(engine.run(plan_fleet(1, 1, NOW, ["healthy-entra"])[0], PipelineCall("Get-Process")))
    assert not (tmp_path / "started").exists()


@posix_only
async def test_closing_ends_the_program_and_its_children(tmp_path: Path) -> None:
    """When the pipeline is stopped, the program and what it started are gone, and so is its folder."""
    lifeline = (
        tmp_path / "lifeline"
    )  # its other end is open in the program and in its child, as long as one of them lives
    os.mkfifo(lifeline)
    descriptor = os.open(lifeline, os.O_RDONLY | os.O_NONBLOCK)
    body = f"exec 3>'{lifeline}'; echo \"$folder\" > '{tmp_path}/folder'; sleep 60 & printf 'output\\t\\n'; wait"
    engine = PwshEngine(program(tmp_path, body))
    async with aclosing(engine.run(plan_fleet(1, 1, NOW, ["healthy-entra"])[0], CALL)) as items:
        await anext(items)
        reader = asyncio.StreamReader()
        protocol = asyncio.StreamReaderProtocol(reader)
        await asyncio.get_running_loop().connect_read_pipe(lambda: protocol, os.fdopen(descriptor, "rb"))

    assert await asyncio.wait_for(reader.read(), timeout=5) == b""
    assert not os.path.exists((tmp_path / "folder").read_text().strip())  # noqa: ASYNC240, PTH110 - one look


@posix_only
async def test_tasks_left_behind_are_counted(tmp_path: Path) -> None:
    """What is still registered when the program ends counts as an open task."""
    engine = PwshEngine(program(tmp_path, 'touch "$folder/Tasks/remote_prt-1"'))
    async for _ in engine.run(plan_fleet(1, 1, NOW, ["healthy-entra"])[0], CALL):
        pass

    assert engine.open_tasks() == 1


@posix_only
async def test_the_next_visit_finds_what_is_left(tmp_path: Path) -> None:
    """A task that one run leaves is there for the next with its folder, and gone when that one removes both."""
    clean_up = 'rm -r "$folder/Tasks/remote_prt-1" "$folder/Windows/remote_prt-1"'
    found = f'[ -d "$folder/Windows/remote_prt-1" ] && {clean_up} || touch "$folder/Tasks/remote_prt-1"'
    engine = PwshEngine(program(tmp_path, found))
    host, other = plan_fleet(2, 1, NOW, ["healthy-entra"])
    counts = []
    for one in (host, other, host):
        async for _ in engine.run(one, CALL):
            pass
        counts.append(engine.open_tasks())

    assert counts == [1, 2, 1]


@posix_only
async def test_the_folder_holds_a_whole_host(tmp_path: Path) -> None:
    """The program finds the script as it arrived, the story, and Windows programs that answer for the host."""
    body = (
        f'cp "$folder/received.ps1" "$folder/story.json" \'{tmp_path}\'; system="$folder/Windows/System32"; '
        f"\"$system/whoami.exe\" /user > '{tmp_path}/whoami'; "
        f"\"$system/dsregcmd.exe\" /status > '{tmp_path}/dsregcmd'; "
        f"ls \"$system\" > '{tmp_path}/programs'"
    )
    host = plan_fleet(1, 1, NOW, ["healthy-japanese"])[0]
    items = [item async for item in PwshEngine(program(tmp_path, body)).run(host, CALL)]
    story = json.loads((tmp_path / "story.json").read_text("utf-8"))
    person = VisitRecords(host, NOW, VisitParameters()).identity.people[0]

    assert items == []
    assert (tmp_path / "received.ps1").read_bytes() == (CALL.text or "").encode()
    assert story["Parameters"] == {"Context": "auto", "TaskSeconds": 5}
    assert [(one["Sid"], one["User"]) for one in story["Sessions"]] == [(person.sid, person.name)]
    assert "AzureAdPrt : YES" in story["Sessions"][0]["TaskText"]
    assert (tmp_path / "whoami").read_text("utf-8").startswith('"lab\\sweeper","S-1-5-21-')
    assert "AzureAdPrt : NO" in (tmp_path / "dsregcmd").read_text("utf-8")
    assert (tmp_path / "programs").read_text().split() == ["cmd.exe", "dsregcmd.exe", "icacls.exe", "whoami.exe"]


@posix_only
async def test_a_windows_without_dsregcmd_has_no_such_program(tmp_path: Path) -> None:
    """Where the scenario has no dsregcmd, the folder has none either."""
    body = f"ls \"$folder/Windows/System32\" > '{tmp_path}/programs'"
    async for _ in PwshEngine(program(tmp_path, body)).run(plan_fleet(1, 1, NOW, ["no-dsregcmd"])[0], CALL):
        pass

    assert "dsregcmd.exe" not in (tmp_path / "programs").read_text()


@pytest.mark.parametrize("path", STUBS, ids=lambda path: path.name)
def test_stubs_parse_and_are_ascii(path: Path) -> None:
    """The stub module and the runner have no syntax error and no character that a code page could change."""
    tree_sitter = pytest.importorskip("tree_sitter")
    grammar = pytest.importorskip("tree_sitter_pwsh")
    parser = tree_sitter.Parser(tree_sitter.Language(grammar.language()))
    source = path.read_bytes()

    assert source.isascii()
    assert not parser.parse(source).root_node.has_error


def test_every_windows_cmdlet_is_stubbed() -> None:
    """Whatever the script calls is its own, stubbed, or among what PowerShell 7 has on every system."""
    tree_sitter = pytest.importorskip("tree_sitter")
    grammar = pytest.importorskip("tree_sitter_pwsh")
    parser = tree_sitter.Parser(tree_sitter.Language(grammar.language()))
    called = _texts(parser.parse((CALL.text or "").encode()).root_node, "command_name")
    stubbed = _texts(parser.parse(STUBS[0].read_bytes()).root_node, "function_name")
    own = {snippet.name for snippet in list_snippets()}

    assert called - own - stubbed == EVERYWHERE & called
    assert {name for name in stubbed if "Lab" not in name} <= called


def _texts(node: Node, kind: str) -> set[str]:
    """The texts of all nodes of that kind below one."""
    below = {text for child in node.children for text in _texts(child, kind)}
    return below | ({node.text.decode()} if node.type == kind and node.text else set())


def test_both_stub_files_are_there() -> None:
    """The engine ships its runner and its module."""
    assert [path.name for path in STUBS] == ["RemotePrtLab.psm1", "Run-LabScript.ps1"]


@pytest.mark.pwsh
@pytest.mark.parametrize(
    "scenario",
    [
        "healthy-entra",
        "healthy-japanese",
        "stale-after-unlock",
        "session-host-mixed",
        "wrong-password",
        "noisy-log",
        "log-disabled",
        "events-vouch",
        "owner-hidden",
        "tasks-fail",
        "healthy-task-stays",
        "events-under-app-storm",
        "nothing-may-be-read",
        "system-has-no-way",
        "tpm-not-ready",
        "registered-by-its-user-too",
        "no-dsregcmd",
        "nobody-signed-in",
        "result-became-a-link",
        "text-cut",
        "task-silent",
        "analytic-names-the-user",
        "sign-in-saw-no-prt",
        "hybrid-join-fails",
        "events-cut",
        "closed-to-the-helpdesk",
        "kiosk-another-shell",
        "published-programs",
        "task-service-off",
        "very-long-names",
        "session-host-full",
    ],
)
async def test_real_powershell_says_what_the_canned_engine_says(pwsh: Path, scenario: str) -> None:
    """The script, run by PowerShell 7 on the stubbed host, sends the records that the canned engine writes."""
    host = plan_fleet(1, 11, NOW, [scenario])[0]
    call = PROBING if scenario == "system-has-no-way" else CALL
    real = await _records(PwshEngine(pwsh), host, call)
    canned = await _records(CannedEngine(pace=0), host, call)

    assert [record["Snippet"] for record in real] == [record["Snippet"] for record in canned]
    for one, other in zip(real, canned, strict=True):
        assert one["Ok"] == other["Ok"], one
        assert list(one.get("Data") or one["Error"]) == list(other.get("Data") or other["Error"])
        for name in SAME:
            if one["Ok"] and name in one["Data"]:
                assert _comparable(one["Data"][name]) == _comparable(other["Data"][name]), name


async def _records(engine: PwshEngine | CannedEngine, host: object, call: PipelineCall = CALL) -> list[dict]:
    return [json.loads(item.value) async for item in engine.run(host, call) if item.stream is Stream.OUTPUT]


def _comparable(value: object) -> object:
    """A text without its times, which differ by the moment of the visit, and without padding at its end."""
    if isinstance(value, list):
        return [(entry["Sid"], entry["Source"]) for entry in value]
    if not isinstance(value, str):
        return value
    return "\n".join(line for line in value.rstrip().splitlines() if " UTC" not in line)
