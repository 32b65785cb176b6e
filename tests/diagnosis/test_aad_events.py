"""Attempts are rebuilt from records that arrive scattered over channels, threads and seconds."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from remote_prt.diagnosis.aad_events import CLUSTER_GAP, SAME_ID_WINDOW, rebuild_attempts
from remote_prt.diagnosis.attempt import AttemptKind, AttemptPhase, AttemptSource
from remote_prt.diagnosis.evidence import EventRecord
from tests.diagnosis.builders import ANALYTIC, CORRELATION, OPERATIONAL, ago, record, summary

START = ago(hours=1)
OTHER = "11111111-2222-4333-8444-555555555555"


def after(**units: float):
    """That long after the first record."""
    return START + timedelta(**units)


def analytic(event_id: int, number: int, *, thread: int = 900, **data: str) -> EventRecord:
    """A record of the Analytic channel, `number` milliseconds after the start."""
    return record(event_id, after(milliseconds=number), number, channel=ANALYTIC, thread=thread, **data)


def operational(event_id: int, number: int, *, thread: int = 900, **data: str) -> EventRecord:
    """A record of the Operational channel, `number` milliseconds after the start."""
    return record(event_id, after(milliseconds=number), number, thread=thread, **data)


def the_articles_flow(thread: int = 900, correlation: str = CORRELATION, offset: int = 0) -> list[EventRecord]:
    """The article's example: realm discovery fails in transport, 1157 and 1158 come after the end."""
    return [
        analytic(1006, offset, thread=thread),
        analytic(1018, offset + 1, thread=thread, value="{" + correlation.upper() + "}"),
        analytic(1144, offset + 2, thread=thread, value="1", Method="anna@contoso.com", EndpointUri="https://login"),
        analytic(1022, offset + 3, thread=thread, value="https://login.microsoftonline.com/GetUserRealm.srf"),
        operational(1084, offset + 4, thread=thread, Result="-2147012889", Target=correlation),
        operational(1086, offset + 5, thread=thread, Status="0xC000023C", CorrelationID=correlation),
        operational(1160, offset + 6, thread=thread, Status="0xC000023C", CorrelationID=correlation),
        analytic(1007, offset + 7, thread=thread, Status="0xC000023C"),
        analytic(1157, offset + 8, thread=thread),
        analytic(1158, offset + 9, thread=thread),
    ]


def test_the_articles_flow_is_one_attempt() -> None:
    """Ten records of two channels are one failed attempt with user, URL, sub-error and final status."""
    (attempt,) = rebuild_attempts(the_articles_flow())

    assert attempt.source is AttemptSource.BRACKET
    assert attempt.kind is AttemptKind.ACQUIRE
    assert (attempt.status.key, attempt.sub_error.key) == ("STATUS-C000023C", "WINHTTP-12007")
    assert attempt.user == "anna@contoso.com"
    assert attempt.url == "https://login.microsoftonline.com/GetUserRealm.srf"
    assert attempt.correlation_id == CORRELATION
    assert len(attempt.record_ids) == 8
    assert (attempt.started_at, attempt.ended_at) == (START, after(milliseconds=7))


def test_interleaved_flows_are_kept_apart_by_thread() -> None:
    """Two users sign in at once: each thread's bracket is one attempt."""
    first, second = the_articles_flow(901, CORRELATION), the_articles_flow(902, OTHER, offset=2)
    attempts = rebuild_attempts([*first, *second])

    assert [(a.correlation_id, len(a.record_ids)) for a in attempts] == [(CORRELATION, 8), (OTHER, 8)]


def test_a_later_success_of_the_channels_is_a_success() -> None:
    """A bracket that ends with 0x0 succeeded, whatever was retried inside it."""
    (attempt,) = rebuild_attempts(
        [
            analytic(1028, 0),
            operational(1025, 1, value="500", EndpointUri="https://x", CorrelationID=CORRELATION),
            analytic(1029, 2, Status="0x0"),
        ]
    )

    assert attempt.kind is AttemptKind.REFRESH
    assert attempt.has_succeeded
    assert not attempt.has_failed


