"""What simulated hosts answer to actions about traces and files, and what they remember of them."""

import base64
import uuid
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from remote_prt.lab.event_records import iso
from remote_prt.lab.records import Data, SnippetError
from remote_prt.lab.trace_memory import HostTrace, SimulatedFile
from remote_prt.lab.trace_story import TraceStory

if TYPE_CHECKING:
    from remote_prt.lab.action_answers import ActionCall

#: Files of a stopped trace, by kind: the first is as large as the story says, the others are small.
_FILES = {
    "network": ("network.etl", "network.cab"),
    "auth": ("auth.zip",),
    "ttd": ("lsass01.run", "lsass01.out"),
}
_SMALL_BYTES = 20_011
_GIGABYTE = 1_000_000_000
_MEGABYTE = 1_000_000


def trace_state(call: "ActionCall") -> Data:
    """`Get-PrtTraceState`."""
    trace = call.memory.trace
    return {
        "Traces": [] if trace is None else [_told(trace)],
        "FreeBytes": _free(call),
        "LanguageMode": call.records.host.scenario.story.device.language_mode,
    }


def new_folder(call: "ActionCall") -> tuple[Data, HostTrace | None]:
    """`New-PrtTraceFolder`."""
    trace = call.memory.trace
    state = "exists" if trace is not None else "whatif" if call.is_dry else "made"
    if state == "made":
        end = call.records.moment + timedelta(hours=int(str(call.parameters.get("lifehours", 72))))
        unique = uuid.uuid5(uuid.NAMESPACE_OID, f"{call.records.host.seed}/{call.now}")
        trace = HostTrace(f"remote_prt-{end:%Y%m%dT%H%M%SZ}-{unique}", call.text("kind"), "prepared", _now(call))
    is_other = state == "exists" and trace is not None
    data: Data = {
        "State": state,
        "Folder": None if trace is None else trace.folder,
        "OtherKind": trace.kind if trace is not None and is_other else None,
        "OtherState": trace.state if trace is not None and is_other else None,
        "FreeBytes": _free(call),
        "LanguageMode": call.records.host.scenario.story.device.language_mode,
    }
    return data, trace


def start(call: "ActionCall") -> tuple[Data, HostTrace | None]:
    """`Start-PrtTrace`."""
    trace, story = _named(call), _story(call)
    state, reason, exit_code = "running", "", None
    if trace is None or trace.state != "prepared" or trace.kind != call.text("kind"):
        state, reason = "refused", "not-prepared"
    elif call.is_dry:
        state = "whatif"
    else:
        reason, exit_code = _start_end(story, trace, call.text("programpath"))
        state = "refused" if reason else "running"
        pushed = trace if trace.kind != "auth" else replace(trace, pushed=b"")  # it is unpacked, and removed
        trace = pushed if reason else pushed.become("running", _now(call))
    data: Data = {
        "Folder": call.text("folder"),
        "State": state,
        "Reason": reason,
        "ExitCode": exit_code,
        "Text": "",
    }
    return data, trace or call.memory.trace


def stop(call: "ActionCall") -> tuple[Data, HostTrace | None]:
    """`Stop-PrtTrace`."""
    trace, story = _named(call), _story(call)
    state, exit_code = "stopped", None
    if trace is None:
        state = "missing"
    elif call.is_dry:
        state = "whatif"
    elif trace.state == "running":
        exit_code = story.stop_exit
        if exit_code == 0 or (trace.kind == "network" and exit_code == 1):
            trace = trace.become("stopped", _now(call), _files(call, trace.kind))
        else:
            state = "refused"
    data: Data = {
        "Folder": call.text("folder"),
        "Kind": "" if trace is None else trace.kind,
        "State": state,
        "ExitCode": exit_code,
        "Text": "",
    }
    return data, trace or call.memory.trace


def remove(call: "ActionCall") -> tuple[Data, HostTrace | None]:
    """`Remove-PrtTrace`."""
    trace = _named(call)
    is_left = _story(call).stays
    state = "removed"
    if trace is not None and trace.state == "running":
        state = "running"
    elif call.is_dry:
        state = "whatif"
    elif is_left:
        state = "left"
    kept = call.memory.trace if state != "removed" or trace is None else None
    return {"Folder": call.text("folder"), "State": state}, kept


