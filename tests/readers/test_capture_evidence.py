"""Captures become evidence: each part from its own record, absence with its reason, hostile records harmless."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remote_prt.diagnosis.dsreg_report import DsregReport
from remote_prt.diagnosis.evidence import (
    AccountKind,
    ChannelState,
    HostFacts,
    Missing,
    MissingReason,
    SessionKind,
    SessionState,
)
from remote_prt.errors import Phase
from remote_prt.model import Capture, Context, Failure
from remote_prt.readers.capture_evidence import MAX_CHANNELS, MAX_SIGN_INS, read_capture

STARTED = datetime(2026, 1, 31, 1, 0, 0, tzinfo=UTC)
ANNA = "S-1-5-21-1-2-3-1141"
DSREGCMD = """
+----------------------------------------------------------------------+
| Device State                                                         |
+----------------------------------------------------------------------+

             AzureAdJoined : YES

+----------------------------------------------------------------------+
| SSO State                                                            |
+----------------------------------------------------------------------+

                AzureAdPrt : YES

+----------------------------------------------------------------------+
| Diagnostic Data                                                      |
+----------------------------------------------------------------------+

        AadRecoveryEnabled : NO
"""


def record(snippet: str, data: dict[str, object] | None = None, *, session: object = None, error: object = None) -> str:
    """One record as a host sends it."""
    body: dict[str, object] = {
        "Snippet": snippet,
        "Ok": error is None,
        "Milliseconds": 1,
        "LogonSession": session or {},
    }
    return json.dumps(body | ({"Data": data} if error is None else {"Error": error}))


def proof(sid: str = ANNA, session: str = "2") -> str:
    """The lines a user task writes before dsregcmd."""
    return (
        f'REMOTE-PRT-PROOF whoami="contoso\\anna","{sid}"\r\nREMOTE-PRT-PROOF upn=anna@contoso.com\r\n'
        f"REMOTE-PRT-PROOF session={session}\r\nREMOTE-PRT-DSREGCMD\r\n"
    )


def task(text: str, *, state: str = "finished", truncated: bool = False, asked: object = None) -> str:
    """The record of one user's task."""
    return record(
        "Receive-PrtUserTask",
        {"TaskName": "t", "State": state, "Text": text, "Truncated": truncated, "FinishedUtc": "2026-01-31T01:00:02Z"},
        session=asked or {"Kind": "user", "Sid": ANNA, "Name": "CONTOSO\\anna", "SessionId": 2},
    )


FACTS = record(
    "Get-PrtHostFact",
    {"ComputerName": "PC-01", "OsBuild": "10.0.22631.1", "ProductType": 1, "ClockUtc": "2026-01-31T01:00:01Z"},
)
SESSIONS = record(
    "Get-PrtLogonSession",
    {
        "Sessions": [
            {
                "Sid": ANNA,
                "Name": "CONTOSO\\anna",
                "SessionId": 2,
                "State": "locked",
                "LastUnlockUtc": "2026-01-31T00:30:00Z",
            },
            {"Sid": "S-1-5-21-9-9-9-500", "Name": "PC-01\\admin", "SessionId": 3, "State": "grün"},
            {"Sid": "S-1-12-1-1-2-3-4", "Name": "AzureAD\\Bo", "SessionId": 4, "State": "active"},
        ]
    },
)
END = record("Invoke-PrtVisit", {"Completed": True, "ElapsedMilliseconds": 5, "Skipped": []})


def capture(*records: str, failure: Failure | None = None) -> Capture:
    """A capture of those records."""
    return Capture(
        computer_name="pc-01",
        address="127.0.0.9",
        started_at=STARTED,
        finished_at=STARTED + timedelta(seconds=3),
        transport="replay",
        account="LAB\\sweeper",
        context=Context.AUTO,
        script_sha256="0" * 64,
        tool_version="0",
        records=records,
        complete=failure is None,
        failure=failure,
    )


