"""What a session lets through of a script's output, and how it ends."""

import pytest

from remote_prt.errors import HostMisbehaved
from remote_prt.model import AuthMethod
from remote_prt.transports.base import Script
from remote_prt.transports.credentials import Credential
from remote_prt.transports.pypsrp_session import PypsrpSession, _serialized
from remote_prt.transports.session_plan import SessionPlan
from remote_prt.transports.settings import Bounds
from tests.conftest import StartFarm
from tests.transports.test_pypsrp_errors import new_wire
from tests.transports.test_pypsrp_threads import credential_of, target_of, transport_for
from tests.transports.visiting import visit


def new_session(bounds: Bounds) -> PypsrpSession:
    """A session that is never opened."""
    plan = SessionPlan(AuthMethod.NTLM, Credential("anna", "x"), "Microsoft.PowerShell", 20, 100, bounds)
    return PypsrpSession(plan, new_wire())


@pytest.mark.parametrize("item", [None, 7, b"bytes", {"a": 1}, '<Obj RefId="0"><TN/></Obj>'])
def test_output_that_is_no_text_is_refused(item: object):
    """Numbers, objects and the XML pypsrp makes of unknown objects are no records."""
    with pytest.raises(HostMisbehaved, match="no text"):
        new_session(Bounds())._checked(item)


def test_text_passes_unchanged():
    """Whatever the text, it is handed on as it came."""
    assert new_session(Bounds())._checked('{"a": "\u202e\x00"}') == '{"a": "\u202e\x00"}'


@pytest.mark.parametrize(
    ("bounds", "script", "kept", "words"),
    [
        (Bounds(records=2), "output: 1\noutput: 2\noutput: 3", ["1", "2"], "more than 2 records"),
        (Bounds(record_characters=99), "output: 1\nrepeat 100: x", ["1"], "a record of 100 characters"),
        (Bounds(record_bytes=999), "repeat 200: x\nrepeat 200: \U0001f511", ["x" * 200], "take more than 999 bytes"),
    ],
)
async def test_records_are_bounded(start_farm: StartFarm, bounds: Bounds, script: str, kept: list[str], words: str):
    """One record too many or too long ends the visit; those before it stay, and no shell does."""
    farm = await start_farm()

    async with transport_for(farm, bounds=bounds) as transport:
        seen = await visit(transport, target_of(farm), credential_of(farm), call=Script(script, "00"))

    assert seen.records == kept
    assert isinstance(seen.error, HostMisbehaved)
    assert words in seen.error.reason
    assert farm.farm.stats().open_shells == 0


def test_a_script_is_serialised_once():
    """The same text is the same element, with its line ends escaped as MS-PSRP 2.2.5.3.2 says."""
    first, second = _serialized("a\r\nb\t\u00e9"), _serialized("a\r\nb\t\u00e9")

    assert first is second
    assert first.text == "a_x000D__x000A_b_x0009_\u00e9"


async def test_the_bytes_of_a_script_arrive_unchanged(start_farm: StartFarm):
    """Tabs, accents, astral characters and text that looks like an escape reach the host as written."""
    farm = await start_farm()
    text = "t\tab \u00e9 \u65e5\u672c \U0001f511 _x000A_ end"

    async with transport_for(farm) as transport:
        seen = await visit(transport, target_of(farm), credential_of(farm), call=Script(f"output: {text}", "00"))

    assert seen.records == [text]