def test_a_bracket_without_end_is_open_and_swallows_nothing() -> None:
    """After a while an unfinished bracket is left alone: later records of the thread are another attempt."""
    late = record(
        1085, START + SAME_ID_WINDOW + timedelta(seconds=1), 5, Status="0xc000006d", CorrelationID=CORRELATION
    )
    begun, ended = rebuild_attempts([analytic(1006, 0), late])

    assert begun.is_open
    assert not begun.has_failed
    assert ended.has_failed


def test_an_end_without_beginning_is_left_out() -> None:
    """A 1007 whose 1006 was overwritten says nothing about an attempt we know."""
    assert rebuild_attempts([analytic(1007, 0, Status="0xc000006d")]) == ()


def test_an_end_without_beginning_completes_what_its_thread_recorded() -> None:
    """The Analytic log began in between: the records of that thread get their true end, and the gap is said."""
    (attempt,) = rebuild_attempts(
        [
            operational(1081, 0, Error="invalid_grant", ErrorDescription="AADSTS50126: x", CorrelationID=CORRELATION),
            analytic(1007, 5, Status="0xc000006d"),
        ]
    )

    assert (attempt.is_cut, attempt.is_open) == (True, False)
    assert (attempt.status.key, attempt.server_codes[-1].key) == ("STATUS-C000006D", "AADSTS50126")


@pytest.mark.parametrize(
    "end",
    [
        analytic(1007, 5, thread=901, Status="0xc000006d"),
        analytic(1029, 5, Status="0xc000006d"),
        analytic(1007, 5_100, Status="0xc000006d"),
    ],
    ids=["another-thread", "another-kind", "later"],
)
def test_an_end_of_something_else_completes_nothing(end: EventRecord) -> None:
    """Only the same thread, kind and moment make an end belong to a cluster."""
    (attempt,) = rebuild_attempts([operational(1081, 0, Error="x", CorrelationID=CORRELATION), end])

    assert not attempt.is_cut
    assert attempt.status is None


def test_flows_that_ran_at_the_same_time_say_so() -> None:
    """Records without an id may belong to either of two flows that interleave; flows one after the other do not."""
    first, second = the_articles_flow(901, CORRELATION), the_articles_flow(902, OTHER, offset=2)
    later = the_articles_flow(902, OTHER, offset=5_000)

    assert [a.is_interleaved for a in rebuild_attempts([*first, *second])] == [True, True]
    assert [a.is_interleaved for a in rebuild_attempts([*first, *later])] == [False, False]


@pytest.mark.parametrize(
    "data",
    [
        {"value1": "anna@contoso.com", "value2": "login.microsoftonline.com"},
        {"value1": "anna@contoso.com", "value2": "login.microsoftonline.com", "value3": "contoso.com"},
        {"value": "1", "Method": "anna@contoso.com", "EndpointUri": "login.microsoftonline.com", "CorrelationID": ""},
        {"value": "0", "Method": "anna@contoso.com", "EndpointUri": "login", "CorrelationID": OTHER},
    ],
    ids=["14393-16299", "17134-17763", "18362", "18362-whose-hint-looks-like-an-id"],
)
def test_all_layouts_of_1144_name_the_user(data: dict[str, str]) -> None:
    """Data names of realm discovery lie: the fallback hint stands in CorrelationID and the user in Method."""
    flow = [analytic(1006, 0), analytic(1018, 1, value=CORRELATION), analytic(1144, 2, **data), analytic(1007, 3)]
    (attempt,) = rebuild_attempts(flow)

    assert (attempt.user, attempt.correlation_id, attempt.url) == ("anna@contoso.com", CORRELATION, "")


def test_the_credential_type_is_kept_as_recorded() -> None:
    """1026 holds a number without public names; summaries hold the same."""
    (bracket,) = rebuild_attempts(
        [analytic(1006, 0), analytic(1026, 1, value="2", CorrelationID=CORRELATION), analytic(1007, 3, Status="0x0")]
    )
    (summed,) = rebuild_attempts([summary(1250, START, CredentialType="5")])

    assert (bracket.credential_type, bracket.correlation_id, summed.credential_type) == ("2", CORRELATION, "5")