def test_each_part_comes_from_its_own_record() -> None:
    """Facts, sessions and the user's own dsregcmd text are typed and joined by SID."""
    evidence = read_capture(capture(FACTS, SESSIONS, task(proof() + DSREGCMD), END))

    assert isinstance(evidence.host, HostFacts)
    assert evidence.host.clock_skew == timedelta(0)
    assert not isinstance(evidence.sessions, Missing)
    assert [s.account for s in evidence.sessions] == [AccountKind.DOMAIN, AccountKind.LOCAL, AccountKind.ENTRA]
    assert evidence.sessions[1].state is SessionState.UNKNOWN
    (observation,) = evidence.observations
    assert isinstance(observation.report, DsregReport)
    assert (observation.session.kind, observation.session.upn) == (SessionKind.USER, "anna@contoso.com")
    assert observation.session.state is SessionState.LOCKED
    assert observation.session.last_unlock_at == datetime(2026, 1, 31, 0, 30, tzinfo=UTC)
    assert evidence.ended_early is None


@pytest.mark.parametrize(
    ("text", "state", "reason"),
    [
        (proof("S-1-5-18") + DSREGCMD, "finished", MissingReason.IDENTITY_MISMATCH),
        (DSREGCMD, "finished", MissingReason.TASK_SILENT),
        ("", "silent", MissingReason.TASK_SILENT),
        ("", "running", MissingReason.DEADLINE),
        (proof() + "starting", "running", MissingReason.DEADLINE),
        (proof(), "finished", MissingReason.TRUNCATED),
    ],
    ids=["another-sid", "no-proof", "silent", "no-time", "cut-while-running", "proof-only"],
)
def test_a_text_that_proves_nothing_speaks_for_nobody(text: str, state: str, reason: MissingReason) -> None:
    """Without the asked SID in its proof, or without a whole text, a task's output is missing with its reason."""
    evidence = read_capture(capture(FACTS, SESSIONS, task(text, state=state), END))

    (observation,) = evidence.observations
    assert isinstance(observation.report, Missing)
    assert observation.report.reason is reason


@pytest.mark.parametrize(
    ("text", "whole"),
    [(DSREGCMD, True), (DSREGCMD.partition("| Diagnostic Data")[0], False), (DSREGCMD.partition("| SSO")[0], False)],
    ids=["section-follows", "cut-inside-sso", "cut-before-sso"],
)
def test_a_cut_text_is_used_only_where_it_is_whole(text: str, whole: bool) -> None:
    """`AzureAdPrt : NO` with its diagnostics cut off must not be judged; with a section after it, it may."""
    evidence = read_capture(capture(FACTS, SESSIONS, task(proof() + text, truncated=True), END))

    assert isinstance(evidence.observations[0].report, DsregReport) is whole


def _by_hand(sid: str, session: int) -> str:
    return record(
        "Get-PrtDsregStatus", {"Text": DSREGCMD}, session={"Kind": "caller", "Sid": sid, "SessionId": session}
    )


def test_a_user_who_runs_the_bundle_speaks_for_that_sign_in() -> None:
    """Dsregcmd run by a signed-in user in the own session is that user's text, stated, whatever the task met."""
    refused = {"Sid": ANNA, "Name": "CONTOSO\\anna", "SessionId": 2, "ErrorId": "Denied", "Message": "no"}
    started = record("Start-PrtUserTask", {"Started": [], "Refused": refused})
    evidence = read_capture(capture(started, FACTS, SESSIONS, _by_hand(ANNA, 2), END))

    observation = evidence.observations[-1]
    assert [other.session.sid for other in evidence.observations].count(ANNA) == 1
    assert (observation.session.kind, observation.session.sid) == (SessionKind.STATED, ANNA)
    assert isinstance(observation.report, DsregReport)


@pytest.mark.parametrize(
    ("sid", "session", "before"),
    [("S-1-5-21-1-2-3-500", 2, ()), (ANNA, 0, ()), (ANNA, 2, (task(proof() + DSREGCMD),)), ("", 2, ())],
    ids=["another-account", "winrm-logon", "own-task-said-it", "no-sid"],
)
def test_other_callers_speak_for_nobody(sid: str, session: int, before: tuple[str, ...]) -> None:
    """Another account, a session without desktop, or a user whose own task answered leaves the caller a caller."""
    evidence = read_capture(capture(FACTS, SESSIONS, *before, _by_hand(sid, session), END))

    assert evidence.observations[-1].session.kind is SessionKind.CALLER


