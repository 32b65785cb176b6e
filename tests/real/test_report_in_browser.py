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
const parts = c => c.match(/[\\d.]+/g).map(Number);
const light = c => { const [r, g, b] = parts(c).map(v => v / 255)
    .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
const behind = e => { for (; e; e = e.parentElement) {
    const c = getComputedStyle(e).backgroundColor; if (parts(c)[3] !== 0) { return c; } } return 'rgb(255,255,255)'; };
const faint = e => { for (; e; e = e.parentElement) { if (getComputedStyle(e).opacity !== '1') { return true; } } };
document.querySelectorAll('details').forEach(e => { e.open = true; });
const texts = [...document.querySelectorAll('body *')].filter(e => e.offsetHeight && !e.closest('svg') &&
    (e.matches('input, select') || [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())));
return [texts.length > 100 ? '' : 'few texts', ...texts.map(e => {
    const page = light(behind(e));
    const low = ['', '::before', '::after', '::placeholder'].map(p => light(getComputedStyle(e, p).color))
        .map(own => (Math.max(own, page) + 0.05) / (Math.min(own, page) + 0.05));
    const least = e.matches('.swatch') ? 3 : 4.5;  // a square is no text
    const found = Math.min(...low);
    return found < least || faint(e) ? e.tagName + '.' + e.className + ' ' + found.toFixed(1) : '';
})].filter(Boolean);
"""
_VISIBLE = (
    "return [...document.querySelectorAll('#rows-table tbody tr')]"
    ".filter(row => row.offsetHeight).map(row => row.cells[0].innerText)"
)
_TYPE = "const f = document.getElementById('filter'); f.value = {!r}; f.dispatchEvent(new Event('input'));"

_CHOOSE = "const s = document.getElementById('status'); s.value = {!r}; s.dispatchEvent(new Event('change'));"


#: Where an element ends below the top of the page.
_END = "return Math.round(document.querySelector({!r}).getBoundingClientRect().bottom + window.scrollY)"


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


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("width", "height"), [(1280, 720), (390, 844)])
def test_what_broke_and_what_to_do_need_no_scrolling(
    width: int, height: int, language: str, browser: Browser, tmp_path: Path
) -> None:
    """What is new, how much is broken of how many, the sets and three causes with their first step; phone too."""
    browser.open(written(tmp_path, language), width=width)
    ends = [browser.run(_END.format(name)) for name in (".lead", ".second", ".chips", "ol.first")]

    assert ends == sorted(ends)
    assert ends[-1] < height


@pytest.mark.parametrize("width", [1200, 390])
def test_keys_alone_sort_filter_and_show_where_one_is(width: int, browser: Browser, tmp_path: Path) -> None:
    """Tab leads from the filter to the headings, Enter sorts; what has the focus is outlined and large enough."""
    browser.open(written(tmp_path), width=width)
    browser.run("document.getElementById('filter').focus()")
    browser.press("Tab")
    browser.press("Tab")
    outline = browser.run("const s = getComputedStyle(document.activeElement); return s.outlineStyle + s.outlineWidth")
    name, height = browser.run(
        "const e = document.activeElement; return [e.innerText, e.parentNode.getBoundingClientRect().height]"
    )
    browser.press("Enter")
    ascending = browser.run(_VISIBLE)
    browser.press("Enter")

    assert (name, outline) == ("Host", "solid3px")
    assert height >= 24
    assert browser.run(_VISIBLE) == ascending[::-1]
    assert browser.run("return document.querySelector('#rows-table th').getAttribute('aria-sort')") == "descending"


def test_a_link_to_a_folded_set_opens_it(browser: Browser, tmp_path: Path) -> None:
    """From the numbers at the top to the hosts; from a row to all steps of its cause."""
    browser.open(written(tmp_path))
    is_open = "return document.querySelector('#since-not-seen').closest('details').open"
    before = browser.run(is_open)
    browser.run("document.querySelector('a[href=\"#since-not-seen\"]').click()")
    cause = browser.run("return document.querySelector('#rows-table td.why a').hash")

    assert not before
    assert browser.run(is_open)
    assert browser.run(f"return document.querySelector({cause!r}).matches('article.cause')")


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
        "const d = document.querySelector('#rows details + details'); d.open = true; "
        "return d.innerText.includes('pc-14')"
    )


def test_paper_shows_what_is_folded_and_no_controls(browser: Browser, tmp_path: Path) -> None:
    """In print, also of a dark screen: black on white, folded parts open, links and filter gone."""
    browser.open(written(tmp_path), dark=True, paper=True)
    hidden = "return ['nav', '#tools'].map(name => document.querySelector(name).offsetHeight)"

    assert browser.run("return getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert browser.run(hidden) == [0, 0]
    assert browser.run(
        "return document.querySelector('#rows details + details table').checkVisibility({contentVisibilityAuto: true})"
    )
    assert (
        browser.run("return document.querySelector('#rows details + details table').getBoundingClientRect().height")
        > 20
    )
    assert browser.run("return getComputedStyle(document.querySelector('#rows-table th'), '::before').content") == (
        '"Host"'
    )  # a button would stand on the first sheet only


def test_five_thousand_broken_hosts_can_be_read(browser: Browser, tmp_path: Path) -> None:
    """A large page is ready within seconds, folded; its table opens, scrolls to its end, and is filtered."""
    path = tmp_path / "large.html"
    path.write_text(render_html(large_run(5000)), "utf-8")
    browser.open(path)
    folded = browser.run("return document.documentElement.scrollHeight")
    browser.run(
        "document.querySelector('#rows summary').click(); window.scrollTo(0, document.documentElement.scrollHeight)"
    )
    far = browser.run("return window.scrollY > 100000 && document.getElementById('meta').offsetHeight > 0")
    browser.run(_TYPE.format("pc04999"))

    assert browser.run("return performance.timing.domContentLoadedEventEnd - performance.timing.navigationStart") < 9000
    assert folded < 5000
    assert far
    assert browser.run("return document.getElementById('shown').innerText") == "1 of 5000 rows"
