"""What this machine needs: each check on both sides of its boundary, and each with the fix that fits."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from remote_prt.doctor.local_checks import Wanted, clock, install_kerberos, local_checks
from remote_prt.doctor.machine import PACKAGES, FolderFacts, Machine
from remote_prt.doctor.step import LocalCheck, Step, StepState
from remote_prt.model import AuthMethod
from remote_prt.transports.tickets import TicketFacts, TicketState

NOW = datetime(2026, 1, 31, 1, 0, tzinfo=UTC)
OK, FAILED, SKIPPED = StepState.OK, StepState.FAILED, StepState.SKIPPED
FOLDER = FolderFacts(Path("/state"), exists=True, is_own=True, mode=0o700, free_bytes=10**12)
MACHINE = Machine(FOLDER, TicketFacts(TicketState.HELD, "anna@CORP.EXAMPLE", NOW + timedelta(hours=9)))
WANTED = Wanted(32)
MB = 1024 * 1024


def checked(name: LocalCheck, machine: Machine = MACHINE, wanted: Wanted = WANTED) -> Step:
    """One check of that machine."""
    return next(step for step in local_checks(machine, wanted, [], NOW) if step.name is name)


def ticket(state: TicketState, minutes: float | None = None) -> Machine:
    """A machine with such a ticket."""
    ends_at = None if minutes is None else NOW + timedelta(minutes=minutes)
    return replace(MACHINE, ticket=TicketFacts(state, "anna@CORP.EXAMPLE", ends_at), distribution="debian")


def test_every_check_is_made_once_in_order() -> None:
    """The list is the enum's, whatever the machine is like."""
    assert [step.name for step in local_checks(MACHINE, WANTED, [], NOW)] == list(LocalCheck)


@pytest.mark.parametrize(
    ("machine", "wanted", "state", "fix"),
    [
        (ticket(TicketState.HELD, 60), WANTED, OK, ""),
        (ticket(TicketState.HELD, 15), WANTED, OK, ""),
        (ticket(TicketState.HELD, 14), WANTED, OK, "kinit"),
        (ticket(TicketState.HELD, 0), WANTED, FAILED, "kinit"),
        (ticket(TicketState.KEYTAB), WANTED, OK, ""),
        (ticket(TicketState.NONE), WANTED, FAILED, "kinit"),
        (ticket(TicketState.NONE), replace(WANTED, has_password=True), OK, ""),
        (ticket(TicketState.NO_LIBRARY), WANTED, FAILED, "apt install libkrb5-dev"),
        (ticket(TicketState.SYSTEM), WANTED, SKIPPED, "klist"),
        (ticket(TicketState.NONE), replace(WANTED, auth=AuthMethod.NTLM), SKIPPED, ""),
        (ticket(TicketState.NONE), replace(WANTED, auth=AuthMethod.NEGOTIATE), FAILED, "kinit"),
    ],
)
def test_a_ticket_is_there_for_long_enough(machine: Machine, wanted: Wanted, state: StepState, fix: str) -> None:
    """A ticket that ends is said before it does; without one there is something to run, unless none is needed."""
    step = checked(LocalCheck.TICKET, machine, wanted)

    assert step.state is state
    assert fix in step.fix
    assert bool(step.fix) is bool(fix)


def test_kerberos_is_installed_by_the_distribution() -> None:
    """Each family of distributions has its command; an unknown one is told what to look for."""
    assert all(install_kerberos(one).startswith(PACKAGES[one]) for one in PACKAGES)
    assert "headers of MIT krb5" in install_kerberos("templeos")


