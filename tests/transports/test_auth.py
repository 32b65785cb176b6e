"""Who is logged on to how: the whole table."""

import sys
from pathlib import Path

import pytest

from remote_prt.errors import HostRefused, Phase
from remote_prt.model import AuthMethod, Target
from remote_prt.transports.auth import choose_auth, is_address, port_of, require_secret, weakened_notes
from remote_prt.transports.credentials import Credential
from remote_prt.transports.settings import TransportSettings

AUTO, KERBEROS, NEGOTIATE = AuthMethod.AUTO, AuthMethod.KERBEROS, AuthMethod.NEGOTIATE
NTLM, BASIC, CERTIFICATE = AuthMethod.NTLM, AuthMethod.BASIC, AuthMethod.CERTIFICATE
PEM = Path("client.pem")

CHOICES = [
    # name, settings, method
    ("pc-01", {}, KERBEROS),
    ("pc-01", {"allow_ntlm": True}, NEGOTIATE),
    ("pc-01", {"https": True}, NEGOTIATE),
    ("pc-01", {"https": True, "verify_tls": False}, KERBEROS),
    ("pc-01", {"https": True, "verify_tls": False, "allow_ntlm": True}, NEGOTIATE),
    ("10.1.2.3", {}, NTLM),
    ("127.0.0.1", {}, NTLM),
    ("::1", {}, NTLM),
    ("localhost", {}, NTLM),
    ("10.1.2.3", {"https": True, "verify_tls": False}, NTLM),
    ("pc-01", {"auth": KERBEROS}, KERBEROS),
    ("pc-01", {"auth": NTLM}, NTLM),
    ("pc-01", {"auth": BASIC, "https": True}, BASIC),
    ("pc-01", {"auth": CERTIFICATE, "https": True, "certificate_file": PEM}, CERTIFICATE),
]


@pytest.mark.parametrize(("name", "settings", "method"), CHOICES)
def test_each_target_gets_the_logon_the_design_says(name: str, settings: dict, method: AuthMethod):
    """Kerberos by default; NTLM only for addresses, behind verified TLS, or where it was allowed."""
    assert choose_auth(Target(name), TransportSettings(**settings)) is method


def test_a_targets_own_words_outrank_the_run():
    """What the inventory says about a host beats what the run says about all."""
    target = Target("pc-01", auth=BASIC, https=True, port=8443)
    settings = TransportSettings(auth=KERBEROS, https=False)

    assert choose_auth(target, settings) is BASIC
    assert port_of(target, settings) == 8443


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"auth": BASIC}, "plain HTTP"),
        ({"auth": CERTIFICATE, "certificate_file": PEM}, "needs TLS"),
        ({"auth": CERTIFICATE, "https": True}, "no client certificate"),
    ],
)
def test_what_would_give_secrets_away_is_refused(settings: dict, words: str):
    """A method its channel cannot carry is refused with what to do instead."""
    with pytest.raises(HostRefused) as caught:
        choose_auth(Target("pc-01"), TransportSettings(**settings))

    assert words in caught.value.reason
    assert caught.value.phase is Phase.AUTHENTICATE
    assert caught.value.try_next


@pytest.mark.skipif(sys.platform == "win32", reason="Windows logs on as the current user")
@pytest.mark.parametrize("method", [NTLM, BASIC])
@pytest.mark.parametrize("credential", [Credential(), Credential("anna"), Credential(None, "x"), Credential("", "x")])
def test_a_logon_without_a_password_is_refused_here(method: AuthMethod, credential: Credential):
    """What needs a password and has none is told so before anything is contacted."""
    with pytest.raises(HostRefused, match="needs an account and a password"):
        require_secret(method, credential)


def test_tickets_and_certificates_need_no_password():
    """Kerberos and certificates prove themselves."""
    for method in (KERBEROS, CERTIFICATE):
        require_secret(method, Credential())
    require_secret(NTLM, Credential("anna", ""))


