"""Remarks tell what changes nothing, in the reader's language, and say where witnesses disagree."""

import string
from dataclasses import replace
from datetime import timedelta

import pytest

from remote_prt.diagnosis.diagnosis import Status
from remote_prt.diagnosis.evidence import (
    ChannelState,
    EventChannel,
    EventRecord,
    LogonSession,
    Missing,
    MissingReason,
    SessionKind,
)
from remote_prt.diagnosis.note_words import NOTE_WORDS
from remote_prt.diagnosis.notes import Remark, spoken, worded
from remote_prt.diagnosis.verdict import diagnose
from remote_prt.readers.catalogue import load_catalog
from tests.diagnosis.builders import (
    ANALYTIC,
    ANNA,
    CORRELATION,
    NOW,
    OPERATIONAL,
    ago,
    device_rows,
    evidence,
    failed_rows,
    no_rows,
    own,
    record,
    summary,
    text_of,
    yes_rows,
)
from tests.diagnosis.test_single_records import hello_check

CATALOG = load_catalog()


def placeholders(text: str) -> set[str]:
    """The names in braces."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_what_the_visit_itself_has_to_say_follows() -> None:
    """Leftovers, hidden sign-ins and unread records are said beside the user; of many names only some are shown."""
    told = replace(
        evidence(own(text_of(yes_rows(ago(hours=1))))),
        leftovers=("a", "b", "c", "d", "e"),
        hidden_sign_ins=2,
        channels=(EventChannel("AAD", (), unread=3),),
    )

    assert diagnose(told, CATALOG).users[0].notes[-3:] == (
        "could not be removed from the host: a, b, c, +2; the next visit after its end tries again",
        "2 more signed in whose names the account may not read",
        "3 records of the event log could not be read",
    )


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (ChannelState.MISSING, ["AAD/Operational does not exist on this Windows"]),
        (ChannelState.DISABLED, ["AAD/Operational is switched off: failed attempts leave no trace in it"]),
        (ChannelState.FAILED, ["AAD/Operational was not read: why", "AAD/Analytic was not read: why"]),
        (
            ChannelState.DENIED,
            ["not read, the account has no right to it: AAD/Operational, AAD/Analytic (Event Log Readers have)"],
        ),
    ],
)
def test_channels_that_were_not_read_are_said(state: ChannelState, said: list[str]) -> None:
    """A closed channel is always named, a missing or silent one where it is the one that every Windows has on."""
    why = Missing(MissingReason.LOG_UNREADABLE, "why")
    told = replace(
        evidence(own(text_of(yes_rows(ago(hours=1))))),
        channels=(EventChannel(OPERATIONAL, why, state), EventChannel(ANALYTIC, why, state)),
    )

    assert list(diagnose(told, CATALOG).users[0].notes) == said


def test_a_cut_channel_says_from_when_on_it_is_whole() -> None:
    """The time from which on no record about the PRT is missing is told, in Japanese too."""
    cut = EventChannel(ANALYTIC, (), capped=True, complete_since_at=NOW)
    told = replace(evidence(own(text_of(yes_rows(ago(hours=1))))), channels=(EventChannel(OPERATIONAL, ()), cut))
    (english,) = diagnose(told, CATALOG).users[0].notes
    (japanese,) = diagnose(told, load_catalog("ja")).users[0].notes

    assert f"before {NOW:%Y-%m-%d %H:%M} UTC" in english
    assert f"{NOW:%Y-%m-%d %H:%M} UTC より前" in japanese


def test_a_side_channel_is_no_reason_why_nothing_is_known() -> None:
    """AAD/Analytic is off nearly everywhere: that alone never stands as the reason of UNKNOWN."""
    off = EventChannel(ANALYTIC, Missing(MissingReason.LOG_UNREADABLE, "off"), ChannelState.DISABLED)
    nobody = replace(evidence(), channels=(EventChannel(OPERATIONAL, ()), off), sessions=(ANNA,))
    closed = replace(nobody, channels=(EventChannel(OPERATIONAL, Missing(MissingReason.LOG_UNREADABLE)), off))

    assert diagnose(nobody, CATALOG).users[0].reason is MissingReason.NOT_COLLECTED
    assert diagnose(closed, CATALOG).users[0].reason is MissingReason.LOG_UNREADABLE


@pytest.mark.parametrize("key", NOTE_WORDS["en"])
@pytest.mark.parametrize("language", NOTE_WORDS)
def test_every_remark_has_words_in_every_language(language: str, key: str) -> None:
    """Each language says each remark with the same values."""
    assert placeholders(NOTE_WORDS["en"][key]) == placeholders(NOTE_WORDS[language][key])


def test_no_language_has_words_of_its_own() -> None:
    """A key that only one language knows is a mistake."""
    assert {frozenset(words) for words in NOTE_WORDS.values()} == {frozenset(NOTE_WORDS["en"])}


@pytest.mark.parametrize(
    ("minutes", "english", "japanese"),
    [(59, "59 min", "59 分"), (60, "1 h", "1 時間"), (47 * 60 + 59, "47 h", "47 時間"), (48 * 60, "2 d", "2 日")],
)
def test_a_duration_has_one_unit(minutes: int, english: str, japanese: str) -> None:
    """Minutes below an hour, hours below two days, then days."""
    assert spoken(timedelta(minutes=minutes)) == english
    assert spoken(timedelta(minutes=minutes), NOTE_WORDS["ja"]) == japanese


def test_a_name_with_braces_is_only_a_name() -> None:
    """What a host calls itself is never taken for words of ours."""
    assert "{at} stale" in worded(Remark("somebody-elses", {"user": "{at} stale"}))
    assert "source: idle" not in worded(Remark("stale", {"age": timedelta(hours=5), "source": "idle", "at": NOW}))


def test_remarks_are_told_in_the_catalogues_language() -> None:
    """The catalogue's language is the reader's."""
    case = evidence(own(text_of(yes_rows(ago(hours=9)))))
    (english,) = diagnose(case, CATALOG).users
    (japanese,) = diagnose(case, load_catalog("ja")).users

    assert english.notes == ("idle: 9 h since renewal, no unlock seen since",)
    assert japanese.notes == ("未使用: 最後の更新から 9 時間、その後のロック解除は確認されていません",)


def notes(*rows: dict[str, str], events: list[EventRecord], sessions: tuple[LogonSession, ...] = (ANNA,)) -> str:
    """The remarks about the only user."""
    text = {key: value for part in rows for key, value in part.items()}
    (user,) = diagnose(evidence(own(text_of(text)), events=events, sessions=sessions), CATALOG).users
    return "; ".join(user.notes)


def test_a_success_beside_a_no_is_a_contradiction() -> None:
    """The log saw a success, the user's own session shows no PRT: the session decides and the reader is told."""
    assert "contradiction: the log records a success" in notes(no_rows(), events=[summary(1250, ago(hours=1))])


