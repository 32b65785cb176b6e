"""Who is logged on to how: the whole table."""

import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from remote_prt.errors import HostRefused, Phase, UsageError
from remote_prt.model import AuthMethod, Target
from remote_prt.transports.auth import (
    check_settings,
    choose_auth,
    is_address,
    kerberos_missing,
    port_of,
    require_secret,
    weakened_notes,
)
from remote_prt.transports.credentials import Credential
from remote_prt.transports.settings import TransportSettings
from tests.transports.certificates import authority, encrypted_key, listener

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


ANNA = Target("pc-01", user="anna")
MISTAKES = [
    pytest.param([ANNA, ANNA], {"auth": BASIC}, "plain HTTP", id="basic_over_http"),
    pytest.param([ANNA], {"auth": CERTIFICATE, "certificate_file": "OURS"}, "needs TLS", id="certificate_over_http"),
    pytest.param([ANNA], {"auth": CERTIFICATE, "https": True}, "no client certificate", id="no_certificate"),
    pytest.param([Target("pc-01", user="")], {"auth": NTLM}, "name of the account is empty", id="an_empty_user"),
    pytest.param([Target("pc-01", user="")], {"auth": KERBEROS}, "account is empty", id="an_empty_user_with_a_ticket"),
    pytest.param([ANNA], {"ca_file": "NOTHING"}, "nothing.pem: no PEM file of a certificate -", id="no_authority"),
    pytest.param([ANNA], {"ca_file": "MISSING"}, "missing.pem: No such file", id="a_missing_authority"),
    pytest.param([ANNA], {"certificate_file": "NOTHING"}, "no PEM file of a certificate with its key", id="no_pem"),
    pytest.param([ANNA], {"certificate_file": "AUTHORITY"}, "certificate with its key", id="no_key_in_it"),
    pytest.param([ANNA, Target("pc-02", user="")], {"auth": BASIC}, "pc-01: Basic", id="each_its_own"),
    pytest.param([ANNA, Target("pc-02", enabled=False)], {"auth": BASIC}, "plain HTTP", id="disabled_ones_say_nothing"),
]


@pytest.mark.parametrize(("targets", "settings", "words"), MISTAKES)
def test_a_run_in_which_no_logon_can_succeed_does_not_begin(
    tmp_path: Path, targets: list[Target], settings: dict, words: str
):
    """What is wrong for every host is one mistake of ours, in one line, whoever is asked."""
    listener(tmp_path)
    (tmp_path / "nothing.pem").write_text("no PEM at all")
    files = {"OURS": tmp_path / "listener.pem", "AUTHORITY": authority().write(tmp_path)}
    files |= {"NOTHING": tmp_path / "nothing.pem", "MISSING": tmp_path / "missing.pem"}
    with pytest.raises(UsageError) as caught:
        check_settings(TransportSettings(**{key: files.get(value, value) for key, value in settings.items()}), targets)

    assert words in str(caught.value)
    assert "\n" not in str(caught.value)
    assert caught.value.hint


@pytest.mark.parametrize(
    ("targets", "settings"),
    [
        pytest.param([], {"auth": BASIC}, id="no_host"),
        pytest.param([ANNA, Target("pc-02", https=True, user="anna")], {"auth": BASIC}, id="one_of_two"),
        pytest.param([Target("10.1.2.3", user="anna")], {}, id="an_address_with_an_account"),
        pytest.param([ANNA], {"allow_ntlm": True, "ca_file": "AUTHORITY", "certificate_file": "OURS"}, id="good_files"),
    ],
)
def test_a_run_in_which_some_logon_may_succeed_begins(tmp_path: Path, targets: list[Target], settings: dict):
    """A mistake that concerns only some hosts is left to those."""
    listener(tmp_path)
    files = {"OURS": tmp_path / "listener.pem", "AUTHORITY": authority().write(tmp_path)}

    check_settings(TransportSettings(**{key: files.get(value, value) for key, value in settings.items()}), targets)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows logs on as the current user")
def test_an_address_needs_an_account(tmp_path: Path):
    """NTLM without an account is a mistake before anything is contacted."""
    with pytest.raises(UsageError, match="needs an account and a password"):
        check_settings(TransportSettings(), [Target("10.1.2.3")])


@pytest.mark.skipif(sys.platform == "win32" or find_spec("gssapi") is not None, reason="Kerberos works here")
@pytest.mark.parametrize(("auth", "offers_ntlm"), [(AUTO, True), (KERBEROS, False)])
def test_missing_kerberos_is_told_once(auth: AuthMethod, offers_ntlm: bool):
    """Where every host needs Kerberos and this machine has none the run ends; NTLM is offered to who did not ask."""
    with pytest.raises(UsageError) as caught:
        check_settings(TransportSettings(auth=auth), [Target("pc-01"), ANNA])

    assert "gssapi" in caught.value.message
    assert ("--allow-ntlm" in caught.value.hint) is offers_ntlm


def test_ntlm_is_offered_only_where_it_may_do():
    """What to install, and nothing weaker unless told that it would do."""
    assert "--allow-ntlm" not in kerberos_missing().try_next
    assert "--allow-ntlm" in kerberos_missing(may_use_ntlm=True).try_next


def test_a_key_with_a_passphrase_asks_nobody(tmp_path: Path):
    """An encrypted key is refused at once; OpenSSL would ask for its passphrase on the terminal, once per run."""
    listener(tmp_path)
    encrypted = tmp_path / "encrypted.pem"
    encrypted.write_bytes(encrypted_key())
    with pytest.raises(UsageError, match="in clear"):
        check_settings(
            TransportSettings(certificate_file=tmp_path / "listener.pem", certificate_key_file=encrypted), [ANNA]
        )
