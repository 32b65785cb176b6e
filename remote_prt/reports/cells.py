"""Text measured in display cells: a Japanese character takes two, an accent none (design/ux.md 8).

All functions expect text that `escape.printable` has passed: no control character is left in it.
"""

#: Characters that Japanese does not let end a line, or begin one.
_NOT_LAST = frozenset("(（「『【〔")
_NOT_FIRST = frozenset("、。，．）」』】〕・ー～ぁぃぅぇぉっゃゅょァィゥェォッャュョ")


def cell_width(text: str) -> int:
    """How many cells the text takes on a terminal."""
    if text.isascii():
        return len(text)
    from wcwidth import wcswidth  # noqa: PLC0415 - only reports with other than ASCII text pay for its tables

    return max(0, wcswidth(text))


def clip(text: str, width: int, ellipsis: str) -> str:
    """The text, or as much of its start as fits into `width` cells together with the ellipsis."""
    if cell_width(text) <= width:
        return text
    return text[: _longest_prefix(text, max(0, width - len(ellipsis)))].rstrip() + ellipsis[:width]


def wrap(text: str, width: int, *, first: str = "", rest: str = "") -> list[str]:
    """Lines of at most `width` cells: broken at blanks, and inside a word only where the word alone is too wide.

    Args:
        text: one paragraph.
        width: of the whole line, in cells; at least 10 cells are always left for text.
        first: what stands before the first line.
        rest: what stands before each further line.
    """
    lines: list[str] = []
    line = first
    is_fresh = True
    limit = max(width, max(cell_width(first), cell_width(rest)) + 10)
    for piece in _pieces(text, limit - max(cell_width(first), cell_width(rest))):
        joined = line + piece if is_fresh else f"{line} {piece}"
        if is_fresh or cell_width(joined) <= limit:
            line = joined
        else:
            lines.append(line)
            line = rest + piece
        is_fresh = False
    return [*lines, line]


def _pieces(text: str, width: int) -> list[str]:
    """The words of a text, those wider than a line cut into parts that fit."""
    pieces: list[str] = []
    for word in text.split(" "):
        left = word
        while cell_width(left) > width:
            cut = max(1, _longest_prefix(left, width))
            while cut > 1 and (left[cut] in _NOT_FIRST or left[cut - 1] in _NOT_LAST):
                cut -= 1
            pieces.append(left[:cut])
            left = left[cut:]
        if left:
            pieces.append(left)
    return pieces


def _longest_prefix(text: str, width: int) -> int:
    """How many characters from the start fit into `width` cells, found by halving."""
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if cell_width(text[:middle]) <= width:
            low = middle
        else:
            high = middle - 1
    return low
