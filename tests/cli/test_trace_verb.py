"""`trace start|stop|fetch` as whole processes against a farm: named hosts only, asked first, brought home."""

import asyncio
import csv
import io
import json
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from remote_prt.cli.main import run
from remote_prt.lab.process import LabProcess
from tests.cli.test_doing import Prompt

SCENARIOS = ("healthy-entra", "locked-down")


@pytest.fixture
async def prompt(tmp_path: Path) -> AsyncIterator[Prompt]:
    """One host with every right, and one with ConstrainedLanguage."""
    async with LabProcess.start(hosts=len(SCENARIOS), seed=11, scenarios=SCENARIOS) as lab:
        yield Prompt(lab, tmp_path)


def results(out: str) -> list[str]:
    """The results of a CSV report."""
    return [row["Result"] for row in csv.DictReader(io.StringIO(out))]


def zipped(path: Path, name: str) -> Path:
    """A zip that holds one script."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(name, "exit 0\n")
    return path


async def test_a_trace_from_start_to_case_folder(prompt: Prompt, tmp_path: Path) -> None:
    """Each step in a process of its own, on both kinds of hosts; at the end two case folders with manifests."""
    hosts = prompt.hosts(*SCENARIOS)
    words = ("--yes", "--format", "csv")
    started = await prompt.run("trace", "start", *hosts, *words)
    again = await prompt.run("trace", "start", *hosts, *words)
    stopped = await prompt.run("trace", "stop", *hosts, *words)
    fetched = await prompt.run("trace", "fetch", *hosts, *words, "--case-folder", str(tmp_path / "cases"))
    left = await prompt.run("trace", "stop", *hosts, *words, "--lang", "ja")
    cases = await asyncio.to_thread(lambda: sorted((tmp_path / "cases").iterdir()))
    manifests = [json.loads(await asyncio.to_thread((case / "manifest.json").read_text, "utf-8")) for case in cases]
    analyzed = await asyncio.create_subprocess_exec(
        *prompt.command("analyze")[:3], "analyze", str(tmp_path / "cases"), "--format", "json",
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE, env=prompt.environment,
    )  # fmt: skip
    _, said = await asyncio.wait_for(analyzed.communicate(), 60)

    assert [run[0] for run in (started, again, stopped, fetched, left)] == [0, 1, 0, 0, 0], fetched
    assert results(started[1]) == results(stopped[1]) == results(fetched[1]) == ["DONE", "DONE"]
    assert results(again[1]) == ["NOT_POSSIBLE"] * 2
    assert results(left[1]) == ["UNCHANGED"] * 2
    assert "トレースはありません" in left[1]
    assert len(cases) == 2
    assert all(len(manifest["Artefacts"]) == 2 for manifest in manifests)
    assert b"manifest.json" not in said


async def test_lsass_is_traced_and_fetched_only_by_who_said_so_twice(prompt: Prompt, tmp_path: Path) -> None:
    """The warning and the steps are shown before it begins; a fetch without the words leaves the trace where it is."""
    (pc,) = prompt.hosts("healthy-entra")
    words = (pc, "--yes", "--format", "csv")
    aloud = "--i-understand-lsass-memory"
    started = await prompt.run("trace", "start", *words, "--kind", "ttd", aloud)
    await prompt.run("trace", "stop", *words)
    refused = await prompt.run("trace", "fetch", *words, "--case-folder", str(tmp_path / "cases"))
    fetched = await prompt.run("trace", "fetch", *words, aloud, "--case-folder", str(tmp_path / "cases"))
    (case,) = await asyncio.to_thread(lambda: list((tmp_path / "cases").iterdir()))

    assert [run[0] for run in (started, refused, fetched)] == [0, 1, 0]
    assert "warning: a time travel trace records the memory of LSASS" in started[2]
    assert "before: TTD.exe is on the host already" in started[2]
    assert results(refused[1]) == ["NOT_POSSIBLE"]
    assert (case / "lsass01.run").stat().st_size == 1_000_000


@pytest.mark.parametrize(
    ("words", "why"),
    [
        pytest.param(("start", "pc-[01-03]"), "named one by one", id="a_range"),
        pytest.param(("start", "@tokyo"), "named one by one", id="a_group"),
        pytest.param(("start", "auth", "pc-07"), "is a kind of trace", id="a_kind_as_a_word"),
        pytest.param(("start", "pc-07", "TTD"), "is a kind of trace", id="a_kind_after_the_host"),
        pytest.param(("start", "--hostfile", "hosts.txt"), "named one by one", id="a_file"),
        pytest.param(("start", *(f"pc-{n:02}" for n in range(11))), "for 10 at most", id="too_many"),
        pytest.param(
            ("start", "pc-01", "pc-02", "--kind", "ttd", "--i-understand-lsass-memory"),
            "for 1 at most",
            id="two_for_ttd",
        ),
        pytest.param(("start", "pc-01", "--kind", "ttd", "--yes"), "--i-understand-lsass-memory", id="not_said_aloud"),
        pytest.param(("start", "pc-01", "--kind", "auth", "--yes"), "without --archive", id="no_archive"),
        pytest.param(("start", "pc-01", "pc-02"), "more than --max-hosts 1", id="two_without_yes"),
        pytest.param(("fetch", "pc-01"), "no terminal", id="nobody_to_ask"),
    ],
)
def test_what_does_not_begin(words: tuple[str, ...], why: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Ranges, groups, files, too many, unsaid consent: one clear line, exit 2, nobody contacted."""
    code = run(["trace", *words])
    told = capsys.readouterr()

    assert (code, told.out) == (2, "")
    assert why in told.err


def test_an_archive_that_is_another_one_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A zip without the script, or no zip at all, goes to no host."""
    other = zipped(tmp_path / "other.zip", "readme.txt")
    none = tmp_path / "none.zip"
    none.write_bytes(b"MZ")
    words = ("trace", "start", "pc-01", "--kind", "auth", "--yes", "--archive")
    codes = [run([*words, str(other)]), run([*words, str(none)])]
    told = capsys.readouterr().err

    assert codes == [2, 2]
    assert "holds no Start-auth.ps1" in told
    assert "cannot be read as a zip" in told
