"""A run to be kept: targets, outcomes and a head made for tests of the journal."""

from datetime import UTC, datetime, timedelta

from remote_prt.errors import Phase
from remote_prt.model import AuthMethod, Capture, Context, Failure, Outcome, PhaseTime, RunOptions, Target, VisitOutcome
from remote_prt.store.journal_records import JournalHeader

AT = datetime(2026, 1, 31, 1, 0, 0, 250_000, tzinfo=UTC)
RUN_ID = "20260131T010000Z-5f0c1a"
PHASES = (PhaseTime(Phase.CONNECT, 0.25), PhaseTime(Phase.RUN, 2.5))
OPTIONS = RunOptions(
    *("pc-[1-3]", Context.EVENTS, "http", "LAB\\sweeper", 7, 12.5, ("--allow-ntlm",), "anna"),
    probes_network=True,
    deadline=AT + timedelta(hours=1),
    max_fail="5%",
)
HEADER = JournalHeader(RUN_ID, AT, "0.1.0", "pc-[1-3]", OPTIONS, (("--context", "events"), ("--allow-ntlm",)))
TARGETS = (
    Target("pc-1"),
    Target(
        "ピーシー2",
        address="127.0.0.2",
        port=5985,
        https=False,
        auth=AuthMethod.NTLM,
        user="LAB\\x",
        configuration_name="jea",
        groups=("tokyo", "大阪"),
    ),
    Target("pc-3", enabled=False, disabled_reason="retired"),
)


def visited(target: Target, *records: str) -> VisitOutcome:
    """A visit that brought a capture and was not judged."""
    capture = Capture(
        computer_name=target.name,
        address="10.0.0.1",
        started_at=AT,
        finished_at=AT + timedelta(seconds=3),
        transport="pypsrp",
        account="LAB\\sweeper",
        context=Context.EVENTS,
        script_sha256="ab" * 32,
        tool_version="0.1.0",
        records=records or ('{"Snippet": "x"}',),
        complete=True,
    )
    return VisitOutcome(target, Outcome.VISITED, "10.0.0.1", None, capture, None, None, AT, 3.125, PHASES, tries=2)


def missed(target: Target, outcome: Outcome = Outcome.UNREACHABLE, *, internal: bool = False) -> VisitOutcome:
    """A visit that came to nothing."""
    failure = Failure(Phase.CONNECT, "http", 5985, "TCP 5985 is closed", "switch it on", internal=internal)
    return VisitOutcome(target, outcome, None, failure, None, None, None, AT, 0.5)