@pytest.mark.parametrize(
    ("target", "settings", "port"),
    [
        (Target("a"), {}, 5985),
        (Target("a"), {"https": True}, 5986),
        (Target("a", https=True), {}, 5986),
        (Target("a", https=True), {"port": 8080}, 5986),
        (Target("a"), {"port": 8080}, 8080),
        (Target("a", port=1), {"port": 8080}, 1),
    ],
)
def test_ports_follow_the_scheme(target: Target, settings: dict, port: int):
    """The usual ports, unless one is named; a run's port is for the run's scheme only."""
    assert port_of(target, TransportSettings(**settings)) == port


@pytest.mark.parametrize(
    ("name", "expected"), [("10.0.0.1", True), ("LOCALHOST.", True), ("fe80::1", True), ("10", False)]
)
def test_addresses_are_told_from_names(name: str, expected: bool):
    """Only literal addresses and this machine have no Kerberos name."""
    assert is_address(name) is expected


NAMED, ADDRESS = Target("pc-01"), Target("10.1.2.3")
WEAKENED = [
    pytest.param([NAMED, ADDRESS], {}, (), id="nothing_by_default"),
    pytest.param([NAMED], {"https": True}, (), id="nothing_over_verified_tls"),
    pytest.param(
        [], {"allow_ntlm": True, "verify_tls": False}, ("--allow-ntlm", "--no-verify-tls"), id="both_switches"
    ),
    pytest.param([ADDRESS], {"allow_ntlm": True}, ("--allow-ntlm",), id="a_switch_that_no_host_needed"),
    pytest.param([NAMED], {"verify_tls": False}, ("--no-verify-tls",), id="set_by_a_library_caller"),
    pytest.param([NAMED, NAMED, ADDRESS], {"auth": NTLM}, ("--auth ntlm",), id="ntlm_by_name_once"),
    pytest.param([NAMED], {"auth": NEGOTIATE}, ("--auth negotiate",), id="negotiate_may_fall_back"),
    pytest.param([ADDRESS], {"auth": NTLM}, (), id="ntlm_by_address_is_what_auto_takes"),
    pytest.param([NAMED], {"auth": NTLM, "https": True}, (), id="ntlm_behind_verified_tls"),
    pytest.param(
        [NAMED],
        {"auth": NTLM, "https": True, "verify_tls": False},
        ("--no-verify-tls", "--auth ntlm"),
        id="ntlm_behind_unverified_tls",
    ),
    pytest.param([NAMED], {"auth": KERBEROS}, (), id="kerberos"),
    pytest.param([NAMED], {"auth": CERTIFICATE, "https": True}, (), id="a_certificate"),
    pytest.param([ADDRESS], {"auth": BASIC, "https": True}, ("--auth basic",), id="basic_gives_the_password"),
    pytest.param([NAMED], {"auth": BASIC}, (), id="basic_that_is_refused"),
    pytest.param([NAMED, Target("pc-02", auth=NTLM)], {}, ("--auth ntlm",), id="one_hosts_own_words"),
    pytest.param([Target("pc-02", auth=NTLM, enabled=False)], {}, (), id="a_host_that_is_not_visited"),
    pytest.param(
        [Target("a", auth=BASIC, https=True), Target("b", auth=NEGOTIATE), Target("c", auth=NTLM)],
        {"allow_ntlm": True, "verify_tls": False},
        ("--allow-ntlm", "--no-verify-tls", "--auth ntlm", "--auth negotiate", "--auth basic"),
        id="everything_in_its_order",
    ),
]


@pytest.mark.parametrize(("targets", "settings", "notes"), WEAKENED)
def test_a_report_can_say_what_lowered_security(targets: list[Target], settings: dict, notes: tuple[str, ...]):
    """Switches of the run and methods weaker than `auto`'s are named once each, in a fixed order."""
    assert weakened_notes(targets, TransportSettings(**settings)) == notes
