"""What this machine is like, as it says itself."""

import os
from pathlib import Path

import pytest

from remote_prt.doctor.machine import folder_facts, look_at_machine, search_list, versions


@pytest.mark.parametrize(
    ("text", "suffixes"),
    [
        ("", ()),
        ("nameserver 10.0.0.1\n", ()),
        ("search corp.example lab.example\n", ("corp.example", "lab.example")),
        ("domain corp.example\n", ("corp.example",)),
        ("domain corp.example\nsearch lab.example\n", ("lab.example",)),
        ("# search corp.example\nsearch\n", ()),
    ],
)
def test_the_last_search_line_counts(text: str, suffixes: tuple[str, ...]) -> None:
    """As resolv.conf(5) has it."""
    assert search_list(text) == suffixes


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")
def test_a_folder_tells_its_mode_and_its_disk(tmp_path: Path) -> None:
    """Mode and owner of what is there; of what is not, the disk on which it would be."""
    tmp_path.chmod(0o750)
    there, missing = folder_facts(tmp_path), folder_facts(tmp_path / "not" / "there")

    assert (there.exists, there.is_own, there.mode) == (True, True, 0o750)
    assert (missing.exists, missing.mode) == (False, None)
    assert missing.free_bytes


def test_the_main_parts_have_versions() -> None:
    """remote_prt and Python come first; what is not installed has a dash, and test tools are not named."""
    found = dict(versions())

    assert list(found)[:2] == ["remote_prt", "Python"]
    assert found["pypsrp"][0].isdigit()
    assert "pytest" not in found
    assert set(found) > {"OpenSSL", "click", "pyspnego"}


def test_proxy_variables_are_found_in_both_spellings(tmp_path: Path) -> None:
    """Names only, and no other variable."""
    environment = {"https_proxy": "http://user:secret@proxy:8080", "ALL_PROXY": "x", "PATH": "/bin"}
    machine = look_at_machine(tmp_path, environment=environment)

    assert machine.proxy_variables == ("ALL_PROXY", "https_proxy")
    assert "secret" not in repr(machine)
