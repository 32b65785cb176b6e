"""A small LDAP server for what a real one does not do in a test: limits, referrals, silence, garbage, hostile values.

Logged on to by NTLM, sealed as Active Directory seals; its answers are this file's own.
"""

import asyncio
import ssl
import struct
import threading
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sansldap
import spnego
from spnego.exceptions import SpnegoError

USER, PASSWORD, DOMAIN = "sweeper", "Fake!Directory1", "FAKE"
ROOT = "DC=corp,DC=example"
_Code = sansldap.LDAPResultCode


def user_file(folder: Path) -> Path:
    """The accounts as pyspnego's NTLM acceptor reads them (NTLM_USER_FILE)."""
    path = folder / "ntlm-users"
    path.write_text(f"{DOMAIN}:{USER}:{PASSWORD}\n", encoding="utf-8")
    return path


@dataclass(slots=True)
class Behaviour:
    """What the server does."""

    entries: Sequence[tuple[str, Mapping[str, Sequence[bytes]]]] = ()
    page_limit: int = 1000  #: MaxPageSize: more is given to nobody at once
    ends_with: sansldap.LDAPResultCode = _Code.SUCCESS
    referrals: Sequence[str] = ()
    references: Sequence[str] = ()  #: continuation references beside the entries
    raw_answer: bytes | None = None  #: sent instead of every answer to a search, sealed
    raw_frame: bytes | None = None  #: sent instead, not sealed
    is_silent: bool = False  #: no answer to searches
    hangs_up: bool = False
    has_endless_cookies: bool = False
    repeats_itself: bool = False  #: the first page, again and again
    held_from: int | None = None  #: who is asked for the page with this entry answers only once released
    release: asyncio.Event = field(default_factory=asyncio.Event)
    ends_at: int | None = None  #: from the page with this entry on it ends as `ends_with` says, or by hanging up
    seen: list[sansldap.SearchRequest] = field(default_factory=list)
    logons: int = 0  #: that succeeded
    attempts: int = 0  #: first messages of logons


def computer(name: str, unit: str = "OU=Clients", **attributes: str | bytes) -> tuple[str, dict[str, list[bytes]]]:
    """A computer with these attributes."""
    values: dict[str, Any] = {
        "name": name,
        "objectClass": "computer",
        "sAMAccountName": f"{name}$",
        "userAccountControl": "4096",
        **attributes,
    }
    raw = {key: [value if isinstance(value, bytes) else value.encode()] for key, value in values.items()}
    return f"CN={name},{unit},{ROOT}", raw


@asynccontextmanager
async def fake_ldap(behaviour: Behaviour, tls: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """The port on loopback that it listens on; with a listener's context it is one for LDAPS."""
    tasks: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        try:
            await _Connection(behaviour, reader, writer).serve()
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass
        finally:
            tasks.discard(task)
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in tuple(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@contextmanager
def fake_ldap_beside(behaviour: Behaviour, tls: ssl.SSLContext | None = None) -> Iterator[str]:
    """The same in a thread, for what has an event loop of its own: `127.0.0.1:PORT`."""
    loop = asyncio.new_event_loop()
    ready, done = threading.Event(), asyncio.Event()
    ports: list[int] = []

    async def serve() -> None:
        async with fake_ldap(behaviour, tls) as port:
            ports.append(port)
            ready.set()
            await done.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),), daemon=True)
    thread.start()
    try:
        assert ready.wait(10)
        yield f"127.0.0.1:{ports[0]}"
    finally:
        loop.call_soon_threadsafe(done.set)
        thread.join(10)
        loop.close()


