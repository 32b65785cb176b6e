"""What this machine is like, gathered once: values for `local_checks`, which judges them without looking again."""

import os
import shutil
import stat
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from platform import freedesktop_os_release, platform, python_version
from ssl import OPENSSL_VERSION
from typing import Final

from remote_prt.doctor.windows_settings import domain_suffixes, trusted_hosts
from remote_prt.transports.tickets import TicketFacts, ticket_facts
from remote_prt.version import __version__

_PROXY_VARIABLES: Final = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
_RESOLV_CONF: Final = Path("/etc/resolv.conf")
_MOST_BYTES: Final = 64 * 1024


@dataclass(frozen=True, slots=True)
class FolderFacts:
    """A folder, or where it would be made."""

    path: Path
    exists: bool
    is_own: bool  #: it belongs to this account; where Windows says who may, inheritance does
    mode: int | None  #: permission bits; None where there is none, or they say nothing
    free_bytes: int | None  #: on its disk


@dataclass(frozen=True, slots=True)
class Machine:
    """This machine, as far as it matters to visits."""

    state_folder: FolderFacts
    ticket: TicketFacts
    suffixes: tuple[str, ...] = ()  #: DNS search list
    open_files: int | None = None  #: the soft limit; None: there is none here
    proxy_variables: tuple[str, ...] = ()  #: names only: values may hold passwords
    encoding: str = "utf-8"  #: of standard output
    distribution: str = ""  #: `debian`, `fedora`: the family, as os-release names it; "" elsewhere
    is_windows: bool = False
    trusted_hosts: str | None = None  #: of Windows' own WinRM client
    versions: tuple[tuple[str, str], ...] = field(default_factory=tuple)


def look_at_machine(
    state_folder: Path, user: str | None = None, environment: Mapping[str, str] = os.environ
) -> Machine:
    """This machine now; nothing is contacted and nothing changed.

    Args:
        state_folder: where this account's state belongs.
        user: whose ticket matters; None: whoever runs this.
        environment: the environment variables.
    """
    is_windows = sys.platform == "win32"
    return Machine(
        state_folder=folder_facts(state_folder),
        ticket=ticket_facts(user),
        suffixes=domain_suffixes() if is_windows else search_list(_read(_RESOLV_CONF)),
        open_files=_open_files(),
        proxy_variables=tuple(sorted(name for name in environment if name.upper() in _PROXY_VARIABLES)),
        encoding=getattr(sys.stdout, "encoding", None) or "utf-8",
        distribution=_distribution(),
        is_windows=is_windows,
        trusted_hosts=trusted_hosts(),
        versions=versions(),
    )


def folder_facts(path: Path) -> FolderFacts:
    """A folder, its owner and its disk; links are not followed."""
    there = next((one for one in (path, *path.parents) if one.exists()), path)
    free = None
    with suppress(OSError):
        free = shutil.disk_usage(there).free
    try:
        found = path.lstat()
    except OSError:
        return FolderFacts(path, exists=False, is_own=True, mode=None, free_bytes=free)
    if sys.platform == "win32":
        return FolderFacts(path, exists=True, is_own=True, mode=None, free_bytes=free)
    return FolderFacts(path, True, found.st_uid == os.getuid(), stat.S_IMODE(found.st_mode), free)


def search_list(text: str) -> tuple[str, ...]:
    r"""The suffixes of a resolv.conf: the last `search` or `domain` line counts (resolv.conf(5)).

    >>> search_list("nameserver 10.0.0.1\nsearch corp.example lab.example\n")
    ('corp.example', 'lab.example')
    """
    found: tuple[str, ...] = ()
    for line in text.splitlines():
        words = line.split()
        if words and words[0] in {"search", "domain"}:
            found = tuple(words[1:]) if words[0] == "search" else tuple(words[1:2])
    return found


def versions() -> tuple[tuple[str, str], ...]:
    """remote_prt, what it runs on, and every library that it can use; `-` where one is not installed."""
    try:
        named = requires("remote_prt") or []
    except PackageNotFoundError:  # run from a source tree
        named = []
    names = sorted({_distribution_name(one) for one in named if "extra == 'dev'" not in one.replace('"', "'")})
    names = [name for name in names if name.casefold() != "remote_prt"]
    here = (
        ("remote_prt", __version__),
        ("Python", python_version()),
        ("OpenSSL", OPENSSL_VERSION),
        ("system", platform()),
    )
    return (*here, *((name, _version(name)) for name in names))


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "-"


def _distribution_name(requirement: str) -> str:
    for stop in ("[", ";", " ", "<", ">", "=", "!", "~", "("):
        requirement = requirement.partition(stop)[0]
    return requirement


def _open_files() -> int | None:
    if sys.platform == "win32":
        return None
    import resource  # noqa: PLC0415  not on Windows

    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return None if soft == resource.RLIM_INFINITY else soft


def _distribution() -> str:
    """The family this Linux belongs to, as its packages do."""
    try:
        said = freedesktop_os_release()
    except OSError:
        return ""
    words = (said.get("ID", ""), *said.get("ID_LIKE", "").split())
    return next((word for word in words if word in PACKAGES), words[0])


def _read(path: Path) -> str:
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            return file.read(_MOST_BYTES)
    except OSError:
        return ""


#: What the Kerberos library needs to be built, by distribution: MIT krb5's headers, Python's, and a compiler.
PACKAGES: Final = {
    "debian": "apt install libkrb5-dev python3-dev gcc",
    "ubuntu": "apt install libkrb5-dev python3-dev gcc",
    "fedora": "dnf install krb5-devel python3-devel gcc",
    "rhel": "dnf install krb5-devel python3-devel gcc",
    "centos": "dnf install krb5-devel python3-devel gcc",
    "suse": "zypper install krb5-devel python3-devel gcc",
    "opensuse": "zypper install krb5-devel python3-devel gcc",
    "arch": "pacman -S krb5 gcc",
    "alpine": "apk add krb5-dev python3-dev gcc musl-dev",
}
