"""What this machine needs for visits, each check a step with its fix; values in, steps out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Final

from remote_prt.doctor.machine import PACKAGES, FolderFacts, Machine
from remote_prt.doctor.step import LocalCheck, Step, broken, left_out, passed, untested
from remote_prt.model import AuthMethod
from remote_prt.transports.printable import printable
from remote_prt.transports.settings import MEBIBYTE
from remote_prt.transports.tickets import TicketState

#: A visit holds its socket, a duplicate to cut it by, and for a moment those of a probe and of a late Delete; the
#: process itself some thirty.
_FILES_PER_VISIT: Final = 4
_FILES_OF_PROCESS: Final = 64

_SKEW_SECONDS: Final = 300  # what Kerberos allows (RFC 4120 section 1.6; MaxClockSkew of Windows)
_ENDING_SOON: Final = timedelta(minutes=15)
_LEAST_FREE: Final = 200 * MEBIBYTE
_OPEN_TO_OTHERS: Final = 0o077
_MOST_SHOWN: Final = 200


@dataclass(frozen=True, slots=True)
class Wanted:
    """What this machine is wanted for."""

    concurrency: int
    auth: AuthMethod = AuthMethod.AUTO
    has_password: bool = False  #: a source of one was named
    settings: str = ""  #: what files and environment set, in a sentence
    hosts: tuple[str, ...] = ()


def local_checks(machine: Machine, wanted: Wanted, skews: Sequence[float], now: datetime) -> tuple[Step, ...]:
    """Every check of this machine, in order.

    Args:
        machine: as it is.
        wanted: what for.
        skews: of hosts' clocks against ours, in seconds.
        now: the time here.
    """
    return (
        _ticket(machine, wanted, now),
        clock(skews),
        _suffix(machine, wanted),
        _files(machine, wanted),
        _proxies(machine),
        passed(LocalCheck.SETTINGS, wanted.settings),
        _versions(machine),
        _state_folder(machine.state_folder),
        _console(machine),
        _trusted_hosts(machine),
    )


def _ticket(machine: Machine, wanted: Wanted, now: datetime) -> Step:
    ticket, name = machine.ticket, LocalCheck.TICKET
    if wanted.auth not in {AuthMethod.AUTO, AuthMethod.KERBEROS, AuthMethod.NEGOTIATE}:
        return left_out(name, f"a logon by {wanted.auth.value} needs none")
    match ticket.state:
        case TicketState.SYSTEM:
            return left_out(name, "Windows logs on by itself (SSPI)", "see its tickets with klist")
        case TicketState.NO_LIBRARY:
            return broken(name, "Kerberos is not installed here", install_kerberos(machine.distribution))
        case TicketState.NONE if not wanted.has_password:
            return broken(name, "this machine holds no ticket", "run kinit, or give --user with a password")
        case TicketState.NONE:
            return passed(name, "no ticket; the password fetches one")
        case _:
            return _held(printable(ticket.principal, _MOST_SHOWN), ticket.ends_at, now)


def _held(principal: str, ends_at: datetime | None, now: datetime) -> Step:
    """A ticket, or the keytab for one, which does not end."""
    name = LocalCheck.TICKET
    if ends_at is None:
        return passed(name, f"a keytab for {principal}: a ticket is fetched when it is needed")
    if ends_at <= now:
        return broken(name, f"the ticket of {principal} ended at {_time(ends_at)}", "run kinit again")
    fix = "run kinit again: it ends soon" if ends_at - now < _ENDING_SOON else ""
    return passed(name, f"a ticket of {principal} until {_time(ends_at)}", fix)


def install_kerberos(distribution: str) -> str:
    """What to run on this distribution to get Kerberos."""
    packages = PACKAGES.get(distribution)
    if packages is None:
        return "pip install 'remote_prt[kerberos]', which needs the headers of MIT krb5 and a compiler"
    return f"{packages} && pip install 'remote_prt[kerberos]'"


def _time(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")


def clock(skews: Sequence[float]) -> Step:
    """This clock against those of the hosts: where most of them agree that it is wrong, it is."""
    if not skews:
        return untested(LocalCheck.CLOCK, "no clock to compare with: name a host")
    off = median(skews)
    if abs(off) > _SKEW_SECONDS:
        behind = f"{off:.0f} s behind most hosts; Kerberos allows {_SKEW_SECONDS} s"
        seen = behind if off > 0 else f"{-off:.0f} s ahead of most hosts; Kerberos allows {_SKEW_SECONDS} s"
        return broken(LocalCheck.CLOCK, seen, "set the clock here, or there if only these hosts differ")
    worst = max(abs(one) for one in skews)
    fix = "see the host whose clock differs most: Kerberos fails there" if worst > _SKEW_SECONDS else ""
    return passed(LocalCheck.CLOCK, f"differs by at most {worst:.0f} s from hosts' clocks ({len(skews)} read)", fix)


def _suffix(machine: Machine, wanted: Wanted) -> Step:
    if machine.suffixes:
        return passed(LocalCheck.DNS, printable(", ".join(machine.suffixes), _MOST_SHOWN))
    has_short = any("." not in host and ":" not in host for host in wanted.hosts)
    fix = "write hosts with their full DNS names, or set a search list" if has_short or not wanted.hosts else ""
    return passed(LocalCheck.DNS, "no search list: short names are looked up as they are", fix)


def _files(machine: Machine, wanted: Wanted) -> Step:
    if machine.open_files is None:
        return left_out(LocalCheck.FILES, "there is no limit here")
    needed = _FILES_PER_VISIT * wanted.concurrency + _FILES_OF_PROCESS
    seen = f"{machine.open_files} open files; --concurrency {wanted.concurrency} may need {needed}"
    if machine.open_files >= needed:
        return passed(LocalCheck.FILES, seen)
    most = max(1, (machine.open_files - _FILES_OF_PROCESS) // _FILES_PER_VISIT)
    return broken(LocalCheck.FILES, seen, f"run ulimit -n {needed}, or use --concurrency {most}")


def _proxies(machine: Machine) -> Step:
    if not machine.proxy_variables:
        return passed(LocalCheck.PROXY, "none is set")
    return passed(LocalCheck.PROXY, f"{', '.join(machine.proxy_variables)}: ignored, WinRM goes straight to the host")


def _versions(machine: Machine) -> Step:
    main = {"remote_prt", "Python", "pypsrp", "pyspnego"}
    seen = ", ".join(f"{name} {number}" for name, number in machine.versions if name in main)
    return passed(LocalCheck.VERSIONS, seen)


def _state_folder(folder: FolderFacts) -> Step:
    name, path = LocalCheck.STATE, printable(str(folder.path), _MOST_SHOWN)
    free = "?" if folder.free_bytes is None else f"{folder.free_bytes // MEBIBYTE}"
    if folder.free_bytes is not None and folder.free_bytes < _LEAST_FREE:
        fix = "remove old runs with remote_prt runs remove, or set XDG_STATE_HOME to a larger disk"
        return broken(name, f"{path}: {free} MB free", fix)
    if not folder.exists:
        return passed(name, f"{path} is not there yet, the first run makes it; {free} MB free")
    if not folder.is_own:
        return broken(name, f"{path} belongs to another account", "set XDG_STATE_HOME to a folder of yours")
    if folder.mode is None:
        return passed(name, f"{path}: {free} MB free")
    seen = f"{path}: mode {folder.mode:03o}, {free} MB free"
    if folder.mode & _OPEN_TO_OTHERS:
        return broken(name, seen, f"run chmod 700 {path}")
    return passed(name, seen)


def _console(machine: Machine) -> Step:
    if machine.encoding.casefold().replace("-", "").startswith("utf8"):
        return passed(LocalCheck.CONSOLE, f"{machine.encoding}")
    fix = "set PYTHONUTF8=1 if names come out as question marks; files are always UTF-8"
    return passed(LocalCheck.CONSOLE, f"{printable(machine.encoding, 40)}", fix)


def _trusted_hosts(machine: Machine) -> Step:
    """remote_prt brings its own client; the list matters to whoever tries the same with PowerShell. Unverified."""
    if not machine.is_windows:
        return left_out(LocalCheck.TRUSTED_HOSTS, "a setting of Windows' own client")
    listed = "not known" if machine.trusted_hosts is None else printable(machine.trusted_hosts, _MOST_SHOWN) or "empty"
    return passed(LocalCheck.TRUSTED_HOSTS, f"{listed}; remote_prt does not need it, Enter-PSSession by address does")
