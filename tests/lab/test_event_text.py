"""The simulated event log holds what the provider's manifest promises."""

import csv
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from remote_prt.lab.event_text import LoggedEvent, logged_events
from remote_prt.lab.fleet import OUTCOME_WORDS, load_scenarios, plan_fleet
from remote_prt.lab.identity import identify
from remote_prt.lab.story import Channel

NOW = datetime(2026, 1, 31, 1, 0, tzinfo=UTC)
NAMESPACE = {"e": "http://schemas.microsoft.com/win/2004/08/events/event"}
TOLD = [scenario.name for scenario in load_scenarios() if scenario.status not in OUTCOME_WORDS]


def log_of(scenario: str, channel: Channel = Channel.OPERATIONAL) -> tuple[LoggedEvent, ...]:
    """The channel of a host of that scenario."""
    host = plan_fleet(1, 11, NOW, [scenario])[0]
    return logged_events(host, identify(host), NOW, channel)


def data_of(event: LoggedEvent) -> dict[str, str]:
    """EventData by name."""
    return {item.get("Name", ""): item.text or "" for item in ET.fromstring(event.xml).iterfind(".//e:Data", NAMESPACE)}


def id_of(event: LoggedEvent) -> int:
    """The event id."""
    return int(ET.fromstring(event.xml).findtext(".//e:EventID", "0", NAMESPACE))


@pytest.mark.parametrize("scenario", TOLD)
def test_records_are_in_order(scenario: str) -> None:
    """Record numbers grow with time, and the printed time is the record's."""
    events = log_of(scenario)
    numbers = [int(ET.fromstring(event.xml).findtext(".//e:EventRecordID", "0", NAMESPACE)) for event in events]

    assert all(one.time <= other.time for one, other in pairwise(events))
    assert all(one < other for one, other in pairwise(numbers))
    assert all(f"{event.time:%Y-%m-%dT%H:%M:%S}" in event.xml for event in events)


def test_windows_11_sums_up_each_attempt() -> None:
    """A success and a failure each leave one summary with the user's name and the facts dsregcmd shows."""
    host = plan_fleet(1, 11, NOW, ["refresh-cannot-connect"])[0]
    person = identify(host).people[0]
    summaries = {id_of(event): data_of(event) for event in log_of("refresh-cannot-connect") if id_of(event) >= 1250}
    results = [data_of(event) for event in log_of("refresh-cannot-connect") if id_of(event) == 1252]

    assert set(summaries) == {1252}
    assert [data["Result"] for data in results] == ["0", str(0xC000023C)]
    assert [data["HTTPTransportError"] for data in results] == ["0", "-2147012867"]
    assert {data["UserIdentity"] for data in results} == {person.upn}
    assert results[1]["CorrelationID"] == person.correlation_id != results[0]["CorrelationID"]


def test_older_windows_has_no_summaries() -> None:
    """Before Windows 11 only the failures' own records exist."""
    assert not [event for event in log_of("wrong-password") if id_of(event) >= 1250]
    assert {1081, 1160} <= {id_of(event) for event in log_of("wrong-password")}


def test_a_wrapped_log_forgets() -> None:
    """Nothing is older than the horizon of the log."""
    horizon = NOW - timedelta(minutes=1900)

    assert all(event.time >= horizon for event in log_of("noisy-log"))


def test_broker_records_bear_the_users_sid() -> None:
    """An application's record names its user, a CloudAP record the system account."""
    host = plan_fleet(1, 11, NOW, ["wrong-password"])[0]
    sids = {id_of(event): event.xml.partition("UserID='")[2].partition("'")[0] for event in log_of("wrong-password")}

    assert sids[1097] == identify(host).people[0].sid
    assert sids[1081] == "S-1-5-18"


def test_flows_overlap_on_threads_of_their_own() -> None:
    """Two users' attempts run at the same time, each on one thread from 1006 to 1007, in both AAD channels."""
    analytic, operational = (log_of("analytic-names-the-user", one) for one in (Channel.ANALYTIC, Channel.OPERATIONAL))
    threads = [ET.fromstring(event.xml).find(".//e:Execution", NAMESPACE).get("ThreadID") for event in analytic]
    failing = next(event for event in operational if id_of(event) == 1085)

    assert [threads[[id_of(event) for event in analytic].index(1006)], threads[-1]] == ["1344", "1348"]
    assert threads != sorted(threads)
    assert "ThreadID='1344'" in failing.xml
    assert analytic[0].xml.count("<Channel>Microsoft-Windows-AAD/Analytic</Channel>") == 1


def test_device_registration_writes_witnesses_with_the_users_sid() -> None:
    """What Windows saw at a sign-in bears the user's SID, what it did as SYSTEM that of SYSTEM."""
    host = plan_fleet(1, 11, NOW, ["sign-in-saw-prt"])[0]
    (witness,) = log_of("sign-in-saw-prt", Channel.REGISTRATION)
    joins = log_of("hybrid-join-fails", Channel.REGISTRATION)

    assert f"UserID='{identify(host).people[0].sid}'" in witness.xml
    assert witness.is_about_prt
    assert [id_of(event) for event in joins] == [305, 304]
    assert all("UserID='S-1-5-18'" in event.xml and not event.is_about_prt for event in joins)


_LEVELS = {"Error": "2", "Warning": "3", "Informational": "4"}


@pytest.mark.corpus
def test_device_registration_follows_its_manifest(corpus: Path) -> None:
    """Each record of device registration has the fields, in order, and the level that its manifest lists."""
    table = corpus.parent / "aad_related_events.tsv"
    if not table.is_file():
        pytest.skip("the table of events does not lie beside the corpus")
    with table.open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines, delimiter="\t") if row["provider"].endswith("Device Registration")]
    manifest = {int(row["event_id"]): row for row in rows}
    for scenario in TOLD:
        for event in log_of(scenario, Channel.REGISTRATION):
            row = manifest[id_of(event)]

            assert list(data_of(event)) == [field.split(":")[0] for field in row["fields"].split(";") if field]
            assert ET.fromstring(event.xml).findtext(".//e:Level", "", NAMESPACE) == _LEVELS[row["level"]]


@pytest.mark.corpus
def test_fields_and_levels_follow_the_manifest(corpus: Path) -> None:
    """Each record has exactly the fields, in order, and the level, task and channel that the manifest lists."""
    table = corpus.parent / "aad_events.tsv"
    if not table.is_file():
        pytest.skip("the table of events does not lie beside the corpus")
    with table.open(encoding="utf-8", newline="") as lines:
        manifest = {int(row["event_id"]): row for row in csv.DictReader(lines, delimiter="\t")}
    for scenario in TOLD:
        for event in (*log_of(scenario), *log_of(scenario, Channel.ANALYTIC)):
            row = manifest[id_of(event)]
            root = ET.fromstring(event.xml)

            assert list(data_of(event)) == [field.split(":")[0] for field in row["fields_latest"].split(";") if field]
            assert root.findtext(".//e:Level", "", NAMESPACE) == row["level_value"]
            assert root.findtext(".//e:Task", "", NAMESPACE) == row["task_value"]
            assert row["channel"] == root.findtext(".//e:Channel", "", NAMESPACE)
