"""The one script a visit runs: a header with the parameters, every function, one call.

Its bytes are the same for every host and every run, so its SHA-256 says which code ran; what varies travels as PSRP
parameters (docs/formats.md, section 1).
"""

from dataclasses import dataclass, field
from functools import cache

from remote_prt.snippets.shipped import list_snippets
from remote_prt.snippets.snippet import sha256_of

#: What a visit can be told, with its defaults.
PARAMETERS = """\
param(
    [string]$Context = 'auto',

    [int]$EventHours = 168,

    [int]$MaxEvents = 500,

    [int]$BudgetSeconds = 60,

    [int]$TaskSeconds = 30,

    [int]$MaxTextBytes = 262144,

    [string]$Probe = 'none',

    [string]$OnlyUser = ''
)
"""

#: The same, handed on.
CALL_VALUES = """\
    Context = $Context
    EventHours = $EventHours
    MaxEvents = $MaxEvents
    BudgetSeconds = $BudgetSeconds
    TaskSeconds = $TaskSeconds
    MaxTextBytes = $MaxTextBytes
    Probe = $Probe
    OnlyUser = $OnlyUser
"""

_CALL = f"""\
$visit = @{{
{CALL_VALUES}}}
Invoke-PrtVisit @visit
"""


@dataclass(frozen=True, slots=True)
class ComposedScript:
    """The text that goes out, and its hash."""

    text: str = field(repr=False)
    sha256: str  #: hex, of the text's bytes (ASCII)


@cache
def compose_visit() -> ComposedScript:
    """The script of a visit.

    Raises:
        SnippetMissing: the installation is broken.
    """
    functions = [snippet.text for snippet in list_snippets()]
    text = "\n".join([PARAMETERS, *functions, _CALL])
    return ComposedScript(text, sha256_of(text))
