"""Credentials keep their secret and know their target."""

import dataclasses
import traceback

import pytest

from remote_prt.errors import SecretUnavailable
from remote_prt.model import Target
from remote_prt.transports.credentials import ByAccount, Credential, SameForAll
from remote_prt.transports.session_plan import SessionPlan


def test_no_representation_shows_the_password():
    """Neither repr nor str nor a value that holds a credential shows it."""
    credential = Credential("LAB\\anna", "hunter2")
    plan = SessionPlan(None, credential, "", 1, 1, None)

    assert "hunter2" not in repr(credential) + str(credential) + repr(SameForAll(credential)) + repr(plan)
    assert "hunter2" not in "".join(traceback.format_exception(ValueError(credential)))
    assert dataclasses.asdict(credential)["password"] == "hunter2"


def test_one_password_is_tried_for_one_account():
    """A target that names another account gets the run's account, never the run's password under its own name."""
    source = SameForAll(Credential("LAB\\anna", "hunter2"))

    assert source.for_target(Target("a", user=".\\local")) == Credential("LAB\\anna", "hunter2")


def test_each_account_has_its_own_secret():
    """Hosts of different accounts get different secrets, hosts without one the current logon, others an error."""
    source = ByAccount({".\\local": Credential(".\\local", "hunter2")})

    assert source.for_target(Target("a", user=".\\local")).password == "hunter2"
    assert source.for_target(Target("b")) == Credential()
    with pytest.raises(SecretUnavailable, match="stranger"):
        source.for_target(Target("c", user="stranger"))


def test_the_current_logon_has_a_name():
    """The header names an account even where none was given."""
    assert Credential().principal == "the current logon"
