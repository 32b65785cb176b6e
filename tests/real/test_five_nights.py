"""Five nights on simulated hosts whose scenarios change by a script: each morning `diff` tells what the script did."""

import json
import re
from collections import Counter
from pathlib import Path

from remote_prt.lab.canned import CannedEngine
from remote_prt.lab.fleet import load_scenarios
from tests.lab_farm import RunningFarm, running_farm
from tests.real.nights import Done, night_words, remote_prt

#: Host by host: what it plays each night ("off": nothing listens there), and its set each morning from the second on.
SCRIPT = {
    "well": (("healthy-hybrid",) * 5, ("", "", "", "")),
    "breaks": (("healthy-hybrid", "healthy-hybrid", *("firewall-blocks",) * 3), ("", "New", "Still", "Still")),
    "repaired": (("wrong-password", "wrong-password", *("healthy-hybrid",) * 3), ("Still", "Fixed", "", "")),
    "other": ((*("wrong-password",) * 2, *("firewall-blocks",) * 3), ("Still", "ChangedCause", "Still", "Still")),
    "flaps": (
        ("healthy-hybrid", "wrong-password", "healthy-hybrid", "wrong-password", "healthy-hybrid"),
        ("New", "Fixed", "Flapping", "Flapping"),
    ),
    "laptop": (("wrong-password", "off", "wrong-password", "off", "off"), ("NotSeen", "Still", "NotSeen", "")),
}
SETS = ("New", "ChangedCause", "Flapping", "Fixed", "Still", "NotSeen")
SCENARIOS = {each.name: each for each in load_scenarios()}


async def sweep(folder: Path, farm: RunningFarm, names: list[str]) -> Done:
    """A night: the same inventory file, in which only addresses and ports differ from those of the night before."""
    places = {name: (host.address, host.http_port) for name, host in zip(names, farm.hosts, strict=True)}
    return await remote_prt(
        *night_words(folder, SCRIPT, places, farm.account.name, farm.account.password),
        *("--format", "json", "--state-dir", str(folder / "state"), "--output", f"html={folder / 'report.html'}"),
    )


def told_at_the_top(page: str) -> dict[str, int]:
    """The sets as the page of that night counts them, in hosts."""
    top = page.split('<ul class="tiles">', maxsplit=1)[0]
    headings = ("New", "Other cause", "Flapping", "Fixed", "Still", "Not seen")
    return {key: int(re.findall(rf"{name} <b>(\d+)</b>", top)[0]) for key, name in zip(SETS, headings, strict=True)}


async def test_five_nights_give_the_sets_of_the_script(tmp_path: Path) -> None:
    """New, fixed, still, other cause, flapping and not seen, each morning; the runs came into history by themselves."""
    mornings: list[dict[str, str]] = []
    for night in range(5):
        names = [name for name, (played, _) in SCRIPT.items() if played[night] != "off"]
        farm_folder = tmp_path / f"farm-{night}"
        farm_folder.mkdir()
        played = [SCENARIOS[SCRIPT[name][0][night]] for name in names]
        async with running_farm(farm_folder, *played, engine=CannedEngine()) as farm:
            swept = await sweep(tmp_path, farm, names)
        assert swept.code in {1, 4}, swept.err
        if night:
            told = await remote_prt("diff", "--format", "json", "--state-dir", str(tmp_path / "state"))
            document = json.loads(told.out)
            mornings.append({one["ComputerName"]: kind for kind in SETS for one in document[kind]})
            page = (tmp_path / "report.html").read_text("utf-8")
            counted = Counter(mornings[-1].values())
            assert told_at_the_top(page) == {kind: counted[kind] for kind in SETS}

    assert mornings == [
        {name: sets[morning] for name, (_, sets) in SCRIPT.items() if sets[morning]} for morning in range(4)
    ]
