"""How a directory is reached, and as whom; values only."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class DirectoryAccess:
    """What was said about the way to a domain controller; no password is ever part of it."""

    server: str | None = None  #: a domain controller in full; None: those that DNS names
    over_tls: bool = False  #: LDAPS
    ca_file: Path | None = None  #: an authority to trust besides the system's
    user: str | None = None  #: another account than whoever runs this
