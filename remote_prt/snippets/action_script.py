"""The script of one action: what may change something on a host, and never part of a visit.

Composed like a visit: a header with the parameters of the action's own function, the functions it needs and no others,
one call that sends one record, after strings where it streams a file. So its bytes are constant too, and its hash says
which code ran. An action that supports WhatIf has one parameter more, `DryRun`, which becomes that WhatIf.
"""

import re
from functools import cache

from remote_prt.errors import UsageError
from remote_prt.snippets.shipped import action_snippets, list_snippets
from remote_prt.snippets.snippet import Snippet, sha256_of
from remote_prt.snippets.visit_script import ComposedScript

#: What sends strings before its record: too much for one.
_STREAMING = frozenset({"Read-PrtFilePart"})

#: The parameter that asks an action for what it would do.
DRY_RUN = "DryRun"

_HELP = re.compile(r"<#.*?#>", re.DOTALL)
_PARAMETERS = re.compile(r"^    param\(\n(.*?)^    \)\n", re.DOTALL | re.MULTILINE)
_PARAMETER = re.compile(r"^    \[[\w\[\]]+\]\$(\w+)", re.MULTILINE)
_OUR_NAMES = re.compile(r"\b[A-Z][A-Za-z]+-Prt[A-Za-z]+\b")
_CAN_BE_DRY = "SupportsShouldProcess"


@cache
def compose_action(name: str) -> ComposedScript:
    """The script of the action whose function has that name.

    Raises:
        UsageError: there is no such action.
        SnippetMissing: the installation is broken.
    """
    known = {snippet.name: snippet for snippet in (*list_snippets(), *action_snippets())}
    if name not in {snippet.name for snippet in action_snippets()}:
        raise UsageError(f"there is no action {name!r}", "run `remote_prt snippets list`")
    action = known[name]
    functions = [known[needed].text for needed in sorted(_needed(action, known))]
    text = "\n".join([_header(action), *functions, _call(action)])
    return ComposedScript(text, sha256_of(text))


def is_dry_run_possible(action: Snippet) -> bool:
    """Whether the action can say what it would do: then it may change something."""
    return _CAN_BE_DRY in _HELP.sub("", action.text)


def _needed(action: Snippet, known: dict[str, Snippet]) -> set[str]:
    """The action, what it calls, what that calls, and what the one call of the script is made with."""
    needed: set[str] = set()
    runner = "Invoke-PrtStream" if action.name in _STREAMING else "Invoke-PrtSnippet"
    waiting = [action.name, runner, "ConvertTo-PrtRecord", "Get-PrtCaller"]
    while waiting:
        name = waiting.pop()
        if name not in needed:
            needed.add(name)
            waiting += [word for word in _OUR_NAMES.findall(_HELP.sub("", known[name].text)) if word in known]
    return needed


def _header(action: Snippet) -> str:
    body = re.sub(r"^    ", "", _parameter_block(action), flags=re.MULTILINE).rstrip("\n")
    extra = f",\n\n    [bool]${DRY_RUN} = $false" if is_dry_run_possible(action) else ""
    return f"param(\n{body}{extra}\n)\n"


def _call(action: Snippet) -> str:
    names = _PARAMETER.findall(re.sub(r"^    ", "", _parameter_block(action), flags=re.MULTILINE))
    values = [f"    {name} = ${name}\n" for name in names]
    if is_dry_run_possible(action):
        values.append(f"    WhatIf = ${DRY_RUN}\n")
    how = f"-Name '{action.name}' -Argument $argument -LogonSession (Get-PrtCaller)"
    run = (
        f"Invoke-PrtStream {how}"
        if action.name in _STREAMING
        else f"ConvertTo-PrtRecord -Record (Invoke-PrtSnippet {how})"
    )
    return f"$argument = @{{\n{''.join(values)}}}\n{run}\n"


def _parameter_block(action: Snippet) -> str:
    block = _PARAMETERS.search(_HELP.sub("", action.text))
    return "" if block is None else block[1]
