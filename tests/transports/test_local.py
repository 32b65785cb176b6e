"""The door to this very machine, with an honest program in the place of PowerShell, and with less honest ones."""

import json
import os
import sys
from pathlib import Path

import psutil
import pytest

from remote_prt.collectors.prt_visit import CollectOptions, visit_script
from remote_prt.errors import HostMisbehaved, HostRefused, HostTimedOut, HostUnreachable
from remote_prt.model import Deadline, Target
from remote_prt.snippets import compose_door, door_script
from remote_prt.transports import local
from remote_prt.transports.base import CommandCall
from remote_prt.transports.credentials import Credential
from remote_prt.transports.local import LocalTransport, RecordLines
from remote_prt.transports.local_process import child_environment, find_powershell
from remote_prt.transports.settings import Bounds
from tests.lab_farm import until
from tests.transports.fake_powershell import line_of, program
from tests.transports.visiting import Visited, visit

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a shell script")

HERE = Target("localhost")
VISIT = visit_script(CollectOptions(), 60)


async def visited(folder: Path, mode: str, *, seconds: float = 20.0, bounds: Bounds | None = None) -> Visited:
    """A visit of this machine by a program that behaves in that way."""
    transport = LocalTransport(compose_door().text, bounds, program(folder, mode))
    return await visit(transport, HERE, call=VISIT, seconds=seconds)


@pytest.mark.parametrize("mode", ["honest", "wraps"])
async def test_this_machine_is_visited_without_winrm(tmp_path: Path, mode: str) -> None:
    """The script of a remote visit runs here, with its parameters, and its records arrive with every letter."""
    seen = await visited(tmp_path, mode)
    records = [json.loads(record) for record in seen.records]

    assert seen.error is None
    assert records[-1]["Data"]["Completed"] is True
    assert not any(key in "".join(seen.records) for key in "\r\n")
    assert any(not str(record["LogonSession"]).isascii() or not str(record).isascii() for record in records)
    assert seen.peer is not None
    assert (seen.peer.door, seen.peer.transport) == ("local", "local")