def test_a_refused_task_is_remembered_for_its_user() -> None:
    """A user whose task could not be started is an observation without a report."""
    started = record(
        "Start-PrtUserTask",
        {
            "Started": [],
            "Refused": {"Sid": ANNA, "Name": "CONTOSO\\anna", "SessionId": 2, "ErrorId": "Denied", "Message": "no"},
        },
    )
    evidence = read_capture(capture(started, FACTS, SESSIONS, END))

    observation = evidence.observations[0]
    assert isinstance(observation.report, Missing)
    assert observation.report.reason is MissingReason.TASK_REFUSED
    assert observation.session.sid == ANNA


CALLERS = record("Get-PrtDsregStatus", {"Text": DSREGCMD, "ExitCode": 0, "TimedOut": False})


@pytest.mark.parametrize(
    ("error_id", "reason"),
    [
        ("HRESULT 0x80070005,Get-ScheduledTask", MissingReason.TASK_REFUSED),
        ("CommandNotFoundException", MissingReason.TASK_REFUSED),
        ("NoDsregcmd,Register-PrtUserTask", MissingReason.NO_DSREGCMD),
    ],
)
def test_tasks_that_could_not_be_started_at_all_are_each_users_reason(error_id: str, reason: MissingReason) -> None:
    """When starting the tasks fails as a whole, every sign-in has that reason, not that of the caller's session."""
    failed = record("Start-PrtUserTask", error={"Id": error_id, "Category": "", "Message": "Access is denied."})
    evidence = read_capture(capture(failed, FACTS, SESSIONS, CALLERS, END))
    of_users = [o for o in evidence.observations if o.session.kind is SessionKind.USER]

    assert [observation.session.session_id for observation in of_users] == [2, 3, 4]
    assert all(o.report == Missing(reason, f"{error_id}: Access is denied.") for o in of_users)


def test_who_signed_in_after_the_start_was_not_asked() -> None:
    """A sign-in that is neither among the started nor the refused tasks came later; the started one keeps its text."""
    entry = {"Sid": ANNA, "Name": "CONTOSO\\anna", "SessionId": 2, "TaskName": "t"}
    started = record("Start-PrtUserTask", {"Started": entry, "Refused": None})
    evidence = read_capture(capture(started, FACTS, SESSIONS, task(proof() + DSREGCMD), CALLERS, END))
    reasons = {
        o.session.session_id: o.report.reason if isinstance(o.report, Missing) else None
        for o in evidence.observations
        if o.session.kind is SessionKind.USER
    }

    assert reasons == {2: None, 3: MissingReason.NOT_COLLECTED, 4: MissingReason.NOT_COLLECTED}


@pytest.mark.parametrize("answer", [{"Started": 5}, {"Started": [{"Sid": 5}]}], ids=str)
def test_an_unreadable_start_says_nothing_about_who_is_absent(answer: dict[str, object]) -> None:
    """Where it cannot be read who was asked, nobody is said to have come later."""
    evidence = read_capture(capture(record("Start-PrtUserTask", answer), FACTS, SESSIONS, END))

    assert evidence.observations == ()


def test_a_started_task_that_never_answered_is_no_late_sign_in() -> None:
    """A visit that broke off between start and answer leaves the user to the reason why it broke off."""
    entry = {"Sid": "S-1-12-1-1-2-3-4", "Name": "AzureAD\\Bo", "SessionId": 4, "TaskName": "t"}
    started = record("Start-PrtUserTask", {"Started": [entry], "Refused": []})
    evidence = read_capture(
        capture(started, FACTS, SESSIONS, failure=Failure(Phase.RUN, "http", 5985, "late", "wait", timed_out=True))
    )

    assert 4 not in {observation.session.session_id for observation in evidence.observations}
    assert evidence.ended_early is not None


def test_more_sign_ins_than_any_host_has_are_not_all_read() -> None:
    """Sign-ins, tasks and refusals are read up to a bound, and what exceeded it is named."""
    many = [{"Sid": f"S-1-5-21-1-2-3-{n}", "Name": "C\\u", "SessionId": n} for n in range(MAX_SIGN_INS + 1)]
    evidence = read_capture(
        capture(
            record("Start-PrtUserTask", {"Started": many, "Refused": many}),
            FACTS,
            record("Get-PrtLogonSession", {"Sessions": many}),
            *[task(proof())] * (MAX_SIGN_INS + 2),
            END,
        )
    )

    assert not isinstance(evidence.sessions, Missing)
    assert len(evidence.sessions) == MAX_SIGN_INS
    assert len(evidence.observations) == 2 * MAX_SIGN_INS
    assert [missing.detail for missing in evidence.unread] == [
        f"Get-PrtLogonSession: {MAX_SIGN_INS} of {MAX_SIGN_INS + 1} were read",
        f"Receive-PrtUserTask: {MAX_SIGN_INS} of {MAX_SIGN_INS + 2} were read",
        f"Start-PrtUserTask: {MAX_SIGN_INS} of {MAX_SIGN_INS + 1} were read",
    ]
    assert {missing.reason for missing in evidence.unread} == {MissingReason.TRUNCATED}


