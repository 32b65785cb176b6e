"""What `remote_prt schedule` does: makes the plan, and prints it or writes it to files."""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Final

import click

from remote_prt.cli.pace_options import clock_of
from remote_prt.cli.prompt import note, say
from remote_prt.cli.schedule.held_notices import notices_plan
from remote_prt.cli.schedule.plan import SWEEP, Flavour, Place, PlaceKind, Plan, Word
from remote_prt.cli.schedule.systemd import service_unit, timer_unit
from remote_prt.cli.schedule.task import task_xml
from remote_prt.cli.schedule.words import SweepWords, check_printable, sweep_words
from remote_prt.errors import SecretUnavailable, UsageError

_ACCOUNT: Final = "remote_prt"
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")
_POSIX_ACCOUNT: Final = re.compile(r"[a-z_][a-z0-9_-]{0,30}\$?")  # useradd(8)

#: Between these hours clocks are put forward and back.
_CHANGES: Final = range(1, 4)


@dataclass(frozen=True, slots=True)
class ScheduleRequest:
    """What the user said."""

    print_systemd: bool
    print_task_xml: bool
    output: Path | None
    name: str
    at: str
    random_delay: int
    run_as: str | None
    keytab: str | None
    program: str | None
    words: tuple[str, ...]


def print_schedule(context: click.Context, request: ScheduleRequest) -> int:
    """Print the files, or write them to a folder.

    Raises:
        UsageError: nobody could run it like that.
    """
    if request.print_systemd == request.print_task_xml:
        raise UsageError("what is to be printed: --print-systemd or --print-task-xml", "give one of them")
    plans = _plans(context, request)
    files = {name: text for plan in plans for name, text in _files(plan, request).items()}
    for plan in plans:
        for line in _remarks(plan):
            say(line)
    if request.output is not None:
        _write(request.output, files)
    elif request.print_systemd:
        click.echo("\n".join(f"# /etc/systemd/system/{name}\n{text}" for name, text in files.items()), nl=False)
    else:
        sweep, *others = files.items()
        if others:
            say(f"{others[0][0]}, which sends what quiet hours hold back, is written by --output DIR only")
        click.echo(sweep[1], nl=False)
    return 0


def _plans(context: click.Context, request: ScheduleRequest) -> tuple[Plan, ...]:
    """The plan, with what a run needs that nobody watches; and that of its notices, where they are held back."""
    if not _NAME.fullmatch(request.name):
        raise UsageError("--name: up to 40 letters, digits, - and _", "as in --name nightly")
    clock = clock_of(request.at)
    if clock is None:
        raise UsageError(f"--at {request.at[:20]!r} is no time of the day", "as in --at 05:00")
    flavour: Flavour = PurePosixPath if request.print_systemd else PureWindowsPath
    root = context.find_root().command
    assert isinstance(root, click.Group)
    sweep = sweep_words(root, request.words, context.obj, flavour)
    account = request.run_as or (_ACCOUNT if request.print_systemd else "")
    _check_account(request, sweep, account, flavour)
    program, keytab = _program(request.program, flavour), request.keytab or ""
    check_printable((*program, keytab, *(one.path for one in sweep.handed)))
    plan = Plan(
        name=request.name,
        at=clock,
        spread_minutes=request.random_delay,
        account=account,
        program=program,
        words=(*sweep.words, *_added(sweep, request.name)),
        scope=sweep.scope,
        deadline=sweep.deadline,
        handed=sweep.handed,
        keytab=keytab,
        written=(*sweep.written, *sweep.kept),
    )
    return (plan,) if sweep.held is None else (plan, notices_plan(plan, sweep.held))


def _check_account(request: ScheduleRequest, sweep: SweepWords, account: str, flavour: Flavour) -> None:
    if request.print_task_xml:
        if request.keytab is not None:
            raise UsageError("--keytab is for --print-systemd: on Windows a gMSA has its own keys", "leave it out")
        if not sweep.written:
            raise UsageError("nobody sees standard output of a task", r"write a report: -o C:\Reports\prt.html")
        return
    if not _POSIX_ACCOUNT.fullmatch(account):
        raise UsageError(f"--run-as {account[:40]!r} is no account of this machine", "as in --run-as remote_prt")
    if request.keytab is None and sweep.tickets.for_directory:
        raise SecretUnavailable(
            "nobody runs kinit for a service, and Active Directory is asked with its ticket",
            "add --keytab FILE, or --ldap-user with --ldap-password-file",
        )
    if request.keytab is None and sweep.tickets.are_needed:
        raise SecretUnavailable(
            "nobody runs kinit for a service, and the sweep needs a ticket", "add --keytab FILE (docs/nightly.md)"
        )
    if request.keytab is not None and not flavour(request.keytab).is_absolute():
        raise UsageError(f"--keytab {request.keytab}: no full path", "as in --keytab /etc/remote_prt/nightly.keytab")


def _program(named: str | None, flavour: Flavour, python: str = sys.executable) -> tuple[str, ...]:
    """The command that is this very program, or the one that was named.

    Raises:
        UsageError: it is named without its folder, or this machine is none of that kind.
    """
    if named is not None:
        if not flavour(named).is_absolute():
            raise UsageError(f"--program {named}: no full path", "as in --program /opt/remote_prt/bin/remote_prt")
        return (named,)
    if not isinstance(Path(), flavour):
        raise UsageError("this machine is not the one it will run on", "name the program there with --program")
    beside = Path(python).with_name("remote_prt.exe" if sys.platform == "win32" else "remote_prt")
    # -P: no module is taken from the folder that the run begins in.
    return (str(beside),) if beside.exists() else (python, "-P", "-m", "remote_prt")


def _added(sweep: SweepWords, name: str) -> Iterator[Word]:
    """What such a run needs and was not said: its own folders, and that nobody is there."""
    given = sweep.given
    yield "--non-interactive"
    if "progress" not in given:
        yield "--no-progress"
    if "state_dir" not in given:
        yield from ("--state-dir", Place(PlaceKind.STATE))
    if not given & {"log_file", "debug"}:
        yield from ("--log-file", Place(PlaceKind.LOG, f"{name}.jsonl"))
    if "heartbeat" not in given:
        yield from ("--heartbeat", Place(PlaceKind.STATE, f"{name}.heartbeat.json"))


def _files(plan: Plan, request: ScheduleRequest) -> dict[str, str]:
    if request.print_task_xml:
        return {f"{plan.unit}.xml": task_xml(plan)}
    return {f"{plan.unit}.service": service_unit(plan), f"{plan.unit}.timer": timer_unit(plan)}


def _remarks(plan: Plan) -> Iterator[str]:
    """What to know before it is installed."""
    if plan.at.hour in _CHANGES:
        yield f"{plan.at:%H:%M} may be left out or come twice when clocks change; 04:00 to 00:59 may not"
    if plan.verb != SWEEP:
        return
    if plan.deadline is None:
        yield "no --deadline: a slow night may reach into office hours"
    elif plan.deadline.clock is not None:
        yield f"a start that was missed is made up for later: --deadline {plan.deadline} is then that of the next day"


def _write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        try:
            path.write_text(text, "utf-8", newline="\n")
        except OSError as error:
            raise UsageError(f"--output {path}: {error.strerror or error}", "choose another folder") from error
        note(f"written: {path}")
