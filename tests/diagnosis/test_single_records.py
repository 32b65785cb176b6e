"""Records outside attempts tell of applications, sign-ins, joins and passwords, and of noise they tell nothing."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from remote_prt.diagnosis.diagnosis import Status
from remote_prt.diagnosis.evidence import EventRecord, MissingReason
from remote_prt.diagnosis.single_records import BrokerCause, inner_code, single_records
from remote_prt.diagnosis.verdict import diagnose
from remote_prt.readers.catalogue import load_catalog
from tests.diagnosis.builders import (
    ANNA,
    CORRELATION,
    ago,
    evidence,
    nothing_from,
    own,
    record,
    summary,
    text_of,
    yes_rows,
)

REGISTRATION = "Microsoft-Windows-User Device Registration"
CATALOG = load_catalog()
WRAPPER = "3399811100"  # 0xCAA5001C


def registered(event_id: int, at: datetime, sid: str = "S-1-5-18", **data: str) -> EventRecord:
    """A record of device registration."""
    made = record(event_id, at, 1, channel=f"{REGISTRATION}/Admin", **data)
    return replace(made, provider=REGISTRATION, user_sid=sid)


def hello_check(answer: str, *, at: datetime, sid: str = ANNA.sid, event_id: int = 360) -> EventRecord:
    """The check that Windows makes at a sign-in, which says whether a PRT is there."""
    return registered(event_id, at, sid, Message="x", DeviceIsJoined="Yes", AADPrt=answer)


def broker(error: str, at: datetime, text: str = "", *, activity: str = "", sid: str = ANNA.sid) -> EventRecord:
    """1098: an application got no token."""
    made = record(1098, at, 1, Error=error, ErrorMessage="x", AdditionalInformation=text)
    return replace(made, user_sid=sid, activity_id=activity, task=103)


@pytest.mark.parametrize(
    ("error", "text", "key"),
    [
        (WRAPPER, "Operation name: GetTokenSilently, Error: -894947614 (0xcaa82ee2), Description: x", "WINHTTP-12002"),
        (WRAPPER, "Error: -2146959355 (0x80080005), Description: Sunucu çalıştırması başarısız", "HRESULT-80080005"),
        (WRAPPER, "Error: -895156196 (0xcaa5001c), Description: x", "WAM-CAA5001C"),
        ("3399614476", "", "WAM-CAA2000C"),
        ("3400019682", "Log: 0xcaa90051 Sending OAuth request failed.", "WINHTTP-12002"),
    ],
)
def test_a_wrapper_is_named_by_its_inner_code(error: str, text: str, key: str) -> None:
    """0xCAA5001C says that something failed; what it was stands inside its text, in any language."""
    code = inner_code(error, text)

    assert code is not None
    assert code.key == key


@pytest.mark.parametrize(
    ("error", "text", "cause"),
    [
        ("3399614476", "AADSTS50076: Due to a configuration change", BrokerCause.POLICY),
        ("3399614467", "AADSTS50132: The session is not valid", BrokerCause.SERVER),
        ("3400019682", "", BrokerCause.NETWORK),
        ("3399942154", "", BrokerCause.NETWORK),
        (WRAPPER, "Error: -2146959355 (0x80080005)", BrokerCause.LOCAL),
        ("3399811105", "", BrokerCause.LOCAL),
        ("3400073236", "", BrokerCause.SERVER),
    ],
    ids=["50076", "50132", "timeout", "7000a", "server-execution", "caa50021", "caa90014"],
)
def test_an_applications_failure_has_a_cause(error: str, text: str, cause: BrokerCause) -> None:
    """Rules of the organisation, the server, the network and Windows' own broker are told apart."""
    (failure,) = single_records([broker(error, ago(hours=1), text)]).broker

    assert failure.cause is cause


def test_records_of_one_call_are_counted_once() -> None:
    """A failed call writes several records; ActivityID tells which, else nearness, and the most telling names it."""
    at = ago(hours=1)
    records = [
        broker("3399614476", at, "AADSTS50076: x", activity=CORRELATION),
        broker(WRAPPER, at + timedelta(seconds=2), "(0xcaa5001c)", activity=CORRELATION),
        broker("3399614476", at + timedelta(minutes=9), "AADSTS50076: x"),
        broker(WRAPPER, at + timedelta(minutes=9, seconds=1), "(0xcaa5001c)"),
    ]

    assert [failure.cause for failure in single_records(records).broker] == [BrokerCause.POLICY] * 2


