"""The snippets are found however remote_prt came onto the machine."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

from remote_prt.errors import UsageError
from remote_prt.snippets import compose_visit, get_snippet, list_snippets

_ROOT = Path(__file__).resolve().parents[2]
_ASK = """
import sys
sys.path.insert(0, sys.argv[1])
from remote_prt.errors import SnippetMissing
from remote_prt.snippets import compose_visit
try:
    print(compose_visit().sha256)
except SnippetMissing as error:
    print("missing:", error)
"""


def _hash_seen_from(place: Path, elsewhere: Path) -> str:
    """What a new process answers that finds remote_prt in that place only: no site-packages, another folder."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", _ASK, str(place)],
        cwd=elsewhere,
        env={"PYTHONHASHSEED": "7", "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return done.stdout.strip()


def _copy_package(target: Path) -> None:
    """Copies what composing needs, without the PowerShell."""
    keep = shutil.ignore_patterns("__pycache__", "lab", "cli", "diagnosis", "readers", "reports", "transports")
    shutil.copytree(_ROOT / "remote_prt", target / "remote_prt", ignore=keep)


def test_names_are_sorted_and_complete() -> None:
    """Every function file is listed once, by name."""
    names = [snippet.name for snippet in list_snippets()]

    assert sorted(path.stem for path in (_ROOT / "ps_snippets").glob("*.ps1")) == names


@pytest.mark.parametrize("name", ["Get-PrtHostFact", "get-prthostfact", "Get-PrtHostFact.ps1"])
def test_name_is_found_as_powershell_would(name: str) -> None:
    """Capitals and the file's ending do not matter in a name."""
    snippet = get_snippet(name)

    assert snippet.name == "Get-PrtHostFact"
    assert snippet.text == (_ROOT / "ps_snippets" / "Get-PrtHostFact.ps1").read_bytes().decode("ascii")


def test_misspelt_name_gets_the_nearest() -> None:
    """A misspelt name is answered with the nearest one."""
    with pytest.raises(UsageError, match="there is no snippet 'Get-PrtHostFacts'") as caught:
        get_snippet("Get-PrtHostFacts")

    assert caught.value.hint == "did you mean Get-PrtHostFact?"


def test_strange_name_gets_the_way_to_the_list() -> None:
    """A name like none of ours is answered with how to see them."""
    with pytest.raises(UsageError) as caught:
        get_snippet("12345")

    assert caught.value.hint == "run `remote_prt snippets list`"


def test_bare_checkout_is_found_from_elsewhere(tmp_path: Path) -> None:
    """A checkout on the path, visited from another folder by another process, composes the same bytes."""
    seen = _hash_seen_from(_ROOT, tmp_path)

    assert compose_visit().sha256 == seen


def test_snippets_beside_the_package_are_found(tmp_path: Path) -> None:
    """A link to the package alone leads back to the checkout it lies in."""
    (tmp_path / "remote_prt").symlink_to(_ROOT / "remote_prt", target_is_directory=True)

    seen = _hash_seen_from(tmp_path, tmp_path)

    assert compose_visit().sha256 == seen


def test_missing_snippets_are_named(tmp_path: Path) -> None:
    """A package without its PowerShell says which file is missing, where it looked and what to do."""
    _copy_package(tmp_path)

    answer = _hash_seen_from(tmp_path, tmp_path)

    assert answer.startswith("missing: Invoke-PrtVisit.ps1 is not in the package ps_snippets nor in ")
    assert answer.endswith("install remote_prt again")


def test_spoilt_snippet_is_named(tmp_path: Path) -> None:
    """A file with a byte that is not ASCII is named instead of being sent to hosts."""
    _copy_package(tmp_path)
    shutil.copytree(_ROOT / "ps_snippets", tmp_path / "ps_snippets")
    (tmp_path / "ps_snippets" / "Get-PrtCaller.ps1").write_bytes(b"\xff\xfe")

    answer = _hash_seen_from(tmp_path, tmp_path)

    assert answer.startswith("missing: Get-PrtCaller.ps1 cannot be read")


def test_wheel_brings_the_snippets(tmp_path: Path) -> None:
    """A wheel built from the tree holds every snippet and composes the same bytes once unpacked."""
    built = next(WheelBuilder(str(_ROOT)).build(directory=str(tmp_path / "dist"), versions=["standard"]))
    with zipfile.ZipFile(built) as wheel:
        wheel.extractall(tmp_path / "site")

    seen = _hash_seen_from(tmp_path / "site", tmp_path)
    templates = Path("remote_prt", "reports", "templates")

    assert compose_visit().sha256 == seen
    assert sorted(p.name for p in (tmp_path / "site" / templates).iterdir()) == sorted(
        p.name for p in (_ROOT / templates).iterdir()
    )
