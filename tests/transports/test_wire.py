"""The kill switch, the meter and the clock."""

import contextlib
import os
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from remote_prt.errors import HostError, HostMisbehaved, HostTimedOut, HostUnreachable, Phase
from remote_prt.model import Deadline
from remote_prt.transports.metered_socket import tls_context
from remote_prt.transports.settings import Bounds, PhaseLimits
from remote_prt.transports.socket_address import SocketAddress
from remote_prt.transports.wire import Endpoint, Wire
from tests.transports.certificates import authority
from tests.transports.visiting import sockets_to


@pytest.fixture
def listener():
    """A listening socket whose connections nobody answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


def address_of(listener: socket.socket) -> tuple[SocketAddress, int]:
    """Where a listener is reached."""
    ip, port, *rest = listener.getsockname()
    return SocketAddress(listener.family, ip, *rest), port


def wire_to(listener: socket.socket, *, https: bool = False, seconds: float = 30.0, **more: object) -> Wire:
    """A wire to the listener."""
    endpoint = Endpoint("127.0.0.1", *address_of(listener), https=https)
    tls = tls_context(verify=False, ca_file=None, certificate=None) if https else None
    deadline = Deadline.after(seconds, time.monotonic())
    return Wire(endpoint, tls, more.get("limits", PhaseLimits()), more.get("bounds", Bounds()), deadline)


@pytest.mark.parametrize("https", [False, True], ids=["in_a_read", "in_a_tls_handshake"])
def test_cutting_frees_a_stuck_thread_at_once(listener: socket.socket, https: bool):
    """A thread blocked on the wire ends within milliseconds of the cut, and no socket stays."""
    wire = wire_to(listener, https=https)
    entered = threading.Event()
    ended: list[BaseException] = []

    def block() -> None:
        entered.set()
        try:
            wire.open().makefile("rb").read(1) or ended.append(EOFError())
        except (OSError, HostError) as error:  # in the read or the handshake; or still at the end of the connect
            ended.append(error)

    thread = threading.Thread(target=block)
    thread.start()
    entered.wait(5)
    listener.accept()[0].detach()  # the connection is there; nobody will ever speak on it
    started = time.monotonic()
    wire.cut()
    thread.join(5)
    took = time.monotonic() - started
    wire.close()

    assert took < 1.5
    assert len(ended) == 1
    assert sockets_to(listener.getsockname()[1]) == 0


def test_cutting_frees_a_thread_that_is_still_connecting(listener: socket.socket):
    """A connect that nobody answers ends with the cut too."""
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(0)
        fillers = [socket.socket() for _ in range(3)]
        for filler in fillers:
            filler.setblocking(False)
            filler.connect_ex(deaf.getsockname())
        wire, before = wire_to(deaf), sockets_to(deaf.getsockname()[1])

        def connect() -> None:
            with contextlib.suppress(OSError, HostError):
                wire.open()

        thread = threading.Thread(target=connect)
        thread.start()
        while sockets_to(deaf.getsockname()[1]) == before:
            thread.join(0.01)
        started = time.monotonic()
        wire.cut()
        thread.join(5)
        took = time.monotonic() - started
        wire.close()
        for filler in fillers:
            filler.close()

    assert not thread.is_alive()
    assert took < 1.5


@dataclass(frozen=True, slots=True)
class CuttingAddress(SocketAddress):
    """An address that cuts wires when somebody is just about to connect to it: the worst moment there is."""

    wires: list[Wire] = field(default_factory=list)

    def with_port(self, port: int) -> tuple[str, int] | tuple[str, int, int, int]:
        """Cuts, then answers."""
        for wire in self.wires:
            wire.cut()
        return SocketAddress.with_port(self, port)


def test_a_cut_just_before_the_connect_is_not_lost(listener: socket.socket):
    """A socket that was connected after the cut is closed at once: the host sees its end, and no descriptor stays."""
    address, port = address_of(listener)
    cutting = CuttingAddress(address.family, address.ip)
    deadline = Deadline.after(30, time.monotonic())
    wire = Wire(Endpoint("127.0.0.1", cutting, port, https=False), None, PhaseLimits(), Bounds(), deadline)
    cutting.wires.append(wire)

    with pytest.raises(HostTimedOut):
        wire.open()
    peer, _ = listener.accept()
    with peer:
        peer.settimeout(5)
        received = peer.recv(1)

    assert received == b""
    assert sockets_to(port) == 0


def test_nothing_is_opened_on_a_cut_wire(listener: socket.socket):
    """After the cut there is no way back to the host."""
    wire = wire_to(listener)
    wire.cut()

    with pytest.raises(HostTimedOut):
        wire.open()


def test_a_sealed_wire_is_not_reopened(listener: socket.socket):
    """Sealing belongs to one connection; a second one would be somebody else's."""
    wire = wire_to(listener)
    wire.open()
    wire.sealed = True

    with pytest.raises(HostUnreachable, match="sealed connection"):
        wire.open()
    wire.close()