MEX = "https://sts.contoso.com/adfs/services/trust/mex"
TRUST = "https://sts.contoso.com/adfs/services/trust/13/usernamemixed"
TOKEN = "https://login.microsoftonline.com/x/oauth2/token"


@pytest.mark.parametrize(
    ("urls", "errors", "phase"),
    [
        (["https://login/GetUserRealm.srf"], [(1086, {"Status": "0xc000023c"})], AttemptPhase.REALM_DISCOVERY),
        ([MEX], [(1084, {"Result": "-2147012867"})], AttemptPhase.FEDERATION_METADATA),
        ([MEX], [(1085, {"Status": "0xc004848b"})], AttemptPhase.FEDERATION_METADATA),
        ([MEX, TRUST], [(1088, {"Error": "x"})], AttemptPhase.WS_TRUST),
        ([MEX, TRUST], [(1084, {"Result": "-2147012894"})], AttemptPhase.WS_TRUST),
        ([], [(1085, {"Status": "0xc00cee4f"})], AttemptPhase.WS_TRUST),
        ([], [(1090, {"Error": "x"})], AttemptPhase.NONCE),
        ([TOKEN], [(1081, {"Error": "invalid_grant"})], AttemptPhase.TOKEN_REQUEST),
        ([TOKEN], [(1084, {"Result": "-2147012889"})], AttemptPhase.TOKEN_REQUEST),
        ([TOKEN], [(1082, {"Error": "x"})], AttemptPhase.KEYS),
        ([], [(1085, {"Status": "0x80090016"})], AttemptPhase.KEYS),
        ([], [(1085, {"Status": "0xc000006d"})], None),
    ],
)
def test_the_failing_step_is_told(
    urls: list[str], errors: list[tuple[int, dict[str, str]]], phase: AttemptPhase | None
) -> None:
    """By the record that states it, else by the code, else by the last URL begun before the first error."""
    begun = [analytic(1022, n, value=url) for n, url in enumerate(urls, 1)]
    failed = [operational(event_id, 10 + n, **data) for n, (event_id, data) in enumerate(errors)]
    later = analytic(1022, 20, value="https://login/something/else")
    (attempt,) = rebuild_attempts([analytic(1006, 0), *begun, *failed, later, analytic(1007, 30, Status="0xc000006d")])

    assert attempt.phase is phase
    assert attempt.url == (urls[-1] if urls else "https://login/something/else")


def test_a_success_has_no_failing_step() -> None:
    """What was asked for on the way says nothing about a failure."""
    (attempt,) = rebuild_attempts([analytic(1006, 0), analytic(1022, 1, value=TOKEN), analytic(1007, 3, Status="0x0")])

    assert attempt.phase is None


def test_records_of_the_other_channel_just_after_the_end_still_belong() -> None:
    """The channels' clocks differ by milliseconds, so an Operational record may seem to follow its own end."""
    flow = [analytic(1006, 0), analytic(1007, 10, Status="0xc00cee4f"), operational(1088, 15, Error="InvalidScope")]
    (attempt,) = rebuild_attempts(flow)

    assert attempt.server_error == "InvalidScope"


def test_operational_records_of_one_correlation_id_are_one_attempt() -> None:
    """Without Analytic, the server's error, the request and the status belong together by their id."""
    (attempt,) = rebuild_attempts(
        [
            operational(
                1025, 0, value="400", Method="POST", EndpointUri="https://login/token", CorrelationID=CORRELATION
            ),
            operational(
                1081, 9, thread=7, Error="invalid_grant", ErrorDescription="AADSTS50126: x", CorrelationID=CORRELATION
            ),
            operational(1085, 60_000, Status="0xc000006d", CorrelationID="{" + CORRELATION.upper() + "}"),
        ]
    )

    assert attempt.source is AttemptSource.CLUSTER
    assert attempt.server_codes[-1].key == "AADSTS50126"
    assert (attempt.http_status, attempt.url, attempt.user) == (400, "https://login/token", "")
    assert attempt.status.key == "STATUS-C000006D"


