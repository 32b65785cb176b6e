"""What the prompt says, it says in Japanese too: every error, note, hint and help text has its entry."""

import ast
import os
import re
from functools import cache
from pathlib import Path

import click

from remote_prt.cli.japanese import Sentences, read_entries
from tests.cli.help_sentences import commands, help_sentences
from tests.cli.prompt_sentences import ROOT, Sentence, collected

_JAPANESE = re.compile("[\u3040-\u30ff\u4e00-\u9fff]")
_HOLE = re.compile(r"\{([1-9])[*!#,;]?\}")
_WORD = re.compile(r"[A-Za-z]{2}")
_RECIPE = "add it to remote_prt/cli/sentences/*.toml (CONTRIBUTING.md, recipe: add a sentence at the prompt)"

#: Words of the command line, of files and of hosts: the same in every language.
KEPT = {"--pick {}", "--output {}: {}", "--log-file {}: {}", "the lab {}: {}"}
#: Their entries only part a place from a sentence.
NEUTRAL = {"{}: {}", "--output {}: {}", "Active Directory"}
#: What these say goes over the wire, as a host's own words.
OF_HOSTS = ("remote_prt/lab/psrp_shell.py",)


@cache
def entries() -> dict[str, str]:
    """The shipped table."""
    return dict(read_entries())


def is_said(template: str, table: Sentences) -> bool:
    """Whether a template, or a longer one that holds it, has its Japanese."""
    numbers = iter(range(1, 100))
    filled = re.sub(r"\{\}", lambda _: str(next(numbers)), template)
    return bool(_JAPANESE.search(table.say(filled))) or any(template in english for english in entries())


def unsaid(sentences: list[Sentence]) -> list[str]:
    """A line for each sentence without Japanese: where it is, and what to do."""
    table = Sentences(read_entries())
    return [
        f"{s.place}: no Japanese for {s.template!r}: {_RECIPE}" for s in sentences if not is_said(s.template, table)
    ]


def test_every_sentence_at_the_prompt_has_its_japanese() -> None:
    """Errors, notes and hints are followed to their literals; a single word is a name or value."""
    asked = [s for s in collected() if " " in s.template and s.template not in KEPT]
    missing = unsaid([s for s in asked if not s.place.startswith(OF_HOSTS)])

    assert not missing, "\n".join(missing)
    assert len(asked) > 250


def test_no_value_is_lost() -> None:
    """Whatever stands in the holes of a sentence, harmless or not, stands in its Japanese, each as often as before."""
    table = Sentences(read_entries())
    for sentence in (*collected(), *help_sentences()):
        for values in (["70001", "70002", "70003", "70004"], ["{1}", "{2*}", "\\g<1>", "日本: - ("]):
            given = iter(values)
            filled = re.sub(r"\{\}", lambda _, given=given: next(given, ""), sentence.template)
            said = table.say(filled)

            assert [filled.count(value) for value in values] == [said.count(value) for value in values], filled


def test_every_help_text_has_its_japanese() -> None:
    """Verbs, headings, options, epilogs and the comments of examples."""
    missing = unsaid(help_sentences())

    assert not missing, "\n".join(missing)


def test_a_sentence_without_an_entry_is_named() -> None:
    """The convention can fail: it says where, what, and which file to edit."""
    (line,) = unsaid([Sentence("the {} is out of order", "remote_prt/x.py:7")])

    assert line.startswith("remote_prt/x.py:7: no Japanese for 'the {} is out of order': add it to remote_prt/cli/")


def test_every_entry_is_whole() -> None:
    """The Japanese is Japanese, and every value of the English stands in it once."""
    wrong = [
        f"remote_prt/cli/sentences: {english!r}: {problem}" for english in entries() if (problem := fault(english))
    ]

    assert not wrong, "\n".join(wrong)


def fault(english: str) -> str:
    """What is wrong with an entry."""
    japanese = entries()[english]
    holes = [str(number + 1) for number in range(english.count("{}"))]
    if not (_JAPANESE.search(japanese) or english in NEUTRAL):
        return "no Japanese in it"
    if "{}{}" in english:
        return "two holes side by side are one: nothing tells where the first value ends"
    return "" if sorted(_HOLE.findall(japanese)) == holes else f"the Japanese must hold {{1}} to {{{len(holes)}}} once"


def test_every_entry_is_used() -> None:
    """The fixed words of an entry stand somewhere in the program, in click, or are the operating system's."""
    texts = "\n".join([*_literals(ROOT), *_literals(Path(click.__file__).parent), *map(os.strerror, range(1, 134))])
    dead = [
        f"remote_prt/cli/sentences: {english!r} is said nowhere any more: remove the entry"
        for english in entries()
        if not all(_is_in(" ".join(piece.split()), texts) for piece in english.split("{}") if _WORD.search(piece))
    ]

    assert not dead, "\n".join(dead)


def test_notes_are_said_by_say() -> None:
    """What stands on standard error goes through `prompt.say`, which knows the language."""
    wrong = [
        f"{path.name}:{node.lineno}: use remote_prt.cli.prompt.say instead of click.echo"
        for path in sorted((ROOT / "cli").rglob("*.py"))
        if path.name not in {"prompt.py", "main.py"}
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "click.echo" and "err=" in ast.unparse(node)
    ]

    assert not wrong, "\n".join(wrong)


def test_every_command_takes_a_language() -> None:
    """`--lang` is an option of every verb, and of every command of a verb or of the verb around it."""
    without = [
        f"{path}: decorate it with remote_prt.cli.prompt_language.lang_option"
        for path, command in commands()
        if not any("--lang" in parameter.opts for parameter in command.params)
    ]

    assert not without, "\n".join(without)


def _is_in(piece: str, texts: str) -> bool:
    """Whether the program holds that text; it makes plurals with an s of its own."""
    return piece in texts or piece.removesuffix("s") in texts


def _literals(root: Path) -> list[str]:
    """Every literal text of some source files, blanks made one."""
    trees = [ast.parse(path.read_text("utf-8")) for path in sorted(root.rglob("*.py"))]
    texts = [node.value for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    return [" ".join(text.split()) for text in texts if isinstance(text, str)]
