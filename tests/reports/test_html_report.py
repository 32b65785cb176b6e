"""The HTML report: one file that asks nothing of a network, says everything, and stays small."""

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest

from remote_prt.reports.html_report import render_html
from remote_prt.reports.words import LANGUAGES
from tests.reports.builders import HOSTILE_HOST, fleet, run
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
    assert title[1] == "[remote_prt] pc-[01-40] | 2 new, 5 broken, 4 unreachable | 2026-01-31"


def test_a_share_never_stands_without_coverage() -> None:
    """Each tile's percentage names what it is a part of."""
    notes = re.findall(r"<small>([^<]*%[^<]*)</small>", page())

    assert len(notes) >= 8
    assert [note for note in notes if not re.search(r"we could judge|asked|could be judged", note)] == []
    assert "50 % of the 53 % we could judge" in notes


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
    """A run that met nobody recommends one during the day."""
    from remote_prt.diagnosis.diagnosis import Status
    from remote_prt.diagnosis.evidence import MissingReason
    from tests.reports.builders import visited

    nobody = visited("pc-01", status=Status.UNKNOWN, reason=MissingReason.NO_USER_SIGNED_IN)

    assert "Add a run during the day" in render_html(run(nobody))
    assert "Add a run during the day" not in page()


def test_an_empty_run_is_a_page_too() -> None:
    """Nothing was asked: no number is divided by it."""
    assert "No host could be judged." in render_html(run())


@pytest.mark.parametrize(("broken_every", "limit"), [(1, 1_000_000), (20, 400_000)])
def test_a_thousand_hosts_fit_into_a_mail(broken_every: int, limit: int) -> None:
    """Under 1 MB even when all are broken."""
    assert len(render_html(large_run(1000, broken_every=broken_every)).encode()) < limit
