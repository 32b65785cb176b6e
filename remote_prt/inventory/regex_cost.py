"""How many ways a regular expression leaves open: what a backtracking matcher may have to try at one place of a name.

Python's `re` tries every way before it gives up, so `(a+)+$` takes minutes on sixty characters, and nothing can stop it
(a thread that matches holds the interpreter). What could do so is refused before it runs. The estimate is a product:

    x*  x+  x{3,}      64 ways, about the length of a name; without end if x itself leaves ways open
    x?  x{2,5}         as many ways as there are counts, times those of each x
    (a|b|c)            the sum of its branches' ways

It is an upper bound, so a few harmless expressions are refused too; names never need them.
"""

import re

#: Ways of one repeat without an upper end.
_OPEN = 64

#: More ways than this may take longer than a second for a name of 253 characters.
MOST_WAYS = 1_000_000

#: A longer expression is a list of hosts, and belongs into a file.
MOST_CHARACTERS = 200

_WITHOUT_END = MOST_WAYS + 1
_TOKEN = re.compile(
    r"""
    (?P<open>\((?:\?(?:P?<\w+>|<?[=!]|P=|[aiLmsux-]*:|[>\#])?)?)   # a group of any kind
  | (?P<close>\))
  | (?P<branch>\|)
  | (?P<repeat>[*+?]|\{[0-9]*,?[0-9]*\})[?+]?                      # greedy, lazy or possessive
  | (?P<atom>\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|.)
    """,
    re.VERBOSE | re.DOTALL,
)


def ways(pattern: str) -> int:
    """The estimate for an expression that `re` accepts, at most one more than `MOST_WAYS`."""
    groups = [[1]]  # of each open group the ways of its branches
    atoms = [1]  # of each open group the ways of what was read last
    for token in _TOKEN.finditer(pattern):
        match token.lastgroup:
            case "open":
                groups.append([1])
                atoms.append(1)
            case "branch":
                groups[-1].append(1)
            case "close" if len(groups) > 1:
                inner = sum(groups.pop())
                atoms.pop()
                _take(groups, atoms, inner)
            case "repeat":
                repeated = _repeated(atoms[-1], token["repeat"])
                groups[-1][-1] //= atoms[-1]
                _take(groups, atoms, repeated)
            case _:
                _take(groups, atoms, 1)
    return min(sum(groups[0]), _WITHOUT_END)


def _take(groups: list[list[int]], atoms: list[int], count: int) -> None:
    atoms[-1] = min(count, _WITHOUT_END)
    groups[-1][-1] *= atoms[-1]


def _repeated(inner: int, repeat: str) -> int:
    """The ways of something with `inner` ways, so many times."""
    least, most = _bounds(repeat)
    if most is None:
        return _OPEN if inner == 1 else _WITHOUT_END
    if inner == 1:
        return min(most - least + 1, _OPEN)
    return _WITHOUT_END if most > MOST_WAYS.bit_length() else sum(inner**count for count in range(least, most + 1))


def _bounds(repeat: str) -> tuple[int, int | None]:
    """Least and most count; None: no upper end."""
    if repeat in {"*", "+"}:
        return 0, None
    if repeat == "?":
        return 0, 1
    least, comma, most = repeat[1:-1].partition(",")
    if not comma:
        return (int(least), int(least)) if least else (1, 1)  # `{}` is plain text
    return int(least or 0), int(most) if most else None
