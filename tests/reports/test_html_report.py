"""The HTML report: one file that asks nothing of a network, says everything, and stays small."""

import base64
import dataclasses
import hashlib
import re
from datetime import timedelta
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from remote_prt.diagnosis.diagnosis import Status
from remote_prt.diagnosis.evidence import MissingReason
from remote_prt.reports.change import Change, Changed, Earlier
from remote_prt.reports.html_report import render_html
from remote_prt.reports.words import LANGUAGES
from tests.reports.builders import HOSTILE_HOST, STARTED_AT, finding, fleet, run, user, visited
from tests.reports.page_fleet import MARKUP, earlier, large_run, page_fleet


class _Reader(HTMLParser):
    """Which elements and attributes a page has, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def page(language: str = "en", **values: object) -> str:
    """The fleet with everything that a page can show."""
    return render_html(page_fleet(), exit_codes=(1, 4), language=language, earlier=earlier(), **values)  # type: ignore[arg-type]


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_in_it_asks_a_network_or_acts(language: str) -> None:
    """One style sheet and one script, allowed by their hashes; no link out, image, handler or style attribute."""
    text = page(language)
    reader = _Reader(text)
    (policy,) = (a["content"] for tag, a in reader.tags if a.get("http-equiv") == "Content-Security-Policy")
    hashes = [
        f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"
        for content in (
            *re.findall(r"<style>(.*?)</style>", text, re.DOTALL),
            *re.findall(r"<script>(.*?)</script>", text, re.DOTALL),
        )
    ]

    assert policy == (
        f"default-src 'none'; style-src {hashes[0]}; script-src {hashes[1]}; base-uri 'none'; form-action 'none'"
    )
    assert 2 == len(hashes)
    assert not {tag for tag, _ in reader.tags} & {"img", "link", "iframe", "object", "form", "base", "audio", "video"}
    assert not {
        name for _, attributes in reader.tags for name in attributes if name.startswith("on") or name == "style"
    }
    assert {a["href"][0] for _, a in reader.tags if a.get("href")} == {"#"}  # type: ignore[index]  # it has one
    assert reader.tags[0] == ("html", {"lang": language})


def test_hostile_names_are_text() -> None:
    """Markup in host, user, title, cause and group is shown as it is; what reorders text is spelled."""
    text, reader = page(), _Reader(page())

    assert MARKUP not in text
    assert reader.text.count(MARKUP) >= 5
    assert HOSTILE_HOST not in reader.text
    assert "\\u2066" in reader.text
    assert "\u202e" not in text


def test_the_title_begins_with_what_counts() -> None:
    """New, broken and unreachable, then the day: subjects get cut."""
    title = re.search(r"<title>(.*?)</title>", page())

    assert title
    assert title[1] == "[remote_prt] pc-[01-40] | 3 new, 5 broken, 1 failing, 1 stale, 4 unreachable | 2026-01-31"


def test_a_share_never_stands_without_coverage() -> None:
    """Each tile's percentage names the number that it is a part of; that of judged hosts stands first."""
    notes = re.findall(r"<small>([^<]*%[^<]*)</small>", page())

    assert len(notes) >= 8
    assert notes[0] == "10 judged (53 %)"
    assert [note for note in notes[1:] if not re.search(r" % of \d+ (judged|asked)$", note)] == []
    assert "50 % of 10 judged" in notes


def test_what_is_new_and_what_to_do_stand_first() -> None:
    """The lead is what broke since the last run; below it the sets in hosts, then causes with their first step."""
    top = page().split('<ul class="tiles">')[0]
    first = re.findall(r'<a href="#(cause-\d+)">([^<]*)</a>', top)

    lead, second = re.findall(r'class="(?:lead|second)">([^<]*)<', top)

    assert lead == "New trouble on 3 hosts since 2026-01-30 01:00."
    assert second.split(". ") == [
        "On 1 of these it comes and goes",
        "6 of 10 judged hosts are BROKEN or FAILING (60 %)",
        "10 of 19 hosts could be judged (53 %).",
    ]
    assert re.findall(r"(\w[\w ]*) <b>(\d+)</b>", top) == [
        ("New", "2"), ("Other cause", "1"), ("Flapping", "1"), ("Fixed", "1"), ("Still", "1"), ("Not seen", "1"),
    ]  # fmt: skip
    assert first == [("cause-1", "4 hosts, 1 new"), ("cause-4", "1 host, new"), ("cause-2", "1 host")]
    assert top.count("→") == 3
    assert all(f'id="{mark}"' in page() for mark, _ in first)


def test_without_an_earlier_run_the_lead_is_what_is_broken() -> None:
    """Nothing is said to be new where nothing was known."""
    text = render_html(fleet())

    assert re.findall(r'class="lead">([^<]*)<', text) == ["5 of 9 judged hosts are BROKEN or FAILING (56 %)."]
    assert "chips" not in text.split("</style>")[1]