def test_what_ran_in_the_remoting_session_is_the_callers() -> None:
    """The dsregcmd text over WinRM is kept for its device rows under the account that ran it."""
    evidence = read_capture(
        capture(FACTS, record("Get-PrtDsregStatus", {"Text": DSREGCMD, "ExitCode": 0, "TimedOut": False}), END)
    )

    (observation,) = evidence.observations
    assert (observation.session.kind, observation.session.name) == (SessionKind.CALLER, "LAB\\sweeper")


@pytest.mark.parametrize(
    ("failure", "end", "reason"),
    [
        (Failure(Phase.RUN, "http", 5985, "late", "wait", timed_out=True), None, MissingReason.DEADLINE),
        (Failure(Phase.RUN, "http", 5985, "reset", "look"), None, MissingReason.SESSION_LOST),
        (None, None, MissingReason.TRUNCATED),
        (
            None,
            record("Invoke-PrtVisit", {"Completed": True, "Skipped": ["Get-PrtLogonSession"]}),
            MissingReason.DEADLINE,
        ),
        (None, END, MissingReason.NOT_COLLECTED),
    ],
    ids=["deadline", "reset", "no-end-mark", "budget", "not-asked"],
)
def test_absence_has_its_reason(failure: Failure | None, end: str | None, reason: MissingReason) -> None:
    """Why the sessions are not known is told from how the visit ended."""
    records = (FACTS,) if end is None else (FACTS, end)
    evidence = read_capture(capture(*records, failure=failure))

    assert isinstance(evidence.sessions, Missing)
    assert evidence.sessions.reason is reason


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ({"Sessions": [], "Hidden": 2}, MissingReason.OWNER_HIDDEN),
        ({"Sessions": None, "Hidden": 1}, MissingReason.OWNER_HIDDEN),
        ({"Sessions": [], "Hidden": "two"}, MissingReason.UNREADABLE),
    ],
    ids=["hidden", "hidden-and-unwrapped", "no-number"],
)
def test_a_hidden_owner_is_not_nobody(data: dict[str, object], reason: MissingReason) -> None:
    """Where somebody is signed in whom the account may not read, the sign-ins are unknown, not none."""
    evidence = read_capture(capture(FACTS, record("Get-PrtLogonSession", data), END))

    assert isinstance(evidence.sessions, Missing)
    assert evidence.sessions.reason is reason


@pytest.mark.parametrize("data", [{"Sessions": []}, {"Sessions": [], "Hidden": 0}], ids=["older-script", "none"])
def test_nobody_is_nobody(data: dict[str, object]) -> None:
    """Where no desktop is there at all, nobody is signed in."""
    evidence = read_capture(capture(FACTS, record("Get-PrtLogonSession", data), END))

    assert evidence.sessions == ()


def test_unlocks_come_in_a_record_of_their_own() -> None:
    """The Security log's unlock is given to the sign-in it can be tied to, also where the task speaks for it."""
    unlocks = {"Unlocks": [{"Sid": ANNA, "Utc": "2026-01-31T00:45:00Z", "Source": "Security 4624"}], "Unreadable": 0}
    evidence = read_capture(
        capture(FACTS, SESSIONS, task(proof() + DSREGCMD), record("Get-PrtLastUnlock", unlocks), END)
    )

    assert not isinstance(evidence.sessions, Missing)
    for session in (evidence.sessions[0], evidence.observations[0].session):
        assert session.last_unlock_at == datetime(2026, 1, 31, 0, 45, tzinfo=UTC)
        assert session.last_unlock_source == "Security 4624"


