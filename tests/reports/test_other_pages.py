"""Markdown, workbook, metrics and JUnit XML: nothing in them acts, and what was not reached is its own state."""

import io
import re
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import openpyxl
import pytest
from prometheus_client.parser import text_string_to_metric_families

from remote_prt.diagnosis.diagnosis import Status
from remote_prt.model import NotReached, Outcome
from remote_prt.reports.csv_file import HEADER
from remote_prt.reports.junit import render_junit
from remote_prt.reports.markdown import render_markdown
from remote_prt.reports.prometheus import render_prometheus
from remote_prt.reports.rows import report_rows
from remote_prt.reports.shares import percent
from remote_prt.reports.words import LANGUAGES, words_of_page
from remote_prt.reports.workbook import render_workbook
from tests.reports.builders import failed, finding, fleet, run, user, visited
from tests.reports.page_fleet import MARKUP, earlier, page_fleet

AT = datetime(2026, 1, 31, 1, 0, tzinfo=UTC)


def test_pages_say_everything_in_every_language() -> None:
    """The same keys with the same values."""
    english, japanese = (words_of_page(fleet().options, language).texts for language in LANGUAGES)

    assert set(english) == set(japanese)
    assert [
        key
        for key in english
        if sorted(re.findall(r"{\w+}", english[key])) != sorted(re.findall(r"{\w+}", japanese[key]))
    ] == []


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [(0, 9, "0"), (1, 1000, "<1"), (999, 1000, ">99"), (9, 9, "100"), (0, 0, "0"), (1, 3, "33")],
)
def test_a_share_is_never_rounded_to_nothing_or_all(part: int, whole: int, expected: str) -> None:
    """One broken host of a thousand is not 0 %."""
    assert percent(part, whole) == expected


def test_markdown_holds_no_markup_of_hosts() -> None:
    """No HTML, link or mention, and each row of a table has its cells."""
    text = render_markdown(page_fleet(), earlier=earlier())
    tables = [line for line in text.splitlines() if line.startswith("|")]

    assert not re.search(r"(?<!\\)<", text)
    assert "://" not in text
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in tables} == {4, 8}
    assert "\\[remote\\_prt\\]" in text.splitlines()[0]
    assert all(f"| {word.replace('_', chr(92) + '_')} |" in text for word in ("UNREACHABLE", "TIMED_OUT", "UNKNOWN"))


def test_a_name_with_an_at_sign_calls_nobody() -> None:
    """A mention is broken up by a character that takes no room."""
    shown = render_markdown(fleet().__class__(**{name: getattr(fleet(), name) for name in fleet().__slots__}))

    assert not re.search(r"(?<!\w)@\w", shown)


def test_the_workbook_holds_text_only() -> None:
    """Every cell reads back as text, nothing as formula or link, and all rows are there."""
    content = render_workbook(page_fleet(), earlier=earlier(), language="en")
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = [cell for sheet in book for line in sheet.iter_rows() for cell in line if cell.value is not None]
    rows = list(book["Hosts and users"].values)
    names = zipfile.ZipFile(io.BytesIO(content)).namelist()

    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell for cell in cells if cell.hyperlink] == []
    assert rows[0] == HEADER
    assert len(rows) == 1 + len(report_rows(page_fleet()))
    assert any(row[0] == MARKUP for row in rows)
    assert any(str(row[5]).startswith("=cmd|") for row in rows)
    assert [name for name in names if "vba" in name or "external" in name] == []


def test_the_workbook_begins_with_what_counts_and_can_be_filtered() -> None:
    """Sentences first; sheets with rows have a heading that stays, a filter, and columns that fit; changes by title."""
    book = openpyxl.load_workbook(io.BytesIO(render_workbook(page_fleet(), earlier=earlier())))
    summary = [line[0] for line in book["Summary"].values]
    changes = list(book["Since the last run"].values)

    assert str(summary[0]).startswith("New trouble on 3 hosts")
    assert [sheet.title for sheet in book if sheet.freeze_panes == "A2" and sheet.auto_filter.ref] == [
        "Since the last run", "Causes", "Hosts and users",
    ]  # fmt: skip
    assert all(8 <= sheet.column_dimensions["A"].width <= 70 for sheet in book)
    assert [line[0] for line in changes[1:]] == [
        "New", "New", "Other cause", "Flapping", "Flapping", "Fixed", "Still", "Not seen",
    ]  # fmt: skip
    assert ("The device is disabled or deleted in Entra", "PRT-DEVICE-DISABLED") in {line[4:] for line in changes}
    assert all(cell.alignment.wrap_text for cell in book["Causes"][2])


def test_markdown_stays_readable_as_text() -> None:
    """A slash within a word is one; long lists of hosts have blanks to break at; sets are counted in hosts."""
    text = render_markdown(page_fleet(), earlier=earlier())

    assert "dsregcmd /status" in text
    assert not re.search(r"pc-\d+,\S", text)
    assert "- Flapping (1): pc-10" in text
    assert "A user was signed in on 11 of 12 visited hosts (92 %)." in text