@pytest.mark.parametrize(
    ("skews", "state", "seen", "fix"),
    [
        ([], StepState.NOT_TESTED, "name a host", ""),
        ([0.0, 300.0, 300.0], OK, "at most 300 s", ""),
        ([301.0, 302.0, 0.0], FAILED, "301 s behind", "set the clock"),
        ([-301.0], FAILED, "301 s ahead", "set the clock"),
        ([0.0, 1.0, -4000.0], OK, "4000 s", "the host whose clock"),
    ],
)
def test_this_clock_is_wrong_where_most_hosts_say_so(skews: list[float], state: StepState, seen: str, fix: str) -> None:
    """One odd host is a matter of that host; Kerberos allows five minutes."""
    step = clock(skews)

    assert step.state is state
    assert seen in step.seen
    assert fix in step.fix


@pytest.mark.parametrize(
    ("limit", "state", "fix"),
    [(192, OK, ""), (191, FAILED, "--concurrency 31"), (70, FAILED, "--concurrency 1"), (None, SKIPPED, "")],
)
def test_open_files_are_enough_for_the_concurrency(limit: int | None, state: StepState, fix: str) -> None:
    """32 hosts at once need 192; below, the fix names both ways out."""
    step = checked(LocalCheck.FILES, replace(MACHINE, open_files=limit))

    assert step.state is state
    assert fix in step.fix


@pytest.mark.parametrize(
    ("folder", "state", "words"),
    [
        (FOLDER, OK, "mode 700"),
        (replace(FOLDER, mode=0o750), FAILED, "chmod 700 /state"),
        (replace(FOLDER, is_own=False), FAILED, "another account"),
        (replace(FOLDER, free_bytes=200 * MB), OK, "200 MB free"),
        (replace(FOLDER, free_bytes=200 * MB - 1), FAILED, "199 MB free"),
        (replace(FOLDER, exists=False, mode=None), OK, "first run makes it"),
        (replace(FOLDER, mode=None), OK, "MB free"),
    ],
)
def test_the_state_folder_is_ours_alone(folder: FolderFacts, state: StepState, words: str) -> None:
    """Others may not read it, and there is room for runs; that it is not there yet is no fault."""
    step = checked(LocalCheck.STATE, replace(MACHINE, state_folder=folder))

    assert step.state is state
    assert words in f"{step.seen} {step.fix}"


def test_proxies_are_named_and_their_values_are_not() -> None:
    """What is ignored is said, for a web proxy in the environment is the usual suspect."""
    step = checked(LocalCheck.PROXY, replace(MACHINE, proxy_variables=("HTTPS_PROXY", "http_proxy")))

    assert step.state is OK
    assert step.seen.startswith("HTTPS_PROXY, http_proxy: ignored")


@pytest.mark.parametrize(
    ("suffixes", "hosts", "has_fix"),
    [
        (("corp.example",), ("pc-01",), False),
        ((), ("pc-01",), True),
        ((), ("pc-01.corp.example", "10.0.0.1", "fe80::1"), False),
        ((), (), True),
    ],
)
def test_short_names_need_a_search_list(suffixes: tuple[str, ...], hosts: tuple[str, ...], has_fix: bool) -> None:
    """Without one, full names are recommended, unless all are."""
    step = checked(LocalCheck.DNS, replace(MACHINE, suffixes=suffixes), replace(WANTED, hosts=hosts))

    assert bool(step.fix) is has_fix


@pytest.mark.parametrize(("encoding", "has_fix"), [("utf-8", False), ("UTF8", False), ("cp932", True)])
def test_a_narrow_console_is_told(encoding: str, has_fix: bool) -> None:
    """A code page loses names; the files do not."""
    assert bool(checked(LocalCheck.CONSOLE, replace(MACHINE, encoding=encoding)).fix) is has_fix


def test_trusted_hosts_matter_on_windows_only() -> None:
    """There the list is shown, with who needs it."""
    windows = replace(MACHINE, is_windows=True, trusted_hosts="*.corp.example")

    assert checked(LocalCheck.TRUSTED_HOSTS).state is SKIPPED
    assert "*.corp.example; remote_prt does not need it" in checked(LocalCheck.TRUSTED_HOSTS, windows).seen
    assert "not known" in checked(LocalCheck.TRUSTED_HOSTS, replace(windows, trusted_hosts=None)).seen
