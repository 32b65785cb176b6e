"""Bytes of a saved text become characters, whatever console, editor or mail program wrote them.

Order of belief, surest first: a byte order mark; zero bytes in every other place (UTF-16 without a mark); valid UTF-8;
Japanese double bytes (code page 932) that stand side by side; then Western Europe, where the console's page 850 and the
desktop's 1252 are told apart by which of them gives letters inside words. A guess only ever changes letters beyond
ASCII: keys, codes, times and URLs are the same in all of them, so a wrong one costs a name its accents, never a
verdict.

Nothing raises. What no page explains becomes U+FFFD and stays visible.
"""

import codecs
import re
from dataclasses import dataclass
from typing import Final

#: A full dsregcmd text has 8 KB, a long exported log some MB; what is longer is cut, and says so.
MAX_BYTES: Final = 16 * 1024 * 1024

_MARKS: Final = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_SAMPLE: Final = 64 * 1024  #: bytes that are looked at for a guess
_DOUBLE: Final = re.compile(rb"[\x81-\x9f\xe0-\xfc][\x40-\x7e\x80-\xfc]")
#: Two double bytes in a row: a Japanese word; an accented letter of Western Europe stands alone between ASCII letters.
_DOUBLE_RUN: Final = re.compile(rb"(?:[\x81-\x9f\xe0-\xfc][\x40-\x7e\x80-\xfc]){2,}")
#: Letters of page 850 where 1252 has quotation marks, dashes or nothing, inside a word (0xE1 is its sharp s).
_OEM_LETTER: Final = re.compile(rb"(?<=[A-Za-z])[\x81-\x84\x86-\x90\x93\x94\x98-\x9a\xa0-\xa5](?=[A-Za-z\xe1])")
_ANSI_LETTER: Final = re.compile(rb"[\xc0-\xff]|(?<=[A-Za-z])\x92(?=[A-Za-z])")


@dataclass(frozen=True, slots=True)
class DecodedText:
    """The characters, and how they were got."""

    text: str
    encoding: str  #: Python's name of the encoding that was believed
    is_cut: bool = False  #: bytes beyond the bound were left out


def decode_text(data: bytes, *, max_bytes: int = MAX_BYTES) -> DecodedText:
    """The text in some bytes; never raises, wrong bytes become U+FFFD."""
    is_cut = len(data) > max_bytes
    kept = data[:max_bytes]
    for mark, encoding in _MARKS:
        if kept.startswith(mark):
            return DecodedText(_decode(kept[len(mark) :], encoding, is_cut=is_cut), encoding, is_cut)
    encoding = _guess(kept[:_SAMPLE])
    return DecodedText(_decode(kept, encoding, is_cut=is_cut), encoding, is_cut)


def _decode(data: bytes, encoding: str, *, is_cut: bool) -> str:
    """The characters; a sequence that our own bound cut in two is no wrong byte and is left out."""
    return codecs.getincrementaldecoder(encoding)(errors="replace").decode(data, final=not is_cut)


def _guess(sample: bytes) -> str:
    wide = _wide(sample)
    if wide:
        return wide
    if _is_utf8(sample):
        return "utf-8"
    if _is_japanese(sample):
        return "cp932"
    return "cp850" if len(_OEM_LETTER.findall(sample)) > len(_ANSI_LETTER.findall(sample)) else "cp1252"


def _wide(sample: bytes) -> str:
    """UTF-16 by its zero bytes: ASCII has one in every second place, and texts for us are mostly ASCII."""
    pairs = len(sample) // 2
    even, odd = sample[0 : 2 * pairs : 2].count(0), sample[1 : 2 * pairs : 2].count(0)
    if pairs and odd > pairs * 0.4 and even < odd / 8:
        return "utf-16-le"
    return "utf-16-be" if pairs and even > pairs * 0.4 and odd < even / 8 else ""


def _is_utf8(sample: bytes) -> bool:
    """Whether the bytes are UTF-8: wholly, or (damaged on the way) with fewer wrong bytes than right sequences."""
    text = codecs.getincrementaldecoder("utf-8")(errors="replace").decode(sample)
    wrong = text.count("\ufffd")
    return wrong == 0 or wrong < sum(character > "\x7f" for character in text) - wrong


def _is_japanese(sample: bytes) -> bool:
    """Whether most double bytes stand in words of two or more, and the bytes are valid in page 932."""
    doubles = len(_DOUBLE.findall(sample))
    in_words = sum(len(run) // 2 for run in _DOUBLE_RUN.findall(sample))
    if not doubles or in_words * 3 < doubles * 2:
        return False
    try:
        codecs.getincrementaldecoder("cp932")().decode(sample)
    except UnicodeDecodeError:
        return False
    return True