def test_a_prt_on_a_device_that_is_not_joined_is_a_contradiction() -> None:
    """Rows of two devices in one text, or a changed text: the reader is told that they cannot both be true."""
    text = own(text_of(yes_rows(ago(hours=1)), device=device_rows(entra="NO", domain="NO")))
    (user,) = diagnose(evidence(text), CATALOG).users

    assert "contradiction: AzureAdPrt is YES" in "; ".join(user.notes)
    assert "contradiction" not in notes(yes_rows(ago(hours=1)), events=[])


def test_a_prt_seen_at_the_signin_beside_a_no_is_a_contradiction() -> None:
    """Device registration saw a PRT this morning, and it is gone."""
    seen = hello_check("Yes", at=ago(hours=3), sid=ANNA.sid)

    assert "contradiction: a PRT was seen" in notes(no_rows(), events=[seen])
    assert "contradiction" not in notes(yes_rows(ago(hours=3)), events=[seen])


def test_an_attempt_without_end_is_told() -> None:
    """A flow that began and has no end may still run; it is not called hung."""
    flow = [
        record(1006, ago(minutes=1), 1, channel=ANALYTIC),
        record(1144, ago(minutes=1), 2, channel=ANALYTIC, value1="anna@contoso.com"),
    ]

    assert "has no end in the log" in notes(yes_rows(ago(hours=1)), events=flow)


