"""Numbers of options are finite and bounded; a wrong one is one line before anything is contacted."""

import click
import pytest

from remote_prt.cli import numbers
from remote_prt.cli.main import run
from remote_prt.inventory.ranges import MAX_HOSTS

HUGE = "9" * 20


@pytest.mark.parametrize(
    ("verb", "option"),
    [
        ("sweep", "--stale-after"),
        ("sweep", "--host-timeout"),
        ("sweep", "--connect-timeout"),
        ("sweep", "--operation-timeout"),
        ("sweep", "--event-hours"),
        ("sweep", "--password-fd"),
        ("sweep", "--port"),
        ("sweep", "--concurrency"),
        ("sweep", "--pick"),
        ("sweep", "--pick-seed"),
        ("demo", "--hosts"),
        ("demo", "--seed"),
        ("demo", "--concurrency"),
        ("lab", "--hosts"),
        ("lab", "--seed"),
    ],
)
@pytest.mark.parametrize("value", ["inf", "nan", "1e300", "-1", HUGE, "9" * 5000, "soon"], ids=lambda text: text[:20])
def test_no_number_out_of_bounds_is_taken(
    verb: str, option: str, value: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every number of every verb has a least and a most, and the line that says so names the option."""
    code = run([verb, option, value, *(["127.0.0.1"] if verb == "sweep" else [])])
    out, err = capsys.readouterr()

    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert option in err


@pytest.mark.parametrize(("value", "number"), [("1", 1.0), ("86400", 86400.0), ("1.5", 1.5), (2.0, 2.0)])
def test_bounds_belong_to_the_range(value: object, number: float) -> None:
    """What lies between the bounds, or on one, is taken."""
    assert number == numbers.seconds(1).convert(value, None, None)


@pytest.mark.parametrize("value", ["0.99", "86400.1", "", "1,5"])
def test_what_lies_beside_the_range_is_told_the_range(value: str) -> None:
    """The message names what is meant, the least and the most."""
    with pytest.raises(click.BadParameter, match="number of seconds from 1 to 86400"):
        numbers.seconds(1).convert(value, None, None)


def test_the_prompt_knows_how_many_hosts_a_selection_holds() -> None:
    """The bound of `--pick` is the bound of a selection."""
    assert numbers.MOST_HOSTS == MAX_HOSTS


def test_the_help_names_the_bounds(capsys: pytest.CaptureFixture[str]) -> None:
    """Who reads the help knows the longest time that can be given."""
    run(["sweep", "--help-all"])
    text = " ".join(capsys.readouterr().out.split())

    assert "1<=x<=86400" in text
    assert "0.1<=x<=2160" in text
