"""What changed from night to night, told once more in the plainest way: letters in a row, and patterns over them.

A night of a user is a letter: B bad, G good, ? nothing is known, - not there. Shares no code with reports/comparing.py.
"""

import random
import re

from tests.store.nights import WORDS

LETTERS = {"ok": "G", "pw": "B", "net": "B", "dark": "?", "off": "-", "late": "-", "-": "-"}
KINDS = ("New", "Fixed", "Still", "ChangedCause", "Flapping", "NotSeen")


def kind_of(words: list[str]) -> str:
    """The set in which a user stands after the last of these nights, "" for none; `off` is a host that was off."""
    row = "".join(LETTERS[word] for word in words)
    if row[-1] in "?-":
        return "NotSeen" if row[-2:-1] in {"B", "G"} else ""
    told = re.sub("[?-]", "", row[-7:-1]) + row[-1]
    if len(re.findall("(?<=B)G|(?<=G)B", told)) >= 3:
        return "Flapping"
    if told.endswith("BB"):
        bad = [word for word in words[-7:] if LETTERS[word] == "B"]
        return "Still" if WORDS[bad[-1]][1] == WORDS[bad[-2]][1] else "ChangedCause"
    if told.endswith("BG"):
        return "Fixed"
    return "New" if told.endswith("B") else ""


def random_nights(seed: int, hosts: int, nights: int) -> dict[tuple[str, str], list[str]]:
    """Two users on each host, night by night; when a host is off, both are."""
    chance = random.Random(seed)
    script: dict[tuple[str, str], list[str]] = {}
    for host in range(hosts):
        off = [chance.random() < 0.2 for _ in range(nights)]
        for user in ("LAB\\anna", "LAB\\bo"):
            words = chance.choices(["ok", "pw", "net", "dark", "-"], [6, 4, 1, 1, 1], k=nights)
            script[f"pc-{host:03}", user] = ["off" if is_off else word for is_off, word in zip(off, words, strict=True)]
    return script
