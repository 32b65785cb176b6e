"""The samples in `inventories/` are what they say."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from remote_prt.directory.computer import Listing
from remote_prt.inventory.selection import Selection, SelectionRequest, resolve_selection
from remote_prt.model import AuthMethod, Target

SAMPLES = Path(__file__).parents[2] / "inventories"


def fleet(**more) -> Selection:
    """A selection from the sample inventory."""
    return resolve_selection(SelectionRequest(inventory=str(SAMPLES / "fleet.yml"), **more))


def test_the_plain_list() -> None:
    """The plain list names 27 hosts, two of them with ports."""
    found = resolve_selection(SelectionRequest(hostfiles=(str(SAMPLES / "hosts.txt"),)))

    assert len(found.targets) == 27
    assert {t.name: t.port for t in found.targets if t.port} == {"srv-files.corp.example": 15985, "2001:db8::41": 15986}


def test_the_intune_export() -> None:
    """The export names three devices; one that differs in case is folded."""
    found = resolve_selection(SelectionRequest(hostfiles=(str(SAMPLES / "intune-devices.csv"),)))

    assert [t.name for t in found.targets] == ["DESKTOP-7F3K2Q1", "DESKTOP-B81LM40", "LAPTOP-SALES-03"]
    assert found.folded == 1


def test_the_inventory() -> None:
    """The inventory names 57 hosts, one of them disabled, with the settings of their groups."""
    targets = {t.name: t for t in fleet().targets}

    assert len(targets) == 57
    assert [(t.name, t.disabled_reason) for t in targets.values() if not t.enabled] == [
        ("pc-tokyo-07.corp.example", "disk replaced, back on Monday")
    ]
    assert targets["pc-osaka-11.corp.example"] == Target(
        "pc-osaka-11.corp.example",
        address="10.30.0.11",
        port=15985,
        user="CORP\\prt-sweeper",
        configuration_name="PrtReader",
        groups=("osaka",),
    )
    assert targets["desktop-7f3k2q1"] == Target(
        "desktop-7f3k2q1", https=True, auth=AuthMethod.NTLM, user=".\\prt-local", groups=("entra", "pilots")
    )


@pytest.mark.parametrize(
    ("limit", "count"), [("@tokyo", 43), ("@tokyo:!@lab", 40), ("@pilots:&@tokyo", 1), ("!@tokyo", 14)]
)
def test_the_groups(limit: str, count: int) -> None:
    """The limits shown in the sample choose what its comments say."""
    assert len(fleet(limit=(limit,)).targets) == count


@pytest.mark.parametrize("path", sorted(SAMPLES.iterdir()), ids=lambda path: path.name)
def test_every_sample_is_read(path: Path) -> None:
    """Each file in the folder can be used as it is."""
    is_yaml = path.suffix == ".yml"
    request = SelectionRequest(
        inventory=str(path) if is_yaml else None,
        hostfiles=() if is_yaml else (str(path),),
        ask_source=lambda _: Listing("dc1", datetime(2026, 1, 31, tzinfo=UTC), ()),
    )

    assert resolve_selection(request).targets
