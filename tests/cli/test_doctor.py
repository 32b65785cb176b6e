"""`remote_prt doctor`: what it prints, in both languages and for programs, and what it returns."""

import asyncio
import json
import os
import re
import stat
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from remote_prt.cli.doctor_report import Examination, doctor_exit_codes, render_doctor_table
from remote_prt.cli.exit_codes import strongest
from remote_prt.cli.main import run
from remote_prt.doctor.step import ChainStep, HostExamination, LocalCheck, Step, StepState, broken, passed, untested
from remote_prt.lab.process import LabProcess
from tests.reports.schema_check import faults

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "doctor.schema.json").read_text("utf-8"))
SCENARIOS = ("healthy-hybrid", "access-denied", "nobody-signed-in", "log-disabled")
LOCAL = (passed(LocalCheck.CONSOLE, "utf-8"),)
WELL = HostExamination("pc-01", "10.0.0.1", tuple(passed(step, "seen", milliseconds=3) for step in ChainStep))


def stopped(at: ChainStep, **more: bool) -> HostExamination:
    """A host whose chain broke there."""
    number = list(ChainStep).index(at)
    names = list(ChainStep)
    after = [untested(name) for name in names[number + 1 :]]
    steps = (*WELL.steps[:number], broken(at, "it is closed", "open it"), *after)
    return HostExamination("pc-02", "10.0.0.2", steps, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("found", "codes"),
    [
        (Examination(LOCAL, ()), [0]),
        (Examination(LOCAL, (WELL,)), [0]),
        (Examination((broken(LocalCheck.TICKET, "none", "kinit"),), ()), [1]),
        (Examination(LOCAL, (WELL, stopped(ChainStep.RESOLVE))), [4]),
        (Examination(LOCAL, (stopped(ChainStep.SHELL),)), [4]),
        (Examination(LOCAL, (stopped(ChainStep.LANGUAGE),)), [1]),
        (Examination(LOCAL, (stopped(ChainStep.SESSIONS, is_empty=True),)), [0]),
        (Examination(LOCAL, (stopped(ChainStep.SESSIONS),)), [1]),
        (
            Examination(LOCAL, (stopped(ChainStep.AUTHENTICATE), stopped(ChainStep.AUTHENTICATE, is_withheld=True))),
            [5, 4],
        ),
        (Examination(LOCAL, (stopped(ChainStep.TCP),), is_interrupted=True), [130, 4]),
    ],
)
def test_the_exit_code_tells_how_far_it_came(found: Examination, codes: list[int]) -> None:
    """4 before a session, 1 behind it or here, 5 for the brake; that nobody is signed in is no fault."""
    seen = doctor_exit_codes(found)

    assert {int(code) for code in seen} == set(codes)
    assert int(strongest(seen)) == codes[0]


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("width", [60, 80, 200])
def test_a_table_keeps_its_width_and_its_terminal(language: str, width: int) -> None:
    """Long words of a host are wrapped, nothing acts on the terminal, and what was not tested shares a line."""
    evil = passed(ChainStep.IDENTIFY, "WinRM answers: \x1b[31m" + "red " * 60)
    steps = tuple(evil if step.name is ChainStep.IDENTIFY else step for step in stopped(ChainStep.SHELL).steps)
    text = render_doctor_table(
        Examination(LOCAL, (replace(WELL, steps=steps),)), width=width, encoding="utf-8", language=language
    )

    assert "\x1b" not in text
    assert max(map(len, text.splitlines())) <= width
    assert text.splitlines()[-1].count(",") == 3


