"""What a host says about sign-ins becomes LogonSessions."""

from datetime import UTC, datetime

import pytest

from remote_prt.diagnosis.evidence import AccountKind, LogonSession, SessionKind, SessionState
from remote_prt.readers.json_fields import FieldError, Fields
from remote_prt.readers.logon_sessions import account_kind, read_logon_session, with_unlocks

ANNA = "S-1-5-21-1-2-3-1141"


def test_an_entry_is_typed() -> None:
    """Each field of an entry is read by its own type, and the account's kind is told from SID and name."""
    entry = {
        "Sid": ANNA,
        "Name": "CONTOSO\\anna",
        "SessionId": 2,
        "State": "locked",
        "LogonUtc": "2026-01-30T23:00:00.000Z",
        "LastUnlockUtc": "2026-01-31T00:30:00.000Z",
        "LastUnlockSource": "LocalSessionManager 21",
    }

    assert read_logon_session(Fields(entry), "PC-01") == LogonSession(
        kind=SessionKind.USER,
        sid=ANNA,
        name="CONTOSO\\anna",
        session_id=2,
        state=SessionState.LOCKED,
        account=AccountKind.DOMAIN,
        logon_at=datetime(2026, 1, 30, 23, 0, tzinfo=UTC),
        last_unlock_at=datetime(2026, 1, 31, 0, 30, tzinfo=UTC),
        last_unlock_source="LocalSessionManager 21",
    )


def test_an_empty_entry_claims_nothing() -> None:
    """What an entry does not say stays unknown."""
    assert read_logon_session(Fields({"State": "gr\u00fcn"}), "") == LogonSession(SessionKind.USER)


@pytest.mark.parametrize("changed", [{"SessionId": "two"}, {"LogonUtc": "soon"}, {"Name": 5}], ids=str)
def test_a_wrong_field_is_named(changed: dict[str, object]) -> None:
    """A field of another type is an error that names it."""
    with pytest.raises(FieldError, match=next(iter(changed))):
        read_logon_session(Fields(changed), "PC-01")


EARLIER = datetime(2026, 1, 30, 23, 0, tzinfo=UTC)
LATER = datetime(2026, 1, 31, 0, 30, tzinfo=UTC)
UNLOCKS = Fields({"Unlocks": {"Sid": ANNA.lower(), "Utc": "2026-01-31T00:30:00.000Z", "Source": "Security 4801"}})
ACTIVE, LOCKED, AWAY, UNCLEAR = SessionState  # in this order: active, locked, disconnected, unknown


@pytest.mark.parametrize(
    ("states", "tied"),
    [
        ([LOCKED], [True]),
        ([UNCLEAR], [True]),
        ([ACTIVE, AWAY], [True, False]),
        ([AWAY, ACTIVE, LOCKED], [False, True, False]),
        ([ACTIVE, ACTIVE], [False, False]),
        ([ACTIVE, UNCLEAR], [False, False]),
        ([LOCKED, AWAY], [False, False]),
    ],
)
def test_an_unlock_belongs_to_one_session_or_to_none(states: list[SessionState], tied: list[bool]) -> None:
    """An account's unlock goes to its only session, or to the only active one; in doubt to none."""
    sessions = [
        LogonSession(SessionKind.USER, ANNA, state=state, last_unlock_at=EARLIER, last_unlock_source="sign-in")
        for state in states
    ]
    unlocked = with_unlocks(sessions, UNLOCKS)

    assert [session.last_unlock_at == LATER for session in unlocked] == tied
    assert [session.last_unlock_source == "Security 4801" for session in unlocked] == tied


def test_an_older_unlock_changes_nothing() -> None:
    """What the session itself showed later stays, and other accounts keep theirs."""
    newer = LogonSession(SessionKind.USER, ANNA, last_unlock_at=datetime(2026, 1, 31, 0, 40, tzinfo=UTC))
    other = LogonSession(SessionKind.USER, "S-1-12-1-1-2-3-4")

    assert with_unlocks([newer, other], UNLOCKS) == (newer, other)


def test_the_newest_unlock_of_an_account_counts() -> None:
    """Of several entries of one account the newest counts, whatever their order; one without a time is none."""
    times = ["2026-01-31T00:10:00Z", "2026-01-31T00:30:00Z", "2026-01-31T00:20:00Z", None]
    entries = Fields({"Unlocks": [{"Sid": ANNA, "Utc": time, "Source": "Security 4624"} for time in times]})
    (session,) = with_unlocks([LogonSession(SessionKind.USER, ANNA)], entries)

    assert session.last_unlock_at == LATER


@pytest.mark.parametrize(
    ("sid", "name", "computer", "kind"),
    [
        ("S-1-12-1-1-2-3-4", "AzureAD\\Bo", "PC-01", AccountKind.ENTRA),
        (ANNA, "CONTOSO\\anna", "PC-01", AccountKind.DOMAIN),
        (ANNA, "pc-01\\admin", "PC-01", AccountKind.LOCAL),
        (ANNA, "anna", "PC-01", AccountKind.UNKNOWN),
        (ANNA, "CONTOSO\\anna", "", AccountKind.UNKNOWN),
        ("S-1-5-18", "NT AUTHORITY\\SYSTEM", "PC-01", AccountKind.UNKNOWN),
    ],
)
def test_sid_and_name_tell_the_kind(sid: str, name: str, computer: str, kind: AccountKind) -> None:
    """Entra SIDs tell themselves; a domain's and the host's own differ only by the name before the backslash."""
    assert account_kind(sid, name, computer) is kind
