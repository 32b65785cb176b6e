"""Who logs on where: the options outrank the inventory, and one password belongs to one account."""

import stat
from dataclasses import replace
from pathlib import Path

import pytest

from remote_prt.cli.account import plan_logons
from remote_prt.cli.connection_options import ConnectionRequest
from remote_prt.errors import SecretUnavailable, UsageError
from remote_prt.model import AuthMethod, Target

REQUEST = ConnectionRequest(
    user=None,
    ask_password=False,
    keyring=None,
    laps=False,
    laps_account="Administrator",
    ldap_server=None,
    password_file=None,
    password_descriptor=None,
    auth=AuthMethod.AUTO,
    kerberos_service="HTTP",
    allow_ntlm=False,
    https=False,
    port=None,
    ca_file=None,
    certificate_file=None,
    certificate_key_file=None,
    verify_tls=True,
    configuration_name=None,
    connect_timeout_seconds=10,
    operation_timeout_seconds=20,
    host_timeout_seconds=120,
    concurrency=32,
)


@pytest.fixture
def password_file(tmp_path: Path) -> Path:
    """A file that only its owner can read."""
    path = tmp_path / "password"
    path.write_text("first line\n", "utf-8")
    path.chmod(stat.S_IRUSR | stat.S_IWUSR)
    return path


def test_the_current_logon_needs_no_secret() -> None:
    """Without any account nothing is asked for."""
    plan = plan_logons(REQUEST, [Target("pc-01")])

    assert plan.credentials.for_target(plan.targets[0]).password is None
    assert plan.accounts == "the current logon"


def test_the_option_outranks_the_inventory(password_file: Path) -> None:
    """`--user` is the account of every host, also of those for which the inventory names another."""
    request = replace(REQUEST, user="LAB\\sweeper", password_file=password_file)
    plan = plan_logons(request, [Target("pc-01"), Target("pc-02", user="pc-02\\local")])

    assert {plan.credentials.for_target(target).user for target in plan.targets} == {"LAB\\sweeper"}
    assert {plan.credentials.for_target(target).password for target in plan.targets} == {"first line"}
    assert plan.accounts == "LAB\\sweeper"


def test_the_inventorys_account_gets_the_password(password_file: Path) -> None:
    """Where the inventory names one account, a password file is that account's; other hosts keep the current logon."""
    request = replace(REQUEST, password_file=password_file)
    plan = plan_logons(request, [Target("pc-01", user="LAB\\sweeper"), Target("pc-02")])
    passwords = [plan.credentials.for_target(target).password for target in plan.targets]

    assert passwords == ["first line", None]
    assert plan.accounts == "LAB\\sweeper, the current logon"


def test_one_password_is_not_tried_for_several_accounts(password_file: Path) -> None:
    """A password is never sent for an account it was not given for."""
    request = replace(REQUEST, password_file=password_file)

    with pytest.raises(SecretUnavailable, match="2 accounts"):
        plan_logons(request, [Target("pc-01", user="a"), Target("pc-02", user="b")])


def test_a_password_without_account_is_refused(password_file: Path) -> None:
    """The mistake is told before any host is contacted."""
    with pytest.raises(SecretUnavailable, match="no account"):
        plan_logons(replace(REQUEST, password_file=password_file), [Target("pc-01")])


def test_a_ticket_needs_no_password() -> None:
    """With Kerberos the account's ticket is used; nothing is asked for."""
    plan = plan_logons(replace(REQUEST, user="sweeper@LAB.TEST", auth=AuthMethod.KERBEROS), [Target("pc-01")])

    assert plan.credentials.for_target(plan.targets[0]).password is None


def test_accounts_of_disabled_hosts_are_not_asked_for() -> None:
    """A host that is not visited needs no password."""
    plan = plan_logons(REQUEST, [Target("pc-01", user="LAB\\old", enabled=False)])

    assert plan.accounts == "the current logon"


LAPS = replace(REQUEST, laps=True, ldap_server="dc1.corp.example", allow_ntlm=True)


def test_laps_gives_each_host_its_own_account() -> None:
    """With LAPS every host is visited as its own administrator, whose password is not known yet."""
    plan = plan_logons(LAPS, [Target("pc-01.corp.example"), Target("pc-02")])

    credentials = [plan.credentials.for_target(target) for target in plan.targets]
    assert [credential.user for credential in credentials] == ["pc-01\\Administrator", "pc-02\\Administrator"]
    assert [credential.password for credential in credentials] == [None, None]
    assert plan.accounts == "LAPS"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"user": "CORP\\anna"}, "--laps and --user"),
        ({"ldap_server": None}, "--laps needs a domain controller to ask"),
        ({"allow_ntlm": False}, "local accounts log on by NTLM"),
        ({"allow_ntlm": False, "https": True, "verify_tls": False}, "local accounts log on by NTLM"),
    ],
)
def test_what_laps_needs_is_said_before_anything_is_contacted(changes: dict[str, object], said: str) -> None:
    """Two accounts, no directory, or a logon that NTLM would have to make unproven: one line each."""
    with pytest.raises(UsageError, match=said):
        plan_logons(replace(LAPS, **changes), [Target("pc-01")])


def test_laps_over_verified_tls_needs_no_leave_for_ntlm() -> None:
    """Where TLS proves the host, its local account may log on."""
    plan = plan_logons(replace(LAPS, allow_ntlm=False, https=True), [Target("pc-01")])

    assert plan.targets[0].user == "pc-01\\Administrator"
