"""The rerun hint is a command line that works: the options of this run, quoted, without what chose its hosts."""

from pathlib import Path

import click
import pytest

from remote_prt.cli.rerun import option_words, rerun_prefix
from remote_prt.cli.sweep_verb import sweep


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["pc-01"], "remote_prt"),
        (["pc-01", "--user", "LAB\\sweeper"], "remote_prt --user 'LAB\\sweeper'"),
        (
            ["-w", "pc-01", "--https", "--no-progress", "-t", "3"],
            "remote_prt --https --connect-timeout 3.0 --no-progress",
        ),
        (["pc-01", "--fail-on", "stale", "--fail-on", "unknown"], "remote_prt --fail-on stale --fail-on unknown"),
        (["pc-01", "--user", "山田", "--https"], "remote_prt --user '山田' --https"),
        (["pc-01", "--user", "x\x1b[2Jy", "--https"], "remote_prt --https"),
        (["pc-01", "--configuration-name", "a\nb"], "remote_prt"),
        (["pc-01", "-o", "x.csv", "--format", "csv", "--password-fd", "3", "--limit", "pc*"], "remote_prt"),
    ],
    ids=["bare", "quoted", "flags", "repeated", "japanese", "escape", "line-end", "left-out"],
)
def test_the_options_of_this_run_are_kept(words: list[str], expected: str) -> None:
    """Options given on the command line come back; defaults, hosts, outputs and descriptors do not."""
    context: click.Context = sweep.make_context("sweep", words)

    assert rerun_prefix(context) == expected


def test_places_of_reports_can_be_found_from_another_folder() -> None:
    """What a run is taken up with names each file in full, its format beside it; standard output stays what it is."""
    context: click.Context = sweep.make_context("sweep", ["pc-01", "-o", "csv=a.csv", "-o", "b.json", "-o", "ndjson=-"])

    assert [word for words in option_words(context) for word in words] == [
        *("--output", f"csv={Path.cwd() / 'a.csv'}"),
        *("--output", str(Path.cwd() / "b.json")),
        *("--output", "ndjson=-"),
    ]
