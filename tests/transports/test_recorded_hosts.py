"""What real Windows hosts once answered, answered again: our door understands it."""

import re
from collections import defaultdict, deque
from pathlib import Path

import pytest
import yaml

from remote_prt.errors import HostError, HostMisbehaved, HostRefused, HostUnreachable
from remote_prt.model import AuthMethod, Target
from remote_prt.transports.base import Script
from remote_prt.transports.credentials import Credential
from remote_prt.transports.pypsrp_threads import PypsrpTransport
from remote_prt.transports.settings import PhaseLimits, TransportSettings
from tests.transports.certificates import listener
from tests.transports.hostile_servers import Handler, read_request, serving
from tests.transports.visiting import Visited, visit

pytestmark = pytest.mark.recordings

_ACTION = re.compile(r"<wsa:Action[^>]*>([^<]*)<")
_MESSAGE_ID = re.compile(r"<wsa:MessageID>([^<]*)<")
_RELATES_TO = re.compile(r"(<a:RelatesTo>|<wsa:RelatesTo>)[^<]*(</)")


def replaying(dialogue: Path) -> Handler:
    """Answers each request with the next recorded reply to a request of its action, under the request's message id."""
    recorded: dict[str, deque[str]] = defaultdict(deque)
    for exchange in yaml.safe_load(dialogue.read_text(encoding="utf-8"))["messages"]:
        recorded[_ACTION.search(exchange["request"])[1]].append(exchange["response"])

    async def handle(reader, writer) -> None:
        while True:
            request = (await read_request(reader)).decode()
            waiting = recorded[_ACTION.search(request)[1]]
            if not waiting:
                return
            message_id = _MESSAGE_ID.search(request)[1]
            reply = _RELATES_TO.sub(rf"\g<1>{message_id}\g<2>", waiting.popleft()).encode()
            status = b"500 Internal Server Error" if b"WSManFault" in reply else b"200 OK"
            head = b"HTTP/1.1 %s\r\nContent-Type: application/soap+xml;charset=UTF-8\r\nContent-Length: %d\r\n\r\n"
            writer.write(head % (status, len(reply)) + reply)
            await writer.drain()

    return handle


async def visit_recorded(dialogue: Path, folder: Path) -> Visited:
    """A visit of the host that once answered so."""
    settings = TransportSettings(https=True, verify_tls=False, auth=AuthMethod.BASIC, limits=PhaseLimits(reap=0.3))
    async with (
        serving(replaying(dialogue), listener(folder, self_signed=True)) as server,
        PypsrpTransport(settings) as transport,
    ):
        target = Target("127.0.0.1", port=server.port)
        return await visit(transport, target, Credential("anna", "x"), call=Script("whatever", "00"), seconds=3)


TOLD = [
    # dialogue, records, error, its words
    ("test_psrp_long_running_cmdlet", ["hi"], None, ""),
    ("test_psrp_no_profile", ["C:\\WINDOWS\\SYSTEM32\\CONFIG\\SYSTEMPROFILE"], None, ""),
    ("test_psrp_stream_output_invocation", ["output stream"], None, ""),
    ("test_psrp_error_failed", ["before"], HostRefused, "the script failed on the host: error"),
    ("test_psrp_run_protocol_version_2.3", [], HostMisbehaved, "no text"),  # it sent objects
    ("test_psrp_with_jea_configuration", [], HostMisbehaved, "no text"),  # it sent objects
    ("test_psrp_open_runspace", [], HostUnreachable, "closed the connection"),  # the recording ends with the open pool
]


@pytest.mark.parametrize(("dialogue", "records", "error", "words"), TOLD, ids=[row[0] for row in TOLD])
async def test_replies_of_real_hosts_are_understood(  # noqa: PLR0917  a table row
    recordings: Path, tmp_path: Path, dialogue: str, records: list[str], error: type[HostError] | None, words: str
):
    """The recorded replies open a session and give the records they held; a failed script keeps what came before."""
    seen = await visit_recorded(recordings / f"{dialogue}.yml", tmp_path)

    assert seen.records == records
    assert type(seen.error) is (error or type(None))
    assert seen.error is None or words in seen.error.reason
