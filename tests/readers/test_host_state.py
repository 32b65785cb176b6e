"""Records about a host's surroundings are typed, bounded, and never more than what was told."""

import pytest

from remote_prt.diagnosis.evidence import Missing, MissingReason
from remote_prt.diagnosis.host_state import HostState, ProbePhase, ProxyFacts
from remote_prt.lab.surroundings_records import win_http_settings
from remote_prt.readers.host_state import MAX_ITEMS, read_host_state
from remote_prt.readers.json_fields import Fields
from remote_prt.readers.network_probe import MAX_ENDPOINTS, read_probe
from remote_prt.readers.win_http import win_http_proxy

PROOF = 'REMOTE-PRT-PROOF whoami="nt authority\\system","S-1-5-18"'
LINE = "REMOTE-PRT-PROBE host={} resolve=0 connect=10060 tls=-1 http=0 winhttp=12029 problem= issuer="


def state(**data: object) -> HostState:
    """What is read of records; names without verb, e.g. `PrtTpmFact={...}`."""

    def answer(snippet: str) -> Fields | Missing:
        told = data.get(snippet.removeprefix("Get-"))
        return Fields(told) if isinstance(told, dict) else Missing(MissingReason.DEADLINE)

    return read_host_state(answer)


def test_what_did_not_arrive_has_the_reason_of_the_visit() -> None:
    """A part whose record is absent is missing for the visit's reason, each for itself."""
    told = state(PrtTpmFact={"Source": "Get-Tpm", "Present": True})

    assert told.certificates == Missing(MissingReason.DEADLINE)
    assert not isinstance(told.tpm, Missing)
    assert (told.tpm.is_present, told.tpm.is_ready) == (True, None)


def test_a_tpm_nobody_may_ask_is_no_missing_tpm() -> None:
    """Where neither source answered, nothing is said about the TPM."""
    assert isinstance(state(PrtTpmFact={"Source": "", "Present": None}).tpm, Missing)


@pytest.mark.parametrize(
    "data",
    [
        {"Certificates": 7},
        {"Certificates": [{"HasPrivateKey": "yes"}]},
        {"Certificates": [{"NotAfterUtc": "soon"}]},
        {"Certificates": [{"KeyError": "0x80090016"}]},
    ],
)
def test_a_damaged_record_is_unreadable(data: dict[str, object]) -> None:
    """What does not fit its type is told as unreadable, and hides no other part."""
    told = state(PrtDeviceCertificate=data, PrtTimeService={"Type": "NTP", "StartMode": 3})

    assert isinstance(told.certificates, Missing)
    assert told.certificates.reason is MissingReason.UNREADABLE
    assert not isinstance(told.time_service, Missing)


def test_lists_are_bounded() -> None:
    """However many certificates a host sends, so many are kept."""
    told = state(PrtDeviceCertificate={"Certificates": [{"Thumbprint": "a" * 99_999}] * 5000})

    assert not isinstance(told.certificates, Missing)
    assert len(told.certificates) == MAX_ITEMS
    assert len(told.certificates[0].thumbprint) == 2048


def test_one_certificate_that_was_unwrapped_is_read() -> None:
    """Windows PowerShell 5.1 may send an array of one as the element; the HRESULT is read as unsigned."""
    told = state(PrtDeviceCertificate={"Certificates": {"Thumbprint": "ab", "KeyError": -2146893802}})

    assert not isinstance(told.certificates, Missing)
    assert (told.certificates[0].thumbprint, told.certificates[0].key_error) == ("AB", 0x80090016)


@pytest.mark.parametrize(
    ("digits", "proxy"),
    [
        ("", ""),
        ("180000000000000001000000" + "00" * 8, ""),
        (win_http_settings("proxy.example:8080").hex(), "proxy.example:8080"),
    ],
)
def test_the_machines_proxy_is_decoded(digits: str, proxy: str) -> None:
    """Never set and flag 1 are direct; flag 3 names the list."""
    assert win_http_proxy(digits) == proxy


@pytest.mark.parametrize(
    "digits", ["zz", "28", "28000000000000000300000" + "0ff000000", "2800000000000000030000000100000099"]
)
def test_another_layout_is_not_direct(digits: str) -> None:
    """A value that does not fit is unreadable: it must never pass for a machine without proxy."""
    proxy = win_http_proxy(digits)

    assert isinstance(proxy, Missing)
    assert ProxyFacts(proxy, (), is_per_machine=False, unreadable=0).users_only == ()


def test_only_proven_system_speaks_for_system() -> None:
    """The record may claim it; without the SID in whoami's line it is the caller's word."""
    line = LINE.format("login.microsoftonline.com")

    assert read_probe(f"{PROOF}\r\n{line}", "", is_claimed_system=True).is_system
    assert not read_probe(line, "", is_claimed_system=True).is_system
    assert not read_probe(f"{PROOF}\r\n{line}", "", is_claimed_system=False).is_system
    assert not read_probe(f'REMOTE-PRT-PROOF whoami="a","S-1-5-21-1"\n{line}', "", is_claimed_system=True).is_system


def test_a_line_tells_where_it_ended() -> None:
    """The first direct step that failed is the phase; a server that answered through a proxy was reached."""
    (failed,) = read_probe(LINE.format("LOGIN.example.com"), "", is_claimed_system=False).endpoints
    by_proxy = LINE.format("b.example").replace("http=0 winhttp=12029", "http=200 winhttp=0")
    (reached,) = read_probe(by_proxy, "", is_claimed_system=False).endpoints

    assert (failed.host, failed.failed_phase, failed.tls) == ("login.example.com", ProbePhase.CONNECT, None)
    assert reached.is_reached


def test_a_proxy_that_wants_a_logon_is_no_server() -> None:
    """HTTP 407 comes from the proxy: the server was not reached."""
    line = LINE.format("a.example").replace("http=0 winhttp=12029", "http=407 winhttp=0")
    (one,) = read_probe(line, "", is_claimed_system=True).endpoints

    assert not one.is_reached
    assert "HTTP 407" in one.spelled


def test_lines_that_are_none_are_left_out() -> None:
    """What is no line of the probe is dropped, and so is what exceeds the bound."""
    text = "\n".join(["rubbish", "REMOTE-PRT-PROBE host=a b", *(LINE.format(f"h{n}.example") for n in range(50))])

    assert len(read_probe(text, "", is_claimed_system=False).endpoints) == MAX_ENDPOINTS
