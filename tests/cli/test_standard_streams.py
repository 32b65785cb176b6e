"""Standard output closed, full or without a reader: one line, an honest exit code, and no result lost."""

import csv
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from remote_prt.cli.standard_streams import _Guarded
from remote_prt.errors import UsageError

pytestmark = pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a POSIX shell and /dev/full")

#: A farm of nobody: what answers on port 9 of loopback is nothing, so a sweep ends at once with exit code 4.
NOBODY = "127.0.0.1:9 --user x --password-file password"


def shell(words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """`remote_prt WORDS` as a shell runs it, redirections included, in this folder."""
    (folder / "password").write_text("secret\n", "utf-8")
    (folder / "password").chmod(0o600)
    return subprocess.run(
        ["bash", "-o", "pipefail", "-c", f'"{sys.executable}" -m remote_prt {words}'],
        capture_output=True,
        encoding="utf-8",
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    "words", ["--help", "--version", "sweep --help", "pc[1-9] --list-hosts", "snippets show visit"]
)
@pytest.mark.parametrize("stream", [">/dev/full", ">&-"], ids=["full", "closed"])
def test_what_cannot_be_printed_is_a_usage_error(words: str, stream: str, tmp_path: Path) -> None:
    """Help, version and lists on a stream that takes nothing end with one line and exit code 2."""
    done = shell(f"{words} {stream}", tmp_path)

    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("remote_prt: standard output: ")


@pytest.mark.parametrize("words", ["pc[1-99999] --list-hosts", "snippets show visit", "explain --list", NOBODY])
def test_a_reader_that_leaves_changes_no_exit_code(words: str, tmp_path: Path) -> None:
    """`| head` gets what it wants, and the exit code is that of the work: never 1, which means findings."""
    done = shell(f"{words} | head -c 1", tmp_path)

    assert done.returncode == (4 if words == NOBODY else 0)
    assert len(done.stdout) == 1
    assert "standard output" not in done.stderr


def test_nobody_is_contacted_for_a_report_without_a_place(tmp_path: Path) -> None:
    """A closed standard output ends the run before a host is contacted."""
    done = shell(f"{NOBODY} >&-", tmp_path)

    assert done.returncode == 2
    assert "standard output: it is closed" in done.stderr.splitlines()[-1]
    assert "exit code 4" not in done.stderr


def test_a_report_file_needs_no_standard_output(tmp_path: Path) -> None:
    """With `--output` the run does not care that standard output and standard error are closed."""
    done = shell(f"{NOBODY} --format csv -o report.csv >&- 2>&- <&-", tmp_path)
    (row,) = csv.DictReader(io.StringIO((tmp_path / "report.csv").read_text("utf-8")))

    assert (done.returncode, row["Status"]) == (4, "UNREACHABLE")


@pytest.mark.parametrize(("report_format", "ending"), [("table", "txt"), ("csv", "csv"), ("json", "json")])
def test_a_report_that_standard_output_refuses_goes_to_a_file(report_format: str, ending: str, tmp_path: Path) -> None:
    """When the stream fails after the sweep, the report lies in the current folder, is named, and the code is kept."""
    done = shell(f"{NOBODY} --format {report_format} >/dev/full", tmp_path)
    (report,) = tmp_path.glob(f"remote_prt-*.{ending}")

    assert done.returncode == 4
    assert f"report written to {report.name}" in done.stderr
    assert "UNREACHABLE" in report.read_text("utf-8")


def test_a_report_that_has_no_place_at_all_is_told(tmp_path: Path) -> None:
    """When no file can be written either, that is said and the code is 2."""
    (tmp_path / "password").write_text("secret\n", "utf-8")
    (tmp_path / "password").chmod(0o600)
    done = subprocess.run(
        ["bash", "-c", f'ulimit -f 0; "{sys.executable}" -B -m remote_prt {NOBODY} >/dev/full'],  # no file may grow
        capture_output=True,
        encoding="utf-8",
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        timeout=60,
        check=False,
    )

    assert done.returncode == 2
    assert "the report could not be written" in done.stderr


def test_standard_error_that_is_full_costs_nothing(tmp_path: Path) -> None:
    """Remarks that nobody can read are dropped; the report and the exit code stay."""
    done = shell(f"{NOBODY} --format csv 2>/dev/full", tmp_path)

    assert done.returncode == 4
    assert "UNREACHABLE" in done.stdout


def test_a_loss_is_told_once() -> None:
    """After the error the guard takes everything, so that nothing more is said at exit."""
    with Path("/dev/full").open("wb", buffering=0) as full:
        guarded = _Guarded(full, complains=True)
        with pytest.raises(UsageError, match="No space left"):
            guarded.write(b"text")

        assert guarded.write(b"text") == 4