def test_unreadable_unlocks_change_no_sign_in() -> None:
    """An answer about unlocks that cannot be understood is named, and the sign-ins stay as they were."""
    evidence = read_capture(capture(FACTS, SESSIONS, record("Get-PrtLastUnlock", {"Unlocks": 5}), END))

    assert not isinstance(evidence.sessions, Missing)
    assert evidence.sessions[0].last_unlock_at == datetime(2026, 1, 31, 0, 30, tzinfo=UTC)
    assert [missing.reason for missing in evidence.unread] == [MissingReason.UNREADABLE]


def test_a_task_for_which_no_time_was_left_is_a_deadline() -> None:
    """A user whose task was not started because starting took too long reads deadline, not refused."""
    entry = {"Sid": ANNA, "Name": "CONTOSO\\anna", "SessionId": 2, "ErrorId": "NoTimeLeft,Start-PrtUserTask"}
    started = record("Start-PrtUserTask", {"Started": [], "Refused": [entry]})
    evidence = read_capture(capture(started, FACTS, SESSIONS, END))

    assert isinstance(evidence.observations[0].report, Missing)
    assert evidence.observations[0].report.reason is MissingReason.DEADLINE


@pytest.mark.parametrize(
    ("removed", "leftovers"),
    [(True, ()), (None, ()), ("no", ()), (False, ("remote_prt-1",))],
    ids=["gone", "older-script", "no-flag", "left"],
)
def test_what_could_not_be_removed_is_kept(removed: object, leftovers: tuple[str, ...]) -> None:
    """A task that the host says is still there is named in the evidence; what it says otherwise is no leftover."""
    data = {"TaskName": "remote_prt-1", "State": "finished", "Text": "", "Removed": removed}
    evidence = read_capture(capture(FACTS, record("Receive-PrtUserTask", data, session={"Sid": ANNA}), END))

    assert evidence.leftovers == leftovers


def test_a_probe_that_could_not_be_removed_is_kept() -> None:
    """What the network probe left behind is named as a task's leftovers are."""
    evidence = read_capture(capture(record("Get-PrtNetworkProbe", {"Removed": False, "Text": ""}), FACTS, END))

    assert evidence.leftovers == ("remote_prt-* (probe)",)


def test_hidden_owners_beside_others_are_counted() -> None:
    """Where some sign-ins can be read and others not, both are told."""
    sessions = {"Sessions": [{"Sid": ANNA, "Name": "CONTOSO\\anna", "SessionId": 2}], "Hidden": 2}
    evidence = read_capture(capture(FACTS, record("Get-PrtLogonSession", sessions), END))

    assert not isinstance(evidence.sessions, Missing)
    assert (len(evidence.sessions), evidence.hidden_sign_ins) == (1, 2)


def test_a_host_clock_outside_the_visit_is_skewed() -> None:
    """The skew is how far the host's clock lies outside the time in which it was read."""
    late = replace(
        capture(FACTS, END), started_at=STARTED - timedelta(hours=1), finished_at=STARTED - timedelta(minutes=59)
    )
    evidence = read_capture(late)

    assert isinstance(evidence.host, HostFacts)
    assert evidence.host.clock_skew == timedelta(minutes=59, seconds=1)


def test_one_unreadable_record_hides_no_other() -> None:
    """A broken record is named in `unread`; the rest is read."""
    evidence = read_capture(capture("{", record("Get-PrtLogonSession", {"Sessions": 5}), FACTS, END))

    assert isinstance(evidence.host, HostFacts)
    assert isinstance(evidence.sessions, Missing)
    assert evidence.sessions.reason is MissingReason.UNREADABLE
    assert len(evidence.unread) == 1


