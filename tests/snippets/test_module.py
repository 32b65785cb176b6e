"""The module for JEA endpoints: the very functions, one command for who looks, a few for who does, and no others."""

import hashlib
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from remote_prt.cli.snippets_verb import snippets
from remote_prt.snippets import action_snippets, compose_visit, list_snippets, module_files
from remote_prt.snippets.module import module_functions
from tests.ps_snippets.powershell_source import Source

_ROOT = Path(__file__).resolve().parents[2]
_READY = _ROOT / "examples" / "jea"
FILES = {file.path: file.text for file in module_files()}
MODULE = FILES["RemotePrt/RemotePrt.psm1"]
MANIFEST = FILES["RemotePrt/RemotePrt.psd1"]
DATA_FILES = sorted(path for path in FILES if not path.endswith(".psm1"))

#: What a JEA session puts functions of its own in the place of (about_JEA, New-PSSessionConfigurationFile).
REPLACED = ("Clear-Host", "Exit-PSSession", "Get-Command", "Get-FormatData", "Get-Help", "Measure-Object",
            "Out-Default", "Select-Object")  # fmt: skip


def strings_of(text: str, key: str) -> list[str]:
    """The strings that a data file gives for a key."""
    found = re.search(rf"^ *{key} = @?\(?(.*?)\)?$", text, re.MULTILINE)
    assert found, key
    return re.findall(r"'([^']*)'", found[1])


def test_every_function_stands_in_it_byte_for_byte() -> None:
    """The module holds each function as its file has it, in order, and nothing else but its head and its exports."""
    rest = MODULE
    for snippet in module_functions():
        before, found, rest = rest.partition((_file_of(snippet.name)).read_bytes().decode())
        assert found, snippet.name
        assert re.fullmatch(r"(# .*\n)*\n?", before), before[:200]

    assert re.fullmatch(r"\nExport-ModuleMember -Function @\(('[\w-]+'(, )?)+\)\n", rest)


@pytest.mark.parametrize("path", DATA_FILES)
def test_data_files_parse(path: str) -> None:
    """Manifest, roles and session configuration are one hashtable of constants, without error."""
    assert Source(FILES[path]).broken() == []
    assert FILES[path].isascii()
    assert "$(" not in FILES[path]


def test_the_module_parses() -> None:
    """All functions together are one script without error."""
    assert Source(MODULE).broken() == []


def test_roles_show_exactly_our_functions() -> None:
    """Who looks gets the visit alone; who does gets the actions that answer; the module exports these and no others."""
    look = strings_of(FILES["RemotePrt/RoleCapabilities/RemotePrtVisit.psrc"], "VisibleFunctions")
    do = strings_of(FILES["RemotePrt/RoleCapabilities/RemotePrtAction.psrc"], "VisibleFunctions")
    exported = strings_of(MANIFEST, "FunctionsToExport")

    assert look == ["RemotePrt\\Invoke-PrtVisit"]
    assert do == ["RemotePrt\\Get-PrtLogState", "RemotePrt\\Invoke-PrtRefresh", "RemotePrt\\Set-PrtLogState"]
    assert [f"RemotePrt\\{name}" for name in exported] == look + do
    assert all(f"\nfunction {name} {{\n" in "\n" + MODULE for name in exported)
    assert not any(key in text for text in FILES.values() for key in ("VisibleCmdlets =", "VisibleExternalCommands ="))


def test_no_action_comes_in_by_itself() -> None:
    """All of a visit is in the module, and of the actions only what the visible ones call: no files, no traces."""
    names = {snippet.name for snippet in module_functions()}
    others = {snippet.name for snippet in action_snippets()} - names

    assert {snippet.name for snippet in list_snippets()} <= names
    assert not any(re.search(r"Trace|File", name) for name in names)
    assert [name for name in others if name in MODULE] == []


def test_the_session_runs_no_script_text() -> None:
    """No language, a virtual account, a transcript, and roles whose files are there."""
    session = FILES["RemotePrt.pssc"]
    roles = {path.rsplit("/", 1)[-1].removesuffix(".psrc") for path in FILES if path.endswith(".psrc")}

    assert "SessionType = 'RestrictedRemoteServer'" in session
    assert "LanguageMode = 'NoLanguage'" in session
    assert "RunAsVirtualAccount = $true" in session
    assert strings_of(session, "TranscriptDirectory")
    assert set(re.findall(r"'(RemotePrt\w+)'", session)) == roles


def test_the_manifest_says_which_scripts_these_are() -> None:
    """The hash by which a host tells its version is that of the script of a visit."""
    assert strings_of(MANIFEST, "VisitSha256") == [compose_visit().sha256]


@pytest.mark.parametrize("snippet", module_functions(), ids=lambda snippet: snippet.name)
def test_no_function_uses_what_a_jea_session_replaces(snippet) -> None:
    """A restricted session has weaker functions of these names, which a module would find first."""
    code = re.sub(r"<#.*?#>|^ *#.*?$", "", snippet.text, flags=re.DOTALL | re.MULTILINE)

    assert [name for name in REPLACED if re.search(rf"\b{name}\b", code)] == []


def test_the_ready_made_module_is_current() -> None:
    """What lies in examples/jea is what would be written now; `python docs/generate.py` writes it."""
    lying = {path.relative_to(_READY).as_posix(): path.read_bytes().decode() for path in _READY.rglob("*.ps*1")}
    lying |= {path.relative_to(_READY).as_posix(): path.read_bytes().decode() for path in _READY.rglob("*.ps?c")}

    assert sorted(lying) == sorted(FILES)
    assert [path for path in FILES if lying[path] != FILES[path]] == []


def test_the_verb_writes_it_with_its_hashes(tmp_path: Path) -> None:
    """Every file is written as it is, and printed with its SHA-256; a second time replaces it."""
    folder = tmp_path / "new" / "jea"
    for _ in range(2):
        result = CliRunner().invoke(snippets, ["module", str(folder)])
        assert result.exit_code == 0, result.output

    written = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert {path: text.encode() for path, text in FILES.items()} == written
    printed = dict(line.split("  ", 1)[::-1] for line in result.stdout.splitlines())
    assert printed == {path: hashlib.sha256(content).hexdigest() for path, content in written.items()}


def _file_of(name: str) -> Path:
    return next((_ROOT / "ps_snippets").rglob(f"{name}.ps1"))
