"""Services that take notices, on loopback: a hook that behaves as its path says, and a mail server with a logon."""

import asyncio
import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

_PIECE = b"x" * 65536


@dataclass(slots=True)
class Hook:
    """What a hook was sent."""

    port: int
    seen: list[tuple[str, bytes]] = field(default_factory=list)  #: path and body

    @property
    def told(self) -> list[dict[str, Any]]:
        """The JSON messages that it has taken, in order."""
        return [json.loads(body) for path, body in self.seen if path.startswith("/ok")]

    def url(self, path: str = "/ok", scheme: str = "json", options: str = "") -> str:
        """An address of it."""
        return f"{scheme}://127.0.0.1:{self.port}{path}{options}"


class _HookServer(ThreadingHTTPServer):
    """Knows what it was sent, and when it ends."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.hook, self.done = Hook(self.server_address[1]), threading.Event()


class _Handler(BaseHTTPRequestHandler):
    """Behaves as the first part of the path says."""

    server: _HookServer

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        earlier = sum(path == self.path for path, _ in self.server.hook.seen)
        self.server.hook.seen.append((self.path, body))
        match self.path.split("?")[0].strip("/").split("/")[0]:
            case "500":
                self._answer(500)
            case "once":
                self._answer(200 if earlier else 503)
            case "redirect":
                self._answer(307, ("Location", self.server.hook.url("/ok/elsewhere", "http")))
            case "close":
                self.close_connection = True
            case "hang":
                self.server.done.wait(20)
            case "drip":
                self._endless(b".", 0.05)
            case "giant":
                self._endless(_PIECE, 0.0)
            case _:
                self._answer(200)

    def _answer(self, status: int, *headers: tuple[str, str]) -> None:
        self.send_response(status)
        for name, value in (*headers, ("Content-Length", "0")):
            self.send_header(name, value)
        self.end_headers()

    def _endless(self, piece: bytes, pause: float) -> None:
        self.send_response(200)
        self.end_headers()
        with suppress(OSError):
            while not self.server.done.wait(pause):
                self.wfile.write(piece)

    def log_message(self, *_: object) -> None:
        """Nothing."""


@contextmanager
def running_hook() -> Iterator[Hook]:
    """A hook whose paths are `/ok`, `/500`, `/once` (fails once), `/redirect`, `/close`, `/hang`, `/drip`, `/giant`."""
    with _HookServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield server.hook
        finally:
            server.done.set()
            server.shutdown()
            thread.join()


@dataclass(slots=True)
class Post:
    """What a mail server has taken."""

    port: int
    mails: list[EmailMessage] = field(default_factory=list)
    logons: list[str] = field(default_factory=list)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  aiosmtpd's name
        """Keep the mail."""
        mail = message_from_bytes(bytes(envelope.content or b""), policy=default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        return "250 OK"


@contextmanager
def running_post(context: ssl.SSLContext, user: str, password: str) -> Iterator[Post]:
    """A mail server that demands STARTTLS, then the logon."""
    post = Post(0)

    def logon(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        post.logons.append(data.login.decode())
        is_right = (data.login, data.password) == (user.encode(), password.encode())
        return AuthResult(success=is_right, handled=False)

    def session() -> SMTP:
        return SMTP(post, tls_context=context, require_starttls=True, auth_required=True, authenticator=logon)

    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(loop.create_server(session, "127.0.0.1", 0))
    post.port = server.sockets[0].getsockname()[1]
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield post
    finally:
        loop.call_soon_threadsafe(server.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.run_until_complete(asyncio.sleep(0))
        loop.close()
