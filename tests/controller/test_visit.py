"""A visit never raises: whatever happens becomes an outcome, and what had arrived is judged."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import partial

import pytest

from remote_prt.cli.composition import judge
from remote_prt.controller.visit import Visitor
from remote_prt.diagnosis.diagnosis import Status
from remote_prt.diagnosis.evidence import MissingReason, Policy
from remote_prt.errors import (
    HostError,
    HostMisbehaved,
    HostRefused,
    HostTimedOut,
    HostUnreachable,
    LogonRefused,
    Phase,
    SecretUnavailable,
)
from remote_prt.model import Deadline, Outcome, Target
from remote_prt.readers.catalogue import load_catalog
from remote_prt.transports.base import Connection
from remote_prt.transports.credentials import Credential, SameForAll
from remote_prt.transports.replay import Recording, ReplayTransport

FACTS = json.dumps(
    {
        "Snippet": "Get-PrtHostFact",
        "Ok": True,
        "Milliseconds": 4,
        "LogonSession": {"Kind": "caller"},
        "Data": {
            "ComputerName": "PC-01",
            "OsBuild": "10.0.22631.1",
            "ProductType": 1,
            "ClockUtc": "2026-01-31T01:00:00Z",
        },
    }
)
SESSIONS = json.dumps(
    {"Snippet": "Get-PrtLogonSession", "Ok": True, "Milliseconds": 9, "LogonSession": {}, "Data": {"Sessions": None}}
)
END = json.dumps(
    {
        "Snippet": "Invoke-PrtVisit",
        "Ok": True,
        "Milliseconds": 90,
        "LogonSession": {},
        "Data": {"Completed": True, "Skipped": []},
    }
)


def visitor_over(saved: Mapping[str, tuple[str, ...] | Recording | HostError]) -> Visitor:
    """A visitor whose hosts answer what was saved."""
    return Visitor(
        transport=ReplayTransport(saved),
        credentials=SameForAll(Credential("LAB\\sweeper", "not-a-secret")),
        judge=partial(judge, load_catalog("en"), Policy()),
    )


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (HostUnreachable(Phase.CONNECT, "closed", "switch it on", port=5985), Outcome.UNREACHABLE),
        (HostRefused(Phase.SHELL, "quota", "wait"), Outcome.REFUSED),
        (LogonRefused(Phase.AUTHENTICATE, "wrong password", "check it"), Outcome.REFUSED),
        (HostMisbehaved(Phase.AUTHENTICATE, "redirect", "look"), Outcome.REFUSED),
        (HostTimedOut(Phase.SHELL, "nothing came", "wait longer"), Outcome.TIMED_OUT),
    ],
    ids=["unreachable", "refused", "logon", "misbehaved", "timed-out"],
)
async def test_an_error_on_the_way_is_the_outcome(error: HostError, outcome: Outcome) -> None:
    """Where nothing was collected, the error's family is the outcome and its words are kept."""
    done = await visitor_over({"pc-01": error}).visit(Target("pc-01"))

    assert done.outcome is outcome
    assert done.status_word == outcome.value
    assert done.failure is not None
    assert (done.failure.message, done.failure.try_next) == (error.reason, error.try_next)
    assert done.failure.timed_out is isinstance(error, HostTimedOut)


async def test_evidence_survives_a_deadline() -> None:
    """What arrived before the deadline is kept and judged, and the reason of UNKNOWN is the deadline."""
    broken_off = Recording((FACTS,), HostTimedOut(Phase.RUN, "the host's time was up", "wait longer"))
    done = await visitor_over({"pc-01": broken_off}).visit(Target("pc-01"))

    assert done.outcome is Outcome.VISITED
    assert done.capture is not None
    assert done.capture.records == (FACTS,)
    assert not done.capture.complete
    assert done.diagnosis is not None
    assert (done.diagnosis.status, done.diagnosis.reason) == (Status.UNKNOWN, MissingReason.DEADLINE)


async def test_a_host_where_nobody_is_signed_in_says_so() -> None:
    """A complete visit without sign-ins is UNKNOWN for that reason, not a failure."""
    done = await visitor_over({"pc-01": (FACTS, SESSIONS, END)}).visit(Target("pc-01"))

    assert done.failure is None
    assert done.diagnosis is not None
    assert done.diagnosis.reason is MissingReason.NO_USER_SIGNED_IN


async def test_a_disabled_host_is_not_contacted() -> None:
    """The inventory's `enabled: no` gives SKIPPED with the inventory's reason; the transport knows no such host."""
    done = await visitor_over({}).visit(Target("pc-01", enabled=False, disabled_reason="in repair"))

    assert done.outcome is Outcome.SKIPPED
    assert done.failure is not None
    assert done.failure.message == "in repair"


async def test_a_flood_of_records_is_cut_off() -> None:
    """A host that never stops sending loses its turn, and what it sent first is judged."""
    done = await visitor_over({"pc-01": (FACTS,) * 10_000}).visit(Target("pc-01"))

    assert done.failure is not None
    assert done.failure.phase is Phase.RUN
    assert done.capture is not None
    assert len(done.capture.records) == 500


class _NoSecret:
    """A credential source that has nothing."""

    def for_target(self, target: Target) -> Credential:
        raise SecretUnavailable(f"no password for {target.name}", "use --password-file")


async def test_a_missing_secret_is_the_hosts_outcome() -> None:
    """A credential that cannot be had for one host is that host's refusal, with the hint."""
    visitor = visitor_over({"pc-01": (FACTS,)})
    done = await Visitor(visitor.transport, _NoSecret(), visitor.judge).visit(Target("pc-01"))

    assert done.outcome is Outcome.REFUSED
    assert done.failure is not None
    assert done.failure.try_next == "use --password-file"


class _BrokenTransport:
    """A door with a bug in it."""

    name = "broken"

    @asynccontextmanager
    async def connect(self, target: Target, credential: Credential, deadline: Deadline) -> AsyncIterator[Connection]:
        raise ZeroDivisionError("secret-looking text")
        yield  # pragma: no cover


async def test_a_fault_of_ours_is_data_too() -> None:
    """The unforeseen costs no other host its result: it is an outcome, marked internal, without the error's text."""
    visitor = visitor_over({})
    done = await Visitor(_BrokenTransport(), visitor.credentials, visitor.judge).visit(Target("pc-01"))

    assert done.failure is not None
    assert done.failure.internal
    assert done.failure.message == "internal error: ZeroDivisionError"


async def test_cancellation_passes_through() -> None:
    """Only a cancellation leaves a visit as an exception."""

    class _Hanging(_BrokenTransport):
        @asynccontextmanager
        async def connect(
            self, target: Target, credential: Credential, deadline: Deadline
        ) -> AsyncIterator[Connection]:
            await asyncio.Event().wait()
            yield  # pragma: no cover

    visitor = visitor_over({})
    task = asyncio.create_task(Visitor(_Hanging(), visitor.credentials, visitor.judge).visit(Target("pc-01")))
    await asyncio.sleep(0)
    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task