async def test_a_deadline_ends_the_process_and_its_children(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What arrived before stays; the process, its child and the folder are gone when the visit has ended."""
    notes = tmp_path / "notes"
    monkeypatch.setenv("FAKE_NOTES", str(notes))
    seen = await visited(tmp_path, "hangs", seconds=1.5)
    parent, child, folder = notes.read_text().split(" ", 2)

    assert [json.loads(record) for record in seen.records] == [{"Snippet": "first"}]
    assert isinstance(seen.error, HostTimedOut)
    assert seen.error.transport == "local"
    assert seen.seconds < 4
    await until(lambda: not any(psutil.pid_exists(int(pid)) and is_running(int(pid)) for pid in (parent, child)))
    assert not os.path.exists(folder)  # noqa: ASYNC240, PTH110  a look at the disk of a test


async def test_who_leaves_early_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A visit that nobody reads to its end is over when its connection is left."""
    notes = tmp_path / "notes"
    monkeypatch.setenv("FAKE_NOTES", str(notes))
    transport, far = LocalTransport(compose_door().text, program=program(tmp_path, "hangs")), Deadline(1e12)
    async with transport.connect(HERE, Credential(), far) as connection:
        async for record in connection.run(VISIT, far):
            assert json.loads(record) == {"Snippet": "first"}
            await until(lambda: notes.exists() and notes.read_text().count(" ") == 2)
            break
    parent, child, folder = notes.read_text().split(" ", 2)

    await until(lambda: not any(is_running(int(pid)) for pid in (parent, child)))
    assert not os.path.exists(folder)  # noqa: ASYNC240, PTH110  a look at the disk of a test


def is_running(pid: int) -> bool:
    """Whether a process is there and not just waiting to be buried."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@pytest.mark.parametrize(
    ("mode", "kept", "kind", "words"),
    [
        pytest.param("endless", 49, HostMisbehaved, "more records than any visit has", id="endless output"),
        pytest.param("garbage", 1, HostMisbehaved, "no record: WARNING: \\x1b[31mprofile", id="words of a profile"),
        pytest.param("cut", 0, HostMisbehaved, "ended within a record", id="half a record"),
        pytest.param("huge", 0, HostMisbehaved, "a record of 999,999,999 characters", id="a record without end"),
        pytest.param("fails", 1, HostRefused, "PowerShell ended with 1: visit.ps1 : Cannot find \\x1b", id="an error"),
        pytest.param("policy", 0, HostRefused, "execution policy", id="an execution policy"),
    ],
)
async def test_what_goes_wrong_is_told_and_bounded(
    tmp_path: Path, mode: str, kept: int, kind: type[Exception], words: str
) -> None:
    """Whatever a program says, its words are bounded and escaped, and what came before stays."""
    seen = await visited(tmp_path, mode, bounds=Bounds(records=49))

    assert len(seen.records) == kept
    assert type(seen.error) is kind
    assert words in str(seen.error)
    assert len(str(seen.error)) < 600


async def test_a_program_that_cannot_start_is_named(tmp_path: Path) -> None:
    """A file that is no program is told with its path."""
    broken = tmp_path / "powershell"
    broken.write_bytes(b"\x7fELF nothing")
    broken.chmod(0o700)
    seen = await visit(LocalTransport(compose_door().text, program=broken), HERE, call=VISIT)

    assert isinstance(seen.error, HostUnreachable)
    assert "powershell cannot be started" in seen.error.reason


async def test_this_machine_takes_no_command() -> None:
    """There is no endpoint here that would show commands."""
    transport = LocalTransport(compose_door().text, program=Path("/bin/true"))
    seen = await visit(transport, HERE, call=CommandCall("Invoke-PrtVisit"))

    assert isinstance(seen.error, HostRefused)


@pytest.mark.parametrize("names", [(), ("pwsh",), ("powershell",), ("powershell", "pwsh")])
def test_the_powershell_of_this_machine_is_found(tmp_path: Path, names: tuple[str, ...]) -> None:
    """PowerShell 7 is found on the PATH before anything of another name; without any there is none."""
    for name in names:
        (tmp_path / name).write_text("#!/bin/sh\n")
        (tmp_path / name).chmod(0o700)
    found = find_powershell({"PATH": str(tmp_path)})

    assert found == (tmp_path / max(names) if names else None)


def test_a_named_powershell_is_taken_or_nothing(tmp_path: Path) -> None:
    """What REMOTE_PRT_PWSH names is used; a name that leads nowhere is not replaced by another program."""
    named = program(tmp_path, "honest")

    assert find_powershell({"PATH": "", "REMOTE_PRT_PWSH": str(named)}) == named
    assert find_powershell({"PATH": str(tmp_path), "REMOTE_PRT_PWSH": str(tmp_path / "missing")}) is None


def test_the_child_knows_no_password() -> None:
    """Neither a password of ours nor another PowerShell's module path is handed on."""
    given = {"PATH": "p", "REMOTE_PRT_PASSWORD": "x", "REMOTE_PRT_PASSWORD_FILE": "x", "PSModulePath": "7"}

    assert child_environment(given) == {"PATH": "p"}


@pytest.mark.parametrize("size", [1, 2, 7, 1000])
def test_records_are_read_from_any_pieces(size: int) -> None:
    """However the output is cut, with or without a byte order mark, the records are the same."""
    text = b"\xef\xbb\xbf" + "\r\n".join(map(line_of, ["{}", '{"a": "\u65e5"}', "", "[1]"])).encode() + b"\r\n"
    if size < 3:
        text = text[3:]
    lines = RecordLines(Bounds())
    records = [record for at in range(0, len(text), size) for record in lines.feed(text[at : at + size])]
    lines.end()

    assert records == ["{}", '{"a": "\\u65e5"}', "", "[1]"]


def test_both_rooms_mean_the_same_files() -> None:
    """The starter reads what the door lays out, and writes the word that the door knows."""
    assert (door_script.SCRIPT_FILE, door_script.PARAMETER_FILE) == (local.SCRIPT_FILE, local.PARAMETER_FILE)
    assert f"'{local.RECORD_WORD} {{0}} {{1}}'" in compose_door().text
