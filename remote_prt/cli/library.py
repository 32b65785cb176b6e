"""For programs: host words in, Run out, with the same parts the prompt uses."""

from collections.abc import Sequence

from remote_prt.cli.composition import SweepSettings, open_visitor
from remote_prt.controller.sweep import sweep
from remote_prt.inventory.selection import SelectionRequest, resolve_selection
from remote_prt.model import Observer, Run, RunOptions
from remote_prt.transports.by_target import doors_of


async def sweep_hosts(
    words: Sequence[str], settings: SweepSettings | None = None, *, observers: Sequence[Observer] = ()
) -> Run:
    """Visit the hosts that the words name (`pc-01`, `pc[01-40]`, `127.0.0.1:5985`) and return the finished run.

    As many hosts are visited at once as `settings.transport.max_threads` says. A host that cannot be visited is an
    outcome, not an error.

    Raises:
        UsageError: the words name no host, or not as host words can.
    """
    settings = settings or SweepSettings()
    selection = resolve_selection(SelectionRequest(words=tuple(words)))
    options = RunOptions(
        scope=" ".join(selection.source_words),
        context=settings.collect.context,
        transport=doors_of(selection.targets, settings.transport),
        account=settings.credential.principal,
        concurrency=settings.transport.max_threads,
        host_timeout_seconds=settings.host_timeout_seconds,
        deadline=settings.pace.deadline,
    )
    async with open_visitor(settings) as visitor:
        return await sweep(selection.targets, visitor, options, observers=observers, pace=settings.pace)
