"""`remote_prt`: picks the verb, and turns every expected error into one line and an exit code.

The first word that is no verb is a host, so `remote_prt host1 host2` is `remote_prt sweep host1 host2`; a host that is
named like a verb is reached with `-w` or after `--`. Verbs are imported when used: `--help` must stay light.
"""

import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module

import click

from remote_prt.cli.config.options import configurable
from remote_prt.cli.exit_code_help import exit_code_option
from remote_prt.cli.exit_codes import ExitCode
from remote_prt.cli.prompt import is_loudest, set_asking, set_loudness, speaker, spoken_error
from remote_prt.cli.prompt_language import (
    SpokenContext,
    lang_option,
    leading_language,
    prompt_language,
    speak_as_typed,
    spoken_since,
    with_spoken_help,
)
from remote_prt.cli.standard_streams import guard_streams
from remote_prt.errors import LabError, RemotePrtError, ScopeLocked, UsageError
from remote_prt.reports.escape import printable
from remote_prt.version import __version__

#: verb -> (module, name of the click command in it, one line of help)
VERBS = {
    "sweep": (
        "remote_prt.cli.sweep_verb",
        "sweep",
        "Visit hosts and judge every signed-in user's PRT (the default verb).",
    ),
    "analyze": ("remote_prt.cli.analyze_verb", "analyze", "Judge saved captures, dsregcmd texts and event logs."),
    "explain": ("remote_prt.cli.explain_verb", "explain", "Say what an error code or a cause means and what to do."),
    "doctor": ("remote_prt.cli.doctor_verb", "doctor", "Look for what keeps this machine from judging a host."),
    "refresh": ("remote_prt.cli.refresh_verb", "refresh", "Renew users' PRTs, and see whether they were renewed."),
    "logs": ("remote_prt.cli.logs_verb", "logs", "Enable the AAD event channels of hosts, and put them back."),
    "trace": ("remote_prt.cli.trace_verb", "trace", "Trace signing in on a PC, and bring the trace home."),
    "inventory": (
        "remote_prt.cli.inventory_verb",
        "inventory",
        "List whom a sweep of Active Directory would visit, and whom not.",
    ),
    "demo": ("remote_prt.cli.demo_verb", "demo", "Sweep a simulated fleet over real WinRM on loopback."),
    "lab": ("remote_prt.cli.lab_verb", "lab", "Run simulated Windows hosts to try things on."),
    "config": ("remote_prt.cli.config_verb", "config", "Show every setting, its value and where it comes from."),
    "runs": ("remote_prt.cli.runs_verb", "runs", "List and remove the runs that are kept."),
    "report": ("remote_prt.cli.report_verb", "report", "Report a run that is kept again, in any format."),
    "history": ("remote_prt.cli.history_verb", "history", "Show how a host or user did in earlier runs."),
    "diff": ("remote_prt.cli.history_verb", "diff", "Say what has changed between two runs."),
    "notify": ("remote_prt.cli.notify_verb", "notify", "Try addresses for notices, and send what was held back."),
    "schedule": (
        "remote_prt.cli.schedule_verb",
        "schedule",
        "Print what runs a sweep each night: systemd units, or a Windows task.",
    ),
    "snippets": ("remote_prt.cli.snippets_verb", "snippets", "List or show the PowerShell that runs on hosts."),
}

DEFAULT_VERB = "sweep"

#: With it every error is told as monitoring understands it.
_NAGIOS = "--nagios"

#: New objects after which garbage is looked for; Python's own 700 costs a tenth of the start of `analyze`.
_OBJECTS_BEFORE_A_SEARCH = 20_000

_EPILOG = """\b
Examples:
  remote_prt pc-01 pc-02                 by your current ticket or logon
  remote_prt "pc[01-40]" --format csv    a range, as CSV
  remote_prt --hostfile hosts.txt --user LAB\\sweeper --ask-pass
  remote_prt diff                        what broke since the last run
  remote_prt demo                        no Windows at hand? a simulated fleet
"""


class _Verbs(click.Group):
    """A group whose commands are imported only when they are used."""

    context_class = SpokenContext

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's signature
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  click's signature
        if cmd_name not in VERBS:
            return None
        module, name, _ = VERBS[cmd_name]
        command: click.Command = getattr(import_module(module), name)
        return configurable(with_spoken_help(command))

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  click's signature
        with formatter.section("Verbs"):
            formatter.write_dl([(verb, line) for verb, (_, _, line) in VERBS.items()])


