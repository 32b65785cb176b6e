"""`analyze` starts with what its files need: what visits hosts, and the readers of other kinds of files, stay out."""

import subprocess
import sys
from pathlib import Path

import pytest

EVENT = (
    "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>"
    "<Provider Name='Microsoft-Windows-AAD'/><EventID>1081</EventID><Level>2</Level><Task>101</Task>"
    "<TimeCreated SystemTime='2026-01-31T01:02:03.1234567Z'/><EventRecordID>4711</EventRecordID>"
    "<Channel>Microsoft-Windows-AAD/Operational</Channel><Computer>pc-07</Computer></System>"
    "<EventData><Data Name='ErrorMessage'>AADSTS50126: x</Data></EventData></Event>"
)
#: Visiting, and inventories, need these; saved files never do.
VISITING = frozenset(
    {"asyncio", "ssl", "pypsrp", "requests", "spnego", "cryptography", "pydantic", "ruamel", "ClusterShell", "rich"}
    | {f"remote_prt.{room}" for room in ("lab", "controller", "collectors", "transports", "inventory", "snippets")}
)
READERS = "remote_prt.readers"
TEXTS = frozenset({f"{READERS}.pasted_events", f"{READERS}.text_contents", "remote_prt.diagnosis.dsregcmd"})
CAPTURES = frozenset({f"{READERS}.captures", f"{READERS}.capture_evidence"})
REPORTS = frozenset({"tabulate", "remote_prt.reports.table", "remote_prt.reports.csv_file"})


def imported_by_analyze(file: Path) -> set[str]:
    """The modules that one `analyze FILE --format json` imports, packages included."""
    words = [sys.executable, "-X", "importtime", "-m", "remote_prt", "analyze", str(file), "--format", "json"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.stdout.startswith("{")
    return {line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if line.startswith("import time:")}


def test_events_alone_need_no_other_reader(tmp_path: Path) -> None:
    """A log saved as XML brings neither what visits, nor the readers of texts and captures, nor other reports."""
    file = tmp_path / "aad.xml"
    file.write_text(EVENT, "utf-8")
    imported = imported_by_analyze(file)

    assert f"{READERS}.event_xml" in imported
    assert imported & (VISITING | TEXTS | CAPTURES | REPORTS) == set()


def test_a_text_brings_its_own_reader(tmp_path: Path) -> None:
    """A dsregcmd text brings the reader of texts, and nothing that visits or reads captures."""
    file = tmp_path / "dsregcmd.txt"
    file.write_text("| SSO State |\n AzureAdPrt : NO\n AzureAdPrtAuthority : https://x\n", "utf-8")
    imported = imported_by_analyze(file)

    assert imported >= TEXTS
    assert imported & (VISITING | CAPTURES | REPORTS) == set()


@pytest.mark.corpus
def test_an_event_log_file_needs_no_other_reader(corpus: Path) -> None:
    """The published log brings the same as XML does, and the compiled reader."""
    imported = imported_by_analyze(corpus / "events" / "01-aad-operational-real.evtx")

    assert "evtx" in imported
    assert imported & (VISITING | TEXTS | CAPTURES | REPORTS) == set()
