"""The files of a case become one host's evidence, or several hosts' where they name them."""

from datetime import UTC, datetime

import pytest

from remote_prt.diagnosis.evidence import HostFacts, Missing, SessionKind
from remote_prt.readers.captures import dump_capture
from remote_prt.readers.case import read_case
from remote_prt.readers.case_files import CaseFile
from tests.readers.samples import BROKEN_TEXT, HEALTHY_TEXT, capture, event_xml

_PASTED = "Logon failure. Status: 0xC000006D Correlation ID: 8da1f9c0-1111-4222-8333-444455556666"
NOON = datetime(2026, 1, 31, 12, 0, tzinfo=UTC)


def files(**texts: str) -> list[CaseFile]:
    """Files with these contents."""
    return [CaseFile(name, text.encode()) for name, text in texts.items()]


def test_files_that_name_no_host_are_one_host() -> None:
    """Without any host name the case is one host, called as the case."""
    nameless = BROKEN_TEXT.replace("Device Name", "Another Key")
    [host] = read_case("ticket-4711", files(a=nameless, b=_PASTED)).hosts

    assert (host.computer_name, host.files) == ("ticket-4711", ("a", "b"))
    assert [channel.name for channel in host.evidence.channels] == ["Microsoft-Windows-AAD/Operational (pasted)"]


def test_short_and_full_names_are_one_host() -> None:
    """A device name and the events' DNS name meet at their first label, and what names no host joins them."""
    logged = event_xml(1081, computer="pc-07.contoso.com")
    [host] = read_case("case", files(a=BROKEN_TEXT, b=logged, c=_PASTED)).hosts

    assert (host.computer_name, host.files) == ("PC-07", ("a", "b", "c"))


def test_two_named_hosts_stay_apart() -> None:
    """Where two hosts are named, a file that names none belongs to neither."""
    case = read_case("case", files(a=BROKEN_TEXT, b=event_xml(1081, computer="pc-08"), c=_PASTED))

    assert [host.computer_name for host in case.hosts] == ["PC-07", "pc-08", "c"]


def test_captures_are_hosts_of_their_own() -> None:
    """Each capture is one visit, also two of one host; loose files go to the capture they name."""
    case = read_case(
        "case",
        files(
            a=dump_capture(capture("pc-07")),
            b=dump_capture(capture("pc-07")),
            c=dump_capture(capture("pc-08")),
            d=HEALTHY_TEXT,
        ),
    )

    assert [(host.computer_name, host.files) for host in case.hosts] == [
        ("pc-07", ("a", "d")),
        ("pc-07", ("b",)),
        ("pc-08", ("c",)),
    ]


def test_a_capture_keeps_its_clock_and_gains_the_texts() -> None:
    """What is beside a capture is added to its evidence; its own facts stay."""
    [host] = read_case("case", files(a=dump_capture(capture("pc-07")), b=BROKEN_TEXT, c=event_xml(1081)), at=NOON).hosts
    facts = host.evidence.host

    assert isinstance(facts, HostFacts)
    assert facts.clock_at == datetime(2026, 1, 31, 1, 0, 1, tzinfo=UTC)
    assert [observation.session.kind for observation in host.evidence.observations] == [SessionKind.STATED]
    assert [channel.name for channel in host.evidence.channels] == ["Microsoft-Windows-AAD/Operational"]


def test_the_newest_event_is_the_clock_unless_one_is_given() -> None:
    """Logged events say how late it was at least; a given time goes before; pasted events have no sure time."""
    logged = event_xml(1081, record_id=1) + event_xml(1081, record_id=2, time="2026-01-31T02:00:00Z")
    clocks = []
    for texts, at in ((files(a=logged), None), (files(a=logged), NOON), (files(a=_PASTED), None)):
        [host] = read_case("case", texts, at=at).hosts
        clocks.append(host.evidence.host.clock_at if isinstance(host.evidence.host, HostFacts) else "missing")

    assert clocks == [datetime(2026, 1, 31, 2, 0, tzinfo=UTC), NOON, None]


def test_a_stated_text_names_its_account() -> None:
    """The account row becomes the session's name and UPN; whose session it was is stated, not proven."""
    [host] = read_case("case", files(a=BROKEN_TEXT)).hosts
    (observation,) = host.evidence.observations

    assert observation.session.kind is SessionKind.STATED
    assert (observation.session.name, observation.session.upn) == ("AzureAD\\AnnaMüller", "anna@contoso.com")


@pytest.mark.parametrize(
    ("text", "upn"),
    [
        ("AzureAdPrt : NO\nAttempt Status : 0xc000006d\nUser Identity : bob@contoso.com\nHTTP status : 400\n", True),
        ("AzureAdJoined : YES\nAzureAdPrt : NO\nAttempt Status : 0xc000006d\nUser Identity : bob@contoso.com\n", False),
    ],
)
def test_an_excerpt_is_of_the_user_whom_its_attempt_names(text: str, upn: bool) -> None:
    """Rows that somebody picked name their user in the attempt; a whole output that lost its end may show another's."""
    (host,) = read_case("case", [CaseFile("status.txt", text.encode())]).hosts

    assert ("bob@contoso.com" if upn else "") == host.evidence.observations[0].session.upn


