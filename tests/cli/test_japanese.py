"""Sentences are found again by their template, and what stands in them is never touched."""

import pytest

from remote_prt.cli.japanese import Sentences, error_in_japanese, in_japanese
from remote_prt.errors import InventoryError, InventoryErrors, LabError, UsageError

_TABLE = Sentences(
    [
        ("it is closed", "閉じています"),
        ("{}: {}", "{1}: {2!}"),
        ("{} is a {}", "{1} は {2*} です"),
        ("file", "ファイル"),
        ("{} hosts", "{1#} 台"),
        ("{} of {} differ", "{2} 件中 {1} 件が異なります"),
        ("found {}", "見つかったもの: {1,}"),
        ("found {} in all", "全部で {1}"),
        ("nothing fits ({})", "どれも当てはまりません ({1;})"),
    ]
)


@pytest.mark.parametrize(
    ("english", "japanese"),
    [
        ("it is closed", "閉じています"),
        ("a.txt is a file", "a.txt は ファイル です"),
        ("a.txt is a pipe", "a.txt は pipe です"),
        ("3 of 7 differ", "7 件中 3 件が異なります"),
        ("12 hosts", "12 台"),
        ("no hosts", "no hosts"),
        ("a.txt: it is closed", "a.txt: 閉じています"),
        ("a.txt: it is open", "a.txt: it is open"),
        ("found 3 hosts, file, x", "見つかったもの: 3 台, ファイル, x"),
        ("found 9 in all", "全部で 9"),
        ("nothing fits (it is closed; x)", "どれも当てはまりません (閉じています; x)"),
        ("it is closed!", "it is closed!"),
        ("", ""),
    ],
)
def test_a_sentence_is_said_in_japanese(english: str, japanese: str) -> None:
    """Whole sentences, values in any order, values that are sentences; what has no entry stays English."""
    assert _TABLE.say(english) == japanese


@pytest.mark.parametrize("value", ["{1}", "{2*}", "{}", "{0}", "%s", "\\1", "日本語", "a is a b", "{1!}{1!}"])
def test_a_value_is_no_template(value: str) -> None:
    """Whatever a name holds stands in the Japanese as it stood in the English."""
    assert _TABLE.say(f"{value} of 7 differ") == f"7 件中 {value} 件が異なります"


def test_a_hostile_text_costs_little() -> None:
    """Long texts, and names full of what parts sentences, are let be; no depth of theirs is followed."""
    for text in (" of " * 4000, "x" * 1_000_000, "a: " * 1600 + "it is closed", "x, or nothing: " * 300):
        assert _TABLE.say(text) == text
        assert in_japanese(text) == text
    assert _TABLE.say("a: b: c: it is closed") == "a: b: c: 閉じています"


def test_an_error_of_a_file_keeps_its_place() -> None:
    """Source, line and key stay; what is wrong and what was expected are said in Japanese."""
    error = InventoryError("fleet.yml", 7, "groups.tokyo.port", "unknown key, did you mean port?", "each key once")

    assert error_in_japanese(error) == (
        "fleet.yml:7: groups.tokyo.port: 不明なキーです。もしかして port ですか? - 正しくは: キーはそれぞれ 1 回"
    )


def test_many_mistakes_are_many_lines() -> None:
    """Each mistake has its line, and the rest is counted, as in English."""
    error = InventoryErrors(tuple(InventoryError("hosts", n, "", "an empty bracket") for n in range(1, 53)))
    lines = error_in_japanese(error).splitlines()

    assert len(lines) == 51
    assert lines[0] == "hosts:1: 角かっこの中が空です"
    assert lines[-1] == "... ほかに 2 件の誤りがあります"


def test_what_and_what_to_do_are_said_apart() -> None:
    """A message with its hint, and one without."""
    assert error_in_japanese(UsageError("no hosts were named", "use --ask-pass")) == (
        "ホストが指定されていません - --ask-pass を使用します"
    )
    assert error_in_japanese(LabError("there is no engine x")) == "エンジン x はありません"
    assert error_in_japanese(ValueError("other")) == "other"


def test_what_reports_say_is_said_at_the_prompt_too() -> None:
    """A failure or hint that a report has Japanese for needs no second entry."""
    assert in_japanese("use --https") == "--https を使用します"
    assert in_japanese("TCP 5985 is closed") == "TCP 5985 は閉じています"
