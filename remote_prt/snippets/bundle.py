r"""One script file that runs a visit where WinRM does not reach: the very same functions, and one that writes a file.

```
powershell.exe -NoProfile -ExecutionPolicy Bypass -File prt-bundle.ps1 -OutputFolder \\server\prt
remote_prt analyze \\server\prt
```

The functions of a visit are in it byte for byte as `snippets show` prints them; only the parameters at the top, the
writing function and the call at the end are its own. Its bytes depend on nothing but the version.
"""

from functools import cache

from remote_prt.snippets.shipped import list_snippets, local_snippets
from remote_prt.snippets.snippet import sha256_of
from remote_prt.snippets.visit_script import CALL_VALUES, PARAMETERS, ComposedScript
from remote_prt.version import __version__

_HELP = """\
<#
.SYNOPSIS
Collects what remote_prt needs to judge the Entra primary refresh tokens of this PC, and writes it to one file.

.DESCRIPTION
Made by remote_prt {version}. Run it as administrator or SYSTEM to see every signed-in user, or as the user whose
token is in question. Nothing is sent anywhere. Judge the file with: remote_prt analyze FILE

.EXAMPLE
powershell.exe -NoProfile -ExecutionPolicy Bypass -File prt-bundle.ps1 -OutputFolder C:\\Temp
#>
"""

_CALL = """\
$hash = ''
if ($PSCommandPath) {
    $hash = [string](Get-FileHash -LiteralPath $PSCommandPath -Algorithm SHA256).Hash
}
$export = @{
    OutputFolder = $OutputFolder
    ToolVersion = '%(version)s'
    ScriptSha256 = $hash
    Visit = @{
%(values)s    }
}
Export-PrtCapture @export
"""


@cache
def compose_bundle() -> ComposedScript:
    """The script to run on a machine itself.

    Raises:
        SnippetMissing: the installation is broken.
    """
    header = PARAMETERS.replace("param(\n", "param(\n    [string]$OutputFolder = '.',\n\n", 1)
    values = "".join(f"    {line}\n" for line in CALL_VALUES.splitlines())
    call = _CALL % {"version": __version__, "values": values}
    functions = [snippet.text for snippet in (*list_snippets(), *local_snippets())]
    text = "\n".join([_HELP.format(version=__version__) + header, *functions, call])
    return ComposedScript(text, sha256_of(text))
