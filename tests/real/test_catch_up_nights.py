"""Nights and days on simulated hosts: laptops that were off come first, are caught up with by day, and leave."""

import json
from pathlib import Path
from typing import Any

from remote_prt.lab.process import LabHost, LabProcess
from tests.real.nights import night_words, remote_prt

#: Night by night, and one day in between, who is on; the day visits only those that wait.
ON = ({"desk", "loan"}, {"desk", "lap", "loan"}, {"desk"}, {"desk", "old"}, {"desk", "lap", "old", "loan"})
NAMES = ("desk", "lap", "old", "loan")


class Nights:
    """The same inventory each night, in which only addresses and ports differ."""

    def __init__(self, lab: LabProcess, folder: Path) -> None:
        self._hosts: dict[str, LabHost] = dict(zip(NAMES, lab.hosts, strict=True))
        self._folder, self._lab = folder, lab

    async def play(self, on: set[str], *words: str) -> dict[str, Any]:
        """The JSON document of one run."""
        places = {name: (host.address, host.http_port) for name, host in self._hosts.items() if name in on}
        done = await remote_prt(
            *night_words(self._folder, self._hosts, places, self._lab.account, self._lab.password),
            *(*words, "--format", "json", "--state-dir", str(self._folder / "state")),
        )
        document: dict[str, Any] = json.loads(done.out)
        return document


def order(document: dict[str, Any]) -> list[str]:
    """The hosts as they were visited."""
    return [one["ComputerName"] for one in document["Results"]]


def runs(document: dict[str, Any]) -> dict[str, int]:
    """Who was not reached, and for how many runs."""
    return {one["ComputerName"]: one["NotReached"]["Runs"] for one in document["Results"] if one["NotReached"]}


async def test_laptops_are_caught_up_with(tmp_path: Path) -> None:
    """The longest waiting first; a day over the queue alone is a run more, and whom it reaches has left by night."""
    async with LabProcess.start(hosts=len(NAMES), seed=3, scenarios=["healthy-hybrid"]) as lab:
        nights = Nights(lab, tmp_path)
        first = await nights.play(ON[0], "--catch-up")
        day = await nights.play(ON[1], "--rerun", "waiting")
        second = await nights.play(ON[2], "--catch-up")
        other_day = await nights.play(ON[3], "--rerun", "waiting")
        third = await nights.play(ON[4], "--catch-up")
        last = await nights.play(ON[4], "--catch-up")

    assert (order(first), runs(first)) == (list(NAMES), {"lap": 1, "old": 1})
    assert (order(day), runs(day)) == (["lap", "old"], {"old": 2})
    assert (order(second), runs(second)) == (["old", "desk", "lap", "loan"], {"old": 3, "lap": 1, "loan": 1})
    assert (order(other_day), runs(other_day)) == (["old", "lap", "loan"], {"lap": 2, "loan": 2})
    assert (order(third), runs(third)) == (["lap", "loan", "desk", "old"], {})
    assert (order(last), runs(last)) == (list(NAMES), {})
    told = [document["Run"]["CatchUp"] for document in (first, day, second, other_day, third, last)]
    assert [(one["Waiting"], one["Reached"]) for one in told] == [(0, 0), (2, 1), (1, 0), (3, 1), (2, 2), (0, 0)]
