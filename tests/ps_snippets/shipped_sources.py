"""The shipped snippets as the tests of this folder look at them."""

from pathlib import Path

from tests.ps_snippets.powershell_rules import declared_parameters
from tests.ps_snippets.powershell_source import Source

ROOT = Path(__file__).resolve().parents[2]

#: Read from the files themselves, not through the code under test.
SOURCES = {path.stem: Source(path.read_bytes().decode()) for path in sorted((ROOT / "ps_snippets").glob("*.ps1"))}

#: What only a bundle runs, on the machine itself.
LOCAL_SOURCES = {
    path.stem: Source(path.read_bytes().decode()) for path in sorted((ROOT / "ps_snippets").glob("local/*.ps1"))
}

#: What may change something on a host, and no visit runs.
ACTION_SOURCES = {
    path.stem: Source(path.read_bytes().decode()) for path in sorted((ROOT / "ps_snippets").glob("actions/*.ps1"))
}

#: What starts a visit on the machine that remote_prt runs on.
DOOR_SOURCES = {
    path.stem: Source(path.read_bytes().decode()) for path in sorted((ROOT / "ps_snippets").glob("door/*.ps1"))
}

ALL_SOURCES = SOURCES | LOCAL_SOURCES | ACTION_SOURCES | DOOR_SOURCES

#: Our functions, their parameters, and whether each is mandatory.
FUNCTIONS = {name: declared_parameters(source) for name, source in ALL_SOURCES.items()}