def tracer(call: "ActionCall") -> Data:
    """`Get-PrtTracer`."""
    story, given = _story(call), call.text("programpath")
    found = story.ttd if given in {"", story.ttd} else ""
    return {
        "ProgramPath": found or None,
        "ProcessId": story.lsass_id,
        "IsProtected": story.is_protected,
        "FreeBytes": _free(call),
    }


def file_fact(call: "ActionCall") -> Data:
    """`Get-PrtFileFact`."""
    trace, name = _named(call), call.text("name")
    file = _file(trace, name)
    length, digest = 0, ""
    if file is not None:
        length, digest = file.size, file.sha256()
    elif trace is not None and name == "input.zip":
        length, digest = len(trace.pushed), sha256(trace.pushed).hexdigest().upper()
    return {
        "Name": name,
        "Exists": bool(digest),
        "Length": length,
        "Sha256": "0" * 64 if digest and _story(call).hash_lies else digest,
        "FreeBytes": _free(call),
    }


def read_file(call: "ActionCall") -> tuple[Data | SnippetError, SimulatedFile | None]:
    """`Read-PrtFilePart`: what comes after its parts, and the file they come from."""
    file = _file(_named(call), call.text("name"))
    if file is None:
        return SnippetError("FileNotFound,Read-PrtFilePart", "ReadError", "Could not find the file"), None
    is_full = call.records.host.scenario.story.device.language_mode == "FullLanguage"
    offset = call.text("offset") or "0"
    count = len(range(int(offset), file.size, 393_216))
    return {"Name": file.name, "Offset": offset, "Parts": count, "Way": "stream" if is_full else "text"}, file


def write_file(call: "ActionCall") -> tuple[Data, HostTrace | None]:
    """`Write-PrtFilePart`."""
    trace, offset = _named(call), int(call.text("offset") or 0)
    is_full = call.records.host.scenario.story.device.language_mode == "FullLanguage"
    state = "done" if call.parameters.get("islast") is True else "written"
    if trace is None or len(trace.pushed) < offset or (not is_full and offset not in {0, len(trace.pushed)}):
        state = "misplaced"
    else:
        content = base64.b64decode(call.text("base64"))
        trace = replace(trace, pushed=trace.pushed[:offset] + content)
    return {"Name": call.text("name"), "State": state}, trace or call.memory.trace


def _start_end(story: TraceStory, trace: HostTrace, program: str) -> tuple[str, int | None]:
    """Why it is not started, "" where it is; and the exit code of what was run."""
    if trace.kind == "auth" and not (story.has_scripts and trace.pushed):
        return "no-script", None
    if trace.kind == "ttd" and (not story.ttd or program not in {"", story.ttd}):
        return "no-program", None
    if trace.kind == "ttd" and story.is_protected:
        return "protected", None
    return ("exit-code" if story.start_exit else ""), story.start_exit


def _files(call: "ActionCall", kind: str) -> tuple[SimulatedFile, ...]:
    story, seed = _story(call), call.records.host.seed
    names = story.tells_names or _FILES[kind]
    sizes = (int(story.megabytes * _MEGABYTE), *(_SMALL_BYTES for _ in names[1:]))
    return tuple(SimulatedFile(name, size, seed) for name, size in zip(names, sizes, strict=True))


def _told(trace: HostTrace) -> Data:
    return {
        "Folder": trace.folder,
        "Kind": trace.kind,
        "State": trace.state,
        "SinceUtc": trace.since,
        "Files": [f"{file.size} {file.name}" for file in trace.files],
    }


def _file(trace: HostTrace | None, name: str) -> SimulatedFile | None:
    return None if trace is None else next((file for file in trace.files if file.name == name), None)


def _named(call: "ActionCall") -> HostTrace | None:
    """The trace whose folder was named."""
    trace = call.memory.trace
    return trace if trace is not None and trace.folder == call.text("folder") else None


def _story(call: "ActionCall") -> TraceStory:
    return call.records.host.scenario.story.trace


def _free(call: "ActionCall") -> int | None:
    free = _story(call).free_gigabytes
    return None if free < 0 else int(free * _GIGABYTE)


def _now(call: "ActionCall") -> str:
    return iso(call.records.moment)