def test_a_record_without_id_joins_what_happened_just_before() -> None:
    """1088 has no correlation id: it belongs to the status that follows within five seconds."""
    (attempt,) = rebuild_attempts(
        [
            operational(
                1088, 0, Error="InvalidScope", ErrorDescription="<s:Text>ID3082: The scope is invalid.</s:Text>"
            ),
            operational(1084, 10, Result="-2147187519", Target=CORRELATION),
            operational(1085, 20, Status="0xC00484C1", CorrelationID=CORRELATION),
        ]
    )

    assert attempt.correlation_id == CORRELATION
    assert attempt.server_codes[-1].key == "ID3082"
    assert attempt.sub_error == attempt.status


@pytest.mark.parametrize(("seconds", "attempts"), [(4.9, 1), (5.0, 1), (5.1, 2)])
def test_the_gap_between_clusters_is_five_seconds(seconds: float, attempts: int) -> None:
    """Records without id are one cluster up to five seconds apart."""
    records = [record(1088, START, 1, Error="x"), record(1089, after(seconds=seconds), 2, Status="0xc000006d")]

    assert timedelta(seconds=5) == CLUSTER_GAP
    assert len(rebuild_attempts(records)) == attempts


def test_a_final_status_ends_a_cluster() -> None:
    """What follows a logon failure without id is the next attempt."""
    records = [operational(1085, 0, Status="0xc000006d"), operational(1088, 100, Error="x")]

    assert len(rebuild_attempts(records)) == 2


@pytest.mark.parametrize("event_id", [1085, *range(1160, 1166)])
def test_all_seven_logon_failures_are_equal(event_id: int) -> None:
    """1085 and 1160 to 1165 have one text and one layout; each gives the status."""
    (attempt,) = rebuild_attempts([operational(event_id, 0, Status="0xC000005F", CorrelationID=CORRELATION)])

    assert attempt.status.key == "STATUS-C000005F"


@pytest.mark.parametrize(
    ("event_id", "kind"),
    [
        (1250, AttemptKind.ACQUIRE),
        (1251, AttemptKind.ENTERPRISE_ACQUIRE),
        (1252, AttemptKind.REFRESH),
        (1253, AttemptKind.ENTERPRISE_REFRESH),
    ],
)
def test_each_summary_is_one_attempt_of_a_named_user(event_id: int, kind: AttemptKind) -> None:
    """Windows 11 sums an attempt up with user, result, URL, server and network codes."""
    (attempt,) = rebuild_attempts(
        [
            summary(
                event_id, START, "3221225581", HTTPStatus="400", HTTPTransportError="-2147012889",
                ErrorCode="invalid_grant", ErrorDescription="AADSTS70002: x AADSTS50155: y",
                EndpointUri="https://login/token", CredentialType="1",
            )
        ]
    )  # fmt: skip

    assert (attempt.source, attempt.kind, attempt.user) == (AttemptSource.SUMMARY, kind, "anna@contoso.com")
    assert (attempt.status.key, attempt.sub_error.key) == ("STATUS-C000006D", "WINHTTP-12007")
    assert [code.key for code in attempt.server_codes] == ["AADSTS70002", "AADSTS50155"]
    assert (attempt.http_status, attempt.server_error, attempt.url) == (400, "invalid_grant", "https://login/token")


def test_a_summary_names_the_user_of_a_cluster() -> None:
    """The summary joins the error records of its correlation id, so their user is known."""
    (attempt,) = rebuild_attempts(
        [
            operational(1085, 0, Status="0xc000006d", CorrelationID=CORRELATION),
            summary(1250, after(seconds=1), "3221225581", CorrelationID=CORRELATION),
        ]
    )

    assert attempt.user == "anna@contoso.com"


