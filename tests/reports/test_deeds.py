"""A run that does something: urgent first, said once, in both languages, safe whatever hosts send."""

import ast
import csv
import io
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from remote_prt.errors import Phase
from remote_prt.model import (
    Context,
    Deed,
    DeedPart,
    DeedRun,
    Failure,
    HostDeed,
    Outcome,
    Remark,
    RunOptions,
    Target,
)
from remote_prt.reports.deeds import HEADER, render_deed_csv, render_deed_json, render_deed_table
from remote_prt.reports.words import ENGLISH, words_of_deeds
from tests.reports.test_words import placeholders

AT = datetime(2026, 1, 31, 1, 0, tzinfo=UTC)
OPTIONS = RunOptions("pc-[01-04]", Context.AUTO, "pypsrp", "LAB\\sweeper", 4, 30)
RENEWED = DeedPart("C\\anna", Deed.DONE, "2026-01-30T22:00:00Z", "2026-01-31T01:00:09Z", (Remark("refresh.renewed"),))


def host(name: str, *parts: DeedPart, outcome: Outcome = Outcome.VISITED, failure: Failure | None = None) -> HostDeed:
    """One host."""
    return HostDeed(Target(name), outcome, "10.0.0.1", failure, parts, AT, 1.5)


def run(*deeds: HostDeed, dry_run: bool = False) -> DeedRun:
    """A finished run."""
    return DeedRun("refresh", "R1", AT, AT + timedelta(seconds=41), OPTIONS, "0.1.0", deeds, dry_run)


def table(of: DeedRun, language: str = "en") -> str:
    """As a terminal of 100 cells shows it."""
    return render_deed_table(of, width=100, encoding="utf-8", language=language)


def test_what_needs_somebody_comes_first_and_the_same_is_said_once() -> None:
    """Three renewed hosts share one sentence, below the one that failed."""
    failed = replace(RENEWED, deed=Deed.FAILED, remarks=(Remark("refresh.failed", (("code", "0xc000006d"),)),))
    text = table(run(host("pc-01", RENEWED), host("pc-02", failed), host("pc-03", RENEWED), host("pc-04", RENEWED)))

    assert text.index("pc-02") < text.index("pc-01") < text.index("pc-03")
    assert text.count("Renewed: the update time moved") == 1
    assert "Results FAILED 1, DONE 3" in text


def test_a_host_that_was_not_reached_says_where_and_what_to_try() -> None:
    """Once for the host, also in Japanese."""
    failure = Failure(Phase.CONNECT, "http", 5985, "TCP 5985 is closed", "check the address")
    unreached = run(host("pc-01", outcome=Outcome.UNREACHABLE, failure=failure))

    assert "connect http:5985: TCP 5985 is closed - try: check the address" in table(unreached)
    assert "対処" in table(unreached, "ja")
    assert (
        json.loads(render_deed_json(unreached, exit_code=4, exit_codes=[4]))["Results"][0]["Failure"]["Phase"]
        == "connect"
    )


def test_both_languages_say_everything() -> None:
    """The same keys with the same values."""
    english, japanese = words_of_deeds("en").texts, words_of_deeds("ja").texts

    assert set(english) == set(japanese)
    assert [key for key in english if placeholders(english[key]) != placeholders(japanese[key])] == []
    assert len(set(english) - set(ENGLISH.texts)) > 40


@pytest.mark.parametrize("language", ["en", "ja"])
def test_what_a_host_sends_acts_on_nothing(language: str) -> None:
    """Terminal sequences, formulas and placeholders in names and words of a host are shown, not obeyed."""
    said = Remark("refresh.said", (("words", "{words} \x1b[2J =cmd|'/c calc'!A0"),))
    evil = run(host("pc-01", DeedPart("=1+1\x1b[31m", Deed.PENDING, "\u202eNO", "", (said,))))
    rows = list(csv.DictReader(io.StringIO(render_deed_csv(evil, language=language))))
    document = render_deed_json(evil, exit_code=1, exit_codes=[1], language=language)

    assert not {"\x1b", "\u202e"} & set(table(evil, language))
    assert rows[0]["Subject"].startswith("'=1+1")
    assert not any("\x1b" in cell for cell in rows[0].values())
    assert document.isascii()
    assert "{words}" in table(evil, language)


def test_formats_agree() -> None:
    """CSV has a row per part, JSON a part per row, both with before and after."""
    both = run(host("pc-01", RENEWED, replace(RENEWED, subject="C\\ben")))
    rows = list(csv.DictReader(io.StringIO(render_deed_csv(both))))
    parts = json.loads(render_deed_json(both, exit_code=0, exit_codes=[0]))["Results"][0]["Parts"]

    assert tuple(rows[0]) == HEADER
    assert [(row["Subject"], row["Before"], row["After"]) for row in rows] == [
        (part["Subject"], part["Before"], part["After"]) for part in parts
    ]


def test_a_dry_run_says_so_first() -> None:
    """Nobody mistakes it for a real one."""
    dry = run(host("pc-01", DeedPart("C\\anna", Deed.WOULD_CHANGE, remarks=(Remark("refresh.would"),))), dry_run=True)

    assert table(dry).index("nothing was changed") < table(dry).index("pc-01")


def test_each_sentence_that_is_said_has_words() -> None:
    """Every key that controller writes is in the words, and every word is said by somebody."""
    package = Path(__file__).parents[2] / "remote_prt"
    known = {key for key in words_of_deeds("en").texts if key.startswith(("refresh.", "log.", "trace."))}
    written = set()
    for path in (package / "controller").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and node.value.startswith(("refresh.", "log.", "trace."))
            ):
                written.add(node.value)
            if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                start = str(node.values[0].value)
                written |= {key for key in known if start.startswith(("refresh.", "trace.")) and key.startswith(start)}

    assert {key for key in written if not key.endswith("-")} == known