def test_a_quiet_night_is_said_to_be_quiet() -> None:
    """Trouble that is not new does not lead."""
    quiet = dataclasses.replace(earlier(), since=Change("r", STARTED_AT - timedelta(days=1)))

    assert 'class="lead">No new trouble since 2026-01-30 01:00.<' in render_html(page_fleet(), earlier=quiet)


def test_causes_are_called_by_their_titles() -> None:
    """Also those of earlier runs, in the language of the page, from the catalogue; what has none keeps its id."""
    for language, title in (("en", "The device is disabled or deleted"), ("ja", "デバイスが")):
        fixed = page(language).split('id="since-fixed"')[1].split("</table>")[0]
        assert title in fixed
        assert "PRT-DEVICE-DISABLED" in fixed


def test_trouble_comes_before_what_is_unknown() -> None:
    """Three hosts of which nothing is known do not stand before one that is broken."""
    nobody = [visited(f"pc-{n}", status=Status.UNKNOWN, reason=MissingReason.NO_USER_SIGNED_IN) for n in range(3)]
    broken = visited("pc-9", user(Status.BROKEN, "A\\b", findings=(finding(),)))
    kinds = re.findall(r'<article class="cause (\w+)"', render_html(run(*nobody, broken)))

    assert kinds == ["BROKEN", "UNKNOWN"]


def test_a_cause_tells_how_its_hosts_are() -> None:
    """Two that still have a token beside one that has none are not three BROKEN ones."""
    states = (Status.BROKEN, Status.FAILING, Status.FAILING)
    hosts = [visited(f"pc-{n}", user(word, "A\\b", findings=(finding(),))) for n, word in enumerate(states)]
    text = _Reader(render_html(run(*hosts))).text

    assert "BROKEN 1" in text
    assert "FAILING 2" in text


def test_long_lists_are_folded() -> None:
    """A hundred new hosts do not push their cause out of sight."""
    many = tuple(Changed(f"pc-{n}", "", "BROKEN", "HEALTHY", "PRT-EXPIRED") for n in range(100))
    since = Change("r", STARTED_AT, new=many, fixed=many[:3])
    opened = re.findall(r"<details( open)?><summary>(\w+): (\d+)", render_html(fleet(), earlier=Earlier(since)))

    assert opened[:2] == [("", "New", "100"), (" open", "Fixed", "3")]
    assert "<details open><summary>Hosts and users (300)" in render_html(large_run(300))
    assert "<details><summary>Hosts and users (301)" in render_html(large_run(301))


def test_tables_have_names_and_heads() -> None:
    """Each table is named, each head says what it is the head of; headings go down one step at a time."""
    reader = _Reader(page())
    levels = [int(tag[1]) for tag, _ in reader.tags if re.fullmatch("h[1-6]", tag)]

    assert [a for tag, a in reader.tags if tag == "table" and not {"aria-label", "aria-labelledby"} & set(a)] == []
    assert {a.get("scope") for tag, a in reader.tags if tag == "th"} == {"col", "row"}
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_sections_of_earlier_runs_need_them() -> None:
    """Without earlier runs and groups there is no heading without content."""
    bare, full = render_html(fleet()), page()
    ids = ["since", "causes", "rows", "unjudged", "trend", "groups", "method", "meta"]

    assert re.findall(r'<section id="(\w+)">', full) == ids
    assert [one for one in ids if f'<section id="{one}">' not in bare] == ["since", "trend", "groups"]
    assert 30 == full.count("<g>")


def test_switches_that_weaken_are_told_twice() -> None:
    """At the top as a warning, and among the facts of the run."""
    reader = _Reader(page())

    assert reader.text.count("--no-verify-tls") == 2
    assert "Security was weakened" in reader.text


def test_few_users_are_said_to_be_few() -> None:
    """A run that met nobody recommends one during the day, at the top as well."""
    nobody = visited("pc-01", status=Status.UNKNOWN, reason=MissingReason.NO_USER_SIGNED_IN)

    assert render_html(run(nobody)).count("add a run during the day") == 2
    assert "add a run during the day" not in page()
    assert "A user was signed in on 11 of 12 visited hosts (92 %)." in page()


def test_an_empty_run_is_a_page_too() -> None:
    """Nothing was asked: no number is divided by it."""
    assert "No host could be judged." in render_html(run())


@pytest.mark.parametrize(("broken_every", "limit"), [(1, 1_000_000), (20, 400_000)])
def test_a_thousand_hosts_fit_into_a_mail(broken_every: int, limit: int) -> None:
    """Under 1 MB even when all are broken."""
    assert len(render_html(large_run(1000, broken_every=broken_every)).encode()) < limit