@click.group(
    cls=_Verbs,
    epilog=_EPILOG,
    subcommand_metavar="HOST... | VERB [OPTIONS]",
    options_metavar="",
    context_settings={"help_option_names": ["-h", "--help"]},
)
@lang_option
@exit_code_option
@click.version_option(__version__, prog_name="remote_prt", message="%(prog)s %(version)s")
def cli() -> None:
    """Say for every signed-in user of every Windows host whether the Entra PRT is healthy, why not, and what to do.

    remote_prt HOST... is the same as remote_prt sweep HOST...; see remote_prt sweep --help for its options.
    """


def with_default_verb(words: Sequence[str]) -> list[str]:
    """The command line with the default verb put in where the first word is no verb.

    `--lang` may stand in front of the verb: it is meant for the verb then, and handed over to it.
    """
    lang, rest = leading_language(words)
    if not rest or rest[0] in {"-h", "--help", "--help-exit-codes", "--version"}:
        return [*lang, *(rest or ["--help"])]
    if rest[0] in VERBS:
        return [rest[0], *lang, *rest[1:]]
    return [DEFAULT_VERB, *words]


def main() -> None:
    """Run the command line of this process and end it with the exit code of the table.

    Modules and records are many objects and no garbage, so it is looked for less often, and not once more at the end.
    """
    gc.set_threshold(_OBJECTS_BEFORE_A_SEARCH)
    guard_streams()
    words = sys.argv[1:]
    try:
        code = run(words)
        sys.stdout.flush()
    except KeyboardInterrupt:  # outside of any verb
        code = _say(speaker(prompt_language(words))("interrupted"), ExitCode.INTERRUPTED)
    except UsageError as error:  # the last of standard output could not be written
        code = _say(*_explain(error, prompt_language(words)))
    except Exception as error:  # noqa: BLE001  a bug is told with its own code, not with that of findings
        if os.environ.get("REMOTE_PRT_DEBUG") or is_loudest():
            _say(_where(error), ExitCode.INTERNAL)
        line = f"internal error: {type(error).__name__} - see where with -vv or --debug"
        code = _say(speaker(prompt_language(words))(line), ExitCode.INTERNAL)
    gc.freeze()
    sys.exit(code)


def _where(error: Exception) -> str:
    """The traceback of an error, without a password that somebody put into the environment."""
    from remote_prt.cli.run_log import redactor_of, traceback_lines  # noqa: PLC0415  only when all else failed
    from remote_prt.transports.credentials import Credential  # noqa: PLC0415  as above

    return "\n".join(traceback_lines(error, redactor_of([Credential(None, os.environ.get("REMOTE_PRT_PASSWORD"))])))


def run(words: Sequence[str]) -> int:
    """The exit code of a command line; every expected error has become one line on standard error."""
    language = prompt_language(words)
    speak_as_typed()
    set_loudness(0)
    set_asking(may_ask=True)
    try:
        code = cli.main(with_default_verb(words), prog_name="remote_prt", standalone_mode=False, obj=language)
    except click.exceptions.NoArgsIsHelpError as error:  # a group without its verb, as `remote_prt` alone
        click.echo(error.format_message())
        return int(ExitCode.OK)
    except (click.ClickException, click.Abort, RemotePrtError) as error:
        text, code = _explain(error, spoken_since(language))
        return _say_to_monitoring(text) if _NAGIOS in words else _say(text, code)
    return int(code or 0)


def _say_to_monitoring(text: str) -> int:
    """On standard output, and under a code that does not mean something else there."""
    from remote_prt.reports.nagios import NagiosState, nagios_error  # noqa: PLC0415  only for --nagios

    click.echo(printable(nagios_error(text).rstrip()))
    return int(NagiosState.UNKNOWN)


def _say(text: str, code: ExitCode) -> int:
    """Each line under our name; what a file or an argument held cannot act on the terminal."""
    for line in text.splitlines():
        click.echo(f"remote_prt: {printable(line)}", err=True)
    return int(code)


def _help_page(error: click.ClickException) -> str:
    """The command that explains every option of the one that failed."""
    context = error.ctx if isinstance(error, click.UsageError) else None
    if context is None:
        return "remote_prt --help"
    return f"{context.command_path} {'--help-all' if getattr(context.command, 'common', None) else '--help'}"


def _explain(error: click.ClickException | click.Abort | RemotePrtError, language: str) -> tuple[str, ExitCode]:
    """The line to print and the code to return."""
    speak = speaker(language)
    match error:
        case click.ClickException():
            sentence = speak(" ".join(error.format_message().split())).rstrip(".。")
            return f"{sentence} - {speak(f'see: {_help_page(error)}')}", ExitCode.USAGE
        case click.Abort():
            return speak("interrupted"), ExitCode.INTERRUPTED
        case ScopeLocked():
            return spoken_error(error, language), ExitCode.LOCKED
        case UsageError() | LabError():
            return spoken_error(error, language), ExitCode.USAGE
        case _:
            return spoken_error(error, language), ExitCode.INTERNAL
