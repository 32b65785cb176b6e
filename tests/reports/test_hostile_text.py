"""Whatever text hosts, users and findings hold, every format stays readable and well-formed."""

import csv
import dataclasses
import io
import json
import subprocess
import sys
from xml.etree import ElementTree as ET

from hypothesis import given, settings
from hypothesis import strategies as st

from remote_prt.diagnosis.diagnosis import Status
from remote_prt.model import Run
from remote_prt.reports.cells import cell_width
from remote_prt.reports.csv_file import HEADER, render_csv
from remote_prt.reports.html_report import render_html
from remote_prt.reports.json_document import render_json
from remote_prt.reports.junit import render_junit
from remote_prt.reports.markdown import render_markdown
from remote_prt.reports.prometheus import render_prometheus
from remote_prt.reports.redaction import Redact, Redactor
from remote_prt.reports.table import render_table
from tests.reports.builders import evidence, finding, run, session, user, visited

#: Any code point, half surrogate pairs included, with those that bite more often than chance would have them.
TEXT = st.text(
    st.one_of(
        st.characters(), st.sampled_from("\x1b\x07\r\n\t\u202e\u200d\ufe0f\ud800\udc00=+-@\"',;[]{}山ｶ\u0301😀👩")
    ),
    max_size=30,
)


@st.composite
def _runs(draw: st.DrawFn) -> Run:
    """A run of one host of which every text is arbitrary."""
    found = finding(code=draw(TEXT), title=draw(TEXT), cause=draw(TEXT), remedy=(draw(TEXT), draw(TEXT)))
    who = user(
        Status.BROKEN, session=session(draw(TEXT)), notes=(draw(TEXT),), azure_ad_prt=draw(TEXT), findings=(found,)
    )
    seen = evidence("x")
    (first,) = seen.channels[0].records  # type: ignore[misc]  # the builder's channel has one record
    record = dataclasses.replace(first, data=tuple(draw(st.lists(st.tuples(TEXT, TEXT), max_size=4))))
    channel = dataclasses.replace(seen.channels[0], records=(record,))
    return run(visited(draw(TEXT), who, evidence=dataclasses.replace(seen, channels=(channel,))), scope=draw(TEXT))


@settings(derandomize=True, max_examples=60)
@given(shown=_runs(), encoding=st.sampled_from(["utf-8", "ascii", "cp932", "cp1252"]))
def test_table_holds_printable_lines_that_fit(shown: Run, encoding: str) -> None:
    """The page fits its width, can be encoded, and holds no character that acts."""
    text = render_table(shown, width=100, colour=False, encoding=encoding, show_all=True)

    assert text.encode(encoding)
    assert text.replace("\n", "").replace("\u3000", "").isprintable()
    assert max(cell_width(line) for line in text.partition("\nNext\n")[0].splitlines()) <= 100


@settings(derandomize=True, max_examples=60)
@given(shown=_runs())
def test_csv_is_one_line_per_row(shown: Run) -> None:
    """The CSV text reads back as header and rows of equal length, none a formula, and can be encoded."""
    text = render_csv(shown)
    header, row = csv.reader(io.StringIO(text, newline=""))

    assert text.encode()
    assert 2 == text.count("\r\n") == text.count("\n")
    assert list(HEADER) == header
    assert len(header) == len(row)
    assert not [cell for cell in row if cell.lstrip()[:1] in tuple("=+-@")]


@settings(derandomize=True, max_examples=60)
@given(shown=_runs())
def test_json_is_strict_and_ascii(shown: Run) -> None:
    """The document is ASCII, survives a strict decoder, and no two keys of an object differ only in case."""
    text = render_json(shown, exit_code=1, evidence=True)
    document = json.loads(text, object_pairs_hook=_distinct)

    assert text.isascii()
    assert json.dumps(document, ensure_ascii=False).encode("utf-8")


@settings(derandomize=True, max_examples=20)
@given(shown=_runs())
def test_pages_and_xml_hold_no_markup_of_others(shown: Run) -> None:
    """A page has as many elements as the same page of a harmless run, and the XML is well-formed."""
    harmless = run(
        visited("pc", user(Status.BROKEN, findings=(finding(code="c", cause="c", remedy=("a", "b")),), notes=("n",)))
    )
    count = [
        text.count("<script") + text.count("<img") + text.count("<td") for text in map(render_html, (shown, harmless))
    ]

    assert count[0] == count[1]
    assert render_html(shown).encode()
    assert render_markdown(shown).encode()
    assert len(ET.fromstring(render_junit(shown))) == 1
    assert render_prometheus(shown, exit_code=0).encode()
    assert Redactor(Redact).run(shown).outcomes[0].target.name.startswith("host-") or not shown.outcomes[0].target.name


def test_machine_formats_load_no_table_library() -> None:
    """Neither tabulate, wcwidth nor rich is imported before a table with wide characters or a living line is drawn."""
    program = (
        "import sys, remote_prt.reports.table, remote_prt.reports.json_document, remote_prt.reports.csv_file,"
        " remote_prt.reports.output, remote_prt.cli.progress, remote_prt.cli.exit_codes;"
        "print([name for name in ('tabulate', 'wcwidth', 'rich', 'ClusterShell') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)

    assert "[]\n" == done.stdout


def _distinct(pairs: list[tuple[str, object]]) -> dict[str, object]:
    assert len(pairs) == len({key.casefold() for key, _ in pairs})

    return dict(pairs)
