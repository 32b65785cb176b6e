"""What the published records are judged to mean: noise stays noise, one failed call is one, wrappers have a cause."""

from collections import Counter
from pathlib import Path

import pytest

from remote_prt.diagnosis.aad_events import rebuild_attempts
from remote_prt.diagnosis.evidence import EventRecord
from remote_prt.diagnosis.single_records import BrokerCause, single_records
from remote_prt.diagnosis.verdict import diagnose
from remote_prt.readers.catalogue import load_catalog
from remote_prt.readers.event_files import read_event_xml
from remote_prt.readers.evtx_file import read_evtx
from remote_prt.readers.pasted_events import read_pasted_events
from tests.diagnosis.builders import evidence

pytestmark = pytest.mark.corpus


def records(corpus: Path, name: str) -> tuple[EventRecord, ...]:
    """The records of one published file."""
    path = corpus / "events" / name
    if path.suffix == ".evtx":
        return tuple(read_evtx(path.read_bytes()).records)
    text = path.read_text("utf-8")
    return tuple(read_event_xml(text).records if path.suffix == ".xml" else read_pasted_events(text))


def test_a_real_log_of_token_broker_noise_says_nothing_about_the_prt(corpus: Path) -> None:
    """39 records, no attempt, no finding; their 24 failures are ten failed calls, none of Windows' own broker."""
    pytest.importorskip("evtx")
    real = records(corpus, "01-aad-operational-real.evtx")
    causes = Counter(failure.cause for failure in single_records(real).broker)

    assert rebuild_attempts(real) == ()
    assert causes == {BrokerCause.SERVER: 8, BrokerCause.NETWORK: 2}
    assert diagnose(evidence(events=real), load_catalog()).findings == ()


@pytest.mark.parametrize("name", ["02-real-1097-cache-partitioned.xml", "03-real-1097-browser-sso-format.xml"])
def test_warnings_that_report_success_are_nothing(name: str, corpus: Path) -> None:
    """1097 at level Warning whose text says success."""
    assert single_records(records(corpus, name)).broker == rebuild_attempts(records(corpus, name)) == ()


@pytest.mark.parametrize(
    ("name", "cause", "key"),
    [
        ("05-real-1098-aadsts50132.xml", BrokerCause.SERVER, "AADSTS50132"),
        ("07-real-1098-aadsts50020.xml", BrokerCause.SERVER, "AADSTS50020"),
        ("12-real-1098-timeout-broker.xml", BrokerCause.NETWORK, "WINHTTP-12002"),
        ("14-real-1098-7000a-broker.xml", BrokerCause.NETWORK, "WAM-CAA7000A"),
        ("18-txt-kiosk-1098-50076.txt", BrokerCause.POLICY, "AADSTS50076"),
        ("21-txt-getwinevent-fl-1098.txt", BrokerCause.POLICY, "AADSTS50158"),
    ],
)
def test_a_published_failure_has_its_cause(name: str, cause: BrokerCause, key: str, corpus: Path) -> None:
    """The server's code, or the code inside the wrapper, names it."""
    (failure,) = single_records(records(corpus, name)).broker

    assert (failure.cause, failure.code.key) == (cause, key)


CHINA = ("26-txt-china-1088.txt", "27-txt-china-1084.txt", "28-txt-china-logon-failure.txt")


@pytest.mark.parametrize(
    ("names", "keys"),
    [
        (CHINA, "CLOUDAP-C00484C1 ID3082"),
        (("43-txt-mem-1025-1081-50155.txt",), "AADSTS50155"),
        (("46-txt-issue83805-1007.txt",), "CLOUDAP-C004848C"),
        (("33-txt-qa-1081-msis9682.txt",), "FEDERATION MSIS9682"),
    ],
    ids=["federation-in-three-records", "last-code-is-the-cause", "only-the-end", "federation-server"],
)
def test_pasted_records_are_judged(names: tuple[str, ...], keys: str, corpus: Path) -> None:
    """Records that people posted lead to the cause that their threads ended with."""
    posted = [record for name in names for record in records(corpus, name)]
    headline = diagnose(evidence(events=posted, sessions=()), load_catalog()).findings[0]

    assert headline.finding_id.removeprefix("PRT-") in keys.split()