def test_no_line_of_markdown_begins_with_a_command() -> None:
    """A chat that takes `/close` at the start of a line for an order is given none."""
    odd = [visited("/close", user(Status.BROKEN, "/assign", findings=(finding(title="/close", cause="/close"),)))]

    assert [
        line for line in render_markdown(run(*odd)).splitlines() if line.lstrip("#-*> 0123456789.").startswith("/")
    ] == []


def test_metrics_tell_what_was_not_reached_and_no_user() -> None:
    """The text parses; each word is a series each time; users are in no label."""
    text = render_prometheus(page_fleet(), exit_code=1)
    families = {family.name: family.samples for family in text_string_to_metric_families(text)}
    by_status = {sample.labels["status"]: sample.value for sample in families["remote_prt_hosts"]}

    assert (by_status["UNREACHABLE"], by_status["UNKNOWN"], by_status["BROKEN"], by_status["HEALTHY"]) == (4, 2, 5, 2)
    assert len(by_status) == 10
    assert sum(by_status.values()) == len(page_fleet().outcomes)
    assert "CONTOSO" not in text
    assert {"UNREACHABLE"} == {
        s.labels["status"] for s in families["remote_prt_host_status"] if s.labels["host"] == "pc-20"
    }
    assert families["remote_prt_exit_code"][0].value == 1
    assert text.endswith("\n")


@pytest.mark.parametrize(
    ("waited", "expected"),
    [
        ({}, (0, 0)),
        ({"off": NotReached(AT - timedelta(days=3), 3), "late": NotReached(AT, 1), "no": NotReached(AT, 9)}, (2, 3)),
        ({"off": NotReached(AT + timedelta(hours=1), 1)}, (1, 0)),
        ({"off": None}, None),
        ({"off": NotReached(AT, 1), "no": None}, None),
    ],
    ids=["nobody", "three days", "a clock that was ahead", "no history", "half a history"],
)
def test_metrics_tell_who_waits(waited: dict[str, NotReached | None], expected: tuple[int, int] | None) -> None:
    """How many and for how long, REFUSED aside; no number where earlier runs are not known."""
    words = {"off": Outcome.UNREACHABLE, "late": Outcome.SKIPPED, "no": Outcome.REFUSED}
    outcomes = [replace(failed(host, words[host], None), not_reached=found) for host, found in waited.items()]
    retired = failed("old", Outcome.SKIPPED, None, enabled=False)
    made = replace(run(visited("pc-1", user()), retired, *outcomes), started_at=AT, finished_at=AT)
    families = {
        family.name: family.samples for family in text_string_to_metric_families(render_prometheus(made, exit_code=0))
    }
    names = ("remote_prt_waiting_hosts", "remote_prt_waiting_oldest_seconds")
    found = tuple(families[name][0].value for name in names if name in families)

    assert found == (() if expected is None else (expected[0], expected[1] * 86400))


#: What readers of JUnit XML know: attributes of each element, and what may stand in it, in that order.
JUNIT = {
    "testsuites": ({"name", "tests", "failures", "errors", "skipped", "time"}, ["testsuite"]),
    "testsuite": ({"name", "id", "timestamp", "tests", "failures", "errors", "skipped", "time"}, ["testcase"]),
    "testcase": ({"classname", "name", "time"}, ["properties", "skipped", "error", "failure", "system-out"]),
    "properties": (set(), ["property"]),
    "property": ({"name", "value"}, []),
    "skipped": ({"type", "message"}, []),
    "error": ({"type", "message"}, []),
    "failure": ({"type", "message"}, []),
    "system-out": (set(), []),
}


def test_junit_is_what_its_readers_know() -> None:
    """No other element or attribute, each in its place; one verdict a case; times are numbers."""
    root = ET.fromstring(render_junit(page_fleet()))

    for element in root.iter():
        attributes, children = JUNIT[element.tag]
        places = [children.index(child.tag) for child in element]
        assert set(element.attrib) == attributes
        assert places == sorted(places)
        assert float(element.get("time", "0")) >= 0
    for case in root.iter("testcase"):
        assert sum(case.find(kind) is not None for kind in ("skipped", "error", "failure")) <= 1


def test_junit_has_a_state_for_what_was_not_judged() -> None:
    """The text is well-formed; failures, errors by type and skips add up to what the suite says."""
    root = ET.fromstring(render_junit(page_fleet()))
    (suite,) = root
    cases = list(suite)
    kinds = {
        kind: [case.find(kind) for case in cases if case.find(kind) is not None]
        for kind in ("failure", "error", "skipped")
    }
    types = {one.get("type") for one in kinds["error"] if one is not None}

    assert len(cases) == len(report_rows(page_fleet())) == int(suite.attrib["tests"])
    assert [len(kinds[kind]) for kind in ("failure", "error", "skipped")] == [
        int(suite.attrib[name]) for name in ("failures", "errors", "skipped")
    ]
    assert types == {"UNKNOWN", "UNREACHABLE", "REFUSED", "TIMED_OUT"}
    assert MARKUP in {case.attrib["classname"] for case in cases}
