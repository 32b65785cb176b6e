"""The script for PCs without WinRM is made of the shipped bytes, and writes what `analyze` reads."""

import re
from pathlib import Path

from remote_prt.readers.captures import dump_capture
from remote_prt.snippets import compose_bundle, compose_visit, list_snippets, local_snippets
from tests.ps_snippets.powershell_rules import call_problems, constrained_problems, hash_keys, unset_variables
from tests.ps_snippets.powershell_source import Source
from tests.ps_snippets.shipped_sources import FUNCTIONS, LOCAL_SOURCES
from tests.readers.samples import capture

_FILES = Path(__file__).resolve().parents[2] / "ps_snippets"


def _own_text() -> str:
    """What of the bundle is in no file."""
    rest = compose_bundle().text
    for path in (*_FILES.glob("*.ps1"), *_FILES.glob("local/*.ps1")):
        rest = rest.replace(path.read_bytes().decode("ascii"), "", 1)
    return rest


def test_bundle_holds_every_file_byte_for_byte() -> None:
    """Every function of a visit is in the bundle unchanged, then those that only it has."""
    text = compose_bundle().text
    places = [text.index(snippet.text) for snippet in (*list_snippets(), *local_snippets())]

    assert places == sorted(places)


def test_bundle_hands_on_the_parameters_of_a_visit() -> None:
    """The bundle has a folder and every parameter of a visit, with its defaults, and hands each on by its name."""
    visit = re.findall(r"^    (\[\w+\]\$\w+ = .+?),?$", compose_visit().text.split("\n)\n", 1)[0], re.MULTILINE)
    header, call = _own_text().split("\n)\n", 1)
    names = [re.findall(r"\$(\w+)", parameter)[0] for parameter in visit]

    assert ["[string]$OutputFolder = '.'", *visit] == re.findall(r"^    (\[\w+\]\$\w+ = .+?),?$", header, re.MULTILINE)
    assert [(name, name) for name in names] == re.findall(r"^        (\w+) = \$(\w+)$", call, re.MULTILINE)


def test_the_bundles_own_lines_keep_the_rules() -> None:
    """What is in no file calls what exists, reads what is set, and runs in a constrained language."""
    source = Source(_own_text())

    assert call_problems(source, FUNCTIONS) == []
    assert unset_variables(source) == []
    assert constrained_problems(source) == []


def test_bundle_reads_on_a_5_1_console() -> None:
    """The bundle is ASCII with single line feeds and starts with its help."""
    text = compose_bundle().text

    assert text.isascii()
    assert "\r" not in text
    assert text.startswith("<#\n.SYNOPSIS\n")
    assert max(map(len, _own_text().splitlines())) <= 150


def test_the_file_has_the_members_of_a_capture() -> None:
    """The hash the function writes has the members of a capture and of its failure, in their order."""
    [source] = LOCAL_SOURCES.values()
    written = [hash_keys(literal) for literal in source.nodes("hash_literal_expression")]
    members = re.findall(r'"(\w+)": ', dump_capture(capture("pc-01")).split('"Records"')[0])

    assert [*members, "Records"] in written
    assert ["Phase", "Transport", "Port", "Message", "Try", "TimedOut"] in written
