"""Everything that reads bytes of a host, as functions of bytes: each returns, or something is wrong.

What a target lets pass is what visits let pass: a `HostError` in printable words, a reader's own refusal. Any other
exception is a defect.
"""

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache

from remote_prt.cli.composition import Judgement, judge
from remote_prt.diagnosis.catalog_entry import Catalog
from remote_prt.diagnosis.evidence import Policy
from remote_prt.errors import HostError
from remote_prt.model import Capture, Context, Outcome, Run, RunOptions, Target, VisitOutcome
from remote_prt.readers import action_records
from remote_prt.readers.catalogue import load_catalog
from remote_prt.readers.event_xml import UnreadableEvent, parse_event
from remote_prt.reports.csv_file import render_csv
from remote_prt.reports.json_document import render_json
from remote_prt.reports.table import render_table
from tests.fuzz.replayed_host import http, in_order, proper, visit

#: Parts the replies of one input.
NEXT = b"\n%%%%\n"
#: Parts the records of one input.
NEXT_RECORD = b"\n"
_SEALED = 'multipart/encrypted;protocol="application/HTTP-SPNEGO-session-encrypted";boundary="Encrypted Boundary"'
_AT = datetime(2026, 1, 31, 1, 0, tzinfo=UTC)


def http_replies(data: bytes) -> None:
    """Whole HTTP replies, status line and all."""
    with suppress(HostError):
        visit(in_order(data.split(NEXT)))


def sealed_messages(data: bytes) -> None:
    """Bodies of sealed replies."""
    with suppress(HostError):
        visit(in_order([http(b""), *(http(body, _SEALED) for body in data.split(NEXT))]), sealed=True)


def envelopes(data: bytes) -> None:
    """SOAP envelopes in proper HTTP."""
    with suppress(HostError):
        visit(in_order([http(body) for body in data.split(NEXT)]))


def fragments(data: bytes) -> None:
    """PSRP fragments in proper envelopes, one lot for each Receive."""
    with suppress(HostError):
        visit(proper(data.split(NEXT)))


def records(data: bytes) -> None:
    """Records of a visit, judged and reported in every format."""
    texts = tuple(one.decode("utf-8", "replace") for one in data.split(NEXT_RECORD))
    capture = Capture(
        "pc-001", "127.0.0.1", _AT, _AT, "pypsrp", "LAB\\operator", Context.AUTO, "00", "0", texts, complete=True
    )
    judged = judge(_catalog(), Policy(), capture)
    run = _run(capture, judged)
    table = render_table(run, width=100, colour=False, encoding="utf-8", show_all=True)
    assert all(line.replace("\u3000", "").isprintable() for line in table.split("\n")), table
    json.loads(render_json(run, exit_code=1, evidence=True))
    render_csv(run)


def actions(data: bytes) -> None:
    """Answers of actions, read as each of them."""
    texts = tuple(one.decode("utf-8", "replace") for one in data.split(NEXT_RECORD))
    for read in (
        action_records.read_refresh,
        action_records.read_channels,
        action_records.read_change,
        action_records.read_trace_state,
        action_records.read_trace_folder,
        action_records.read_tracer,
        action_records.read_file_fact,
    ):
        read(texts)
    action_records.read_trace_change(texts, "Start-PrtTrace")
    action_records.read_file_word(texts[0])


def event_xml(data: bytes) -> None:
    """One event."""
    with suppress(UnreadableEvent):
        parse_event(data.decode("utf-8", "replace"))


TARGETS: dict[str, Callable[[bytes], None]] = {
    "http": http_replies,
    "sealed": sealed_messages,
    "envelopes": envelopes,
    "fragments": fragments,
    "records": records,
    "actions": actions,
    "events": event_xml,
}


@cache
def _catalog() -> Catalog:
    return load_catalog("en")


def _run(capture: Capture, judged: Judgement) -> Run:
    outcome = VisitOutcome(
        Target("pc-001"), Outcome.VISITED, "127.0.0.1", None, capture, judged.evidence, judged.diagnosis, _AT, 1.0
    )
    options = RunOptions("pc-001", Context.AUTO, "pypsrp", "LAB\\operator", 1, 60.0)
    return Run("20260131T010000Z-000000", _AT, _AT, options, "0", (outcome,))
