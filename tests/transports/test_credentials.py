"""Credentials keep their secret and know their target."""

import dataclasses
import traceback

from remote_prt.model import Target
from remote_prt.transports.credentials import Credential, SameForAll
from remote_prt.transports.session_plan import SessionPlan


def test_no_representation_shows_the_password():
    """Neither repr nor str nor a value that holds a credential shows it."""
    credential = Credential("LAB\\anna", "hunter2")
    plan = SessionPlan(None, credential, "", 1, 1, None)

    assert "hunter2" not in repr(credential) + str(credential) + repr(SameForAll(credential)) + repr(plan)
    assert "hunter2" not in "".join(traceback.format_exception(ValueError(credential)))
    assert dataclasses.asdict(credential)["password"] == "hunter2"


def test_a_targets_own_user_replaces_the_name():
    """A target may have an account of its own; the secret stays the run's."""
    source = SameForAll(Credential("LAB\\anna", "hunter2"))

    assert source.for_target(Target("a")).user == "LAB\\anna"
    assert source.for_target(Target("a", user=".\\local")) == Credential(".\\local", "hunter2")


def test_the_current_logon_has_a_name():
    """The header names an account even where none was given."""
    assert Credential().principal == "the current logon"
