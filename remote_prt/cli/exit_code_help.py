"""`--help-exit-codes`: every code, as the shell and as Windows Task Scheduler show it, and what it means."""

from collections.abc import Callable
from typing import Any, Final

import click

from remote_prt.cli.exit_codes import PRECEDENCE, ExitCode
from remote_prt.cli.prompt import speaker

#: What each code says; design/ux.md 7.
MEANINGS: Final[dict[ExitCode, str]] = {
    ExitCode.OK: "nothing of the others",
    ExitCode.FINDINGS: "a user or device at or above --fail-on (default: broken)",
    ExitCode.USAGE: "usage or configuration error, nothing contacted; or a report that could not be written anywhere",
    ExitCode.UNKNOWN: "something is UNKNOWN, and not because nobody is signed in",
    ExitCode.NOT_JUDGED: "a host is UNREACHABLE, REFUSED or TIMED_OUT, or missing: the list of hosts broke off",
    ExitCode.LOCKOUT_BRAKE: "stopped before an account would be locked out",
    ExitCode.STOPPED: "stopped by --deadline or --max-fail, or for want of Kerberos tickets",
    ExitCode.LOCKED: "another run visits these hosts, nothing contacted",
    ExitCode.INTERNAL: "internal error: a bug of remote_prt",
    ExitCode.INTERRUPTED: "Ctrl-C; the report says what was done until then",
    ExitCode.TERMINATED: "TERM or hang-up; the report says what was done until then",
}

_INTRODUCTION = "Exit codes, and in hexadecimal as Last Run Result of Task Scheduler shows them:"
_SEVERAL = "When several apply, the first of these is returned: {}. The report names them all."
_MONITORING = "With --nagios: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN."


def exit_code_lines(speak: Callable[[str], str]) -> list[str]:
    """The page, line by line."""
    order = " > ".join(str(int(code)) for code in PRECEDENCE)
    rows = [f"  {int(code):>3}  0x{int(code):<3X} {speak(MEANINGS[code])}" for code in ExitCode]
    return [speak(_INTRODUCTION), "", *rows, "", speak(_SEVERAL.format(order)), speak(_MONITORING)]


def exit_code_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the option to the command above all verbs."""
    return click.option(
        "--help-exit-codes",
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=_print,
        help="List the exit codes and exit.",
    )(command)


def _print(context: click.Context, _parameter: click.Parameter, value: bool) -> None:
    if value and not context.resilient_parsing:
        click.echo("\n".join(exit_code_lines(speaker("ja" if context.obj == "ja" else "en"))))
        context.exit()
