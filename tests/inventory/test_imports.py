"""What the inventory costs those who do not use all of it."""

import subprocess
import sys

import pytest

HEAVY = ("pydantic", "ruamel", "ClusterShell", "click")


def loaded(code: str) -> set[str]:
    """The heavy packages in a fresh interpreter after `code`."""
    tell = f"import sys; print(*sorted({{m.partition('.')[0] for m in sys.modules}} & set({HEAVY!r})))"
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\n{tell}"], capture_output=True, text=True, check=True, timeout=60
    )
    return set(done.stdout.split())


@pytest.mark.parametrize(
    "module", ["remote_prt.inventory", "remote_prt.inventory.selection", "remote_prt.inventory.listing"]
)
def test_importing_loads_nothing_heavy(module: str) -> None:
    """Importing the room loads none of the libraries that only some inputs need."""
    assert loaded(f"import {module}") == set()


def test_plain_names_need_no_library() -> None:
    """Hosts without ranges are resolved with the standard library alone."""
    code = (
        "from remote_prt.inventory.selection import *; resolve_selection(SelectionRequest(('pc1,pc2', '10.0.0.1:1')))"
    )

    assert loaded(code) == set()


def test_ranges_need_clustershell_only() -> None:
    """A range loads ClusterShell and nothing else that is heavy."""
    assert loaded("from remote_prt.inventory.ranges import expand; expand('pc[1-2]')") == {"ClusterShell"}
