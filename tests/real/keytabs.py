"""Keytab files (MIT krb5, "The keytab file format", version 2): the keys of accounts, written again for services."""

import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.real.directory import REALM, Computer

_MAGIC = b"\x05\x02"
_PRINCIPAL = 1  # KRB5_NT_PRINCIPAL
_SERVICES = ("WSMAN", "HTTP", "HOST")


@dataclass(frozen=True, slots=True)
class Entry:
    """One key."""

    principal: tuple[str, ...]  #: its components; the realm is the domain's
    version: int  #: kvno
    encryption: int  #: 18: AES256, 17: AES128, 23: RC4
    key: bytes


def write_service_keytab(accounts: Path, services: Path, computers: Sequence[Computer]) -> None:
    """The AES keys of computer accounts, under the service names that clients ask for; one more kind, and no RC4."""
    of_account = {f"{computer.name.upper()}$": computer for computer in computers}
    entries = [entry for entry in read_keytab(accounts.read_bytes()) if entry.encryption in (17, 18)]
    named = (
        Entry((service, computer.fqdn), entry.version, entry.encryption, entry.key)
        for entry in entries
        if len(entry.principal) == 1 and (computer := of_account.get(entry.principal[0])) is not None
        for service in _SERVICES
    )
    services.write_bytes(keytab_bytes(named))
    services.chmod(0o600)


def keytab_bytes(entries: Iterable[Entry]) -> bytes:
    """The file."""
    return _MAGIC + b"".join(struct.pack(">i", len(body)) + body for body in map(_entry_bytes, entries))


def read_keytab(data: bytes) -> Iterator[Entry]:
    """The entries of a file."""
    assert data.startswith(_MAGIC)
    offset = len(_MAGIC)
    while offset + 4 <= len(data):
        (size,) = struct.unpack_from(">i", data, offset)
        offset += 4
        if size > 0:  # else a hole of that many bytes
            yield _entry(data[offset : offset + size])
        offset += abs(size)


def _entry(body: bytes) -> Entry:
    (count,) = struct.unpack_from(">H", body)
    parts: list[str] = []
    offset = 2
    for _ in range(count + 1):
        part, offset = _counted(body, offset)
        parts.append(part.decode())
    offset += 4 + 4  # kind of name, time of writing
    version, encryption = struct.unpack_from(">BH", body, offset)
    key, offset = _counted(body, offset + 3)
    if len(body) >= offset + 4:
        version = struct.unpack_from(">I", body, offset)[0] or version
    return Entry(tuple(parts[1:]), version, encryption, key)


def _entry_bytes(entry: Entry) -> bytes:
    names = b"".join(map(_count, (REALM.encode(), *(part.encode() for part in entry.principal))))
    head = struct.pack(">H", len(entry.principal)) + names + struct.pack(">II", _PRINCIPAL, 0)
    tail = struct.pack(">BH", entry.version & 0xFF, entry.encryption) + _count(entry.key)
    return head + tail + struct.pack(">I", entry.version)


def _counted(data: bytes, offset: int) -> tuple[bytes, int]:
    (size,) = struct.unpack_from(">H", data, offset)
    return data[offset + 2 : offset + 2 + size], offset + 2 + size


def _count(data: bytes) -> bytes:
    return struct.pack(">H", len(data)) + data
