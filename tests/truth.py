"""The truth bench: a scenario answered in this process and judged by the product, with or without one fact changed."""

import dataclasses
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any

from remote_prt.cli.composition import judge
from remote_prt.collectors.prt_visit import CollectOptions, visit_script
from remote_prt.controller.visit import Judgement
from remote_prt.diagnosis.catalog_entry import Catalog
from remote_prt.diagnosis.evidence import Policy
from remote_prt.lab.canned import CannedEngine
from remote_prt.lab.engine import PipelineCall
from remote_prt.lab.scenario import Scenario, SimulatedHost
from remote_prt.model import Capture, Context
from remote_prt.readers.catalogue import load_catalog

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@cache
def catalog() -> Catalog:
    """The English catalogue."""
    return load_catalog("en")


async def judged(scenario: Scenario, context: Context = Context.AUTO, seed: int = 42, only_user: str = "") -> Judgement:
    """What the product says about a host that plays the scenario."""
    policy = Policy(requires_own_session=context is Context.USER, only_user=only_user)
    return judge(catalog(), policy, await captured(scenario, context, seed, only_user))


async def captured(scenario: Scenario, context: Context = Context.AUTO, seed: int = 42, only_user: str = "") -> Capture:
    """What a visit of a host that plays the scenario brings back."""
    host = SimulatedHost("pc-01", scenario, seed, NOW, "127.0.0.1", 5985)
    probes = scenario.story.surroundings.system_way != ""  # a scenario about the network is visited with the probe
    script = visit_script(CollectOptions(context=context, probes_network=probes, only_user=only_user), 120)
    call = PipelineCall(script.text, parameters=dict(script.parameters))
    records = [item.value async for item in CannedEngine().run(host, call)]
    return Capture(
        computer_name="pc-01",
        address="127.0.0.1",
        started_at=NOW,
        finished_at=NOW + timedelta(seconds=2),
        transport="replay",
        account="LAB\\sweeper",
        context=context,
        script_sha256=script.sha256,
        tool_version="0",
        records=tuple(records),
        complete=True,
    )


def with_fact(scenario: Scenario, path: str, value: object) -> Scenario:
    """The scenario with one field of its story changed; `path` is like `users.0.prt`."""
    return dataclasses.replace(scenario, story=_changed(scenario.story, path.split("."), value))


def _changed(node: Any, path: list[str], value: object) -> Any:
    key, *rest = path
    if isinstance(node, tuple):
        index = int(key)
        item = _changed(node[index], rest, value) if rest else value
        return (*node[:index], item, *node[index + 1 :])
    if isinstance(node, Mapping):
        return {**node, key: value}
    before = getattr(node, key)
    if rest:
        return dataclasses.replace(node, **{key: _changed(before, rest, value)})
    return dataclasses.replace(node, **{key: type(before)(value) if isinstance(before, StrEnum) else value})