@pytest.mark.parametrize(
    "noise",
    [
        record(1097, ago(hours=1), Error="2326069467"),
        broker("3399942148", ago(hours=1)),  # 0xCAA70004
        broker("3400073220", ago(hours=1)),  # 0xCAA90004
        registered(304, ago(hours=1), ExitCode="-2145648611"),
        registered(307, ago(hours=1), ExitCode="-2145648611"),
        registered(360, ago(hours=1), "", AADPrt="No"),
        replace(hello_check("Yes", at=ago(hours=1)), provider="Other"),
    ],
    ids=["1097", "network", "step", "never-meant-to-join", "307", "nobodys-check", "other-provider"],
)
def test_noise_is_no_trouble(noise: EventRecord) -> None:
    """Warnings, steps, machines never meant to join and strangers' records tell of no local trouble."""
    seen = single_records([noise])

    assert [one for one in seen.broker if one.cause is not BrokerCause.NETWORK] == []
    assert (seen.joins, seen.witnesses) == ((), ())


def test_joins_and_expired_passwords_are_kept() -> None:
    """304 with a code, 306, and 1210."""
    seen = single_records(
        [
            registered(304, ago(hours=3), ExitCode="-2145647630"),
            registered(306, ago(hours=2)),
            record(1210, ago(hours=1), value="https://change"),
        ]
    )

    assert [(join.is_success, join.code and join.code.key) for join in seen.joins] == [
        (False, "DSREG-801C03F2"),
        (True, None),
    ]
    assert len(seen.expired_passwords) == 1


@pytest.mark.parametrize(
    ("event", "status"),
    [
        (hello_check("Yes", at=ago(hours=2)), Status.HEALTHY),
        (hello_check("Yes", at=ago(hours=23), event_id=358), Status.HEALTHY),
        (hello_check("Yes", at=ago(hours=25)), Status.UNKNOWN),
        (hello_check("No", at=ago(hours=2)), Status.UNKNOWN),
        (hello_check("Yes", at=ago(hours=2), sid="S-1-5-21-9-9-9-9"), Status.UNKNOWN),
    ],
    ids=["this-morning", "23-hours", "25-hours", "no", "somebody-else"],
)
def test_a_prt_seen_at_a_signin_vouches_for_its_user(event: EventRecord, status: Status) -> None:
    """Where the user's own session was not seen, a recent Yes is enough for HEALTHY and a No proves nothing."""
    case = evidence(nothing_from(ANNA, MissingReason.TASK_REFUSED), events=[event])
    (user,) = diagnose(case, CATALOG).users

    assert user.status is status
    assert bool(user.notes and "saw a PRT" in user.notes[0]) == (status is Status.HEALTHY)


def test_a_failure_of_a_user_with_a_seen_prt_is_failing() -> None:
    """The PRT was there at the sign-in and an attempt failed since: it will break, it has not."""
    failed = summary(1250, ago(minutes=30), "3221225581", ErrorDescription="AADSTS50126: x")
    seen = hello_check("Yes", at=ago(hours=2))
    case = evidence(nothing_from(ANNA, MissingReason.TASK_REFUSED), events=[seen, failed])
    (user,) = diagnose(case, CATALOG).users

    assert user.status is Status.FAILING


_TEXTS = st.sampled_from(
    [
        "",
        "0",
        "Yes",
        "No",
        "0xcaa5001c",
        WRAPPER,
        "3399614476",
        "-2145648611",
        "AADSTS50076: x",
        "(0xcaa82ee2)",
        "{",
        "\u3042",
    ]
)


@settings(derandomize=True)
@given(
    st.lists(
        st.builds(
            lambda event_id, minutes, registration, sid, data: replace(
                record(event_id, ago(minutes=minutes), minutes + 1, **data),
                provider=REGISTRATION if registration else "Microsoft-Windows-AAD",
                user_sid=sid,
            ),
            st.sampled_from(
                [201, 304, 305, 306, 307, 358, 360, 361, 362, 1007, 1029, 1097, 1098, 1104, 1157, 1210, 1241]
            ),
            st.integers(0, 3000),
            st.booleans(),
            st.sampled_from(["", "S-1-5-18", ANNA.sid, "S-1-12-1-1-2-3-4"]),
            st.dictionaries(
                st.sampled_from(
                    ["Error", "ErrorMessage", "AdditionalInformation", "AADPrt", "ExitCode", "Status", "value"]
                ),
                _TEXTS,
            ),
        ),
        max_size=25,
    )
)
def test_single_records_never_make_a_fault(events: list[EventRecord]) -> None:
    """Whatever applications, sign-ins and joins wrote, nobody's PRT is called broken, and nothing raises."""
    seen = diagnose(evidence(own(text_of(yes_rows(ago(hours=1)))), events=events), CATALOG)
    unseen = diagnose(evidence(nothing_from(ANNA, MissingReason.TASK_REFUSED), events=events), CATALOG)

    assert seen.status is Status.HEALTHY
    assert unseen.status in {Status.HEALTHY, Status.UNKNOWN}
