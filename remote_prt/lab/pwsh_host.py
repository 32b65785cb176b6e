"""Lays out the folder in which a real PowerShell 7 finds a simulated Windows host: its facts, its programs, its tasks.

```
folder/received.ps1              the script as it arrived
folder/story.json                what the stub module answers from
folder/Tasks/<name>              one file per registered task; what is left was left on the host
folder/Windows/System32/*.exe    programs the script calls by path: small shell scripts, so POSIX only
```
"""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from remote_prt.lab.dsreg_text import status_text
from remote_prt.lab.dsreg_view import CALLER, View
from remote_prt.lab.event_records import CHANNEL_BYTES, channel_events, channel_mode
from remote_prt.lab.event_text import CHANNEL_NAMES
from remote_prt.lab.records import CALLER_NAME, CALLER_SID, SignIn, VisitRecords
from remote_prt.lab.story import Channel, TaskEnd
from remote_prt.lab.surroundings_records import SURROUNDINGS, network_probe

_IN_A_TASK = ("cmd.exe",)  #: only named in the definition of a user task, never run
_PADDING = 1024  #: how far a text that must be cut exceeds the bound


def lay_out(folder: Path, records: VisitRecords, script: str, parameters: Mapping[str, object]) -> None:
    """Writes everything that one run needs into an empty folder."""
    system = folder / "Windows" / "System32"
    system.mkdir(parents=True)
    (folder / "Tasks").mkdir()
    (folder / "received.ps1").write_text(script, encoding="utf-8", newline="")
    story = json.dumps(_story(records) | {"Parameters": dict(parameters)}, ensure_ascii=False)
    (folder / "story.json").write_text(story, encoding="utf-8")
    _write_programs(folder, system, records)


def leftovers(folder: Path) -> frozenset[str]:
    """The names of tasks that are still registered after a run, and of work folders that are still there."""
    return frozenset(path.name for path in (*(folder / "Tasks").iterdir(), *(folder / "Windows").glob("remote_prt-*")))


def put_leftovers(folder: Path, names: Iterable[str]) -> None:
    """What earlier runs left on the host: each a task with its work folder."""
    for name in names:
        (folder / "Tasks" / name).touch()
        (folder / "Windows" / name).mkdir()


def _write_programs(folder: Path, system: Path, records: VisitRecords) -> None:
    device = records.host.scenario.story.device
    _write_text(folder / "whoami.txt", f'"{CALLER_NAME.lower()}","{CALLER_SID}"\r\n')
    _write_program(system / "whoami.exe", f"exec cat '{folder / 'whoami.txt'}'")
    for name in ("icacls.exe", *_IN_A_TASK):
        _write_program(system / name, "exit 0")
    if device.dsregcmd:
        text = status_text(View(records.host, records.identity, records.moment, CALLER))
        _write_text(folder / "dsregcmd.txt", text)
        slow = "exec sleep 3600" if device.caller_timed_out else f"exec cat '{folder / 'dsregcmd.txt'}'"
        _write_program(system / "dsregcmd.exe", slow)


def _write_program(path: Path, body: str) -> None:
    path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    path.chmod(0o700)


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="")


def _story(records: VisitRecords) -> dict[str, object]:
    """The facts for the stub module; it knows the names of these keys."""
    host, identity = records.host, records.identity
    device = host.scenario.story.device
    facts = records.host_fact()
    *version, revision = identity.os_build.split(".")
    boot = datetime.fromisoformat(str(facts["LastBootUtc"]))
    return {
        "ComputerName": facts["ComputerName"],
        "HostName": host.computer_name,
        "Domain": identity.dns_suffix,
        "PartOfDomain": bool(identity.dns_suffix),
        "Version": ".".join(version),
        "BuildNumber": version[-1],
        "Revision": int(revision),
        "Caption": identity.os_caption,
        "ProductType": facts["ProductType"],
        "ProductOption": "ServerNT" if device.server else "WinNT",
        "LastBoot": _milliseconds(boot),
        "ClockMinutesOff": (records.moment - datetime.now(UTC)).total_seconds() / 60,
        "Channels": {CHANNEL_NAMES[channel]: _channel(records, channel) for channel in Channel},
        "Hidden": device.hidden_sign_ins,
        "TasksFail": device.tasks_fail,
        "Sessions": [_session(records, one) for one in records.sign_ins()],
        "Surroundings": {snippet: look(records) for snippet, look in SURROUNDINGS.items()},
        "SystemTask": _system_task(records),
    }


def _channel(records: VisitRecords, channel: Channel) -> dict[str, object]:
    story = records.host.scenario.story.channel(channel)
    logged = channel_events(records.host, records.identity, channel, records.moment)
    return {
        "State": story.state.value,
        "Mode": channel_mode(channel),
        "Size": CHANNEL_BYTES,
        "IsForwardOnly": channel is Channel.ANALYTIC,
        "Unreadable": story.unreadable,
        "Events": [
            {
                "IsAboutPrt": event.is_about_prt,
                "Id": event.event_id,
                "Time": _milliseconds(event.time),
                "Xml": event.xml,
            }
            for event in logged
        ],
    }


def _system_task(records: VisitRecords) -> dict[str, object]:
    """What becomes of a task of SYSTEM: it writes the probe's lines."""
    probe = network_probe(records)
    end = TaskEnd.FINISHED if probe["Context"] == "system" else TaskEnd.REFUSED
    refusal = {"Refusal": "HRESULT 0x80070005", "RefusalMessage": "Access is denied."}
    return refusal | {"Sid": "S-1-5-18", "TaskEnd": end.value, "TaskStays": False, "TaskText": probe["Text"]}


def _session(records: VisitRecords, one: SignIn) -> dict[str, object]:
    unlock = one.user.unlock_minutes_ago
    refusal = records.refusal(one)
    source = one.user.unlock_source.removeprefix("Security ")
    text = records.task_text(one)
    if one.user.task is TaskEnd.CUT:
        text = text.ljust(records.parameters.max_text_bytes + _PADDING)
    return {
        "Sid": one.person.sid,
        "Domain": one.person.domain,
        "User": one.person.name,
        "SessionId": one.session_id,
        "State": one.user.session.value,
        "Logon": _milliseconds(records.ago(one.user.logon_minutes_ago)),
        "Unlock": 0 if unlock is None else _milliseconds(records.ago(unlock)),
        "UnlockId": int(source) if unlock is not None and source.isdigit() else 0,
        "Desktop": one.user.desktop,
        "Upn": records.remembered_upn(one),
        "Refusal": refusal["ErrorId"].partition(",")[0],
        "RefusalMessage": refusal["Message"],
        "TaskEnd": one.user.task.value,
        "TaskStays": one.user.task_stays,
        "TaskText": text,
    }


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