def test_channels_of_old_and_new_captures_are_read() -> None:
    """A capture of the first version holds one channel under another name; a host's hundred channels are bounded."""
    old = {"Channel": "Microsoft-Windows-AAD/Operational", "State": "ok", "Capped": False, "Events": []}
    new = old | {"Channel": "Microsoft-Windows-AAD/Analytic", "State": "disabled", "ErrorId": None}
    (before,) = read_capture(capture(FACTS, record("Get-PrtAadEvent", old), END)).channels
    both = read_capture(capture(FACTS, record("Get-PrtChannelEvent", old), record("Get-PrtChannelEvent", new), END))
    many = read_capture(capture(FACTS, *[record("Get-PrtChannelEvent", new)] * 100, END))

    assert (before.name, before.records) == ("Microsoft-Windows-AAD/Operational", ())
    assert [channel.state for channel in both.channels] == [ChannelState.READ, ChannelState.DISABLED]
    assert len(many.channels) == MAX_CHANNELS


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3),
    max_leaves=10,
)
_FIELDS = [
    "Sessions",
    "Sid",
    "Name",
    "SessionId",
    "Text",
    "State",
    "Truncated",
    "Started",
    "Refused",
    "Unlocks",
    "Hidden",
    "Removed",
    "Events",
    "ClockUtc",
    "Skipped",
    "Certificates",
    "KeyError",
    "HasPrivateKey",
    "Joins",
    "Workplace",
    "Source",
    "LockoutCount",
    "StartMode",
    "WinHttp",
    "Accounts",
    "Unreadable",
    "Context",
]
_SNIPPETS = [
    "Start-PrtUserTask",
    "Get-PrtHostFact",
    "Get-PrtLogonSession",
    "Get-PrtAadEvent",
    "Get-PrtChannelEvent",
    "Receive-PrtUserTask",
    "Get-PrtDsregStatus",
    "Get-PrtLastUnlock",
    "Invoke-PrtVisit",
    "Get-PrtDeviceCertificate",
    "Get-PrtJoinFact",
    "Get-PrtTpmFact",
    "Get-PrtTimeService",
    "Get-PrtProxySetting",
    "Get-PrtNetworkProbe",
]


@given(
    snippet=st.sampled_from(_SNIPPETS),
    data=st.dictionaries(st.sampled_from(_FIELDS), _JSON, max_size=6) | _JSON,
    session=_JSON,
    ok=st.booleans(),
)
def test_no_record_makes_the_reader_raise(snippet: str, data: object, session: object, ok: bool) -> None:
    """Whatever a host puts into the fields, reading ends in values."""
    hostile = json.dumps({"Snippet": snippet, "Ok": ok, "LogonSession": session, "Data": data, "Error": data})

    read_capture(capture(FACTS, hostile, END))


@pytest.mark.parametrize(
    ("asked", "told", "name_proof", "answered_as"),
    [
        ("pc-07", "PC-08", "none", "PC-08"),
        ("pc-07.corp.example", "PC-08", "none", "PC-08"),
        ("pc-07", "PC-07", "none", ""),
        ("pc-07.corp.example.", "PC-07", "none", ""),
        ("a-very-long-computer-name", "A-VERY-LONG-COM", "none", ""),
        ("intranet", "SRV-01", "kerberos", ""),
        ("intranet", "SRV-01", "tls", ""),
        ("intranet", "SRV-01", "", ""),
        ("10.1.2.3", "PC-08", "none", ""),
        ("fe80::1", "PC-08", "none", ""),
        ("localhost", "PC-08", "none", ""),
        ("pc-07", "", "none", ""),
    ],
)
def test_another_name_is_told_where_nothing_proved_the_one_that_was_asked(
    asked: str, told: str, name_proof: str, answered_as: str
) -> None:
    """A name differs after domain, case and NetBIOS's fifteen characters; addresses and proven names never do."""
    facts = record("Get-PrtHostFact", {"ComputerName": told, "OsBuild": "10.0.22631.1"})
    seen = replace(capture(facts), computer_name=asked, name_proof=name_proof)

    assert read_capture(seen).answered_as == answered_as


def test_what_comes_behind_the_end_is_no_evidence() -> None:
    """A host that has said that this is all changes nothing by what it sends after that, and the rest is counted."""
    first = record("Get-PrtHostFact", {"ComputerName": "PC-07", "OsBuild": "10.0.22631.1"})
    end = record("Invoke-PrtVisit", {"Skipped": []})
    evidence = read_capture(capture(first, end, record("Get-PrtLogonSession", {"Sessions": []}), "nonsense"))

    assert isinstance(evidence.sessions, Missing)
    assert "2 records behind the end of the answer" in [one.detail for one in evidence.unread]


@pytest.mark.parametrize("year", ["0001", "1600", "3000", "9999"])
def test_times_of_another_age_are_no_times(year: str) -> None:
    """A clock that no Windows has makes the record that tells it unreadable, and nothing overflows."""
    evidence = read_capture(capture(record("Get-PrtHostFact", {"ClockUtc": f"{year}-12-31T23:59:59Z"})))

    assert isinstance(evidence.host, Missing)
    assert evidence.host.reason is MissingReason.UNREADABLE
