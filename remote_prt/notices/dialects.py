"""A notice as a service takes it: plain text, Markdown (CommonMark) or HTML, never longer than the service allows.

Names in it come from hosts. Nothing of them is markup, a mention or a link anywhere: what could begin one is spelled
with characters that look alike and mean nothing, since a chat decodes no escape that another one needs. Then each
dialect escapes what it gives a meaning to. Mail addresses stay: users are named by them.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from html import escape

from remote_prt.notices.notice import Notice
from remote_prt.reports.escape import printable, shortened


class Dialect(StrEnum):
    """What a service reads; the members are apprise's words."""

    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"


#: No service gets more, whatever it would take.
MOST_CHARACTERS = 4000

_MOST_OF_A_LINE = 400
_MOST_OF_A_SUBJECT = 200
_ROOM_FOR_THE_REST = 120

#: `@everyone`, `<!channel>`, `<at>id</at>`, `https://`: what calls somebody or leads somewhere in a chat or a mail.
_LIVE = re.compile(r"(?i)<(?![=\d\s])|(?<![\w.+-])@|@(?=everyone|here|channel|all\b|room)|:(?=//)|\bwww\.")
_DEAD = {"<": "‹", "@": "＠", ":": "[:]", "www.": "www[.]"}

_MARKDOWN = re.compile(r"[\\`*_\[\]~|&#<>]")


def inert(text: str) -> str:
    """The text on one line, in which nothing acts on a terminal, a chat or a mail reader."""
    return _LIVE.sub(lambda found: _DEAD[found[0].lower()], printable(" ".join(text.split("\n"))))


def subject_of(notice: Notice, longest: int = _MOST_OF_A_SUBJECT) -> str:
    """The subject: one line, bounded."""
    return shortened(inert(notice.subject), min(longest, _MOST_OF_A_SUBJECT))


def body_of(notice: Notice, dialect: Dialect, longest: int = MOST_CHARACTERS) -> str:
    """The notice in a dialect; lines there is no room for are counted, and its id stands at the end."""
    room = max(0, min(longest, MOST_CHARACTERS) - _ROOM_FOR_THE_REST)
    write = _WRITERS[dialect]
    lines = list(_lines(notice, write))
    shown: list[str] = []
    for line in lines:
        room -= _size(line) + 1
        if room < 0:
            break
        shown.append(line)
    left_out = len(lines) - len(shown)
    if left_out:
        shown.append(write.line(notice.more.replace("{number}", str(left_out))))
    return write.page("\n".join([*shown, write.line(f"id {notice.notice_id}")]))[:longest]


@dataclass(frozen=True, slots=True)
class _Writer:
    """How one dialect writes; `{}` is where the text goes."""

    escaped: Callable[[str], str]
    heading_form: str = "{}"
    item_form: str = "- {}"
    line_form: str = "{}"
    page_form: str = "{}"

    def heading(self, text: str) -> str:
        return self.heading_form.format(self._safe(text))

    def item(self, text: str) -> str:
        return self.item_form.format(self._safe(text))

    def line(self, text: str) -> str:
        return self.line_form.format(self._safe(text))

    def page(self, text: str) -> str:
        return self.page_form.format(text)

    def _safe(self, text: str) -> str:
        return self.escaped(shortened(inert(text), _MOST_OF_A_LINE))


def _in_markdown(text: str) -> str:
    return _MARKDOWN.sub(lambda found: f"\\{found[0]}", text)


_WRITERS = {
    Dialect.TEXT: _Writer(str, heading_form="\n{}:"),
    Dialect.MARKDOWN: _Writer(_in_markdown, heading_form="\n**{}**\n", line_form="{}\n"),
    Dialect.HTML: _Writer(
        escape,
        heading_form="<br/><b>{}</b><br/>",
        item_form="- {}<br/>",
        line_form="{}<br/>",
        page_form="<div>{}</div>",
    ),
}


def _lines(notice: Notice, write: _Writer) -> Iterator[str]:
    for part in notice.parts:
        if part.heading:
            yield write.heading(part.heading)
        yield from map(write.item if part.heading else write.line, part.lines)


def _size(text: str) -> int:
    """As services count: an emoji is two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
