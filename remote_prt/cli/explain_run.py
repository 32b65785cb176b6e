"""What `explain` does once its words are understood: look up, write, return the exit code."""

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from remote_prt.cli.exit_codes import ExitCode
from remote_prt.cli.explain_json import list_json, render_json
from remote_prt.cli.explain_text import Page, list_text, render_text
from remote_prt.cli.language import language
from remote_prt.diagnosis.catalog_entry import UNKNOWN_CODE
from remote_prt.errors import UsageError
from remote_prt.readers.catalogue import load_catalog
from remote_prt.readers.lookup import look_up
from remote_prt.reports.colour import ColourChoice, is_colour_wanted
from remote_prt.reports.output import stream_encoding, write_stream

#: Lines are no longer than this, however wide the terminal: longer ones are hard to read.
_WIDEST = 100
_WIDTH_OF_A_FILE = 80
#: Nor shorter, however narrow it is: beside the labels there must be room for words.
_NARROWEST = 60


@dataclass(frozen=True, slots=True)
class ExplainRequest:
    """What was asked for."""

    codes: tuple[str, ...]
    show_list: bool = False
    lang: str = "auto"
    output_format: str = "text"
    site: Path | None = None


def explain_and_print(request: ExplainRequest) -> ExitCode:
    """Write the explanations, or the list, on standard output; UNKNOWN where the catalogue lacks one.

    Raises:
        UsageError: nothing was asked for, or both codes and the list; the site's catalogue cannot be read.
    """
    if bool(request.codes) == request.show_list:
        raise UsageError("give codes, or --list", "see: remote_prt explain --help")
    speaks = language(request.lang, os.environ)
    text, code = _listed(request, speaks) if request.show_list else _explained(request, speaks)
    write_stream(text, sys.stdout)
    return code


def _listed(request: ExplainRequest, speaks: str) -> tuple[str, ExitCode]:
    entries = [e for e in load_catalog(speaks, site=request.site).entries.values() if e.key != UNKNOWN_CODE]
    is_json = request.output_format == "json"
    return (list_json(entries, speaks) if is_json else list_text(entries, _page(speaks))), ExitCode.OK


def _explained(request: ExplainRequest, speaks: str) -> tuple[str, ExitCode]:
    answers = look_up(request.codes, speaks, request.site)
    code = ExitCode.OK if all(answer.is_found for answer in answers) else ExitCode.UNKNOWN
    is_json = request.output_format == "json"
    return (render_json(answers, speaks) if is_json else render_text(answers, _page(speaks))), code


def _page(speaks: str) -> Page:
    is_terminal = sys.stdout.isatty()
    columns = shutil.get_terminal_size((_WIDTH_OF_A_FILE, 40)).columns if is_terminal else _WIDTH_OF_A_FILE
    return Page(
        language=speaks,
        width=max(_NARROWEST, min(_WIDEST, columns)),
        encoding=stream_encoding(sys.stdout),
        colour=is_colour_wanted(ColourChoice.AUTO, os.environ, is_terminal=is_terminal),
    )
