"""`dsregcmd /status` as rows.

```
+----------------------------------------------------------------------+
| SSO State                                                            |
+----------------------------------------------------------------------+

                AzureAdPrt : NO
       AzureAdPrtAuthority : https://login.microsoftonline.com/aaaa0000-bb11-2222-33cc-444444dddddd
     AcquirePrtDiagnostics : PRESENT
            Attempt Status : 0xc000006d
```

Strategy: the boxes' rules become line ends, so that a text flattened to one line falls apart at its sections; a title
opens a section; a line with a key is a row; a line with several known keys is several rows; what continues a wrapped or
multi-line value is joined to it; everything else is kept in `other_lines`. Nothing is judged here, and no input raises:
a text is bounded instead, and says so (`is_cut`).

Rules that keep it right:

1. A key ends at the first colon that is followed by a blank or the end of the line, so times and URLs stay whole; only
   keys that dsregcmd is known to print may have lost that blank.
2. Server descriptions hold `Trace ID: ... Correlation ID: ...` without a blank before the colon; only ` : ` separates
   two rows of one line.
3. A diagnostics block belongs to the Entra PRT before the `EnterprisePrt` row and to the AD FS PRT after it.
"""

import re
from itertools import pairwise
from typing import Final

from remote_prt.diagnosis.dsreg_keys import (
    DEVICE_STATE,
    DIAGNOSTICS_KEYS,
    FREE_TEXT_KEYS,
    KNOWN_KEYS,
    SSO_STATE,
    TITLES,
    USER_STATE,
    WORK_ACCOUNT_TITLE,
)
from remote_prt.diagnosis.dsreg_report import DsregReport, Row

#: A full text of today's layout is about 8 KB and 110 rows; these bounds only stop endless or hostile texts.
MAX_CHARACTERS: Final = 512_000
MAX_ROWS: Final = 4_000
MAX_OTHER_LINES: Final = 500
#: A value joined from many lines stops growing here; what follows is kept as other lines.
MAX_JOINED_VALUE: Final = 8_192
MAX_TITLE: Final = 80
MAX_KEY: Final = 80
_MAX_KEY_WORDS: Final = 6
#: Narrowest console whose wrapping is undone: shorter lines cannot have been cut by a console.
WRAP_WIDTH: Final = 79

_RULE = re.compile(r"\+-{5,}\+|\+-{20,}")
_DECORATION = re.compile(r"(?:>{1,3}|[-*\u2022]|[0-9]{1,4}[:.)]?)\s+")  # quote marks, bullets, line numbers
_DOUBLE_COLON = re.compile(r"(?<=\w): :(?=\s)")  # 1607 to 1803 print `KeySignTest: : MUST Run elevated to test.`
_ANY_KNOWN_KEY = "|".join(sorted(map(re.escape, KNOWN_KEYS), key=len, reverse=True))
_INNER_KEY = re.compile(rf"(?<!\S)(?:{_ANY_KNOWN_KEY})\s{{1,40}}:(?=\s|$)")
_WIDE_COLON = "\uff1a"
_LINE_END = re.compile(r"\r\n|[\r\n\v\f\u0085\u2028\u2029]|</?(?:br|p|div|li|pre)\s?/?>")
_HTML_BLANK = re.compile(r"&nbsp;|&#160;|&#xa0;", re.IGNORECASE)
_TAIL = "For more information, please visit"
_KEYS_IN_DESCRIPTIONS = frozenset({"", "Correlation ID"})  # Entra's texts end with Trace ID, Correlation ID, Timestamp
_BLANKS = str.maketrans({"\u00a0": " ", "\u3000": " ", "\ufeff": " ", "\t": " ", "\x00": None})


def parse_dsregcmd(text: str) -> DsregReport:
    """The rows of one `dsregcmd /status` text, however it was damaged on the way; never raises."""
    reader = _Reader()
    cut = len(text) > MAX_CHARACTERS
    blanks = _HTML_BLANK.sub(" ", text[:MAX_CHARACTERS].translate(_BLANKS))
    body = _RULE.sub(lambda rule: f"\n{rule.group()}\n", blanks)
    for line in _LINE_END.split(_DOUBLE_COLON.sub(" :", body)):
        if len(reader.rows) >= MAX_ROWS:
            cut = True
            break
        reader.feed(line)
    return DsregReport(
        rows=tuple(reader.rows),
        sections=tuple(reader.sections),
        other_lines=tuple(reader.other_lines),
        is_cut=cut or reader.ended_early,
    )


