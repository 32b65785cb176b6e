"""What the output options mean together."""

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from remote_prt.cli.main import run
from remote_prt.cli.output_options import OutputRequest, output_options, output_request
from remote_prt.errors import UsageError


def request(*words: str) -> OutputRequest:
    """The request that a command line makes."""
    made: list[OutputRequest] = []

    @click.command
    @output_options
    def verb(**values) -> None:
        made.append(output_request(values))

    verb.main(list(words), standalone_mode=False)
    return made[0]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("", "table"),
        ("-o prt.csv", "csv"),
        ("-o PRT.CSV", "csv"),
        ("-o prt.json", "json"),
        ("-o prt.txt", "table"),
        ("-o prt", "table"),
        ("-o csv", "table"),
        ("-o prt.csv --format json", "json"),
        ("-o prt.csv --format table", "table"),
        ("--format wide", "wide"),
        ("-o -", "table"),
    ],
)
def test_the_ending_of_the_file_chooses_the_format(words: str, expected: str, tmp_path: Path) -> None:
    """`.csv` and `.json` say what is wanted, unless `--format` says otherwise."""
    before = Path.cwd()
    os.chdir(tmp_path)
    try:
        made = request(*words.split())
    finally:
        os.chdir(before)

    assert expected == made.reports[0].report_format


def test_a_dash_is_standard_output() -> None:
    """`-o -` names no file."""
    assert request("-o", "-", "--format", "csv").reports[0].path is None


@pytest.mark.parametrize("words", ["--evidence", "--evidence --format csv", "--evidence -o /dev/null"])
def test_evidence_needs_json(words: str) -> None:
    """What only one format can show is not asked of another in vain."""
    with pytest.raises(UsageError, match="add --format json"):
        request(*words.split())


def test_evidence_goes_with_a_file_of_json(tmp_path: Path) -> None:
    """The ending of the file counts as the format."""
    assert request("--evidence", "-o", str(tmp_path / "prt.json")).evidence


@pytest.mark.parametrize(
    "words",
    [
        ("no!such!host",),
        ("--password-file", "/nowhere"),
        ("--user", "x", "--password-fd", "99"),
        ("--list-hosts",),
        ("--evidence", "--format", "csv"),
    ],
    ids=" ".join,
)
def test_no_folder_is_made_for_a_run_that_does_not_start(
    words: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A usage error leaves nothing behind, wherever the mistake is."""
    code = run(["127.0.0.1", "-o", str(tmp_path / "new" / "prt.csv"), *words])
    capsys.readouterr()

    assert code == (0 if words == ("--list-hosts",) else 2)
    assert [] == list(tmp_path.iterdir())


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no named pipes in folders")
def test_pipes_are_files_when_somebody_is_at_their_other_end(tmp_path: Path) -> None:
    """`--hostfile <(...)` and `-o >(...)` of a shell work; a named pipe without a reader is refused at once."""
    os.mkfifo(tmp_path / "pipe")
    command = f'"{sys.executable}" -m remote_prt'
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}

    def shell(words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["bash", "-c", words],
            capture_output=True,
            text=True,
            cwd=tmp_path,
            env=environment,
            timeout=30,
            check=False,
        )

    listed = shell(f"{command} --hostfile <(echo pc1; echo pc2) --list-hosts")
    account = "--user x --password-fd 3 3<<<secret"
    written = shell(f"{command} 127.0.0.1:9 {account} --format csv -o >(cat) | cat")
    refused = shell(f"{command} 127.0.0.1:9 {account} -o pipe")

    assert listed.stdout == "pc1\npc2\n"
    assert "UNREACHABLE" in written.stdout
    assert refused.returncode == 2
    assert "nobody reads this pipe" in refused.stderr
