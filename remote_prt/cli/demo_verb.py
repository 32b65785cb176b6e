"""`remote_prt demo`: the main job against a simulated fleet, over real WinRM on loopback."""

import asyncio
from typing import Any

import click

from remote_prt.cli.grouped_help import GroupedCommand, option
from remote_prt.cli.numbers import MOST_SEED
from remote_prt.cli.output_options import output_options, output_request
from remote_prt.model import Context

_EPILOG = """\b
Examples:
  remote_prt demo                        every scenario once
  remote_prt demo --hosts 200 --seed 7 --format json
  remote_prt demo --context caller       told without touching the hosts
"""


@click.command(cls=GroupedCommand, epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@option(
    "Fleet", "--hosts", type=click.IntRange(1, 2000), metavar="N", help="How many hosts. Default: each scenario once."
)
@option(
    "Fleet", "--seed", type=click.IntRange(0, MOST_SEED), default=1, show_default=True, help="Same seed, same hosts."
)
@option(
    "Fleet", "--context", type=click.Choice(["auto", "user", "caller", "events"]), default="auto", show_default=True
)
@option("Fleet", "--concurrency", type=click.IntRange(1, 500), default=32, show_default=True, help="Hosts at once.")
@option("Fleet", "--zoo", is_flag=True, help="Hostile hosts among healthy ones; see remote_prt lab --zoo --scenarios.")
@option("Fleet", "--check", is_flag=True, help="Exit 0 exactly when every verdict equals the fleet's written truth.")
@output_options
def demo(**values: Any) -> int:
    """Sweep a fleet of simulated Windows hosts over real WinRM on loopback; nothing outside this machine is contacted.

    Each host plays a scenario whose true status was written by hand; see remote_prt lab --scenarios.
    """
    from remote_prt.cli.demo_run import DemoRequest, run_demo

    output = output_request(values, is_judging=True)
    request = DemoRequest(**{**values, "context": Context(values["context"])})
    return asyncio.run(run_demo(request, output))
