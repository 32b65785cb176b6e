"""The HTML report as a browser shows it: wide, narrow, light, dark, in both languages, with and without script."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from remote_prt.reports.html_report import render_html
from remote_prt.reports.words import LANGUAGES
from tests.real.browser import Browser, missing_browser, running_browser
from tests.real.conftest import need
from tests.reports.page_fleet import MARKUP, earlier, large_run, page_fleet

_CONTRAST = """
const light = c => { const [r, g, b] = c.match(/[\\d.]+/g).map(Number).map(v => v / 255)
    .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
const page = light(getComputedStyle(document.body).backgroundColor);
return [...document.querySelectorAll('.word, .lead, .dim, a, td')].map(e => {
    const own = light(getComputedStyle(e).color);
    return [(Math.max(own, page) + 0.05) / (Math.min(own, page) + 0.05), e.className];
}).filter(([ratio]) => ratio < 4.4).map(([ratio, name]) => name + ' ' + ratio.toFixed(1));
"""
_VISIBLE = (
    "return [...document.querySelectorAll('#rows-table tbody tr')]"
    ".filter(row => row.offsetHeight).map(row => row.cells[0].innerText)"
)
_TYPE = "const f = document.getElementById('filter'); f.value = {!r}; f.dispatchEvent(new Event('input'));"

_CHOOSE = "const s = document.getElementById('status'); s.value = {!r}; s.dispatchEvent(new Event('change'));"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for all tests."""
    need(missing_browser())
    with running_browser() as running:
        yield running


def written(folder: Path, language: str = "en") -> Path:
    """The fleet with everything that a page can show, as a file."""
    path = folder / f"report-{language}.html"
    path.write_text(render_html(page_fleet(), exit_codes=(1, 4), language=language, earlier=earlier()), "utf-8")
    return path


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1200, 390])
def test_a_page_is_whole_and_quiet(width: int, dark: bool, language: str, browser: Browser, tmp_path: Path) -> None:
    """Nothing is fetched, the console is silent, markup in names did nothing, nothing sticks out, all can be read."""
    browser.open(written(tmp_path, language), width=width, dark=dark)

    assert browser.complaints() == []
    assert browser.run("return performance.getEntriesByType('resource').length") == 0
    assert browser.run("return document.title").startswith("[remote_prt] pc-[01-40] | ")
    assert browser.run("return document.querySelectorAll('img, iframe, link, script').length") == 1
    assert browser.run("return document.documentElement.scrollWidth - window.innerWidth") <= 0
    assert browser.run("return document.documentElement.lang") == language
    assert MARKUP in browser.run("return document.getElementById('causes').innerText")
    assert browser.run(_CONTRAST) == []
    assert len(browser.picture()) > 10_000


def test_rows_are_filtered_and_sorted_without_a_network(browser: Browser, tmp_path: Path) -> None:
    """Words narrow the table down, a status too, and a heading sorts by number and back."""
    browser.open(written(tmp_path))
    everything = browser.run(_VISIBLE)
    browser.run(_TYPE.format("pc-2 listens"))
    some = browser.run(_VISIBLE)
    count = browser.run("return document.getElementById('shown').innerText")
    browser.run(_TYPE.format("") + _CHOOSE.format("STALE"))
    stale = browser.run(_VISIBLE)
    browser.run(_CHOOSE.format(""))
    browser.run("document.querySelector('#rows-table th button').click()")
    ascending = browser.run(_VISIBLE)
    browser.run("document.querySelector('#rows-table th button').click()")

    assert some == ["pc-20", "pc-21", "pc-22"]
    assert count == f"3 of {len(everything)} rows"
    assert stale == ["pc-10"]
    assert sorted(ascending) == sorted(everything)
    assert [name for name in ascending if name.startswith("pc-") and name < "pc-9"] == sorted(
        name for name in everything if name.startswith("pc-") and name < "pc-9"
    )
    assert browser.run(_VISIBLE) == ascending[::-1]
    assert browser.complaints() == []


def test_without_script_everything_can_be_read(browser: Browser, tmp_path: Path) -> None:
    """All rows are there, and no control that would do nothing."""
    browser.open(written(tmp_path), script=False)

    assert len(browser.run(_VISIBLE)) == 17
    assert browser.run("return document.getElementById('tools').offsetHeight") == 0
    assert browser.run("return document.querySelectorAll('button').length") == 0
    assert browser.run(
        "const d = document.querySelector('#rows details'); d.open = true; return d.innerText.includes('pc-14')"
    )


def test_paper_shows_what_is_folded_and_no_controls(browser: Browser, tmp_path: Path) -> None:
    """In print, also of a dark screen: black on white, folded parts open, links and filter gone."""
    browser.open(written(tmp_path), dark=True, paper=True)
    hidden = "return ['nav', '#tools'].map(name => document.querySelector(name).offsetHeight)"

    assert browser.run("return getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert browser.run(hidden) == [0, 0]
    assert browser.run(
        "return document.querySelector('#rows details table').checkVisibility({contentVisibilityAuto: true})"
    )
    assert browser.run("return document.querySelector('#rows details table').getBoundingClientRect().height") > 20


def test_a_thousand_broken_hosts_open_at_once(browser: Browser, tmp_path: Path) -> None:
    """A large page is ready within seconds and is still sorted by its script."""
    path = tmp_path / "large.html"
    path.write_text(render_html(large_run(1000)), "utf-8")
    browser.open(path)

    assert browser.run("return performance.timing.domContentLoadedEventEnd - performance.timing.navigationStart") < 5000
    assert browser.run("return document.querySelectorAll('#rows-table tbody tr').length") == 1000