def test_what_the_log_lost_or_mixed_is_told() -> None:
    """A failed attempt whose beginning is missing says so."""
    cut = [
        record(1081, ago(minutes=5), 1, ErrorDescription="AADSTS50126: x", CorrelationID=CORRELATION),
        record(1007, ago(minutes=4, seconds=59), 2, channel=ANALYTIC, Status="0xc000006d"),
    ]
    rows = failed_rows(description="AADSTS50126: x", Previous_Prt_Attempt="2026-03-02 11:50:00.000 UTC")

    assert "beginning" in notes(no_rows(), rows, events=cut)


def test_a_damaged_text_does_not_say_whose_failure_it_shows() -> None:
    """Cut before Executing Account Name, a failure may be somebody else's: the status stays open."""
    text = text_of({**yes_rows(ago(hours=6)), **failed_rows(description="AADSTS50126: x")})
    cut = text[: text.index("Executing Account")]
    case = evidence(own(cut, LogonSession(SessionKind.STATED)), sessions=())
    (user,) = diagnose(case, CATALOG).users

    assert (user.status, user.reason) == (Status.UNKNOWN, "truncated")
    assert "may be somebody else's" in "; ".join(user.notes)
    assert user.findings == ()


def test_two_certain_causes_are_a_contradiction() -> None:
    """A deleted device and a wrong password at once: both are shown, and that they disagree."""
    rows = {**no_rows(), **failed_rows(description="AADSTS50126: x")}
    text = text_of(rows, auth="FAILED. Device is either disabled or deleted")
    (user,) = diagnose(evidence(own(text)), CATALOG).users

    assert user.notes[-1].startswith("contradiction: the evidence points to device-disabled-or-deleted and to password")


@pytest.mark.parametrize(
    ("inside", "codes"),
    [
        ({"event_id": 1081, "Error": "invalid_grant", "ErrorDescription": "AADSTS50126: x"}, "AADSTS50126"),
        ({"event_id": 1160}, "1160"),
    ],
)
def test_a_failure_that_was_overcome_is_told(inside: dict[str, str], codes: str) -> None:
    """An attempt that succeeded in the end is no trouble; what failed on its way is said with its record."""
    failed = record(int(inside["event_id"]), ago(minutes=19), 4, **{k: v for k, v in inside.items() if k != "event_id"})
    flow = [
        record(1006, ago(minutes=20), 2, channel=ANALYTIC),
        record(1144, ago(minutes=20), 3, channel=ANALYTIC, value="1", Method="anna@contoso.com"),
        failed,
        record(1007, ago(minutes=18), 5, channel=ANALYTIC, Status="0x0"),
    ]
    (user,) = diagnose(evidence(own(text_of(yes_rows(ago(minutes=18)))), events=flow), CATALOG).users
    (note,) = [note for note in user.notes if note.startswith("a failure inside")]

    assert user.status is Status.HEALTHY
    assert f"overcome: {codes} " in note
    assert f"{failed.event_id} record 4" in note


@pytest.mark.parametrize(
    ("user", "said"), [("anna@contoso.com", "log, of anna@contoso.com, succeeded"), ("", "log succeeded")]
)
def test_a_log_that_ends_well_says_so(user: str, said: str) -> None:
    """Where a log is all there is, its last success is told although it proves nothing of today."""
    log = replace(evidence(events=[summary(1250, ago(hours=1), user=user)]), observations=())
    log = replace(log, sessions=Missing(MissingReason.NOT_COLLECTED))
    told = diagnose(log, CATALOG)

    assert (told.status, told.reason) == (Status.UNKNOWN, MissingReason.NOT_COLLECTED)
    assert said in told.notes[0]
