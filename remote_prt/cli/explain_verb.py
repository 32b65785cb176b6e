"""`remote_prt explain CODE...`: what a code or cause means and what to do, offline."""

from pathlib import Path
from typing import Any

import click

from remote_prt.cli.language import LANGUAGE_CHOICES

_EPILOG = """\b
Examples:
  remote_prt explain 0xc000006d AADSTS50126      several at once
  remote_prt explain -1073741715                 signed, as logs print it
  remote_prt explain PRT-WINHTTP-12007           a finding of a report
  remote_prt explain network --lang ja           a cause class, in Japanese
  remote_prt explain --list

\b
Exit codes:
  0 all found  2 usage  3 something is not in the catalogue
"""


def _codes(context: click.Context, _parameter: click.Parameter, words: tuple[str, ...]) -> tuple[str, ...]:
    """The words, none of which looks like an option that does not exist."""
    for word in words:
        if word.startswith("-") and not word[1:2].isdecimal():
            raise click.NoSuchOption(word, ctx=context)
    return words


@click.command(
    epilog=_EPILOG,
    # A negative number is no option; other words that look like one are refused by `_codes`.
    context_settings={"help_option_names": ["-h", "--help"], "ignore_unknown_options": True},
)
@click.argument("codes", nargs=-1, metavar="CODE...", callback=_codes)
@click.option("--list", "show_list", is_flag=True, help="List everything the catalogue knows, by cause class.")
@click.option(
    "--lang",
    type=click.Choice(LANGUAGE_CHOICES),
    default="auto",
    show_default=True,
    help="Language; auto takes LC_ALL, LC_MESSAGES, LANG or Windows' own.",
)
@click.option(
    "--format",
    "output_format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="text for people, json for programs.",
)
@click.option(
    "--catalog",
    "site",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    metavar="DIR",
    help="Your own catalogue files: data only, replacing ours by key.",
)
def explain(codes: tuple[str, ...], **values: Any) -> int:
    """Explain error codes and causes: meaning, cause, remedy, where to look.

    A CODE is a number in any spelling (hex, signed, unsigned, HRESULT twin, 12xxx), AADSTSn, MSISn, a symbol like
    STATUS_LOGON_FAILURE, a finding id like PRT-NOT-RENEWED, a cause class like network, or a quoted piece of a log.
    """
    from remote_prt.cli.explain_run import ExplainRequest, explain_and_print

    return int(explain_and_print(ExplainRequest(codes=codes, **values)))
