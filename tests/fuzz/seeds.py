"""Writes honest inputs for every target, from a lab: `python tests/fuzz/seeds.py [FOLDER]`, by default tests/data/fuzz.

What a lab host really answered to a real visit, taken where the library hands it over.
"""

import asyncio
import base64
import json
import re
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from remote_prt.cli.composition import SweepSettings, open_visitor
from remote_prt.controller.sweep import sweep
from remote_prt.lab.process import LabHost, LabProcess
from remote_prt.model import AuthMethod, Context, RunOptions, Target
from remote_prt.transports.base import Script
from remote_prt.transports.credentials import Credential
from remote_prt.transports.pypsrp_limits import BoundedTransport
from remote_prt.transports.pypsrp_threads import PypsrpTransport
from remote_prt.transports.settings import TransportSettings
from tests.fuzz.replayed_host import MESSAGE, PIPELINE, POOL, http
from tests.fuzz.targets import NEXT, NEXT_RECORD
from tests.transports.visiting import visit

_SCENARIOS = (
    "healthy-hybrid", "wrong-password", "idle-overnight", "device-test-offline", "analytic-refresh-refused",
    "session-host-mixed", "proxy-for-users-only", "logon-failure-unexplained", "no-dsregcmd", "hostile-names",
    "answers-under-another-name", "access-denied", "locked-down",
)  # fmt: skip
_ECHOED = (
    "output: hello",
    "output: a\noutput: b\nwarning: w\nerror: e\nverbose: v",
    "repeat 5: abc\nerror: x",
    "progress: p\noutput: hello",
)
_MOST_BYTES = 26_000  # a seed that is larger is slow to mutate and shows nothing new
_SHELL_ID = re.compile(rb'ShellId">([0-9A-Fa-f-]{36})|<rsp:ShellId>([0-9A-Fa-f-]{36})')
_COMMAND_ID = re.compile(rb"CommandId>([0-9A-Fa-f-]{36})|CommandId=\"([0-9A-Fa-f-]{36})")
_RELATES_TO = re.compile(rb"(RelatesTo>uuid:)[0-9A-Fa-f-]{36}")
_STREAM = re.compile(rb"(<rsp:Stream[^>]*>)([A-Za-z0-9+/=]+)(</rsp:Stream>)")
_EVENT = re.compile(r"<Event .*?</Event>", re.DOTALL)


class Overheard:
    """Every body that one transport received."""

    def __init__(self) -> None:
        self.bodies: dict[int, list[bytes]] = {}
        self._honest = BoundedTransport._send_request

    def listen(self) -> None:
        """From now on, in this process."""
        honest, bodies = self._honest, self.bodies

        def listening(transport: BoundedTransport, request: Any, timeout: Any = None) -> bytes:
            body = honest(transport, request, timeout)
            bodies.setdefault(id(transport), []).append(body)
            return body

        BoundedTransport._send_request = listening  # type: ignore[method-assign]


async def _main(folder: Path) -> None:
    overheard = Overheard()
    overheard.listen()
    async with LabProcess.start(hosts=len(_SCENARIOS), seed=3, scenarios=_SCENARIOS) as lab:
        settings = SweepSettings(
            transport=TransportSettings(ca_file=lab.ca_certificate_path, max_threads=1),
            credential=Credential(lab.account, lab.password),
            auth_brake=None,
        )
        options = RunOptions("seeds", Context.AUTO, "pypsrp", lab.account, 1, 60.0)
        async with open_visitor(settings) as visitor:
            run = await sweep([_target(host) for host in lab.hosts], visitor, options, keep_evidence=True)
    async with LabProcess.start(hosts=1, engine="echo") as lab:
        settings = SweepSettings(transport=TransportSettings(ca_file=lab.ca_certificate_path))
        async with PypsrpTransport(settings.transport) as transport:
            for text in _ECHOED:
                credential = Credential(lab.account, lab.password)
                await visit(transport, _target(lab.hosts[0]), credential, call=Script(text, "00"))
    for outcome in run.outcomes:
        if outcome.capture is not None:
            _write_records(folder, outcome.target.name, outcome.capture.records)
    for number, bodies in enumerate(overheard.bodies.values()):
        _write_dialogue(folder, f"dialogue-{number:02}", [_marked(bodies, body) for body in bodies if body])


def _target(host: LabHost) -> Target:
    return Target(host.computer_name, address=host.address, port=host.https_port, https=True, auth=AuthMethod.BASIC)


def _marked(bodies: list[bytes], body: bytes) -> bytes:
    """The body with the marks of `replayed_host` where ids of the session were."""
    whole = b"".join(bodies)
    body = _RELATES_TO.sub(rb"\g<1>" + str(MESSAGE).encode(), body)
    for pattern, mark in ((_SHELL_ID, POOL), (_COMMAND_ID, PIPELINE)):
        if found := pattern.search(whole):
            real = found[1] or found[2]
            body = re.sub(re.escape(real), str(mark).encode(), body, flags=re.IGNORECASE)
            little = type(mark)(real.decode()).bytes_le
            body = _STREAM.sub(
                lambda m, little=little, mark=mark: (
                    m[1] + base64.b64encode(base64.b64decode(m[2]).replace(little, mark.bytes_le)) + m[3]
                ),
                body,
            )
    return body


def _write_dialogue(folder: Path, name: str, bodies: list[bytes]) -> None:
    _write(folder / "envelopes" / name, NEXT.join(bodies))
    _write(folder / "http" / name, NEXT.join(http(body) for body in bodies))
    _write(folder / "sealed" / name, NEXT.join(_sealed(body) for body in bodies))
    carried = [b"".join(base64.b64decode(one[2]) for one in _STREAM.finditer(body)) for body in bodies]
    _write(folder / "fragments" / name, NEXT.join(one for one in carried if one))


def _sealed(body: bytes) -> bytes:
    """As a host seals it, with a seal of no bytes (MS-WSMV 2.2.9.1)."""
    return (
        b"--Encrypted Boundary\r\n\tContent-Type: application/HTTP-SPNEGO-session-encrypted\r\n"
        b"\tOriginalContent: type=application/soap+xml;charset=UTF-8;Length=%d\r\n--Encrypted Boundary\r\n"
        b"\tContent-Type: application/octet-stream\r\n\0\0\0\0%s--Encrypted Boundary--\r\n" % (len(body), body)
    )


def _write_records(folder: Path, name: str, records: tuple[str, ...]) -> None:
    _write(folder / "records" / name, NEXT_RECORD.join(one.encode() for one in records))
    for number, text in enumerate(records):
        _write(folder / "actions" / f"{name}-{number:02}", text.encode())
    for number, event in enumerate(_EVENT.findall(_plain(records))[:3]):
        _write(folder / "events" / f"{name}-{number:02}", event.encode())


def _plain(records: tuple[str, ...]) -> str:
    """Every text in the records, unescaped."""
    return "\n".join(text for one in records for text in _texts(json.loads(one)))


def _texts(value: object) -> list[str]:
    match value:
        case str():
            return [value]
        case dict():
            return [text for one in value.values() for text in _texts(one)]
        case list():
            return [text for one in value for text in _texts(one)]
        case _:
            return []


def _write(path: Path, data: bytes) -> None:
    if len(data) > _MOST_BYTES or not data:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


if __name__ == "__main__":
    asyncio.run(_main(Path(sys.argv[1]) if sys.argv[1:] else Path(__file__).parents[1] / "data" / "fuzz"))
