r"""Text from hosts made safe to print, and to open in a spreadsheet.

Hosts are hostile: a user name may carry terminal sequences (clear the screen, set the title, OSC 8 links),
bidirectional overrides that reorder what stands beside them, or zero-width characters that make two names look alike.
All of these become a visible `\uXXXX`; nothing is dropped, so what is printed can still be searched for. Ordinary
text, Japanese included, passes unchanged.
"""

import unicodedata

#: Unicode categories that act instead of showing, or that pass for a blank: control, format (bidi, zero width),
#: surrogate, private use, unassigned, separators.
_ACTING = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Zs"})

#: The blanks people type; the second one stands between Japanese family and given names.
_BLANKS = frozenset(" \u3000")

#: Variation selectors that change how many cells the character before them takes.
_WIDTH_CHANGERS = frozenset("\ufe0e\ufe0f")

#: More accents than this upon one letter reach into the lines above and below ("zalgo").
_MOST_ACCENTS = 3

#: What Excel and LibreOffice read as the start of a formula; the full-width forms count in Japanese Excel.
_FORMULA_STARTS = tuple("=+-@＝＋－＠")


def printable(text: str, encoding: str = "utf-8") -> str:
    r"""The text with everything that acts on a terminal, or that `encoding` lacks, spelled as `\uXXXX`."""
    if text.isascii() and text.isprintable():
        return text
    shown: list[str] = []
    accents = 0
    for character in text:
        accents = accents + 1 if unicodedata.category(character) == "Mn" else 0
        shown.append(_spelled(character) if _acts(character) or accents > _MOST_ACCENTS else character)
    return encodable("".join(shown), encoding)


def shortened(text: str, longest: int) -> str:
    """The text, or its beginning with `…` at the end: at most `longest` characters."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def encodable(text: str, encoding: str) -> str:
    """The text with the characters a code page lacks spelled out, so that printing it cannot fail."""
    return text.encode(encoding, "backslashreplace").decode(encoding)


def spreadsheet_cell(text: str) -> str:
    """The text as a cell that no spreadsheet takes for a formula.

    A leading apostrophe is what spreadsheets themselves use to say "this is text" (design/ux.md 9). Leading blanks do
    not help an attacker: they are skipped when the first character is judged, as spreadsheets skip them.
    """
    bare = text.lstrip()
    leading = text[: len(text) - len(bare)]
    is_formula = bare.startswith(_FORMULA_STARTS) or any(blank in leading for blank in "\t\r\n")
    shown = printable(text)
    return f"'{shown}" if is_formula else shown


def without_lone_surrogates(text: str) -> str:
    """The text with half surrogate pairs replaced by U+FFFD: JSON could spell them, but strict readers refuse them."""
    if text.isascii():
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _acts(character: str) -> bool:
    if character in _BLANKS:
        return False
    return unicodedata.category(character) in _ACTING or character in _WIDTH_CHANGERS


def _spelled(character: str) -> str:
    number = ord(character)
    return f"\\u{number:04x}" if number <= 0xFFFF else f"\\U{number:08x}"