def test_a_text_saved_twice_counts_once() -> None:
    """Two files with the same rows are one observation, and nothing needs to tell files apart."""
    [host] = read_case("case", files(a=BROKEN_TEXT, b=BROKEN_TEXT.replace("\n", "\r\n"))).hosts

    assert [(one.file, one.earlier_files) for one in host.evidence.observations] == [("", ())]


def test_the_newest_text_of_a_user_decides() -> None:
    """Texts of one device and account at different times are one story: the newest is judged, the others are named."""
    noon = BROKEN_TEXT.replace("00:40:00", "12:00:00")
    [host] = read_case("case", files(a=BROKEN_TEXT, b=noon, c=HEALTHY_TEXT)).hosts

    assert [(one.file, one.earlier_files) for one in host.evidence.observations] == [
        ("b", ("a (2026-01-31 00:40 UTC)", "c (2026-01-31 00:10 UTC)"))
    ]


@pytest.mark.parametrize(
    "changed",
    [
        ("anna@contoso.com", "bob@contoso.com"),
        ("3c9f1e0b-91ab-4a5e-8e2a-6f3de1b0a001", "3c9f1e0b-91ab-4a5e-8e2a-6f3de1b0a002"),
        ("Previous Prt Attempt : 2026-01-31 00:40:00.000 UTC", "Previous Prt Attempt : yesterday"),
        ("2026-01-31 00:40:00.000 UTC", "2026-01-31 00:10:00.000 UTC"),
        ("   Executing Account Name : AzureAD\\AnnaMüller, anna@contoso.com\n", ""),
    ],
    ids=["user", "device", "no-time", "same-time", "no-account"],
)
def test_no_text_is_dropped_on_a_guess(changed: tuple[str, str]) -> None:
    """Another user or device, or texts without account or different times: each stays, and each names its file."""
    [host] = read_case("case", files(a=HEALTHY_TEXT, b=BROKEN_TEXT.replace(*changed))).hosts

    assert [(one.file, one.earlier_files) for one in host.evidence.observations] == [("a", ()), ("b", ())]


def test_a_log_saved_twice_counts_once() -> None:
    """The same record in two files is one; the channel reaches from its oldest to its newest."""
    one, two = event_xml(1081, record_id=1), event_xml(1085, record_id=2, time="2026-01-31T02:00:00Z")
    [host] = read_case("case", files(a=two + one, b=one)).hosts
    (channel,) = host.evidence.channels

    assert not isinstance(channel.records, Missing)
    assert [record.record_id for record in channel.records] == [1, 2]
    assert channel.newest_at == datetime(2026, 1, 31, 2, 0, tzinfo=UTC)


def test_events_that_cannot_be_read_are_counted() -> None:
    """A log with a broken event says so in the evidence, beside the records that could be read."""
    [host] = read_case("case", files(a=event_xml(1081) + event_xml(1085).replace("1085", "x"))).hosts

    assert [missing.detail for missing in host.evidence.unread] == ["a: 1 of 2 events cannot be read"]


def test_after_a_rename_the_newest_name_counts() -> None:
    """A log that begins under another computer name is about the computer of its end."""
    logged = event_xml(1081, record_id=1, computer="WIN-NEW") + event_xml(
        1081, record_id=2, time="2026-02-01T00:00:00Z"
    )

    assert [host.computer_name for host in read_case("case", files(a=logged)).hosts] == ["PC-07"]


def test_files_of_no_use_are_told_apart() -> None:
    """Broken files are kept apart from files about something else."""
    case = read_case("case", [*files(a="hello", b='{"Capture": 9}'), CaseFile("c", problem="encrypted")])

    assert case.hosts == ()
    assert [file.name for file in case.foreign] == ["a"]
    assert [file.name for file in case.unread] == ["b", "c"]


def test_two_outputs_in_one_text_are_two_texts() -> None:
    """A paste may hold an administrator's output before the user's: each is read, and named by its place."""
    other = BROKEN_TEXT.replace("AnnaMüller, anna@", "Bob, bob@")
    quoted = "".join(f"> {line}\n" for line in f"PS C:\\> dsregcmd /status\n{other}\n{BROKEN_TEXT}".splitlines())
    [host] = read_case("case", files(a=quoted)).hosts

    assert [(one.file, one.session.upn) for one in host.evidence.observations] == [
        ("a", "bob@contoso.com"),
        ("a #2", "anna@contoso.com"),
    ]


def test_a_text_quoted_twice_counts_once() -> None:
    """A mail thread repeats what it answers."""
    [host] = read_case("case", files(a=f"{BROKEN_TEXT}\nOn Monday you wrote:\n{BROKEN_TEXT}")).hosts

    assert len(host.evidence.observations) == 1


def test_a_text_without_a_name_goes_to_its_device() -> None:
    """Among several hosts a text without a Device Name row belongs to the one host with its DeviceId."""
    elsewhere = BROKEN_TEXT.replace("PC-07", "PC-08").replace("6f3de1b0a001", "6f3de1b0a002")
    nameless = HEALTHY_TEXT.replace("               Device Name : PC-07\n", "")
    hosts = read_case("case", files(a=BROKEN_TEXT, b=elsewhere, c=nameless)).hosts

    assert {host.computer_name: host.files for host in hosts} == {"PC-07": ("a", "c"), "PC-08": ("b",)}