def test_two_summaries_are_two_attempts() -> None:
    """A repeated correlation id does not merge what Windows counted twice."""
    both = [summary(1252, after(seconds=n), CorrelationID=CORRELATION) for n in (0, 1)]

    assert len(rebuild_attempts(both)) == 2


def test_1084s_target_is_the_correlation_id() -> None:
    """The field is called Target and is no URL."""
    (attempt,) = rebuild_attempts([operational(1084, 0, Result="-2147012867", Target=CORRELATION)])

    assert (attempt.correlation_id, attempt.url, attempt.sub_error.key) == (CORRELATION, "", "WINHTTP-12029")


@pytest.mark.parametrize(
    "noise",
    [
        operational(1104, 0, API="Lookup name name from SID", Result="3221226044"),
        operational(
            1025, 0, value="400", Method="GET", EndpointUri="https://login/x/SidToName", CorrelationID=CORRELATION
        ),
        operational(1097, 0, Error="2326069467"),
        operational(1098, 0, Error="3399614467", ErrorMessage="AADSTS50076"),
        operational(1092, 0, CorrelationID=CORRELATION, RetryNumber="1"),
        operational(1155, 0, Status="0xc000006d", CorrelationID=CORRELATION),
        operational(1210, 0, value="https://change"),
        analytic(1022, 0, value="https://login"),
    ],
    ids=["name-lookup", "sidtoname", "broker-warning", "broker-error", "retry", "session-key-retry", "password", "url"],
)
def test_noise_is_no_attempt(noise: EventRecord) -> None:
    """Records of everyday life never become an attempt."""
    assert rebuild_attempts([noise]) == ()


def test_other_providers_are_left_out() -> None:
    """Equal ids of another provider mean something else."""
    stranger = operational(1085, 0, Status="0xc000006d", CorrelationID=CORRELATION)

    assert (
        rebuild_attempts([EventRecord(**{n: getattr(stranger, n) for n in stranger.__slots__} | {"provider": "Other"})])
        == ()
    )


def test_the_enterprise_token_is_told_apart() -> None:
    """1118 is about the AD FS token."""
    (attempt,) = rebuild_attempts([operational(1118, 0, Status="0xc000006d", CorrelationID=CORRELATION)])

    assert attempt.kind.is_enterprise


def test_order_is_by_time_whatever_order_they_came_in() -> None:
    """The oldest attempt comes first and records may arrive in any order."""
    flow = the_articles_flow()

    assert rebuild_attempts(reversed(flow)) == rebuild_attempts(flow)


def test_a_log_full_of_one_id_costs_little() -> None:
    """A hostile host cannot make the rebuilding slow or its evidence long."""
    flood = [
        record(1085, after(seconds=n % 3), n, Status="0xc000006d", CorrelationID=CORRELATION) for n in range(5_000)
    ]
    floods = [*flood, *(summary(1250, after(seconds=n % 3), CorrelationID=CORRELATION) for n in range(5_000))]
    attempts = rebuild_attempts(floods)

    assert max(len(attempt.references) for attempt in attempts) <= 24


@settings(derandomize=True)
@given(
    st.lists(
        st.builds(
            record,
            st.sampled_from([1006, 1007, 1018, 1022, 1025, 1028, 1029, 1081, 1084, 1085, 1088, 1144, 1250, 1252]),
            st.integers(0, 10_000).map(lambda n: after(milliseconds=n)),
            st.integers(1, 99),
            channel=st.sampled_from([ANALYTIC, OPERATIONAL]),
            thread=st.integers(1, 3),
            Status=st.sampled_from(["0x0", "0xc000006d", "", "?"]),
            CorrelationID=st.sampled_from([CORRELATION, OTHER, "", "{}"]),
            value=st.sampled_from(["", CORRELATION, "400"]),
        ),
        max_size=30,
    )
)
def test_no_mix_of_records_raises_or_counts_one_twice(records: list[EventRecord]) -> None:
    """Whatever a log holds, each record belongs to at most one attempt."""
    attempts = rebuild_attempts(records)

    assert sum(len(attempt.record_ids) for attempt in attempts) <= len(records)