class Prompt:
    """The command line of the doctor with a farm's account."""

    def __init__(self, lab: LabProcess, folder: Path) -> None:
        self.hosts = [
            next(f"{host.address}:{host.http_port}" for host in lab.hosts if host.scenario == name)
            for name in SCENARIOS
        ]
        self._password = folder / "password"
        self._password.write_text(lab.password + "\n", "utf-8")
        self._password.chmod(stat.S_IRUSR | stat.S_IWUSR)
        self._account = lab.account

    async def run(self, *words: str) -> tuple[int | None, str]:
        """Exit code and standard output."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "remote_prt", "doctor", *words),
            *("--user", self._account, "--password-file", str(self._password)),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={**os.environ, "PYTHONUTF8": "1", "COLUMNS": "200", "HTTPS_PROXY": "http://127.0.0.1:9"},
        )
        out, _ = await asyncio.wait_for(process.communicate(), 60)
        return process.returncode, out.decode()


@pytest.fixture
async def prompt(tmp_path: Path) -> AsyncIterator[Prompt]:
    """One host of each scenario."""
    async with LabProcess.start(hosts=len(SCENARIOS), seed=5, scenarios=SCENARIOS) as lab:
        yield Prompt(lab, tmp_path)


async def test_programs_get_every_step_in_the_published_form(prompt: Prompt) -> None:
    """The document fits docs/doctor.schema.json and has every step of every host, and the code that is returned."""
    code, out = await prompt.run(*prompt.hosts, "--format", "json")
    document = json.loads(out)

    assert list(faults(document, SCHEMA, SCHEMA)) == []
    assert [host["StoppedAt"] for host in document["Hosts"]] == [None, "shell", "sessions", "channels"]
    assert [[step["Step"] for step in host["Steps"]] for host in document["Hosts"]] == [list(ChainStep)] * 4
    assert [step["Step"] for step in document["Local"]] == list(LocalCheck)
    assert (code, document["ExitCode"], document["ExitCodes"]) == (1, 1, [1, 4])
    assert next(s for s in document["Local"] if s["Step"] == LocalCheck.PROXY)["Seen"].startswith("HTTPS_PROXY")
    assert next(s for s in document["Local"] if s["Step"] == LocalCheck.CLOCK)["State"] == StepState.OK


async def test_japanese_is_spoken_to_the_end(prompt: Prompt) -> None:
    """In Japanese no sentence stays English; only names, numbers and what is typed do."""
    code, out = await prompt.run(*prompt.hosts, "--lang", "ja")
    plain = re.sub(r"`[^`]*`|remote_prt [a-z-]+( [a-z-]+)?( \S+)?|Remote Management Users|Event Log Readers", "", out)

    assert code == 1
    assert "シェル で停止" in out
    assert re.findall(r"\b(?:the|is|are|there|not|may|answers|put)\b", plain) == []


def test_without_hosts_nothing_is_contacted(capsys: pytest.CaptureFixture[str]) -> None:
    """This machine alone is looked at; the clock has nothing to be compared with."""
    run(["doctor", "--format", "json"])
    document = json.loads(capsys.readouterr().out)

    assert document["Hosts"] == []
    assert next(s for s in document["Local"] if s["Step"] == LocalCheck.CLOCK)["State"] == StepState.NOT_TESTED


def test_steps_have_words_in_both_languages() -> None:
    """A check or step that is added needs its word in each language."""
    every = tuple(Step(name, StepState.OK, "seen") for name in (*LocalCheck, *ChainStep))
    for language in ("en", "ja"):
        assert render_doctor_table(Examination(every, ()), width=100, encoding="utf-8", language=language)


@pytest.mark.parametrize("as_json", [False, True])
def test_versions_are_one_a_line(as_json: bool, capsys: pytest.CaptureFixture[str]) -> None:
    """For a support ticket: nothing else is printed, and the code is 0."""
    assert run(["doctor", "--versions", *(["--format", "json"] if as_json else [])]) == 0

    out = capsys.readouterr().out
    names = list(json.loads(out)) if as_json else [line.split()[0] for line in out.splitlines()]

    assert names[:2] == ["remote_prt", "Python"]
    assert "pypsrp" in names


def test_the_settings_of_a_sweep_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    """As `config show` prints them."""
    assert run(["doctor", "--show-config"]) == 0
    shown = capsys.readouterr().out
    assert run(["config", "show"]) == 0

    assert capsys.readouterr().out == shown
    assert "concurrency" in shown


def test_hosts_are_listed_only_where_there_are_some(capsys: pytest.CaptureFixture[str]) -> None:
    """`--list-hosts` contacts nobody, and needs hosts."""
    assert run(["doctor", "pc-[1-2]", "--list-hosts"]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == ["pc-1", "pc-2"]
    assert run(["doctor", "--list-hosts"]) == 2
