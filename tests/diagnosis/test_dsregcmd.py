"""dsregcmd texts become rows, however they were damaged on the way."""

import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from remote_prt.diagnosis.dsreg_facts import AuthorityKind, DsregFacts
from remote_prt.diagnosis.dsregcmd import MAX_ROWS, parse_dsregcmd
from tests.diagnosis.builders import ago, failed_rows, no_rows, section, text_of, yes_rows
from tests.diagnosis.corpus_index import corpus_facts, read_fact

WHOLE = text_of({**no_rows(), **failed_rows(description="AADSTS50126: Error validating credentials: wrong password.")})


def pairs(text: str) -> list[tuple[str, str, str]]:
    """Block, key and value of every row."""
    return [(row.block, row.key, row.value) for row in parse_dsregcmd(text).rows]


@pytest.mark.corpus
def test_every_fact_of_the_corpus_is_read(corpus: Path) -> None:
    """Every plain expected fact of every published text is read as its index says."""
    missed = {}
    for file, label, expected in corpus_facts(corpus):
        report = parse_dsregcmd((corpus / "dsregcmd" / file).read_text("utf-8"))
        if (found := read_fact(report, label)) != expected:
            missed[f"{file}: {label}"] = (expected, found)

    assert missed == {}


@pytest.mark.corpus
def test_nothing_of_the_corpus_is_lost(corpus: Path) -> None:
    """Every word of every published text stands in a row, a title or another line."""
    for file in sorted((corpus / "dsregcmd").glob("*.txt")):
        text = file.read_text("utf-8")
        report = parse_dsregcmd(text)
        kept = [part for row in report.rows for part in (row.key, row.value)] + [*report.sections, *report.other_lines]
        squeezed = re.sub(r"[\s+|:-]", "", " ".join(kept))
        for word in re.findall(r"[^\s+|:-]+", re.sub(r"u\nsing WPAD", "using WPAD", text)):
            assert word in squeezed, f"{file.name}: {word}"


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: "\ufeff" + text,
        lambda text: text.replace("\n", " "),
        lambda text: re.sub(r"\s+", " ", text),
        lambda text: re.sub(r"(?m)^ +", "", text),
        lambda text: re.sub(r"(?m)^ +", "", text).replace(" : ", ": "),
        lambda text: re.sub(r"(?m)^ +", "", text).replace(" : ", ":"),
        lambda text: text.replace("\n", "  \n"),
        lambda text: text.replace(" ", "\u00a0"),
        lambda text: text.replace("\n", "<br>\n"),
        lambda text: re.sub(r"(?m)^", "> ", text),
        lambda text: re.sub(r"(?m)^ +(?=\S)", "  - ", text),
        lambda text: "".join(f"{n:4}: {line}\n" for n, line in enumerate(text.splitlines())),
        lambda text: "PS C:\\Users\\anna> dsregcmd /status\n" + text + "PS C:\\Users\\anna>",
        "\x00".join,
    ],
    ids=[
        "crlf", "bom", "one-line", "one-blank", "flush-left", "no-blank-before-colon", "no-blanks", "trailing", "nbsp",
        "html-breaks", "quoted", "bullets", "line-numbers", "prompts", "utf16-as-bytes",
    ],
)  # fmt: skip
def test_published_damage_changes_no_row(damage) -> None:
    """What mail, forums and consoles do to a text leaves its rows and blocks as they were."""
    expected = pairs(WHOLE)

    assert pairs(damage(WHOLE)) == expected


def test_a_value_wrapped_by_the_console_is_whole_again() -> None:
    """A console cuts at its width and continues at the first column."""
    text = section("URL Specific Proxy Config", {"Auto Detect PAC Status": "No PAC script, code: 0x80072f94" * 3})
    wrapped = "\n".join(line[:80] + "\n" + line[80:] if len(line) > 80 else line for line in text.splitlines())

    assert pairs(wrapped) == pairs(text)


def test_what_stands_before_the_first_row_of_a_line_is_kept() -> None:
    """A prompt that was joined to the rows is no row and is not lost."""
    report = parse_dsregcmd("PS C:\\Users\\anna> dsregcmd AzureAdPrt : NO AzureAdPrtAuthority : NO")

    assert [(row.key, row.value) for row in report.rows] == [("AzureAdPrt", "NO"), ("AzureAdPrtAuthority", "NO")]
    assert report.other_lines == ("PS C:\\Users\\anna> dsregcmd",)


def test_a_description_over_several_lines_is_one_value() -> None:
    """Entra's texts go on with Trace ID, Correlation ID and Timestamp, which are no rows of dsregcmd."""
    more = "AADSTS50126: Error.\nTrace ID: 11112222\nCorrelation ID: 33334444\nTimestamp: 2026-03-02 11:00:00Z"
    report = parse_dsregcmd(text_of({**no_rows(), **failed_rows(description=more)}))

    assert report.value("Server Error Description", "EntraAcquire") == more.replace("\n", " ")
    assert report.value("EnterprisePrt") == "NO"


def test_an_unknown_row_after_a_description_is_a_row() -> None:
    """A later Windows may print what we do not know; its layout shows that it is a row."""
    rows = {**no_rows(), **failed_rows(description="AADSTS50126: Error."), "Some New Row": "YES"}

    assert parse_dsregcmd(text_of(rows)).value("Some New Row") == "YES"


