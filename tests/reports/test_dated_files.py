"""Reports may have their day in the name; of those only older ones are removed, and nothing else."""

from datetime import date
from pathlib import Path

import pytest

from remote_prt.cli.main import run
from remote_prt.cli.output_places import reports_of
from remote_prt.reports.dated_files import dated, remove_older, today

CLOSED = (
    "127.0.0.1:1",
    "--auth",
    "ntlm",
    "--user",
    "LAB\\x",
    "--no-journal",
    "--retries",
    "0",
    "--lang",
    "en",
    "--no-progress",
)


def names(folder: Path) -> set[str]:
    """What lies there."""
    return {path.name for path in folder.iterdir()}


def test_the_day_stands_in_the_name() -> None:
    """Wherever `{date}` was written, also in a folder's name."""
    assert dated("a-{date}/b-{date}.html", date(2026, 1, 31)) == "a-2026-01-31/b-2026-01-31.html"


@pytest.mark.parametrize(
    ("word", "is_dated"),
    [("html=x/prt-{date}.html", True), ("x/prt.html", False), ("{date}/prt.html", False), ("-", False)],
)
def test_only_dated_files_are_counted(word: str, is_dated: bool) -> None:
    """A folder for each day is nobody's to remove."""
    (report,) = reports_of([word], None)

    assert (report.pattern is not None) is is_dated
    assert report.path is None or "{" not in str(report.path)


def test_the_newest_stay_and_strangers_too(tmp_path: Path) -> None:
    """Neither other names, nor days that are none, nor folders and links are touched."""
    days = [f"prt-2026-01-{day:02}.html" for day in (28, 29, 30, 31)]
    others = ["prt-2026-01-01.html.bak", "my-prt-2026-01-01.html", "prt-2026-13-01.html", "prt-20260101.html"]
    for name in (*days, *others):
        (tmp_path / name).touch()
    (tmp_path / "prt-2020-01-01.html").mkdir()
    (tmp_path / "prt-2020-01-02.html").symlink_to(tmp_path / days[3])

    assert list(remove_older([tmp_path / "prt-{date}.html"], 2)) == []
    assert names(tmp_path) == {*days[2:], *others, "prt-2020-01-01.html", "prt-2020-01-02.html"}


def test_a_day_that_stands_twice_is_one_day(tmp_path: Path) -> None:
    """Two different days in a name are none of ours."""
    for name in ("2026-01-01_2026-01-01", "2026-01-02_2026-01-02", "2026-01-01_2026-01-02"):
        (tmp_path / name).touch()

    assert list(remove_older([tmp_path / "{date}_{date}"], 1)) == []
    assert names(tmp_path) == {"2026-01-02_2026-01-02", "2026-01-01_2026-01-02"}


def test_a_sweep_removes_what_is_too_old(tmp_path: Path) -> None:
    """After its own report is there; each format by itself."""
    for ending in ("json", "csv"):
        for day in ("2020-01-01", "2020-01-02"):
            (tmp_path / f"prt-{day}.{ending}").touch()
    outputs = ("-o", f"{tmp_path}/prt-{{date}}.json", "-o", f"{tmp_path}/prt-{{date}}.csv")

    password = tmp_path.parent / f"{tmp_path.name}.password"
    password.write_text("S3cr3t-of-the-sweeper\n", "utf-8")
    password.chmod(0o600)

    code = run([*CLOSED, "--password-file", str(password), *outputs, "--keep-reports", "2"])

    assert code == 4
    assert names(tmp_path) == {f"prt-{day}.{end}" for day in (today(), "2020-01-02") for end in ("json", "csv")}


def test_a_misspelled_day_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """It would be one file for all days, and nobody would notice for weeks."""
    code = run([*CLOSED, "-o", "prt-{dat}.html"])

    assert code == 2
    told = "remote_prt: --output prt-{dat}.html: {dat} stands for nothing - as in -o prt-{date}.html\n"
    assert capsys.readouterr().err == told


def test_without_a_day_there_is_nothing_to_count(capsys: pytest.CaptureFixture[str]) -> None:
    """One line, before anything is contacted."""
    code = run([*CLOSED, "-o", "prt.html", "--keep-reports", "2"])

    assert code == 2
    assert (
        "--keep-reports: no --output has {date} in its file name - as in -o prt-{date}.html" in capsys.readouterr().err
    )
