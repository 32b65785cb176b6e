"""One function file and what its comment help promises.

The `.OUTPUTS` section of a snippet that sends a record lists the properties of `Data` in this form; a line that is
indented deeper goes on with the meaning above it:

```
    .OUTPUTS
    System.Collections.Specialized.OrderedDictionary, the Data of one record:
      State (string): ok, missing, disabled or denied.
      Sessions (array): one object per account and session with Sid (string),
        Name (string), SessionId (int).
```
"""

import hashlib
import re
from dataclasses import dataclass, field

_HELP = re.compile(r"<#(.*?)#>", re.DOTALL)
_SECTION = re.compile(r"^    \.([A-Z]+)[^\n]*\n(.*?)(?=^    \.[A-Z]+|\Z)", re.DOTALL | re.MULTILINE)
_FIELD = re.compile(r"^ {6}(\w+) \(([^)]+)\): (.+(?:\n {8,}\S.*)*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class OutputField:
    """One property of a record's `Data`."""

    name: str
    type: str  #: `string`, `int`, `bool`, `array`, `array of string`, each perhaps with ` or null`
    meaning: str


@dataclass(frozen=True, slots=True)
class Snippet:
    """One PowerShell function, as shipped."""

    name: str  #: the function and, with `.ps1`, the file
    text: str = field(repr=False)
    sha256: str  #: hex, of the file's bytes
    synopsis: str  #: one sentence
    outputs: tuple[OutputField, ...]  #: empty for helpers, which send no record of their own

    @property
    def is_writing(self) -> bool:
        """Whether its help says that it writes on the host; a test holds the help to the code."""
        return "Writes on the host:" in self.text


def parse_snippet(name: str, text: str) -> Snippet:
    """The snippet of that text (ASCII); what its help does not say stays empty."""
    sections = help_sections(text)
    outputs = tuple(
        OutputField(key, kind, " ".join(meaning.split()))
        for key, kind, meaning in _FIELD.findall(sections.get("OUTPUTS", ""))
    )
    return Snippet(name, text, sha256_of(text), " ".join(sections.get("SYNOPSIS", "").split()), outputs)


def help_sections(text: str) -> dict[str, str]:
    """The comment help by section name (`SYNOPSIS`, `OUTPUTS`, ...); of repeated sections the last."""
    comment = _HELP.search(text)
    return dict(_SECTION.findall(comment[1])) if comment else {}


def sha256_of(text: str) -> str:
    """Hex digest of the bytes that go out."""
    return hashlib.sha256(text.encode("ascii")).hexdigest()
