"""Units as systemd reads them, written from systemd.syntax(7), systemd.unit(5) and systemd.service(5)."""

import re
from collections.abc import Iterator, Mapping

_ESCAPES = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "s": " "}
_VARIABLE = re.compile(r"\$(\$|\{([A-Za-z_][A-Za-z0-9_]*)\})")


def read_unit(text: str) -> dict[str, dict[str, list[str]]]:
    """Sections, their settings, and of each every value in order; a backslash at the end of a line joins the next."""
    unit: dict[str, dict[str, list[str]]] = {}
    section: dict[str, list[str]] = {}
    for line in _joined(text):
        if line.startswith("["):
            section = unit.setdefault(line.strip("[]"), {})
        else:
            name, _, value = line.partition("=")
            section.setdefault(name, []).append(value)
    return unit


def _joined(text: str) -> Iterator[str]:
    begun = ""
    for line in text.splitlines():
        if line.lstrip().startswith(("#", ";")) or not (line.strip() or begun):
            continue
        if line.endswith("\\"):
            begun += line[:-1] + " "
            continue
        yield (begun + line).strip()
        begun = ""


def command_line(line: str, specifiers: Mapping[str, str], environment: Mapping[str, str]) -> list[str]:
    """What `ExecStart=` starts: words are unquoted, then specifiers, then variables are replaced."""
    words = [specified(word, specifiers) for word in words_of(line)]
    return [words[0], *(_VARIABLE.sub(lambda m: "$" if m[1] == "$" else environment[m[2]], w) for w in words[1:])]


def specified(text: str, specifiers: Mapping[str, str]) -> str:
    """Text with its specifiers replaced; one that is not known here is an error."""
    return re.sub(r"%(.)", lambda found: specifiers[found[1]], text)


def words_of(line: str) -> list[str]:
    """The words of a value that is a list."""
    words: list[str] = []
    at = 0
    while at < len(line):
        if line[at].isspace():
            at += 1
            continue
        word, quote = "", ""
        while at < len(line) and (quote or not line[at].isspace()):
            character = line[at]
            if character == "\\":
                at += 1
                word += _ESCAPES.get(line[at], line[at])
            elif character == quote:
                quote = ""
            elif character in "\"'" and not quote:
                quote = character
            else:
                word += character
            at += 1
        assert not quote, f"a quote is not closed: {line}"
        words.append(word)
    return words
