"""No damage to a text turns "we do not know" or "not applicable" into a fault."""

from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from remote_prt.diagnosis.catalog_entry import Catalog
from remote_prt.diagnosis.diagnosis import Status
from remote_prt.diagnosis.dsregcmd import parse_dsregcmd
from remote_prt.diagnosis.evidence import Evidence, LogonSession, Missing, MissingReason, Observation, SessionKind
from remote_prt.diagnosis.verdict import diagnose
from tests.diagnosis.builders import ANNA, NOW, ago, device_rows, failed_rows, no_rows, text_of, yes_rows

CATALOG = Catalog("en")
FAULTS = {Status.BROKEN, Status.FAILING, Status.STALE}
NEVER_A_FAULT = {
    "caller": text_of(no_rows("NO")),
    "local": text_of(no_rows(""), Executing_Account_Name="PC-07\\kiosk"),
    "machine": text_of(no_rows("NO"), Executing_Account_Name="CONTOSO\\PC-07$, PC-07$@contoso.com"),
    "domain-only": text_of(no_rows("NO"), device=device_rows(entra="NO")),
    "no-authority": text_of(no_rows("")),
    "healthy": text_of(yes_rows(ago(hours=9))),
    "artefact": text_of({"AzureAdPrt": "ERROR (0x80070520)", "AzureAdPrtAuthority": "NO"}),
    "other-users-failure": text_of(
        {**yes_rows(ago(hours=1)), **failed_rows(description="AADSTS50126: x", User_Identity="bob@contoso.com")}
    ),
}


def status_of(text: str, session: LogonSession, now: datetime | None = NOW) -> Status:
    """What is said about a text from that session."""
    asked = Missing(MissingReason.NOT_COLLECTED)
    return diagnose(Evidence("pc", asked, asked, (Observation(session, now, parse_dsregcmd(text)),)), CATALOG).status


@pytest.mark.parametrize("kind", [SessionKind.STATED, SessionKind.USER, SessionKind.CALLER])
@pytest.mark.parametrize("name", NEVER_A_FAULT)
def test_cutting_a_text_anywhere_makes_no_fault(name: str, kind: SessionKind) -> None:
    """Every beginning of a text without fault is without fault, in every context that can be cut."""
    text = NEVER_A_FAULT[name]
    session = ANNA if kind is SessionKind.USER else LogonSession(kind)
    found = {status_of(text[:length], session) for length in range(0, len(text), 7)}

    assert found & FAULTS == set()


_DAMAGE = st.tuples(st.sampled_from(["cut", "drop", "double", "blank", "join"]), st.integers(0, 10_000))


@settings(derandomize=True)
@given(
    st.sampled_from(list(NEVER_A_FAULT)),
    st.lists(_DAMAGE, max_size=4),
)
@example("caller", [("cut", 1500)])
def test_mutilated_texts_make_no_fault(name: str, damages: list[tuple[str, int]]) -> None:
    """Cut, dropped, doubled, blanked and joined lines never raise and never make a fault of a pasted text."""
    lines = NEVER_A_FAULT[name].splitlines(keepends=True)
    for damage, place in damages:
        at = place % max(len(lines), 1)
        if damage == "cut":
            lines = lines[:at]
        elif damage == "drop":
            del lines[at : at + 1]
        elif damage == "double":
            lines[at:at] = lines[at : at + 1]
        elif damage == "blank":
            lines.insert(at, "\n")
        elif damage == "join":
            lines[at : at + 1] = [line.replace("\n", " ") for line in lines[at : at + 1]]

    assert status_of("".join(lines), LogonSession(SessionKind.STATED)) not in FAULTS


@pytest.mark.corpus
def test_no_beginning_of_a_published_text_is_worse_than_the_whole(corpus: Path) -> None:
    """Cut anywhere, a published text that is no fault stays none; and nothing raises."""
    for path in sorted((corpus / "dsregcmd").glob("*.txt")):
        text = path.read_text("utf-8")
        session = LogonSession(SessionKind.STATED)
        if status_of(text, session, None) in FAULTS:
            continue
        worse = [n for n in range(0, len(text), 41) if status_of(text[:n], session, None) in FAULTS]

        assert worse == [], path.name
