"""A session with a domain controller over LDAP: logged on by Kerberos, signed and sealed, read in pages.

Never a plain or unsealed bind (MS-ADTS 5.1.1.1: SASL, mechanism GSS-SPNEGO; RFC 4513 section 5.2): the session's key
protects every message on port 389, as Windows' own tools do. Every answer is bounded in size and time. The only
importer of sansldap; the bytes are its business, the socket and the sealing are ours. Over TLS (LDAPS) the channel
protects them instead, and the logon is bound to it: a domain controller refuses both at once (MS-ADTS 5.1.1.1.2).

What goes over the wire once the logon is complete: four bytes of length, big-endian, then the wrapped message
(RFC 4422 section 3.7).
"""

import asyncio
import ssl
import struct
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from enum import Enum
from typing import Any

import sansldap
import spnego
from spnego.exceptions import SpnegoError

from remote_prt.directory.access import split_port
from remote_prt.directory.channel_binding import channel_binding
from remote_prt.directory.left_behind import in_daemon_thread
from remote_prt.directory.references import domains_of
from remote_prt.directory.refusals import refusal
from remote_prt.errors import DirectoryError, DirectoryUnreachable

LDAP_PORT = 389
LDAPS_PORT = 636
PAGE_SIZE = 500  # of at most 1,000, Active Directory's default MaxPageSize
_MOST_FRAME = 16 * 1024 * 1024
_READ_AT_ONCE = 64 * 1024
_MOST_ROUNDS = 5
_MOST_DOMAINS = 1000
_CLOSING_SECONDS = 1.0
_MOST_IDLE_PAGES = 1000  # pages without an entry, which a filter over many objects may cause
_SEALED = spnego.ContextReq.default
_OVER_TLS = spnego.ContextReq.mutual_auth | spnego.ContextReq.no_integrity


@dataclass(frozen=True, slots=True)
class DirectoryEntry:
    """One object."""

    dn: str
    attributes: Mapping[str, tuple[bytes, ...]]  #: by name in lower case

    def text(self, name: str) -> str | None:
        """The first value of an attribute as text, None where it has none."""
        values = self.attributes.get(name.lower(), ())
        return values[0].decode("utf-8", "replace") if values else None


class PageEnd(Enum):
    """What stands behind a page."""

    MORE = "more"  #: another page is asked for next
    LAST = "last"


class DirectorySession:
    """A session that is logged on; made by `open_session`."""

    def __init__(self, server: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, seconds: float) -> None:
        self.server = server
        self._reader = reader
        self._writer = writer
        self._seconds = seconds
        self._ldap = sansldap.LDAPClient()
        self._domains: dict[str, None] = {}
        self._context: Any = None  # pyspnego's, once messages are sealed

    async def log_on(self, credential: Any) -> None:
        """Bind with GSS-SPNEGO; asking for tickets blocks, so it happens in a thread.

        Raises:
            DirectoryError: the logon failed, or would not protect the session.
            SpnegoError: Kerberos or SSPI refused.
        """
        tls = self._writer.get_extra_info("ssl_object")
        certificate = None if tls is None else tls.getpeercert(binary_form=True)
        context = await in_daemon_thread(
            spnego.client,
            credential,
            hostname=self.server,
            service="ldap",
            protocol="negotiate",
            context_req=_SEALED if tls is None else _OVER_TLS,
            channel_bindings=channel_binding(certificate) if certificate else None,
        )
        token = await in_daemon_thread(context.step)
        for _ in range(_MOST_ROUNDS):
            self._ldap.bind_sasl("GSS-SPNEGO", None, token)
            (answer,) = await self._answers()
            if not isinstance(answer, sansldap.BindResponse):
                raise self._error("it answered the logon with something else")
            code = answer.result.result_code
            if code not in (sansldap.LDAPResultCode.SUCCESS, sansldap.LDAPResultCode.SASL_BIND_IN_PROGRESS):
                raise self._error(f"it refused the logon ({code.name})", "check the account, or its ticket: klist")
            token = context.step(answer.server_sasl_creds) if answer.server_sasl_creds else None
            if code is sansldap.LDAPResultCode.SUCCESS:
                break
        if tls is not None and context.complete:
            return
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
        async for entry in self.pages(base, which, attributes, scope=scope, page_size=page_size):
            if not isinstance(entry, PageEnd):
                yield entry

    async def pages(
        self,
        base: str,
        which: sansldap.LDAPFilter,
        attributes: Sequence[str],
        *,
        scope: sansldap.SearchScope = sansldap.SearchScope.SUBTREE,
        page_size: int = PAGE_SIZE,
    ) -> AsyncIterator[DirectoryEntry | PageEnd]:
        """As `search`, with what stands behind each page, before the next one is asked for.

        Raises:
            DirectoryError: the server says no, or stops answering.
        """
        cookie, idle = b"", 0
        while True:
            paging = sansldap.PagedResultControl(critical=False, size=page_size, cookie=cookie)
            self._ldap.search_request(base, scope, filter=which, attributes=list(attributes), controls=[paging])
            done, idle = None, idle + 1
            while done is None:
                for answer in await self._answers():
                    if isinstance(answer, sansldap.SearchResultEntry):
                        idle = 0
                        yield _entry(answer)
                    elif isinstance(answer, sansldap.SearchResultReference):
                        self._refer(answer.uris)
                    elif isinstance(answer, sansldap.SearchResultDone):
                        done = answer
            if done.result.result_code is not sansldap.LDAPResultCode.SUCCESS:
                raise refusal(self.server, done.result)
            cookie = _cookie(done)
            yield PageEnd.MORE if cookie else PageEnd.LAST
            if not cookie:
                return
            if idle > _MOST_IDLE_PAGES:
                raise self._error(f"it sent {idle:,} pages without an object")

    @property
    def domains_beneath(self) -> tuple[str, ...]:
        """The domains that searches were referred to, which nobody asked; each once."""
        return tuple(self._domains)

    def _refer(self, places: Sequence[str]) -> None:
        """References are not followed: whose domain that is may be anybody's, and its logon another one."""
        for domain in domains_of(places):
            if len(self._domains) < _MOST_DOMAINS:
                self._domains[domain] = None

    async def _answers(self) -> list[sansldap.LDAPMessage]:
        """Send what is waiting, and read until at least one message is whole."""
        out = self._ldap.data_to_send()
        if out:
            self._writer.write(out if self._context is None else _framed(self._context.wrap(out).data))
        try:
            async with asyncio.timeout(self._seconds):
                await self._writer.drain()
                return await self._whole_messages()
        except TimeoutError:
            raise DirectoryUnreachable(self.server, f"it did not answer within {self._seconds:g} s") from None
        except (OSError, asyncio.IncompleteReadError) as error:
            hint = "check the port and the firewall"
            raise DirectoryUnreachable(self.server, "it closed the connection", hint) from error
        except (sansldap.LDAPError, SpnegoError, ValueError, NotImplementedError, RecursionError) as error:
            raise DirectoryUnreachable(self.server, "its answer makes no sense") from error

    async def _whole_messages(self) -> list[sansldap.LDAPMessage]:
        size = 0
        while True:
            data = await self._read()
            size += len(data)
            if size > _MOST_FRAME:
                raise self._error(f"it sends a message of more than {_MOST_FRAME:,} bytes")
            if messages := self._ldap.receive(data):
                return messages

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
        return DirectoryError(self.server, problem, hint)


