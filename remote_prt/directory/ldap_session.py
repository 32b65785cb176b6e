"""A session with a domain controller over LDAP: logged on by Kerberos, signed and sealed, read in pages.

Never a plain or unsealed bind (MS-ADTS 5.1.1.1: SASL, mechanism GSS-SPNEGO; RFC 4513 section 5.2): the session's key
protects every message on port 389, as Windows' own tools do. Every answer is bounded in size and time. The only
importer of sansldap; the bytes are its business, the socket and the sealing are ours.

What goes over the wire once the logon is complete: four bytes of length, big-endian, then the wrapped message
(RFC 4422 section 3.7).
"""

import asyncio
import struct
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

import sansldap
import spnego
from spnego.exceptions import SpnegoError

from remote_prt.errors import DirectoryError

LDAP_PORT = 389
PAGE_SIZE = 500  # of at most 1,000, Active Directory's default MaxPageSize
_MOST_FRAME = 16 * 1024 * 1024
_READ_AT_ONCE = 64 * 1024
_MOST_ROUNDS = 5


@dataclass(frozen=True, slots=True)
class DirectoryEntry:
    """One object."""

    dn: str
    attributes: Mapping[str, tuple[bytes, ...]]  #: by name in lower case

    def text(self, name: str) -> str | None:
        """The first value of an attribute as text, None where it has none."""
        values = self.attributes.get(name.lower(), ())
        return values[0].decode("utf-8", "replace") if values else None


class DirectorySession:
    """A session that is logged on; made by `open_session`."""

    def __init__(self, server: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, seconds: float) -> None:
        self._server = server
        self._reader = reader
        self._writer = writer
        self._seconds = seconds
        self._ldap = sansldap.LDAPClient()
        self._context: Any = None  # pyspnego's, once messages are sealed

    async def log_on(self, credential: Any) -> None:
        """Bind with GSS-SPNEGO; asking for tickets blocks, so it happens in a thread.

        Raises:
            DirectoryError: the logon failed, or would not protect the session.
            SpnegoError: Kerberos or SSPI refused.
        """
        context = await asyncio.to_thread(
            spnego.client, credential, hostname=self._server, service="ldap", protocol="negotiate"
        )
        token = await asyncio.to_thread(context.step)
        for _ in range(_MOST_ROUNDS):
            self._ldap.bind_sasl("GSS-SPNEGO", None, token)
            (answer,) = await self._answers()
            if not isinstance(answer, sansldap.BindResponse):
                raise self._error("it answered the logon with something else")
            code = answer.result.result_code
            if code not in (sansldap.LDAPResultCode.SUCCESS, sansldap.LDAPResultCode.SASL_BIND_IN_PROGRESS):
                raise self._error(f"it refused the logon ({code.name})", "check the ticket: klist")
            token = context.step(answer.server_sasl_creds) if answer.server_sasl_creds else None
            if code is sansldap.LDAPResultCode.SUCCESS:
                break
        if not context.complete or not context.context_attr & spnego.ContextReq.confidentiality:
            raise self._error("the logon does not seal the session")
        self._context = context

    async def naming_context(self) -> str:
        """The distinguished name of the server's domain.

        Raises:
            DirectoryError: it does not say.
        """
        root = [
            entry
            async for entry in self.search(
                "", sansldap.FilterPresent("objectClass"), ["defaultNamingContext"], scope=sansldap.SearchScope.BASE
            )
        ]
        name = root[0].text("defaultNamingContext") if root else None
        if not name:
            raise self._error("it does not name its domain")
        return name

    async def search(
        self,
        base: str,
        which: sansldap.LDAPFilter,
        attributes: Sequence[str],
        *,
        scope: sansldap.SearchScope = sansldap.SearchScope.SUBTREE,
        page_size: int = PAGE_SIZE,
    ) -> AsyncIterator[DirectoryEntry]:
        """The entries, as their pages arrive.

        Raises:
            DirectoryError: the server says no, or stops answering.
        """
        cookie = b""
        while True:
            paging = sansldap.PagedResultControl(critical=False, size=page_size, cookie=cookie)
            self._ldap.search_request(base, scope, filter=which, attributes=list(attributes), controls=[paging])
            done = None
            while done is None:
                for answer in await self._answers():
                    if isinstance(answer, sansldap.SearchResultEntry):
                        yield _entry(answer)
                    elif isinstance(answer, sansldap.SearchResultDone):
                        done = answer
            if done.result.result_code is not sansldap.LDAPResultCode.SUCCESS:
                raise self._error(f"it ended the search with {_code(done.result.result_code)}")
            cookie = _cookie(done)
            if not cookie:
                return

    async def _answers(self) -> list[sansldap.LDAPMessage]:
        """Send what is waiting, and read until at least one message is whole."""
        out = self._ldap.data_to_send()
        if out:
            self._writer.write(out if self._context is None else _framed(self._context.wrap(out).data))
        try:
            async with asyncio.timeout(self._seconds):
                await self._writer.drain()
                while True:
                    messages = self._ldap.receive(await self._read())
                    if messages:
                        return messages
        except TimeoutError:
            raise self._error(f"it did not answer within {self._seconds:g} s") from None
        except (OSError, asyncio.IncompleteReadError) as error:
            raise self._error("it closed the connection", "check the port and the firewall") from error
        except (sansldap.ProtocolError, SpnegoError, ValueError) as error:
            raise self._error("its answer makes no sense") from error

    async def _read(self) -> bytes:
        if self._context is None:
            data = await self._reader.read(_READ_AT_ONCE)
            if not data:
                raise asyncio.IncompleteReadError(b"", None)
            return data
        (size,) = struct.unpack(">I", await self._reader.readexactly(4))
        if size > _MOST_FRAME:
            raise self._error(f"it announced a message of {size:,} bytes")
        opened: bytes = self._context.unwrap(await self._reader.readexactly(size)).data
        return opened

    def _error(self, problem: str, hint: str = "") -> DirectoryError:
        return DirectoryError(self._server, problem, hint)


@asynccontextmanager
async def open_session(
    server: str, credential: Any = None, *, port: int = LDAP_PORT, seconds: float = 30.0
) -> AsyncIterator[DirectorySession]:
    """A session with a domain controller, closed on leaving.

    Args:
        server: its full name, which its service `ldap/NAME` is known by.
        credential: what pyspnego logs on with; None: the current ticket or Windows logon.
        port: of LDAP.
        seconds: for each answer.

    Raises:
        DirectoryError: it cannot be reached or refuses.
    """
    try:
        async with asyncio.timeout(seconds):
            reader, writer = await asyncio.open_connection(server, port)
    except (OSError, TimeoutError) as error:
        raise DirectoryError(server, f"TCP {port} does not answer", "check its name and the firewall") from error
    session = DirectorySession(server, reader, writer, seconds)
    try:
        try:
            await session.log_on(credential)
        except SpnegoError as error:
            raise DirectoryError(server, "Kerberos gave no ticket for it", "kinit; use its full name") from error
        yield session
    finally:
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()


def _entry(found: sansldap.SearchResultEntry) -> DirectoryEntry:
    values = {attribute.name.lower(): tuple(attribute.values) for attribute in found.attributes}
    return DirectoryEntry(found.object_name, values)


def _cookie(done: sansldap.SearchResultDone) -> bytes:
    pagings = (control for control in done.controls if isinstance(control, sansldap.PagedResultControl))
    return next((control.cookie for control in pagings), b"")


def _framed(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data


def _code(code: object) -> str:
    return str(getattr(code, "name", code))