class _Reader:
    """Folds lines into rows; remembers only what the next line may need."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.sections: list[str] = []
        self.other_lines: list[str] = []
        self._block = ""
        self._after_enterprise = False
        self._previous = ""  # the last physical line, when it was part of a row
        self._in_free_text = False
        self._in_title_box = False
        self._closed = True  # the last thing seen was a closing rule or the closing line

    @property
    def ended_early(self) -> bool:
        """Whether the text stops inside a full output: its last section never closed and more was due.

        A full output starts with `Device State` and goes on after `SSO State`; excerpts that people paste do neither.
        """
        if self._closed or DEVICE_STATE not in self.sections:
            return False
        last = self.sections[-1]
        if not self.rows or self.rows[-1].section != last:
            return True
        if last == USER_STATE:  # the last section of Windows 10 1607, which prints AzureAdPrt in it
            return not any(row.key == "AzureAdPrt" for row in self.rows)
        return last in {"Device Details", "Tenant Details", SSO_STATE}

    def feed(self, line: str) -> None:
        """Take one physical line."""
        stripped = _undecorated(line.strip())
        if not stripped:
            self._previous, self._in_free_text = "", False
        elif _RULE.fullmatch(stripped):
            self._closed = self._closed or not self._in_title_box  # the rule below a title closes nothing
            self._in_title_box, self._previous, self._in_free_text = False, "", False
        elif title := _title_of(stripped):
            self._open_section(title)
        elif self._continues(line, stripped):
            self._extend(line, stripped)
            self._previous = line
        else:
            self._read_rows(line, stripped)

    def _open_section(self, title: str) -> None:
        self.sections.append(title)
        account = WORK_ACCOUNT_TITLE.fullmatch(title)
        self._block = f"WorkAccount{account[1]}" if account else ""
        self._after_enterprise = self._closed = False
        self._in_title_box = True
        self._previous, self._in_free_text = "", False

    def _continues(self, line: str, stripped: str) -> bool:
        """Whether this line belongs to the value of the row before it."""
        key = _known_key(stripped)
        if self._in_free_text:
            is_new_row = line.startswith("  ") and " : " in stripped and _pair(stripped) is not None
            return key in _KEYS_IN_DESCRIPTIONS and not is_new_row and _INNER_KEY.match(stripped) is None
        is_wrapped = len(self._previous) >= WRAP_WIDTH and not line.startswith("  ")  # the cut may fall on one blank
        return is_wrapped and not key

    def _extend(self, line: str, stripped: str) -> None:
        last = self.rows[-1]
        if len(last.value) > MAX_JOINED_VALUE:
            self._keep_other(stripped)
            return
        is_cut_in_word = not (self._in_free_text or line[:1].isspace() or self._previous[-1:].isspace())
        joint = "" if is_cut_in_word else " "
        self.rows[-1] = Row(last.section, last.block, last.key, f"{last.value}{joint}{stripped}")

    def _read_rows(self, line: str, stripped: str) -> None:
        for piece in _pieces(stripped):
            pair = _pair(piece)
            if pair is None:
                self._keep_other(piece)
                continue
            self._add(*pair)
            self._closed = False
            self._previous = line
            self._in_free_text = pair[0] in FREE_TEXT_KEYS

    def _keep_other(self, stripped: str) -> None:
        if len(self.other_lines) < MAX_OTHER_LINES:
            self.other_lines.append(stripped)
        self._previous = ""
        if stripped.startswith(_TAIL):
            self._closed = True

    def _add(self, key: str, value: str) -> None:
        section = self.sections[-1] if self.sections else ""
        if not self._block.startswith("WorkAccount"):
            self._block = self._block_of(key)
        self.rows.append(Row(section, self._block, key, value))

    def _block_of(self, key: str) -> str:
        if key.startswith(("AzureAdPrt", "EnterprisePrt")):
            self._after_enterprise = key.startswith("EnterprisePrt")
            return ""
        owner = "Enterprise" if self._after_enterprise else "Entra"
        if key == "AcquirePrtDiagnostics":
            return f"{owner}Acquire"
        if key == "RefreshPrtDiagnostics":
            return f"{owner}Refresh"
        if key in DIAGNOSTICS_KEYS:
            return self._block or f"{owner}Acquire"
        return ""


def _undecorated(stripped: str) -> str:
    """The line without what mail, forums and lists put around it, when a row or a box is inside."""
    decoration = _DECORATION.match(stripped)
    rest = stripped if decoration is None else stripped[decoration.end() :]
    return next((inside for inside in (rest, _unmarked(rest)) if _is_printed(inside)), stripped)


def _unmarked(text: str) -> str:
    """The text without the quotation marks around it and Markdown's signs, with an ordinary first colon."""
    plain = text.rstrip(",;").strip('"` ').replace("**", "")
    before, colon, after = plain.partition(_WIDE_COLON)
    return f"{before.rstrip()} : {after.lstrip()}" if colon else plain


def _is_printed(text: str) -> bool:
    """Whether dsregcmd prints such a line: a title, a rule or a row with a known key."""
    return bool(_title_of(text) or _RULE.fullmatch(text) or _known_key(text))


def _known_key(text: str) -> str:
    """The key that a text begins with, if dsregcmd is known to print it, or ""."""
    key = text.partition(":")[0].rstrip()
    return key if key in KNOWN_KEYS and ":" in text else ""


def _title_of(stripped: str) -> str:
    """The section title a line holds, or ""; boxes may have lost their bars."""
    inner = stripped.strip("|").strip()
    if stripped.startswith("|") and inner and "|" not in inner and len(inner) <= MAX_TITLE:
        return inner
    return stripped if stripped in TITLES or WORK_ACCOUNT_TITLE.fullmatch(stripped) else ""


def _pieces(stripped: str) -> list[str]:
    """A line taken apart before every known key, where line ends were lost; mostly it is one piece."""
    starts = [match.start() for match in _INNER_KEY.finditer(stripped)]
    if len(starts) <= 1:
        return [stripped]
    edges = sorted({0, *starts, len(stripped)})
    return [stripped[begin:end].strip() for begin, end in pairwise(edges)]


def _pair(piece: str) -> tuple[str, str] | None:
    """Key and value of a piece, or None where it is no row; a known key may have lost the blank after its colon."""
    before, colon, after = piece.partition(":")
    key = before.rstrip()
    has_blank = not after or after[0].isspace()
    if colon and has_blank and 0 < len(key) <= MAX_KEY and "|" not in key and _is_row(key):
        return key, after.strip()
    known = _known_key(piece)
    return (known, after.strip()) if known else None


def _is_row(key: str) -> bool:
    r"""Whether text before a colon can be a key: prompts (`PS C:\>`) and sentences cannot."""
    if key in KNOWN_KEYS:
        return True
    is_prompt_or_path = any(mark in key for mark in "\\>/")
    return not is_prompt_or_path and len(key.split()) <= _MAX_KEY_WORDS and any(map(str.isalpha, key))
