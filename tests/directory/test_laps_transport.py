"""LAPS over a directory that limits, refuses and speaks TLS: who asks it, how often, and over what."""

import ssl
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

pytest.importorskip("sansldap", reason="the extra `ad` is not installed")

from remote_prt.directory.access import DirectoryAccess
from remote_prt.errors import DirectoryError, SecretUnavailable, UsageError
from remote_prt.model import AuthMethod, Deadline, Target
from remote_prt.transports.base import Connection, Transport
from remote_prt.transports.credentials import Credential
from remote_prt.transports.laps import LapsTransport
from remote_prt.transports.laps_accounts import LapsRead, LapsSettings
from tests.directory.fake_ldap import DOMAIN, PASSWORD, ROOT, USER, Behaviour, computer, fake_ldap, user_file
from tests.transports.certificates import authority, listener

READER = Credential(f"{DOMAIN}\\{USER}", PASSWORD)
ENTRY = computer("pc-01", **{"ms-Mcs-AdmPwd": "host's own"})
HOST = Target("pc-01.corp.example")


@pytest.fixture(autouse=True)
def _accounts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The account that the server knows."""
    monkeypatch.setenv("NTLM_USER_FILE", str(user_file(tmp_path)))


class Door:
    """A transport that only remembers who knocked."""

    name = "door"

    def __init__(self) -> None:
        self.knocked: list[tuple[AuthMethod | None, Credential]] = []

    @asynccontextmanager
    async def connect(self, target: Target, credential: Credential, deadline: Deadline) -> AsyncIterator[Connection]:
        """Let in."""
        assert deadline
        self.knocked.append((target.auth, credential))
        yield cast("Connection", None)


async def visits(
    settings: LapsSettings, count: int = 1, behaviour: Behaviour | None = None, tls: ssl.SSLContext | None = None
) -> tuple[Door, list[LapsRead], list[UsageError]]:
    """Visit a host so many times: the door, the audit, and what went wrong."""
    door, audit, errors = Door(), list[LapsRead](), list[UsageError]()
    async with fake_ldap(behaviour or Behaviour([ENTRY]), tls) as port:
        way = replace(settings, server=f"127.0.0.1:{port}")
        async with LapsTransport(cast("Transport", door), way, audit.append) as laps:
            for _ in range(count):
                try:
                    async with laps.connect(HOST, Credential(), Deadline.after(10, time.monotonic())):
                        pass
                except UsageError as error:
                    errors.append(error)
    return door, audit, errors


async def test_another_account_reads_the_password() -> None:
    """The reader logs on by its password, signed and sealed; the host is knocked at as its own administrator."""
    door, audit, errors = await visits(LapsSettings("", reader=READER))

    assert errors == []
    assert door.knocked == [(AuthMethod.NTLM, Credential(r"pc-01\Administrator", "host's own"))]
    assert [(read.host, read.reader) for read in audit] == [(HOST.name, READER.user)]
    assert PASSWORD not in repr(audit) + repr(LapsSettings("", reader=READER))


async def test_over_tls_the_server_is_verified(tmp_path: Path) -> None:
    """`--ldaps` with `--ca-cert`: a server of that authority is asked, others are not."""
    access = DirectoryAccess(over_tls=True, ca_file=authority().write(tmp_path))
    settings = LapsSettings("", reader=READER, access=access)

    door, _, errors = await visits(settings, tls=listener(tmp_path))
    assert (len(door.knocked), errors) == (1, [])

    for context in (listener(tmp_path, self_signed=True), None):
        behaviour = Behaviour([ENTRY])
        door, audit, errors = await visits(settings, behaviour=behaviour, tls=context)
        assert (door.knocked, audit, behaviour.attempts) == ([], [], 0)
        assert isinstance(errors[0], DirectoryError)


async def test_a_reader_that_is_refused_is_tried_once() -> None:
    """A wrong password is shown once however many hosts follow, so that nobody is locked out."""
    behaviour = Behaviour([ENTRY])

    door, audit, errors = await visits(LapsSettings("", reader=replace(READER, password="wrong")), 3, behaviour)

    assert (door.knocked, audit, behaviour.attempts) == ([], [], 1)
    assert ["it refused the logon" in str(error) for error in errors] == [True] * 3


async def test_a_host_without_laps_stops_no_other() -> None:
    """What the directory keeps of a host is that host's matter: the session goes on."""
    behaviour = Behaviour([(f"CN=pc-01,{ROOT}", cast("Any", {}))])

    _, _, errors = await visits(LapsSettings("", reader=READER), 2, behaviour)

    assert [type(error) for error in errors] == [SecretUnavailable] * 2
    assert behaviour.attempts == 1
