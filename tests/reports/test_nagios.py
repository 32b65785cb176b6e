"""Monitoring gets one line, a state it knows, and numbers without gaps."""

import re

import pytest

from remote_prt.diagnosis.diagnosis import Status
from remote_prt.diagnosis.evidence import MissingReason
from remote_prt.model import Outcome, Run
from remote_prt.reports.nagios import NagiosState, nagios_error, nagios_line, nagios_state
from tests.reports.builders import failed, fleet, run, user, visited

HEALTHY = visited("pc-01", user())
TWO = visited("pc-02", user(), user(Status.FAILING), status=Status.FAILING)


@pytest.mark.parametrize(
    ("made", "is_failure", "is_unsure", "expected"),
    [
        (run(HEALTHY), False, False, NagiosState.OK),
        (run(HEALTHY, visited("pc-02", user(Status.STALE))), False, True, NagiosState.WARNING),
        (run(HEALTHY, TWO), False, False, NagiosState.WARNING),
        (run(HEALTHY, visited("pc-02", user(Status.BROKEN))), True, True, NagiosState.CRITICAL),
        (run(HEALTHY, failed("pc-03", Outcome.UNREACHABLE, None)), False, True, NagiosState.UNKNOWN),
        (run(visited("pc-04", status=Status.UNKNOWN, reason=MissingReason.DEADLINE)), False, True, NagiosState.UNKNOWN),
    ],
    ids=["ok", "stale", "failing user", "broken", "unreachable", "unknown"],
)  # fmt: skip
def test_the_worst_is_the_state(made: Run, is_failure: bool, is_unsure: bool, expected: NagiosState) -> None:
    """What --fail-on asks for is critical, trouble ahead a warning, and what nobody could see is unknown."""
    assert nagios_state(made, is_failure=is_failure, is_unsure=is_unsure) is expected


def test_line_has_the_form_of_the_guidelines() -> None:
    """One line: text, a bar, then label=value with unit and bounds; hostile names of hosts and users are not in it."""
    line = nagios_line(NagiosState.CRITICAL, fleet())
    text, bar, data = line.partition(" | ")

    assert text.startswith("PRT CRITICAL - 4 BROKEN, 1 FAILING, 1 STALE, 2 UNKNOWN, 4 UNREACHABLE")
    assert bar
    assert line.count("\n") == 1
    assert line.isascii()
    assert all(re.fullmatch(r"[a-z_]+=\d+s?;;;0(;\d+)?", part) for part in data.split())
    assert "healthy=2;;;0;18" in data
    assert "duration=41s;;;0" in data


def test_healthy_fleet_is_counted() -> None:
    """Nothing wrong is a number too."""
    assert nagios_line(NagiosState.OK, run(HEALTHY)).startswith("PRT OK - 1 HEALTHY; judged 1 of 1 | asked=1;;;0 ")


def test_an_error_is_one_line_without_performance_data() -> None:
    """What keeps a run from beginning is unknown, and no bar in it begins numbers."""
    assert nagios_error("a | b\nc") == "PRT UNKNOWN - a / b c\n"