@asynccontextmanager
async def open_session(
    server: str,
    credential: Any = None,
    *,
    port: int | None = None,
    seconds: float = 30.0,
    tls: ssl.SSLContext | None = None,
) -> AsyncIterator[DirectorySession]:
    """A session with a domain controller, closed on leaving.

    Args:
        server: its full name, which its service `ldap/NAME` is known by; a port may stand behind it.
        credential: what pyspnego logs on with; None: the current ticket or Windows logon.
        port: of LDAP, or of LDAPS with `tls`; None: the usual one.
        seconds: for each answer.
        tls: what verifies the server, for LDAPS.

    Raises:
        DirectoryError: it cannot be reached or refuses.
    """
    server, named_port = split_port(server)
    port = port or named_port
    reader, writer = await _connection(server, port or (LDAP_PORT if tls is None else LDAPS_PORT), seconds, tls)
    session = DirectorySession(server, reader, writer, seconds)
    try:
        try:
            await session.log_on(credential)
        except SpnegoError as error:
            raise DirectoryError(server, "Kerberos gave no ticket for it", "kinit; use its full name") from error
        yield session
    finally:
        await _close(writer)


async def _close(writer: asyncio.StreamWriter) -> None:
    """Part as TLS wants it, from a server that takes part in it; asyncio alone would wait 30 s for another."""
    writer.close()
    with suppress(OSError, TimeoutError):
        async with asyncio.timeout(_CLOSING_SECONDS):
            await writer.wait_closed()
    writer.transport.abort()


async def _connection(
    server: str, port: int, seconds: float, tls: ssl.SSLContext | None
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    try:
        async with asyncio.timeout(seconds):
            return await asyncio.open_connection(server, port, ssl=tls)
    except ssl.SSLCertVerificationError as error:
        hint = "trust its authority with --ca-cert, and use the name in the certificate"
        raise DirectoryError(server, f"its certificate is not trusted: {error.verify_message}", hint) from error
    except ssl.SSLError as error:
        raise DirectoryUnreachable(server, f"TCP {port} speaks no TLS that we know") from error
    except (OSError, TimeoutError, UnicodeError) as error:
        raise DirectoryUnreachable(server, f"TCP {port} does not answer", "check its name and the firewall") from error


def _entry(found: sansldap.SearchResultEntry) -> DirectoryEntry:
    values = {attribute.name.lower(): tuple(attribute.values) for attribute in found.attributes}
    return DirectoryEntry(found.object_name, values)


def _cookie(done: sansldap.SearchResultDone) -> bytes:
    pagings = (control for control in done.controls if isinstance(control, sansldap.PagedResultControl))
    return next((control.cookie for control in pagings), b"")


def _framed(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data
