"""`remote_prt snippets` shows what runs."""

import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner

from remote_prt.cli.snippets_verb import snippets
from remote_prt.errors import UsageError
from remote_prt.snippets import (
    compose_action,
    compose_bundle,
    compose_visit,
    door_snippets,
    list_snippets,
    local_snippets,
)

_FILES = Path(__file__).resolve().parents[2] / "ps_snippets"


def test_list_names_every_snippet_and_the_script() -> None:
    """The list has a line per snippet with the beginning of its hash and its synopsis, the whole scripts last."""
    result = CliRunner().invoke(snippets, ["list"])
    lines = [line.split(maxsplit=2) for line in result.output.splitlines()]
    known = [[snippet.name, snippet.sha256[:12], snippet.synopsis] for snippet in list_snippets()]

    assert known == lines[: len(known)]
    others = [line[:2] for line in lines[len(known) :]]
    here = (*door_snippets(), *local_snippets())
    assert others[: 2 + len(here)] == [
        ["visit", compose_visit().sha256[:12]],
        *([snippet.name, snippet.sha256[:12]] for snippet in here),
        ["bundle", compose_bundle().sha256[:12]],
    ]


def test_list_marks_what_writes() -> None:
    """Actions are listed after all else with the hash of their whole script; what changes something is marked."""
    lines = CliRunner().invoke(snippets, ["list"]).output.splitlines()
    refresh = compose_action("Invoke-PrtRefresh").sha256[:12]

    assert any(line.split()[:3:2] == ["Invoke-PrtRefresh", "[writes]"] for line in lines)
    assert any(line.split()[:2] == ["action:Invoke-PrtRefresh", refresh] for line in lines)
    assert not any("[writes]" in line for line in lines if line.startswith("Get-"))


def test_show_prints_the_whole_script_of_an_action() -> None:
    """action:NAME is the text that goes out, byte for byte."""
    result = CliRunner().invoke(snippets, ["show", "action:Set-PrtLogState"])

    assert compose_action("Set-PrtLogState").text.encode() == result.stdout_bytes


def test_show_prints_the_bytes_of_a_file() -> None:
    """A snippet is shown byte for byte."""
    result = CliRunner().invoke(snippets, ["show", "Get-PrtHostFact"])

    assert (_FILES / "Get-PrtHostFact.ps1").read_bytes() == result.stdout_bytes


def test_show_visit_prints_what_goes_out() -> None:
    """The whole script is shown byte for byte."""
    result = CliRunner().invoke(snippets, ["show", "visit"])

    assert compose_visit().text.encode("ascii") == result.stdout_bytes


def test_a_dash_prints_the_bundle() -> None:
    """`bundle -o -` names no file."""
    result = CliRunner().invoke(snippets, ["bundle", "-o", "-"])

    assert compose_bundle().text.encode("ascii") == result.stdout_bytes


def test_unknown_name_is_a_usage_error() -> None:
    """A name that is none of ours leaves as the error that the command line prints with exit code 2."""
    result = CliRunner().invoke(snippets, ["show", "Get-PrtHostFacts"])

    assert isinstance(result.exception, UsageError)


def test_list_loads_no_heavy_library() -> None:
    """Listing imports none of the libraries that only a sweep needs."""
    heavy = (
        "{'pypsrp', 'requests', 'spnego', 'cryptography', 'psrpcore', 'pydantic', 'rich', 'tabulate', 'asyncio_pool'}"
    )
    code = (
        "import sys\nfrom remote_prt.cli.snippets_verb import snippets\n"
        f"snippets(['list'], standalone_mode=False)\nprint('heavy:', sorted({heavy} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)

    assert done.stdout.splitlines()[-1] == "heavy: []"
