"""A second try for what may be over in a moment. The only importer of stamina.

What is worth another try is said by the error itself (`HostError.is_transient`): silence before the shell, a reset,
HTTP 503, a quota; never a rejected credential, missing rights, TLS or a wrong service principal.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

import stamina
from stamina.instrumentation import set_on_retry_hooks

from remote_prt.errors import HostError

set_on_retry_hooks([])  # by default every retry is logged, and so would land between the lines of the progress

#: However often it is tried, nobody waits longer than this in between.
_MOST_DELAY_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often, and with how much time in between."""

    retries: int = 0  #: tries after the first
    delay_seconds: float = 2.0  #: before the second try, at least; doubled for each further one, plus up to as much

    @property
    def shortest_wait(self) -> float:
        """Seconds that the next try is away at the least."""
        return min(self.delay_seconds, _MOST_DELAY_SECONDS)


async def tries(policy: RetryPolicy, may_go_on: Callable[[], bool]) -> AsyncIterator[AbstractContextManager[None]]:
    """Contexts to try in, each with `with`, one after the other until one is left without an error.

    An error that is not worth another try, or is the last one allowed, leaves its context.

    Args:
        policy: how often.
        may_go_on: asked after each transient error; False leaves it at that.
    """

    def is_worth_it(error: Exception) -> bool:
        return isinstance(error, HostError) and error.is_transient and may_go_on()

    async for attempt in stamina.retry_context(
        on=is_worth_it,
        attempts=policy.retries + 1,
        timeout=None,
        wait_initial=policy.delay_seconds,
        wait_max=_MOST_DELAY_SECONDS,
        wait_jitter=policy.delay_seconds,
    ):
        yield attempt
