"""Makes what a host sent safe to print: bounded, on one line, nothing a terminal would obey."""

_MOST_CHARACTERS = 300


def printable(text: object, most: int = _MOST_CHARACTERS) -> str:
    """The text on one line, control and formatting characters escaped, cut with `...` after `most` characters."""
    line = " ".join(str(text)[: most * 4].split())
    escaped = "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in line)
    return escaped if len(escaped) <= most else escaped[: most - 3] + "..."
