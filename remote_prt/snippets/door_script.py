"""What starts a script on this very machine: one function that runs a file beside it and prints its records."""

from functools import cache

from remote_prt.snippets.shipped import door_snippets
from remote_prt.snippets.snippet import sha256_of
from remote_prt.snippets.visit_script import ComposedScript

#: The files that the door (`transports/local.py`) lays beside it; a test holds both rooms to the same names.
SCRIPT_FILE, PARAMETER_FILE = "visit.ps1", "parameters.json"

_CALL = f"""\
$door = @{{
    ScriptPath = Join-Path -Path $PSScriptRoot -ChildPath '{SCRIPT_FILE}'
    ParameterPath = Join-Path -Path $PSScriptRoot -ChildPath '{PARAMETER_FILE}'
}}
Invoke-PrtScriptFile @door
"""


@cache
def compose_door() -> ComposedScript:
    """The script that PowerShell is started with on this machine.

    Raises:
        SnippetMissing: the installation is broken.
    """
    text = "\n".join([*(snippet.text for snippet in door_snippets()), _CALL])
    return ComposedScript(text, sha256_of(text))
