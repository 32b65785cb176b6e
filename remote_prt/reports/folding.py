"""Many host names as one short text: `pc-[03,07-09]`, which the prompt reads back.

Only the last run of digits of the first label (the last number of an IPv4 address) is folded. ClusterShell's NodeSet
folds every run of digits at once: 1,500 names with three numbers each took it 5.7 s, and what comes out, such as
`pc[114,165]-546-2,pc[832,861]-611-7`, is no shorter for a reader; it also gives a meaning to characters that a hostile
name may hold. So names are folded here, at the cost of one sort, and NodeSet stays where host lists are read.
"""

import re
from collections.abc import Iterable

from remote_prt.reports.escape import printable

#: A name that means only itself at the prompt, in a shell and in a range expression.
_PLAIN = re.compile(r"\w[\w.-]*")

_IPV4 = re.compile(r"(\d{1,3}\.\d{1,3}\.\d{1,3}\.)(\d{1,3})()", re.ASCII)
_NUMBERED = re.compile(r"([^.]*?)(\d+)((?:[^.\d][^.\d]*)?(?:\..*)?)", re.ASCII)
#: A comma that is not inside a range: there a list of hosts may be broken into lines.
_BETWEEN_HOSTS = re.compile(r",(?![^\[]*\])")


def fold_hosts(names: Iterable[str], encoding: str = "utf-8") -> str:
    """The names, each once, folded and joined by commas; what is no plain name is escaped and stands for itself."""
    families: dict[tuple[str, str], list[str]] = {}
    for name in dict.fromkeys(names):
        prefix, digits, suffix = _split(name)
        families.setdefault((prefix, suffix), []).append(digits)
    folded = [_folded(prefix, suffix, digits) for (prefix, suffix), digits in families.items()]
    return ",".join(printable(text, encoding) for text in sorted(folded, key=natural_order))


def spaced(folded: str) -> str:
    """Folded names with a blank after each, so that a long list may be broken; not within a range."""
    return _BETWEEN_HOSTS.sub(", ", folded)


def is_plain(name: str) -> bool:
    """Whether a name can be pasted back at a prompt without quoting and without a second meaning."""
    return _PLAIN.fullmatch(name) is not None


def natural_order(name: str) -> tuple[tuple[int, int, str], ...]:
    """A sort key that puts `pc-9` before `pc-10` and ignores case."""
    parts = re.findall(r"[0-9]+|[^0-9]+", name)
    return tuple((0, int(part), part) if "0" <= part[0] <= "9" else (1, 0, part.casefold()) for part in parts)


def _split(name: str) -> tuple[str, str, str]:
    """Prefix, digits, suffix; without digits (or for a name that is not plain) all of it is prefix."""
    match = _IPV4.fullmatch(name) or _NUMBERED.fullmatch(name)
    if match is None or not is_plain(name):
        return name, "", ""
    return match[1], match[2], match[3]


def _folded(prefix: str, suffix: str, digits: list[str]) -> str:
    if len(digits) == 1:
        return prefix + digits[0] + suffix
    ordered = sorted(digits, key=lambda text: (int(text), len(text)))
    runs: list[list[str]] = []
    for text in ordered:
        if runs and _follows(runs[-1][-1], text):
            runs[-1].append(text)
        else:
            runs.append([text])
    ranges = ",".join(run[0] if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)
    return f"{prefix}[{ranges}]{suffix}"


def _follows(before: str, after: str) -> bool:
    """Whether `after` is the next number in the same zero padding: 09, 10 and 9, 10, but not 9, 010 or 099, 0100."""
    is_padded = before.startswith("0") and len(before) > 1
    return int(after) == int(before) + 1 and (len(after) == len(before) or not (is_padded or after.startswith("0")))