def test_the_meter_counts_replies_and_the_visit(listener: socket.socket):
    """A reply over its bound, and replies over the visit's, end the visit; a new reply starts at zero."""
    wire = wire_to(listener, bounds=Bounds(reply_bytes=100, visit_bytes=250))
    reader = wire.open().makefile("rb", buffering=0)
    peer, _ = listener.accept()
    with peer:
        for _ in range(2):
            wire.begin_reply()
            peer.sendall(bytes(100))
            assert len(reader.read(100)) == 100
        peer.sendall(bytes(2))
        with pytest.raises(HostMisbehaved, match="in one reply"):
            reader.read(1)
        wire.begin_reply()
        peer.sendall(bytes(60))
        with pytest.raises(HostMisbehaved, match="in one visit"):
            reader.read(60)
    reader.close()
    wire.close()


def test_an_announced_size_over_the_bound_is_refused_unread(listener: socket.socket):
    """The bound itself may be announced, one byte more may not."""
    wire = wire_to(listener, bounds=Bounds(reply_bytes=100))

    wire.announce(100)
    with pytest.raises(HostMisbehaved, match="101 bytes"):
        wire.announce(101)


def test_each_phase_has_its_limit_within_the_deadline(listener: socket.socket):
    """A phase ends after its own limit or with the visit, whichever is sooner; run has only the visit's."""
    wire = wire_to(listener, seconds=20, limits=PhaseLimits(authenticate=5, shell=60))
    now = time.monotonic()

    assert wire.ends_at - now == pytest.approx(20, abs=0.2)  # no thread has begun
    wire.begin()
    assert wire.ends_at - now == pytest.approx(5, abs=0.2)
    wire.enter(Phase.SHELL)
    assert wire.ends_at - now == pytest.approx(20, abs=0.2)
    wire.extend(Deadline(now + 100))
    wire.enter(Phase.RUN)
    assert wire.ends_at - now == pytest.approx(100, abs=0.2)


def test_tls_is_modern_and_verified_by_default():
    """TLS 1.2 is the least, and both chain and name are checked unless switched off."""
    strict, loose = (tls_context(verify=verify, ca_file=None, certificate=None) for verify in (True, False))

    assert strict.minimum_version.name == "TLSv1_2"
    assert strict.check_hostname
    assert strict.verify_mode.name == "CERT_REQUIRED"
    assert not loose.check_hostname


WRITE_DOWN_TRUST = """
import ssl
from remote_prt.transports.metered_socket import tls_context
context = tls_context(verify=True, ca_file=None, certificate=None)
print(context.keylog_filename, context.cert_store_stats()["x509_ca"])
"""


def in_environment(code: str, **environment: str) -> str:
    """What a Python process with these variables prints."""
    done = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, **environment}, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_session_keys_are_written_nowhere(tmp_path: Path):
    """SSLKEYLOGFILE, which Python's default context obeys, is not even created."""
    key_log = tmp_path / "keys"

    assert in_environment(WRITE_DOWN_TRUST, SSLKEYLOGFILE=str(key_log)).startswith("None ")
    assert not key_log.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="the authorities of Windows are in its own store")
def test_the_systems_authorities_are_where_openssl_looks(tmp_path: Path):
    """SSL_CERT_FILE says where the system keeps its authorities, as the documents promise; there is no other way in."""
    place = {"SSL_CERT_FILE": str(authority().write(tmp_path)), "SSL_CERT_DIR": str(tmp_path / "none")}

    assert in_environment(WRITE_DOWN_TRUST, **place) == "None 1"
    assert (
        in_environment(WRITE_DOWN_TRUST, SSL_CERT_FILE=str(tmp_path / "none"), SSL_CERT_DIR=place["SSL_CERT_DIR"])
        == "None 0"
    )
    assert (
        in_environment(WRITE_DOWN_TRUST, **place, REQUESTS_CA_BUNDLE=str(tmp_path), CURL_CA_BUNDLE=str(tmp_path))
        == "None 1"
    )
