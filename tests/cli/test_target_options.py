"""The host options as a verb gets them."""

import click
import pytest
from click.testing import CliRunner

from remote_prt.cli.grouped_help import GroupedCommand
from remote_prt.cli.target_options import selection_request, target_options
from remote_prt.inventory.listing import host_lines
from remote_prt.inventory.selection import resolve_selection


@click.command(cls=GroupedCommand)
@target_options
def hosts(**values) -> None:
    """List hosts."""
    listing = values.pop("list_hosts")
    selection = resolve_selection(selection_request(values))
    click.echo("\n".join(host_lines(selection)))
    click.echo(f"{selection.summary}; listing={listing}; left={values}")


def run(*arguments: str, piped: bytes = b"") -> list[str]:
    """The lines the verb prints."""
    result = CliRunner().invoke(hosts, arguments, input=piped, catch_exceptions=False)

    assert result.exit_code == 0, result.output
    return result.output.splitlines()


def test_words_and_lists_are_joined() -> None:
    """Positional hosts and every `-w` are one list, and no value is left behind."""
    assert run("pc1", "-w", "pc[01-02,07]", "--hosts", "PC1,x") == [
        "pc1",
        "pc01",
        "pc02",
        "pc07",
        "x",
        "5 hosts from pc1 pc[01-02,07] PC1 x (1 duplicate folded); listing=False; left={}",
    ]


def test_words_of_powershell_are_joined() -> None:
    """PowerShell passes `pc[01-02,05]` as two words; they are one range again."""
    assert run("pc[01-02", "05]", "--list-hosts")[:3] == ["pc01", "pc02", "pc05"]


def test_a_dash_reads_the_pipe() -> None:
    """`-` reads standard input, in the encodings Windows writes."""
    assert run("-", piped="\ufeffpc1\r\npc2\r\n".encode("utf-16-le"))[:2] == ["pc1", "pc2"]


@pytest.mark.parametrize("option", ["--hostfile", "--machinefile"])
def test_files_limits_and_samples(option: str, tmp_path) -> None:
    """Files, `--limit`, `--exclude` and `--pick` reach the selection, repeated options included."""
    for name in "ab":
        (tmp_path / name).write_text(f"{name}[1-5]\n", encoding="utf-8")
    files = (option, f"{tmp_path}/a", f"{option}={tmp_path}/b")
    lines = run(*files, "--limit", "*[2-5]", "--limit=!b5", "-x", "a2", "--exclude", "a3,a4", "--pick", "9")

    assert lines[:-1] == ["a5", "b2", "b3", "b4"]


def test_an_inventory_names_hosts(tmp_path) -> None:
    """`-i` alone selects the hosts of the inventory."""
    (tmp_path / "fleet.yml").write_text("groups: {g: {port: 81, hosts: [pc1]}}", encoding="utf-8")

    assert run("-i", f"{tmp_path}/fleet.yml")[0] == "pc1:81"


@pytest.mark.parametrize("arguments", [("--pick", "0"), ("--pick", "x"), ("--limi", "x")])
def test_wrong_values_are_usage_errors(arguments: tuple[str, ...]) -> None:
    """Values out of range and abbreviated options end with exit code 2."""
    assert CliRunner().invoke(hosts, arguments).exit_code == 2


def test_the_help_shows_examples() -> None:
    """Every option about hosts stands under one heading, with an example of its syntax where it has one."""
    text = CliRunner().invoke(hosts, ["--help"]).output

    for shown in (
        "pc[01-40]",
        "@GROUP",
        "@FILE",
        "ComputerName",
        "@tokyo:&pc-0*:!pc-07",
        "~regex",
        "--pick-seed",
        "--list-hosts",
    ):
        assert shown in text