class _Connection:
    def __init__(self, behaviour: Behaviour, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._behaviour = behaviour
        self._reader = reader
        self._writer = writer
        self._ldap = sansldap.LDAPServer()
        self._context = spnego.server(protocol="negotiate")
        self._is_sealed = False

    async def serve(self) -> None:
        while True:
            for message in self._ldap.receive(await self._read()):
                if isinstance(message, sansldap.BindRequest):
                    await self._bind(message)
                elif isinstance(message, sansldap.SearchRequest):
                    self._behaviour.seen.append(message)
                    await self._search(message)

    async def _bind(self, message: sansldap.BindRequest) -> None:
        assert isinstance(message.authentication, sansldap.SaslCredential)
        self._behaviour.attempts += message.message_id == 1
        try:
            token = self._context.step(message.authentication.credentials)
        except SpnegoError:
            self._ldap.bind_response(message.message_id, result_code=_Code.INVALID_CREDENTIALS)
            await self._send()
            return
        code = _Code.SUCCESS if self._context.complete else _Code.SASL_BIND_IN_PROGRESS
        self._ldap.bind_response(message.message_id, sasl_creds=token, result_code=code)
        await self._send()
        self._behaviour.logons += self._context.complete
        is_over_tls = self._writer.get_extra_info("ssl_object") is not None
        self._is_sealed = self._context.complete and not is_over_tls

    async def _search(self, message: sansldap.SearchRequest) -> None:
        does = self._behaviour
        if does.is_silent:
            return
        if does.hangs_up:
            self._writer.close()
            return
        if does.raw_frame is not None or does.raw_answer is not None:
            wrapped = does.raw_frame if does.raw_answer is None else _framed(self._context.wrap(does.raw_answer).data)
            assert wrapped is not None
            self._writer.write(wrapped)
            await self._writer.drain()
            return
        if message.base_object == "":
            self._entry(message, "", {"defaultNamingContext": [ROOT.encode()]})
            self._ldap.search_result_done(message.message_id)
            await self._send()
            return
        await self._page(message)

    async def _page(self, message: sansldap.SearchRequest) -> None:
        does = self._behaviour
        paging = next((one for one in message.controls if isinstance(one, sansldap.PagedResultControl)), None)
        start = int(paging.cookie or b"0") if paging else 0
        size = min(paging.size, does.page_limit) if paging else does.page_limit
        base = message.base_object.lower()
        entries = [entry for entry in does.entries if entry[0].lower().endswith(base)]
        if does.held_from is not None and start >= does.held_from:
            await does.release.wait()
        is_ending = does.ends_at is None or start >= does.ends_at
        if does.ends_at is not None and is_ending and does.ends_with is _Code.SUCCESS:
            self._writer.close()
            return
        page = entries[start : start + size]
        for dn, attributes in page:
            self._entry(message, dn, attributes)
        for uri in does.references:
            self._ldap.search_result_reference(message.message_id, [uri])
        is_last = start + size >= len(entries)
        code = does.ends_with if is_ending else _Code.SUCCESS
        if not paging and not is_last:
            code = _Code.SIZE_LIMIT_EXCEEDED
        cookie = b"" if is_last and not does.has_endless_cookies else str(start + size).encode()
        cookie = b"0" if does.repeats_itself else cookie
        controls = [sansldap.PagedResultControl(critical=False, size=0, cookie=cookie)] if paging else []
        result = sansldap.LDAPResult(code, "", "<written by the server>", list(does.referrals) or None)
        self._ldap._send(
            sansldap.SearchResultDone(message.message_id, controls, result)
        )  # its own way has no referrals
        await self._send()

    def _entry(self, message: sansldap.SearchRequest, dn: str, attributes: Mapping[str, Sequence[bytes]]) -> None:
        wanted = {name.lower() for name in message.attributes}
        found = [
            sansldap.PartialAttribute(name, list(values))
            for name, values in attributes.items()
            if name.lower() in wanted
        ]
        self._ldap.search_result_entry(message.message_id, dn, found)

    async def _read(self) -> bytes:
        if not self._is_sealed:
            data = await self._reader.read(65536)
            if not data:
                raise asyncio.IncompleteReadError(b"", None)
            return data
        (size,) = struct.unpack(">I", await self._reader.readexactly(4))
        opened: bytes = self._context.unwrap(await self._reader.readexactly(size)).data
        return opened

    async def _send(self) -> None:
        out = self._ldap.data_to_send()
        self._writer.write(_framed(self._context.wrap(out).data) if self._is_sealed else out)
        await self._writer.drain()


def _framed(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data
