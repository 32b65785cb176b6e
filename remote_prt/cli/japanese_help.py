"""Help pages in Japanese: everything that click writes passes here, is said in Japanese and measured in cells.

Option names, values and examples stay as they are typed; what explains them is translated. A text without an entry in
`sentences/*.toml` is written in English.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

import click

from remote_prt.cli.explain_text import wrapped
from remote_prt.cli.japanese import in_japanese
from remote_prt.reports.cells import cell_width

#: A command line and, after a gap, what it does.
_EXAMPLE: Final = re.compile(r"(\s*\S.*?)(\s{3,})(\S.*)")
#: What click puts behind a help text: `[default: 4.0; 0.1<=x<=2160]`.
_EXTRA: Final = re.compile(r"(.*?)(?:  )?\[([^\[\]]*)\]", re.DOTALL)
_RAW: Final = "\b"


class JapaneseHelp(click.HelpFormatter):
    """A formatter that speaks Japanese."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the line of usage under its Japanese name."""
        super().write_usage(prog, args, f"{in_japanese('Usage:')} " if prefix is None else prefix)

    def write_heading(self, heading: str) -> None:
        """Write a heading."""
        super().write_heading(in_japanese(heading))

    def write_text(self, text: str) -> None:
        """Write paragraphs; a block that click is told to leave alone keeps its lines."""
        blocks = [block.strip("\n") for block in re.split(r"\n[ \t]*\n", text)]
        indent = " " * self.current_indent
        written = []
        for block in blocks:
            lines = block.splitlines()
            if lines and lines[0].strip() == _RAW:
                written.append([_line(line) for line in lines[1:]])
            else:
                paragraph = in_japanese(" ".join(line.strip() for line in lines))
                written.append(wrapped(paragraph, self.width - self.current_indent))
        self.write("\n\n".join("\n".join(indent + line for line in lines) for lines in written) + "\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Write names and what they mean in two columns."""
        rows = list(rows)
        column = min(max(cell_width(name) for name, _ in rows), col_max) + col_spacing
        margin = " " * self.current_indent
        for name, text in rows:
            lines = wrapped(_meaning(text), max(self.width - column - 2, 10)) if text else []
            gap = column - cell_width(name)
            if not lines:
                self.write(f"{margin}{name}\n")
            elif gap >= col_spacing:
                self.write(f"{margin}{name}{' ' * gap}{lines.pop(0)}\n")
            else:
                self.write(f"{margin}{name}\n")
            for line in lines:
                self.write(f"{margin}{' ' * column}{line}\n")


def _line(line: str) -> str:
    """A line that stands as it is written: a heading, a sentence, or an example with its comment."""
    bare = line.strip()
    said = in_japanese(bare)
    example = _EXAMPLE.fullmatch(line)
    if said == bare and example is not None:
        return example[1] + example[2] + in_japanese(example[3])
    return line[: len(line) - len(line.lstrip())] + said


def _meaning(text: str) -> str:
    """A help text with click's own remarks behind it."""
    extra = _EXTRA.fullmatch(text)
    if extra is None:
        return in_japanese(text)
    remarks = "; ".join(_remarks(extra[2]))
    return f"{in_japanese(extra[1])}  [{remarks}]" if extra[1] else f"[{remarks}]"


def _remarks(text: str) -> Iterator[str]:
    for remark in text.split("; "):
        yield in_japanese(remark)
