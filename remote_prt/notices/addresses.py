"""The file of `--notify`: one apprise URL a line. The URLs hold secrets, so what is shown of one is scheme and host.

The part behind `://` is a host only for some services; for a chat it is often the token itself, so there only the
scheme is shown. Where a password might have strayed into the host (`json://pa/ss@host`, `json://h?x=a@pa`), nothing is.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from remote_prt.errors import SecretUnavailable
from remote_prt.transports.secret_sources import secret_text

#: More addresses than this are a mailing list's business.
MOST_ADDRESSES = 20

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]{0,30})://(.*)")
_HOST = re.compile(r"[\w.-]{1,253}|\[[0-9A-Fa-f:]+\]")
_HOSTED = frozenset(
    {
        *("json", "jsons", "xml", "xmls", "form", "forms", "mailto", "mailtos", "workflow", "workflows", "http"),
        *("https", "gotify", "gotifys", "mmost", "mmosts", "apprise", "apprises"),
    }
)


@dataclass(frozen=True, slots=True)
class Address:
    """Where notices go."""

    url: str = field(repr=False)
    line: int  #: 1-based, in its file
    name: str  #: what may be shown: `mailtos://mail.lab`; the second one alike ends in `#2`


def read_addresses(path: Path) -> tuple[Address, ...]:
    """The addresses of a file that only its owner can read; `#` begins a comment.

    Raises:
        SecretUnavailable: it cannot be read, others may read it, it holds none or too many, or a line is no URL.
    """
    found: list[Address] = []
    seen: Counter[str] = Counter()
    for number, line in enumerate(secret_text(path).splitlines(), 1):
        url = line.strip()
        if not url or url.startswith("#"):
            continue
        if not _SCHEME.fullmatch(url):
            raise SecretUnavailable(f"{path}:{number}: not a URL", "write SCHEME://..., one on each line")
        name = shown_of(url)
        seen[name] += 1
        found.append(Address(url, number, name if seen[name] == 1 else f"{name}#{seen[name]}"))
    if not found:
        raise SecretUnavailable(f"{path}: no address is in it", "write an apprise URL on each line")
    if len(found) > MOST_ADDRESSES:
        raise SecretUnavailable(f"{path}: more than {MOST_ADDRESSES} addresses", "use a mailing list or a channel")
    return tuple(found)


def shown_of(url: str) -> str:
    """Scheme and host of a URL, without anything that may be a secret."""
    found = _SCHEME.fullmatch(url)
    if found is None:
        return "?"
    scheme = found[1].lower()
    place, _, path = found[2].partition("/")
    place = place if "@" in place else re.split(r"[?#]", place)[0]
    user, has_user, host = place.rpartition("@")
    is_astray = "@" in (path.partition("?")[0] if has_user else path) or re.search(r"[?#]", user)
    host = re.sub(r":\d+$", "", host.partition("?")[0])
    if scheme not in _HOSTED or is_astray or not _HOST.fullmatch(host):
        return f"{scheme}://"
    return f"{scheme}://{host.lower()}"
