"""`remote_prt lab`: what it prints without running, and what it refuses."""

import json
import os
from pathlib import Path

import pytest

from remote_prt.cli.main import run


@pytest.fixture
def invoke(capsys: pytest.CaptureFixture[str]):
    """Runs the verb in this process, for words that start no farm: exit code, standard output, standard error."""

    def invoked(*words: str) -> tuple[int, str, str]:
        code = run(["lab", *words])
        return code, *capsys.readouterr()

    return invoked


def test_scenarios_are_listed_with_status_and_title(invoke):
    """At least twenty-five scenarios, each in one line with the status a true sweep prints."""
    lines = invoke("--scenarios")[1].splitlines()

    assert len(lines) >= 25
    assert all(len(line.split(None, 2)) == 3 for line in lines)


def test_the_truth_names_every_host(invoke):
    """One row per host with name, address, status and scenario, and nothing is started."""
    rows = json.loads(invoke("--hosts", "24", "--seed", "3", "--truth", "json")[1])["Hosts"]

    assert len(rows) == 24
    fields = {"ComputerName", "Address", "Status", "PlainStatus", "Https", "Scenario"}

    assert all(set(row) == fields for row in rows)


@pytest.mark.parametrize(
    "words",
    ["--truth --hosts 3", "--hosts 3 --truth", "--hosts 3 --truth=json", "--truth json --hosts 3"],
    ids=["bare first", "bare last", "joined", "apart"],
)
def test_the_truth_is_json_without_saying_so(invoke, words: str):
    """`--truth` needs no value, and takes the one it has."""
    code, out, errors = invoke(*words.split())

    assert (code, errors) == (0, "")
    assert len(json.loads(out)["Hosts"]) == 3


def test_the_same_seed_gives_the_same_hosts(invoke):
    """Two plans of one seed are equal and those of two seeds are not."""
    first, again, other = (invoke("--hosts", "30", "--seed", seed, "--truth", "json")[1] for seed in "778")

    assert first == again
    assert first != other


def test_the_base_address_moves_the_farm(invoke):
    """Hosts are counted from the address that was given."""
    words = ["--hosts", "1", "--scenario", "healthy-hybrid", "--base-address", "127.3.0.9", "--truth", "json"]
    rows = json.loads(invoke(*words)[1])["Hosts"]

    assert rows[0]["Address"] == "127.3.0.9"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--scenario", "nonsense", "--truth", "json"], "nonsense"),
        (["--base-address", "10.0.0.1", "--truth", "json"], "127.0.0.0/8"),
        (["--hosts", "0"], "--hosts"),
        (["--engine", "magic"], "--engine"),
        (["--truth", "csv"], "csv"),
    ],
)
def test_a_mistake_is_told_and_ends_with_code_2(invoke, words: list[str], said: str):
    """What is wrong is named, on standard error, without a traceback."""
    code, _, errors = invoke(*words)

    assert (code, errors.count("\n")) == (2, 1)
    assert said in errors


@pytest.mark.parametrize(("content", "said"), [(b"\xff\xfe\x00", "UTF-8"), (None, "not a regular file")])
def test_a_password_file_that_is_none_is_refused(invoke, tmp_path: Path, content: bytes | None, said: str):
    """Bytes that are no text, and a pipe that nobody writes to, end with a line about the file."""
    path = tmp_path / "password"
    if content is None:
        os.mkfifo(path)
    else:
        path.write_bytes(content)
    code, _, errors = invoke("--password-file", str(path))

    assert code == 2
    assert said in errors


def test_an_empty_password_file_is_refused(invoke, tmp_path: Path):
    """A file without a first line is no password."""
    path = tmp_path / "empty"
    path.write_text("\n", encoding="utf-8")

    code, _, errors = invoke("--password-file", str(path))

    assert code == 2
    assert "no password in its first line" in errors
