"""One action on one host: connect, run its script, keep what it answers. It never raises, as a visit does not."""

from remote_prt.collectors.action import Action, action_script
from remote_prt.collectors.prt_visit import collect
from remote_prt.controller.visit import Visitor, ending_of, unforeseen
from remote_prt.errors import HostError, HostRefused, Phase, UsageError
from remote_prt.model import ActionOutcome, Deadline, Failure, Outcome, Target


async def act(visitor: Visitor, target: Target, action: Action) -> ActionOutcome:
    """What the action answered here; the door, the credentials, the brake and the deadline are the visitor's."""
    clock = visitor.clock
    started_at, started = clock.utc(), clock.monotonic()
    seen = _Answer()
    try:
        await _run(visitor, target, action, Deadline.after(visitor.host_timeout_seconds, started), seen)
    except HostError as error:
        seen.address = seen.address or error.address
        seen.outcome, seen.failure = ending_of(error)
    except UsageError as error:
        hint = error.hint or "give a credential for this host"
        seen.outcome, seen.failure = ending_of(HostRefused(Phase.AUTHENTICATE, error.message, hint))
    except Exception as error:  # noqa: BLE001  as in a visit: the unforeseen costs no other host its result
        seen.failure = unforeseen(error)
    return ActionOutcome(
        target=target,
        outcome=Outcome.VISITED if seen.records else seen.outcome,
        address=seen.address,
        failure=seen.failure,
        records=tuple(seen.records),
        script_sha256=seen.script_sha256,
        started_at=started_at,
        duration_seconds=round(clock.monotonic() - started, 3),
    )


class _Answer:
    """What has arrived so far: mutable, so that it survives the error that ends the session."""

    def __init__(self) -> None:
        self.records: list[str] = []
        self.address: str | None = None
        self.script_sha256 = ""
        self.outcome = Outcome.VISITED
        self.failure: Failure | None = None


async def _run(visitor: Visitor, target: Target, action: Action, deadline: Deadline, seen: _Answer) -> None:
    credential = visitor.credentials.for_target(target)
    script = action_script(action)
    seen.script_sha256 = script.sha256
    async with visitor.transport.connect(target, credential, deadline) as connection:
        seen.address = connection.peer.address
        async for record in collect(connection, script, deadline):
            seen.records.append(record)
