"""The test domain's objects as LDIF, in files small enough that loading stays quick (it is quadratic in their size)."""

import base64
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

from tests.real.directory import BASE_DN, FRESH_DAYS, OUS, STALE_DAYS, Computer, Kind

_FILETIME_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_WORKSTATION = 0x1000  # userAccountControl, MS-ADTS 2.2.16: WORKSTATION_TRUST_ACCOUNT
_DISABLED = 0x2  # ACCOUNTDISABLE
_AES_ONLY = 24  # msDS-SupportedEncryptionTypes, MS-KILE 2.2.7: AES128 and AES256
_SYSTEMS = {
    Kind.LINUX: ("Ubuntu", "22.04"),
    Kind.MAC: ("macOS", "14.6"),
}
_WINDOWS = ("Windows 11 Enterprise", "10.0 (22631)")


def ou_records() -> str:
    """The organizational units, parents first."""
    return "".join(f"{_line('dn', f'{ou},{BASE_DN}')}objectClass: organizationalUnit\n\n" for ou in OUS)


def computer_files(computers: Sequence[Computer], now: datetime, size: int = 250) -> Iterator[str]:
    """The computers in files of that many."""
    for start in range(0, len(computers), size):
        yield "\n".join(_computer(computer, now) for computer in computers[start : start + size])


def _computer(computer: Computer, now: datetime) -> str:
    system, version = _SYSTEMS.get(computer.kind, _WINDOWS)
    control = _WORKSTATION | (_DISABLED if computer.kind is Kind.DISABLED else 0)
    lines = [
        _line("dn", computer.dn),
        *_classes(computer),
        _line("sAMAccountName", f"{computer.name.upper()}$"),
        _line("userAccountControl", str(control)),
    ]
    if computer.kind is not Kind.SERVICE_ACCOUNT:
        lines += [_line("operatingSystem", system), _line("operatingSystemVersion", version)]
    if computer.kind is not Kind.NO_DNS_NAME:
        lines.append(_line("dNSHostName", computer.fqdn))
    if computer.kind is not Kind.NEVER_SEEN:
        days = STALE_DAYS if computer.kind is Kind.STALE else FRESH_DAYS
        lines.append(_line("lastLogonTimestamp", str(_filetime(now - timedelta(days=days)))))
    if computer.has_keytab:
        lines += [_line("servicePrincipalName", service) for service in computer.services]
        lines.append(_line("msDS-SupportedEncryptionTypes", str(_AES_ONLY)))
        lines.append(f"clearTextPassword:: {base64.b64encode(computer.password.encode('utf-16-le')).decode()}\n")
    return "".join(lines)


def _classes(computer: Computer) -> Iterable[str]:
    if computer.kind is Kind.SERVICE_ACCOUNT:
        yield "objectClass: msDS-GroupManagedServiceAccount\n"
        yield "msDS-ManagedPasswordInterval: 30\n"
    else:
        yield "objectClass: computer\n"


def _line(name: str, value: str) -> str:
    """One attribute; Base64 where plain text may not stand (RFC 2849)."""
    if value.isascii():
        return f"{name}: {value}\n"
    return f"{name}:: {base64.b64encode(value.encode()).decode()}\n"


def _filetime(at: datetime) -> int:
    return int((at - _FILETIME_EPOCH) / timedelta(microseconds=1)) * 10


_LEGACY_ARC = "1.2.840.113556.1.8000.2554.50051.45980.28112.18903.35903.6685103.1224907.2"
_LAPS = (  # lDAPDisplayName, attributeID, attributeSyntax and oMSyntax (text, large integer), searchFlags
    ("msLAPS-Password", "1.2.840.113556.1.6.44.1.2", "2.5.5.12", 64, 904),  # 904 holds the confidential bit (128)
    ("msLAPS-PasswordExpirationTime", "1.2.840.113556.1.6.44.1.1", "2.5.5.16", 65, 0),
    ("msLAPS-EncryptedPassword", "1.2.840.113556.1.6.44.1.3", "2.5.5.10", 4, 904),
    ("ms-Mcs-AdmPwd", f"{_LEGACY_ARC}.1", "2.5.5.12", 64, 904),
    ("ms-Mcs-AdmPwdExpirationTime", f"{_LEGACY_ARC}.2", "2.5.5.16", 65, 0),
)


def laps_schema() -> tuple[str, str]:
    """The attributes of both kinds of LAPS, and then that computers may have them."""
    schema = f"CN=Schema,CN=Configuration,{BASE_DN}"
    attributes = "\n".join(
        f"dn: CN={name},{schema}\nobjectClass: attributeSchema\nlDAPDisplayName: {name}\nattributeID: {identifier}\n"
        f"attributeSyntax: {syntax}\noMSyntax: {number}\nisSingleValued: TRUE\nsearchFlags: {flags}\n"
        for name, identifier, syntax, number, flags in _LAPS
    )
    may = "".join(f"mayContain: {name}\n" for name, *_ in _LAPS)
    return attributes, f"dn: CN=Computer,{schema}\nchangetype: modify\nadd: mayContain\n{may}"
