"""The account that asks the directory: whose password it is, and whose it never is."""

import os
from pathlib import Path

import pytest

from remote_prt.cli.directory_account import DirectoryAccount, directory_account
from remote_prt.cli.prompt import set_asking
from remote_prt.errors import SecretUnavailable, UsageError
from remote_prt.transports.credentials import Credential


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """A password file that only we can read."""
    path = tmp_path / "secret"
    path.touch(0o600)
    path.write_text("hunter2\n", encoding="utf-8")
    return path


def test_without_an_account_it_is_whoever_runs_this() -> None:
    """Nothing is asked for."""
    assert DirectoryAccount().credential() == Credential()


def test_the_option_outranks_the_inventory(secret: Path) -> None:
    """`--ldap-user` stands for every account that sources name, and no password is ever shown."""
    account = DirectoryAccount("CORP\\reader", file=secret)

    assert account.credential("CORP\\other") == account.credential() == Credential("CORP\\reader", "hunter2")
    assert "hunter2" not in repr(account)


def test_a_descriptor_is_read_once() -> None:
    """However many directories are asked."""
    reading, writing = os.pipe()
    os.write(writing, b"hunter2\n")
    os.close(writing)
    account = DirectoryAccount("CORP\\reader", descriptor=reading)

    assert [account.credential().password for _ in range(2)] == ["hunter2", "hunter2"]


def test_one_password_is_tried_for_one_account(secret: Path) -> None:
    """Two accounts of an inventory do not share what one file holds."""
    account = DirectoryAccount(file=secret)
    account.credential("CORP\\reader")

    with pytest.raises(SecretUnavailable, match="one password was given for several accounts"):
        account.credential("CORP\\other")


def test_a_password_without_an_account_is_refused(secret: Path) -> None:
    """It would be used for nobody."""
    with pytest.raises(SecretUnavailable, match="no account - name it with --ldap-user"):
        DirectoryAccount(file=secret).credential()


def test_nobody_is_asked_where_that_was_said() -> None:
    """`--non-interactive` ends it, and the password of the run is not taken in its place."""
    set_asking(may_ask=False)
    try:
        with pytest.raises(SecretUnavailable, match=r"--non-interactive: .*reader - use --ldap-password-file"):
            DirectoryAccount("CORP\\reader").credential()
    finally:
        set_asking(may_ask=True)


def test_options_make_one_account_for_all_who_ask_for_it(secret: Path) -> None:
    """The listing of hosts and LAPS use the same, so that a prompt is answered once."""
    values = {
        "ldap_user": "CORP\\reader",
        "ldap_keyring": None,
        "ldap_password_file": secret,
        "ldap_password_descriptor": None,
        "allow_ntlm": True,
    }

    first = directory_account(values)
    assert directory_account(values) is first
    assert (first.user, first.file, first.may_use_ntlm) == ("CORP\\reader", secret, True)
    assert directory_account({}) == DirectoryAccount()
    with pytest.raises(UsageError, match="two sources of one password"):
        directory_account({"ldap_user": "a", "ldap_keyring": "b", "ldap_password_file": secret})
