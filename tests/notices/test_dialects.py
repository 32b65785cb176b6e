"""A notice is text and nothing else wherever it goes, and never longer than a service allows."""

from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest

from remote_prt.notices.dialects import MOST_CHARACTERS, Dialect, body_of, subject_of
from remote_prt.notices.notice import Notice, Part

HOSTILE = (
    "<script>alert(1)</script>",
    "@everyone @here @channel x@everyone",
    "<!channel> <@U024BE7LH> <at>anna</at>",
    "[click](https://evil.example) http://evil.example www.evil.example",
    "![x](x) **bold** _it_ `code` ~~no~~ | cell # head",
    "line\r\nBcc: all@lab.example\u2028\u2029\x85 next\x1b[2J\u202e",
)


def notice(*lines: str, subject: str = "[remote_prt] x") -> Notice:
    """A notice with these lines."""
    return Notice("run-1", datetime(2026, 1, 31, tzinfo=UTC), subject, (Part("Head", lines),), "{number} more lines")


@pytest.mark.parametrize("dialect", Dialect)
@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_is_a_name(dialect: Dialect, name: str) -> None:
    """No mention, link, mark-up or line break of it is left in any dialect."""
    body = body_of(notice(name), dialect)
    acting = ("@everyone", "@here", "@channel", "<!", "<@", "<at", "<script", "http://", "https://", "www.evil", "\x1b")

    assert not [bad for bad in acting if bad in body]
    assert not set(body) & set("\r\u2028\u2029\x85\u202e")
    assert body.count("\n") == body_of(notice("plain"), dialect).count("\n")


def test_markdown_is_escaped() -> None:
    """What would be mark-up has a backslash in front; a Windows account keeps its own."""
    body = body_of(notice("LAB\\anna_b", "**x** [y](z) `c`"), Dialect.MARKDOWN)

    assert "- LAB\\\\anna\\_b\n" in body
    assert "- \\*\\*x\\*\\* \\[y\\](z) \\`c\\`\n" in body


def test_html_is_well_formed_and_holds_the_text() -> None:
    """Its text is the lines, and its tags are ours."""
    tags: list[str] = []
    texts: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            tags.append(tag)

        def handle_data(self, data: str) -> None:
            texts.append(data)

    Reader().feed(body_of(notice("a & b", "<img src=x onerror=y>"), Dialect.HTML))

    assert set(tags) == {"div", "b", "br"}
    assert "- a & b" in [text.strip() for text in texts]


@pytest.mark.parametrize("dialect", Dialect)
@pytest.mark.parametrize("longest", [300, 1000, 2000, MOST_CHARACTERS, 100_000])
def test_what_there_is_no_room_for_is_counted(dialect: Dialect, longest: int) -> None:
    """The rest is a number, the id stays, and no service has to cut."""
    lines = [f"pc-{number:04} \N{GRINNING FACE} BROKEN" for number in range(1000)]
    body = body_of(notice(*lines), dialect, longest)
    shown = body.count("BROKEN")

    assert len(body.encode("utf-16-le")) // 2 <= min(longest, MOST_CHARACTERS)
    assert 0 < shown < 1000
    assert f"{1000 - shown} more lines" in body
    assert "id run-1" in body


def test_a_subject_is_one_bounded_line() -> None:
    """A host name can begin no header of a mail."""
    subject = subject_of(notice(subject="x\r\nBcc: a@b.c\u2028\u0085" + "y" * 500))

    assert len(subject) == 200
    assert not set(subject) & set("\r\n\u2028\u0085")