def test_blocks_are_told_apart_by_position() -> None:
    """Up to four diagnostics blocks stand in one section, with the same keys."""
    status = {"Attempt Status": "0x1"}
    text = "".join(
        section("SSO State", rows) if n == 0 else section("SSO State", rows).split("\n\n", 1)[1]
        for n, rows in enumerate(
            (
                {**yes_rows(ago(hours=1)), "AcquirePrtDiagnostics": "PRESENT", "Attempt Status": "0xa"},
                {"RefreshPrtDiagnostics": "PRESENT", "Attempt Status": "0xb"},
                {"EnterprisePrt": "NO", "AcquirePrtDiagnostics": "PRESENT", "Attempt Status": "0xc"},
                {"RefreshPrtDiagnostics": "PRESENT", "Attempt Status": "0xd", "OnPremTgt": "NO", "CloudTgt": "YES"},
            )
        )
    )
    report = parse_dsregcmd(text)
    blocks = {row.block: row.value for row in report.rows if row.key in status}

    assert list(blocks.items()) == [
        ("EntraAcquire", "0xa"), ("EntraRefresh", "0xb"), ("EnterpriseAcquire", "0xc"), ("EnterpriseRefresh", "0xd")
    ]  # fmt: skip
    assert report.value("CloudTgt") == "YES"


def test_work_accounts_are_numbered() -> None:
    """Rows of Work Account N carry its number, so that equal keys stay apart."""
    text = section("Work Account 1", {"NgcSet": "NO"}) + section("Work Account 2", {"NgcSet": "YES"})

    assert pairs(text) == [("WorkAccount1", "NgcSet", "NO"), ("WorkAccount2", "NgcSet", "YES")]


def test_absent_empty_no_and_error_are_four_answers() -> None:
    """A row that is not there is None, a row without value is "", NO and ERROR are what they say."""
    report = parse_dsregcmd(section("SSO State", {"AzureAdPrt": "ERROR (0x80070520)", "AzureAdPrtAuthority": ""}))

    assert report.value("AzureAdPrt") == "ERROR (0x80070520)"
    assert report.value("AzureAdPrtAuthority") == ""
    assert report.value("EnterprisePrt") is None


def test_duplicates_and_unknown_keys_are_kept_in_order() -> None:
    """Nothing printed is lost: the same key twice is two rows, a new key is a row."""
    text = section("Device Details", {"Some New Row": "x"}) + section("Device Details", {"Some New Row": "y"})

    assert [row.value for row in parse_dsregcmd(text).rows] == ["x", "y"]


@pytest.mark.parametrize("lines", [10_000, 200_000])
def test_endless_texts_are_bounded(lines: int) -> None:
    """A text without end costs a bounded number of rows and says that it was cut."""
    report = parse_dsregcmd("a : b\n" * lines)

    assert len(report.rows) <= MAX_ROWS
    assert report.is_cut


@pytest.mark.parametrize(
    "text",
    ["|" + " " * 400_000 + "x|y", " " * 500_000, "+" + "-" * 500_000, "a" * 500_000, "+-" * 250_000, "a :" * 160_000,
     "Server Error Description : x\n" + "y\n" * 250_000, "\n" * 500_000, "1 " * 250_000],
    ids=["title", "blanks", "rule", "word", "rules", "colons", "description", "line-ends", "numbers"],
)  # fmt: skip
def test_hostile_texts_cost_little(text: str) -> None:
    """No shape of half a megabyte makes the reader think for long or remember more than it was given."""
    report = parse_dsregcmd(text)

    assert sum(len(row.key) + len(row.value) for row in report.rows) <= len(text) + MAX_ROWS


@pytest.mark.parametrize("characters", range(0, len(WHOLE), 97))
def test_a_cut_text_never_gains_a_row(characters: int) -> None:
    """The rows of a beginning are a beginning of the rows, but for the one that was cut."""
    whole, part = pairs(WHOLE), pairs(WHOLE[:characters])

    assert part[:-1] == whole[: max(len(part) - 1, 0)]


def test_the_end_of_a_cut_text_is_known() -> None:
    """A text that stops inside the sections that matter says so; a whole one and an excerpt do not."""
    cut = WHOLE[: WHOLE.index("EnterprisePrt ")]

    assert parse_dsregcmd(cut).is_cut
    assert not parse_dsregcmd(WHOLE).is_cut
    assert not parse_dsregcmd(section("SSO State", no_rows())).is_cut


@settings(derandomize=True)
@given(st.text(max_size=400))
def test_no_text_raises(text: str) -> None:
    """Any text at all is read."""
    facts = DsregFacts(parse_dsregcmd(text))

    assert facts.authority_kind in AuthorityKind
    assert facts.attempts is not None


def test_a_text_made_of_blanks_costs_no_more_than_its_length() -> None:
    """Half a million blanks between two letters are read in a moment: no pattern goes back over them."""
    started = time.process_time()
    parse_dsregcmd("a" + " " * 500_000 + "b: c\n" + ("x" + " " * 300 + "\n") * 1_000)

    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    "line",
    [
        '"      AzureAdPrt : NO",',
        "* **AzureAdPrt**: NO",
        "`AzureAdPrt : NO`",
        "AzureAdPrt\uff1aNO",
        "<p>AzureAdPrt&nbsp;:&nbsp;NO</p>",
        '> "AzureAdPrt : NO"',
    ],
)
def test_marks_of_lists_and_pages_are_no_part_of_a_row(line: str) -> None:
    """Lines of a JSON or CSV list, Markdown, HTML and a colon of full width hold the same row."""
    assert parse_dsregcmd(line).value("AzureAdPrt") == "NO"


def test_endless_quotation_costs_no_more_than_its_length() -> None:
    """A quotation mark that is never closed, before half a million blanks, is read at once."""
    assert parse_dsregcmd('"' + " " * 500_000 + 'x"').rows == ()
