"""A door that asks the directory for each host's own local administrator just before it knocks (LAPS).

A password is read for a host that has answered, is used for that visit and kept nowhere; who read it, for which host
and when is handed to the audit before it is used. Each host's account is its own, so a password that one host rejects
stops no other. A directory that refuses the reader is asked once in a run: asking for each host would lock the reader
out.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from types import TracebackType
from typing import Self

from remote_prt.directory.laps import LapsSecret, laps_secret
from remote_prt.directory.ldap_session import DirectorySession, open_session
from remote_prt.errors import DirectoryError, DirectoryUnreachable, UsageError
from remote_prt.model import AuthMethod, Deadline, Target
from remote_prt.transports.base import Connection, Transport
from remote_prt.transports.credentials import Credential
from remote_prt.transports.directory_logon import DirectoryLogon, directory_logon, is_proven
from remote_prt.transports.laps_accounts import LapsRead, LapsSettings, local_account
from remote_prt.transports.settings import TransportSettings
from remote_prt.transports.tickets import Tickets
from remote_prt.transports.tls_files import context_of


class LapsTransport:
    """Another transport, with each host's own account; use it as `async with`.

    Args:
        inner: opens the sessions.
        settings: which directory.
        audit: told of each password before it is used; it raises where it cannot keep that.
    """

    def __init__(self, inner: Transport, settings: LapsSettings, audit: Callable[[LapsRead], None]) -> None:
        self.name = inner.name
        self._inner = inner
        self._settings = settings
        self._audit = audit
        self._tickets = Tickets()
        self._asking = asyncio.Lock()
        self._stack = AsyncExitStack()
        self._session: DirectorySession | None = None
        self._base = ""
        self._logon = DirectoryLogon()
        self._refusal: UsageError | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    @asynccontextmanager
    async def connect(
        self,
        target: Target,
        credential: Credential,  # noqa: ARG002  the door's signature; the host has its own
        deadline: Deadline,
    ) -> AsyncIterator[Connection]:
        """A session as the host's own administrator; see `base.Transport.connect`.

        Raises:
            SecretUnavailable: there is no password for it.
            DirectoryError: the directory could not be asked.
        """
        secret = await self._secret(target)
        account = secret.account or self._settings.account
        self._audit(LapsRead(target.name, account, self._settings.server, self._logon.owner))
        own = Credential(local_account(target, account), secret.password)
        method = AuthMethod.BASIC if target.auth is AuthMethod.BASIC else AuthMethod.NTLM  # Kerberos knows no local one
        async with self._inner.connect(replace(target, auth=method), own, deadline) as connection:
            yield connection

    async def _secret(self, target: Target) -> LapsSecret:
        async with self._asking:
            session = self._session or await self._open()
            try:
                return await laps_secret(session, self._base, target.name)
            except DirectoryError:
                self._session = None  # the next host tries a fresh one
                await self._stack.aclose()
                raise

    async def _open(self) -> DirectorySession:
        """A session for all hosts that follow.

        Raises:
            UsageError: the directory cannot be asked; once it has refused, that is not tried again.
        """
        if self._refusal is not None:
            raise self._refusal
        try:
            return await self._opened()
        except DirectoryUnreachable:
            raise
        except UsageError as error:
            self._refusal = error
            raise

    async def _opened(self) -> DirectorySession:
        said = self._settings
        may_use_ntlm = said.may_use_ntlm or is_proven(replace(said.access, server=said.server))
        self._logon = await asyncio.to_thread(directory_logon, self._tickets, said.reader, may_use_ntlm=may_use_ntlm)
        tls = context_of(TransportSettings(ca_file=said.access.ca_file)) if said.access.over_tls else None
        opening = open_session(said.server, self._logon.credential, tls=tls)
        session = await self._stack.enter_async_context(opening)
        self._base = await session.naming_context()
        self._session = session
        return session
