r"""What the registry of this Windows says about names and about its own WinRM client.

Unverified: no Windows was at hand. The search list stands in `Tcpip\Parameters` (SearchList, else Domain or DhcpDomain:
Microsoft's "TCP/IP and NBT configuration parameters"), TrustedHosts where `WSMan:\localhost\Client` keeps it. Whatever
cannot be read is not known, never "none".
"""

import sys
from contextlib import suppress
from typing import Final

_TCPIP: Final = r"SYSTEM\CurrentControlSet\Services\Tcpip\Parameters"
_CLIENT: Final = r"SOFTWARE\Microsoft\Windows\CurrentVersion\WSMAN\Client"


def domain_suffixes() -> tuple[str, ...]:
    """What is put behind a short name; nothing where this is no Windows."""
    listed = _value(_TCPIP, "SearchList") or ""
    if listed:
        return tuple(part for part in listed.replace(",", " ").split() if part)
    alone = _value(_TCPIP, "Domain") or _value(_TCPIP, "DhcpDomain")
    return (alone,) if alone else ()


def trusted_hosts() -> str | None:
    """Whom PowerShell's own client may log on to by NTLM; None where it is not known."""
    return _value(_CLIENT, "trusted_hosts")


def _value(path: str, name: str) -> str | None:
    if sys.platform == "win32":
        import winreg  # noqa: PLC0415  only there

        with suppress(OSError), winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, path) as key:
            return str(winreg.QueryValueEx(key, name)[0])
    return None
