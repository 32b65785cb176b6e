"""Worker threads: as many as needed, no more than allowed, and none that keeps the process."""

import asyncio
import json
import os
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import CancelledError
from pathlib import Path

import pytest

from remote_prt.transports.daemon_pool import DaemonPool
from tests.transports.hostile_servers import answer, hang, serving

NEGOTIATE_ONLY = answer(b"HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Negotiate\r\nContent-Length: 0\r\n\r\n")

#: just enough of python-gssapi and krb5 for pyspnego to begin a logon, whose first call waits for the KDC for ever
GSSAPI = """
from types import SimpleNamespace
from gssapi import raw
OID = SimpleNamespace(from_int_seq=lambda numbers: numbers)
NameType = SimpleNamespace(user=1, hostbased_service=2)
RequirementFlag = SimpleNamespace()
"""
GSSAPI_RAW = """
from types import SimpleNamespace
class GSSError(Exception): ...
ChannelBindings = inquire_sec_context_by_oid = set_cred_option = None
IOV = IOVBuffer = IOVBufferType = unwrap_iov = wrap_iov = wrap_iov_length = None
exceptions = SimpleNamespace(MissingContextError=GSSError)
"""
KRB5 = """
import os, socket
def init_context():
    socket.create_connection(("127.0.0.1", int(os.environ["TEST_KDC_PORT"]))).recv(1)
"""


@pytest.fixture
def pool() -> Iterator[DaemonPool]:
    """A pool of two threads, shut down with the test."""
    pool = DaemonPool(2, "test")
    yield pool
    pool.shutdown(cancel_futures=True)

    assert not [thread for thread in threading.enumerate() if thread.name.startswith("test_")]


def test_results_and_errors_come_through_the_future(pool: DaemonPool):
    """What a call returns or raises is had where its result is asked for."""
    assert pool.submit(divmod, 7, 2).result(5) == (3, 1)
    with pytest.raises(ZeroDivisionError):
        pool.submit(divmod, 7, 0).result(5)


def test_an_idle_thread_is_used_again(pool: DaemonPool):
    """Calls one after another need no second thread once the first is idle again."""
    first = pool.submit(threading.get_ident).result(5)
    while not pool._idle:
        pool._threads[0].join(0.01)

    assert pool.submit(threading.get_ident).result(5) == first
    assert len(pool._threads) == 1


def test_no_more_run_at_once_than_allowed(pool: DaemonPool):
    """The third of three calls waits until one of the others has ended, and runs then."""
    both_run, go = threading.Barrier(3), threading.Event()
    waiting = [pool.submit(lambda: (both_run.wait(5), go.wait(5))) for _ in range(2)]
    third = pool.submit(lambda: "ran")
    both_run.wait(5)

    assert not third.running()
    assert not third.done()
    go.set()
    assert third.result(5) == "ran"
    assert all(call.result(5) for call in waiting)


def test_shutting_down_drops_what_has_not_begun(pool: DaemonPool):
    """Calls under way are finished, waiting ones cancelled, new ones refused."""
    both_run, go = threading.Barrier(3), threading.Event()
    running = [pool.submit(lambda: (both_run.wait(5), go.wait(5))) for _ in range(2)]
    waiting = pool.submit(print)
    both_run.wait(5)
    pool.shutdown(wait=False, cancel_futures=True)
    go.set()

    assert all(call.result(5) for call in running)
    with pytest.raises(CancelledError):
        waiting.result(5)
    with pytest.raises(RuntimeError, match="shut down"):
        pool.submit(print)


def test_a_cancelled_call_never_runs(pool: DaemonPool):
    """A call that was cancelled while it waited is passed over."""
    both_run, go, ran = threading.Barrier(3), threading.Event(), threading.Event()
    for _ in range(2):
        pool.submit(lambda: (both_run.wait(5), go.wait(5)))
    both_run.wait(5)
    unwanted = pool.submit(ran.set)

    assert unwanted.cancel()
    go.set()
    assert pool.submit(lambda: "after it").result(5) == "after it"
    assert not ran.is_set()


async def test_a_logon_stuck_at_a_silent_domain_controller_does_not_keep_the_process(tmp_path: Path):
    """A thread that waits on a socket of Kerberos' own costs its host its time; right after the report all ends."""
    (tmp_path / "gssapi").mkdir()
    for name, text in (("gssapi/__init__", GSSAPI), ("gssapi/raw", GSSAPI_RAW), ("krb5", KRB5)):
        (tmp_path / f"{name}.py").write_text(text, "utf-8")
    password_file = tmp_path / "password"
    password_file.write_text("x\n", "utf-8")
    password_file.chmod(0o600)
    async with serving(NEGOTIATE_ONLY) as host, serving(hang) as controller:
        words = f"127.0.0.1:{host.port} --auth kerberos --user a@LAB --host-timeout 1 --format json --password-file"
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "remote_prt", *words.split(), str(password_file)),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(tmp_path), "TEST_KDC_PORT": str(controller.port)},
        )
        assert process.stdout is not None
        report = await asyncio.wait_for(process.stdout.readuntil(b"\n}\n"), 30)
        reported = time.monotonic()
        _, complaints = await asyncio.wait_for(process.communicate(), 30)
        took = time.monotonic() - reported

    assert json.loads(report)["Results"][0]["Status"] == "TIMED_OUT"
    assert json.loads(report)["Results"][0]["Failure"]["Phase"] == "authenticate"
    assert controller.visitors == 1
    assert took < 1
    assert b"Traceback" not in complaints
