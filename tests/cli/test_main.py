"""The prompt: hosts without a verb, one line for every mistake, a light start."""

import subprocess
import sys
from pathlib import Path

import pytest

from remote_prt.cli.main import VERBS, run, with_default_verb


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["pc-01", "pc-02"], ["sweep", "pc-01", "pc-02"]),
        (["--format", "csv", "pc-01"], ["sweep", "--format", "csv", "pc-01"]),
        (["-w", "demo"], ["sweep", "-w", "demo"]),
        (["--", "demo"], ["sweep", "--", "demo"]),
        (["demo", "--check"], ["demo", "--check"]),
        (["--help"], ["--help"]),
        (["--version"], ["--version"]),
        ([], ["--help"]),
    ],
    ids=lambda words: " ".join(words) or "nothing",
)
def test_a_first_word_that_is_no_verb_is_a_host(words: list[str], expected: list[str]) -> None:
    """The default verb is put in, and a host named like a verb is reached with -w or after --."""
    assert with_default_verb(words) == expected


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--frobnicate", "pc-01"], "--frobnicate"),
        (["--forma", "csv", "pc-01"], "--forma"),
        (["--format", "xml", "pc-01"], "xml"),
        (["--concurrency", "0", "pc-01"], "--concurrency"),
        (["--host-timeout", "soon", "pc-01"], "--host-timeout"),
        (["--password", "hunter2", "pc-01"], "--password"),
        (["-o", "/proc/nowhere/x.csv", "pc-01"], "/proc/nowhere"),
        (["--ca-cert", "/nowhere.pem", "pc-01"], "/nowhere.pem"),
        (["sweep"], "no hosts"),
        (["pc[1-"], "pc[1-"),
        (["demo", "pc-01"], "pc-01"),
        (["http://pc1"], "'http://pc1' is a URL - expected a host name"),
        (["https://pc1:5986/wsman"], "is a URL"),
        (["pc-01", "--pick-seed", "3"], "--pick-seed without --pick"),
        (["pc-01", "--evidence"], "--evidence"),
        (["pc-01", "--user", "x", "--ask-pass", "--password-fd", "0"], "--ask-pass and --password-fd"),
        (["snippets", "show", "Get-PrtHostFakt"], "Get-PrtHostFact"),
        (["lab", "--scenario", "no-such-scenario", "--truth", "json"], "no-such-scenario"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_bad_words_get_one_line_and_exit_2(words: list[str], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A mistake is named on standard error in one line with what to try; nothing is contacted and nothing printed."""
    code = run(words)
    out, err = capsys.readouterr()

    assert code == 2
    assert out == ""
    assert err.count("\n") == 1
    assert err.startswith("remote_prt: ")
    assert says in err


def test_every_mistake_of_a_list_has_our_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each line on standard error says who speaks, and none acts on the terminal."""
    (tmp_path / "hosts").write_text("pc!1\npc2\npc\x1b[2J3\n", "utf-8")
    code = run(["--hostfile", str(tmp_path / "hosts"), "--inventory", "\x1b[2J"])
    lines = capsys.readouterr().err.splitlines()

    assert code == 2
    assert len(lines) == 3
    assert all(line.startswith("remote_prt: ") and line.isprintable() for line in lines)


def test_a_listing_hides_no_note(capsys: pytest.CaptureFixture[str]) -> None:
    """`--list-hosts` says on standard error what a sweep would say about the selection."""
    code = run(["pc[1-3]", "--list-hosts", "--exclude", "zzz"])
    out, err = capsys.readouterr()

    assert (code, out) == (0, "pc1\npc2\npc3\n")
    assert err == "remote_prt: --exclude: 'zzz' matches no host\n"


@pytest.mark.parametrize("words", [[], ["snippets"]], ids=["remote_prt", "snippets"])
def test_a_group_alone_prints_its_help(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Who does not say what to do is shown what can be done, with exit code 0."""
    code = run(words)
    out, err = capsys.readouterr()

    assert (code, err) == (0, "")
    assert out.startswith("Usage: remote_prt")
    assert len(out.splitlines()) > 5


@pytest.mark.parametrize(
    ("words", "is_told"),
    [
        ([], True),
        (["--auth", "auto"], True),
        (["--auth", "kerberos"], True),
        (["--auth", "ntlm"], False),
        (["--auth", "basic", "--https"], False),
        (["--auth", "negotiate"], False),
    ],
    ids=["default", "auto", "kerberos", "ntlm", "basic", "negotiate"],
)
def test_addresses_are_no_matter_without_kerberos(
    words: list[str], is_told: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    """That Kerberos needs names is told only to those who might get Kerberos."""
    run(["127.0.0.1", "--list-hosts", *words])

    assert is_told == ("Kerberos cannot be used" in capsys.readouterr().err)


def test_a_password_in_the_arguments_is_not_repeated(capsys: pytest.CaptureFixture[str]) -> None:
    """An option that does not exist for a reason does not echo what was given to it."""
    run(["--password", "hunter2", "pc-01"])

    assert "hunter2" not in capsys.readouterr().err


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_explains_itself(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    """`--help` of every verb works and fits its lines into 80 columns."""
    assert run([verb, "--help"]) == 0

    text = capsys.readouterr().out

    assert "Usage: remote_prt" in text
    assert max(len(line) for line in text.splitlines()) <= 100


@pytest.mark.parametrize("module", ["click", "remote_prt.cli.exit_codes", "remote_prt.cli.sweep_run"])
def test_an_early_ctrl_c_is_one_line(module: str) -> None:
    """Ctrl-C while modules are still being imported ends with a line and exit code 130, without a traceback."""
    program = (
        "import runpy, sys\n"
        "class CtrlC:\n"
        "    def find_spec(self, name, path, target=None):\n"
        f"        if name == {module!r}: raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, CtrlC())\n"
        "sys.argv = ['remote_prt', '127.0.0.1']\n"
        "runpy.run_module('remote_prt', run_name='__main__')\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)

    assert done.returncode == 130
    assert done.stderr.split("\n")[-2:] == ["remote_prt: interrupted", ""]
    assert "Traceback" not in done.stderr


HEAVY = (
    "pypsrp",
    "requests",
    "spnego",
    "cryptography",
    "psrpcore",
    "pydantic",
    "rich",
    "jinja2",
    "tabulate",
    "ClusterShell",
    "asyncio",
)


@pytest.mark.parametrize("words", [["--help"], ["sweep", "--help"], ["--version"]], ids=" ".join)
def test_help_imports_nothing_heavy(words: list[str]) -> None:
    """What needs a tenth of a second to import is imported inside the verb that uses it."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "remote_prt", *words], capture_output=True, text=True, check=True
    )
    modules = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    imported = {module.partition(".")[0] for module in modules}

    assert not imported & set(HEAVY)
    assert "click" in imported
    assert "sweep" in words or "remote_prt.model" not in modules  # it costs as much as all the rest
