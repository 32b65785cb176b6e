"""The same functions as a module, for JEA endpoints that run no script text: files to install, and to sign.

The functions stand in it byte for byte as `snippets show` prints them. The manifest carries the hash of the script of a
visit, so that a host can say which version it has. `remote_prt snippets module FOLDER` writes all of it, and
examples/jea holds it ready made.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from remote_prt.snippets.shipped import action_snippets, list_snippets
from remote_prt.snippets.snippet import Snippet, sha256_of
from remote_prt.snippets.visit_script import compose_visit
from remote_prt.version import __version__

MODULE = "RemotePrt"

#: What each role shows, by the name of its file: everything else stays hidden.
VISIT_ROLE, ACTION_ROLE = "RemotePrtVisit", "RemotePrtAction"

#: What the roles show. By name, so that an action that reads or writes files, or runs a trace, is never shown to an
#: account that acts as a virtual administrator only because somebody added it.
VISIBLE = {
    VISIT_ROLE: ("Invoke-PrtVisit",),
    ACTION_ROLE: ("Get-PrtLogState", "Invoke-PrtRefresh", "Set-PrtLogState"),
}

_HELP = re.compile(r"<#.*?#>", re.DOTALL)
_OUR_NAMES = re.compile(r"\b[A-Z][A-Za-z]+-Prt[A-Za-z]+\b")

_MODULE_ID = "6d8c5b1e-3f0a-4c57-9a41-5d1f0e7b2c90"
_ROLE_IDS = {
    VISIT_ROLE: "0b6f6a52-9a3e-4f0e-8f0d-6f3c1f2a7d11",
    ACTION_ROLE: "c1b7c9d4-52c8-4e55-b7d2-2f9a4e6b8a23",
}
_SESSION_ID = "f3a1d0b6-7f44-4d7b-8c09-1e5a9b3c6d78"

#: What the functions call inside; loaded by name, because a restricted session loads nothing by itself.
_NEEDED_MODULES = (
    "CimCmdlets",
    "Microsoft.PowerShell.Diagnostics",
    "Microsoft.PowerShell.Management",
    "Microsoft.PowerShell.Security",
    "Microsoft.PowerShell.Utility",
    "ScheduledTasks",
)

_HEAD = """\
# RemotePrt {version}: the functions that remote_prt runs on hosts, as a module for JEA endpoints.
# Written by `remote_prt snippets module`; each function stands here as `remote_prt snippets show NAME` prints it.

"""

_MANIFEST = """\
@{{
    RootModule = '{module}.psm1'
    ModuleVersion = '{version}'
    GUID = '{id}'
    Author = 'the remote_prt maintainers'
    Description = 'Collects what remote_prt needs to judge the Entra primary refresh tokens of this PC.'
    PowerShellVersion = '5.1'
    CompatiblePSEditions = @('Desktop', 'Core')
    FunctionsToExport = @({functions})
    CmdletsToExport = @()
    VariablesToExport = @()
    AliasesToExport = @()
    PrivateData = @{{
        VisitSha256 = '{visit_sha256}'
    }}
}}
"""

_ROLE = """\
@{{
    GUID = '{id}'
    Author = 'the remote_prt maintainers'
    Description = '{description}'
    ModulesToImport = @({modules})
    VisibleFunctions = @({functions})
}}
"""

_SESSION = """\
@{{
    SchemaVersion = '2.0.0.0'
    GUID = '{id}'
    Author = 'the remote_prt maintainers'
    Description = 'Visits by remote_prt: one function for readers, a few more for operators, no script text.'
    SessionType = 'RestrictedRemoteServer'
    LanguageMode = 'NoLanguage'
    ExecutionPolicy = 'RemoteSigned'
    RunAsVirtualAccount = $true
    TranscriptDirectory = 'C:\\Program Files\\RemotePrt\\Transcripts'
    RoleDefinitions = @{{
        'CONTOSO\\PRT-Readers' = @{{ RoleCapabilities = '{visit}' }}
        'CONTOSO\\PRT-Operators' = @{{ RoleCapabilities = @('{visit}', '{action}') }}
    }}
}}
"""


@dataclass(frozen=True, slots=True)
class ModuleFile:
    """One file of the module."""

    path: str  #: relative to the folder that was asked for, with `/`
    text: str = field(repr=False)
    sha256: str  #: hex, of the file's bytes


@cache
def module_files() -> tuple[ModuleFile, ...]:
    """The module, its roles and a session configuration, by path; ASCII, with line feeds.

    Raises:
        SnippetMissing: the installation is broken.
    """
    roles = VISIBLE
    exported = _list(name for names in roles.values() for name in names)
    described = {
        VISIT_ROLE: "Look at primary refresh tokens.",
        ACTION_ROLE: "Ask for a renewal of tokens, and switch the event channels that record it.",
    }
    folder = f"{MODULE}/"
    texts = {f"{folder}{MODULE}.psm1": _functions(exported)}
    texts[f"{folder}{MODULE}.psd1"] = _MANIFEST.format(
        module=MODULE,
        version=__version__,
        id=_MODULE_ID,
        functions=exported,
        visit_sha256=compose_visit().sha256,
    )
    for role, names in roles.items():
        texts[f"{folder}RoleCapabilities/{role}.psrc"] = _ROLE.format(
            id=_ROLE_IDS[role],
            description=described[role],
            modules=_list((MODULE, *_NEEDED_MODULES)),
            functions=_list(f"{MODULE}\\{name}" for name in names),
        )
    texts[f"{MODULE}.pssc"] = _SESSION.format(id=_SESSION_ID, visit=VISIT_ROLE, action=ACTION_ROLE)
    return tuple(ModuleFile(path, text, sha256_of(text)) for path, text in sorted(texts.items()))


def module_functions() -> tuple[Snippet, ...]:
    """The functions in the module: all of a visit, and what the visible actions need; no other action."""
    visit = list_snippets()
    known = {snippet.name: snippet for snippet in action_snippets()}
    needed: set[str] = set()
    waiting = list(VISIBLE[ACTION_ROLE])
    while waiting:
        name = waiting.pop()
        if name in known and name not in needed:
            needed.add(name)
            waiting += _OUR_NAMES.findall(_HELP.sub("", known[name].text))
    return (*visit, *(snippet for name, snippet in known.items() if name in needed))


def _functions(exported: str) -> str:
    texts = [snippet.text for snippet in module_functions()]
    return _HEAD.format(version=__version__) + "\n".join(texts) + f"\nExport-ModuleMember -Function @({exported})\n"


def _list(names: Iterable[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)
