"""How a directory is reached, and as whom; values only."""

import re
from dataclasses import dataclass
from pathlib import Path

_MOST_PORT = 65535
_WITH_PORT = re.compile(r"([^:]+):([1-9][0-9]{0,4})")


@dataclass(frozen=True, slots=True)
class DirectoryAccess:
    """What was said about the way to a domain controller; no password is ever part of it."""

    server: str | None = None  #: a domain controller in full, as `NAME` or `NAME:PORT`; None: those that DNS names
    over_tls: bool = False  #: LDAPS
    ca_file: Path | None = None  #: an authority to trust besides the system's
    user: str | None = None  #: another account than whoever runs this


def split_port(server: str) -> tuple[str, int | None]:
    """The name and, where one is written behind it, the port; `::1` has none."""
    match = _WITH_PORT.fullmatch(server)
    if match is None or int(match[2]) > _MOST_PORT:
        return server, None
    return match[1], int(match[2])
