"""Scenario files are read strictly: whatever is misspelt is named with file and key."""

from pathlib import Path

import pytest

from remote_prt.errors import LabError
from remote_prt.lab.faults import FaultKind, FaultPoint
from remote_prt.lab.story import AccountKind, Generation
from remote_prt.lab.story_file import read_scenario

GOOD = """
name = "good"
title = "one line"
status = "HEALTHY"
latency_seconds = 1
[[faults]]
point = "receive"
kind = "slow"
seconds = 0.5
[device]
windows = "1809"
[[users]]
status = "HEALTHY"
account = "domain"
[[events]]
event_id = 1085
minutes_ago = 3
[events.data]
Status = "0x0"
"""


def written(folder: Path, text: str) -> Path:
    """A scenario file of that text."""
    path = folder / "good.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_becomes_values(tmp_path: Path) -> None:
    """Tables become dataclasses, words become enums, whole numbers may stand for fractions."""
    scenario = read_scenario(written(tmp_path, GOOD))

    assert scenario.story.device.windows is Generation.W1809
    assert scenario.story.users[0].account is AccountKind.DOMAIN
    assert scenario.story.events[0].data["Status"] == "0x0"
    assert scenario.latency_seconds == 1.0
    assert (scenario.faults[0].point, scenario.faults[0].kind) == (FaultPoint.RECEIVE, FaultKind.SLOW)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('windows = "1809"', 'window = "1809"', "good.toml: device.window: unknown key"),
        ('windows = "1809"', 'windows = "95"', "good.toml: device.windows: is '95', expected one of 1607"),
        ('account = "domain"', 'acount = "domain"', "good.toml: users[1].acount: unknown key"),
        ("minutes_ago = 3", "minutes_ago = true", "good.toml: events[1].minutes_ago: is True, expected a number"),
        ("event_id = 1085", "event_id = 1.5", "good.toml: events[1].event_id: is 1.5, expected a whole number"),
        ("event_id = 1085", "", "good.toml: events[1].event_id: missing"),
        ('Status = "0x0"', "Status = 0", "good.toml: events[1].data: expected a table of strings"),
        ('title = "one line"', "title = 1", "good.toml: title: is 1, expected a string"),
        ('name = "good"', 'name = "bad"', "good.toml: name: is 'bad', expected 'good'"),
        ("[[users]]", "[users]", "good.toml: users: expected an array"),
        ("[device]", "[device", "good.toml: "),
    ],
)
def test_mistakes_are_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    """A wrong key, word, type or file is refused with the file and the dotted key."""
    with pytest.raises(LabError) as caught:
        read_scenario(written(tmp_path, GOOD.replace(old, new)))

    assert str(caught.value).startswith(said)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """A file that cannot be read raises LabError with its name."""
    with pytest.raises(LabError, match=r"none\.toml"):
        read_scenario(tmp_path / "none.toml")
