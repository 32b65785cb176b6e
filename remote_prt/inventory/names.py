"""What a host may be called: DNS names, NetBIOS names, IPv4 and IPv6 addresses - and nothing else.

A name ends up in DNS questions, service principal names, URLs, file names and tables, so only letters, digits, `-`, `_`
and `.` pass. Everything a resolver would silently read as something else (`12345` is the address 0.0.48.57 for the C
library's `inet_aton`) is refused here, before anything is contacted.
"""

import ipaddress
import re

MAX_NAME = 253  #: characters of a DNS name, RFC 1035 section 2.3.4 without the root's dot
MAX_LABEL = 63  #: characters between two dots, RFC 1035 section 2.3.4
_SHOWN = 60  # characters of a wrong word that an error repeats
_LABEL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?")
_NUMERIC_LABEL = re.compile(r"[0-9]+|0[xX][0-9A-Fa-f]*")


def is_address(name: str) -> bool:
    """Whether `name` is an IPv4 or IPv6 literal."""
    if ":" not in name and not name[:1].isdigit():
        return False  # what nearly every name ends with here: lists are long
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return "%" not in name


def fold_key(name: str) -> str:
    """What two spellings of one host share: `PC1` = `pc1`, `::1` = `0:0::1`; `pc1` and `pc1.corp` stay two hosts."""
    return ipaddress.ip_address(name).compressed if is_address(name) else name.lower()


def name_problem(name: str) -> str:
    """Why `name` cannot be a host, in a few words; "" where it can."""
    if is_address(name):
        return ""
    labels = name.split(".")
    if ":" in name:
        return "not an IPv6 address"
    if _NUMERIC_LABEL.fullmatch(labels[-1]):
        return "a name that ends in a number would be read as an IPv4 address, and it is none"
    if len(name) > MAX_NAME:
        return f"{len(name)} characters, more than the {MAX_NAME} of a DNS name"
    return next((problem for label in labels if (problem := _label_problem(label))), "")


def shown(text: str, most: int = _SHOWN) -> str:
    """`text` in quotes, cut to `most` characters, every unprintable one escaped: safe to print."""
    cut = text if len(text) <= most else text[: most - 3] + "..."
    return "'" + "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in cut) + "'"


def counted(count: int, noun: str) -> str:
    """`1 host`, `2 hosts`."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def _label_problem(label: str) -> str:
    if not label:
        return "an empty part between dots"
    if len(label) > MAX_LABEL:
        return f"a part of {len(label)} characters, more than the {MAX_LABEL} of DNS"
    if _LABEL.fullmatch(label):
        return ""
    wrong = next((c for c in label if not re.fullmatch(r"[A-Za-z0-9_-]", c)), "")
    return f"the character {shown(wrong)} is not allowed" if wrong else "a part starts or ends with a hyphen"
