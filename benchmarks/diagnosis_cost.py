"""What judging one host costs: three users' dsregcmd texts and 300 event records, parsed and diagnosed.

Run: `python benchmarks/diagnosis_cost.py [--rounds N]`. Prints the median of each part in milliseconds of processor
time; the typed records are given, because reading event XML belongs to the readers.
"""

import argparse
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from remote_prt.diagnosis.aad_events import rebuild_attempts
from remote_prt.diagnosis.dsregcmd import parse_dsregcmd
from remote_prt.diagnosis.evidence import (
    EventChannel,
    EventRecord,
    Evidence,
    HostFacts,
    LogonSession,
    Observation,
    SessionKind,
)
from remote_prt.diagnosis.verdict import diagnose
from remote_prt.readers.catalogue import load_catalog

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
URL = "https://login.microsoftonline.com/b5f1b5a4-3c55-4c35-9f0e-0d8c9f1a2b3c"


def text(upn: str) -> str:
    """A whole output with the rows of today's layout and one failed refresh."""
    box = "+----------------------------------------------------------------------+"
    sections = {
        "Device State": "AzureAdJoined : YES|EnterpriseJoined : NO|DomainJoined : YES|Device Name : pc-07",
        "Device Details": "DeviceId : 0f1e2d3c|TpmProtected : YES|DeviceAuthStatus : SUCCESS",
        "Tenant Details": "|".join(f"TenantUrl{n} : {URL}/{n}" for n in range(25)),
        "User State": "NgcSet : NO|WorkplaceJoined : NO|WamDefaultSet : YES",
        "SSO State": (
            "AzureAdPrt : YES|AzureAdPrtUpdateTime : 2026-03-02 02:00:00.000 UTC"
            f"|AzureAdPrtExpiryTime : 2026-03-16 02:00:36.000 UTC|AzureAdPrtAuthority : {URL}"
            "|RefreshPrtDiagnostics : PRESENT|Previous Prt Attempt : 2026-03-02 11:40:00.000 UTC"
            f"|Attempt Status : 0xc000006d|User Identity : {upn}|HTTP Error : 0x0|HTTP status : 400"
            "|Server Error Code : invalid_grant|Server Error Description : AADSTS50126: Error validating credentials"
            "|EnterprisePrt : NO|EnterprisePrtAuthority : |OnPremTgt : NO|CloudTgt : YES"
        ),
        "Diagnostic Data": f"AadRecoveryEnabled : NO|Executing Account Name : CONTOSO\\x, {upn}|KeySignTest : PASSED",
        "Ngc Prerequisite Check": "IsDeviceJoined : YES|IsUserAzureAD : YES|PreReqResult : WillNotProvision",
    }
    rows = {title: "\n".join(row.rjust(40) for row in body.split("|")) for title, body in sections.items()}
    return "\n\n".join(f"{box}\n| {title:<69}|\n{box}\n\n{body}" for title, body in rows.items())


def records(count: int) -> tuple[EventRecord, ...]:
    """A log of failed attempts of three records each, and summaries."""
    template = EventRecord(
        1085, "AAD", "Microsoft-Windows-AAD/Operational", 1, NOW, 2, 101, 700, 900, "", "", "pc-07", ()
    )  # fmt: skip
    made = []
    for n in range(count):
        identity = f"6f0c2f0e-7d5a-4f5e-8a9b-{n // 3:012d}"
        kind = (1025, 1081, 1085)[n % 3]
        data = {
            1025: (("value", "400"), ("EndpointUri", URL)),
            1081: (("Error", "invalid_grant"), ("ErrorDescription", "AADSTS50126: x")),
            1085: (("Status", "0xc000006d"),),
        }[kind]
        at = NOW - timedelta(minutes=count - n)
        made.append(replace(template, event_id=kind, record_id=n, time=at, data=(*data, ("CorrelationID", identity))))
    return tuple(made)


def milliseconds(task: Callable[[], object], rounds: int) -> float:
    """The median of that many runs, in processor time: what else the machine does must not count."""
    taken = []
    for _ in range(rounds):
        begun = time.process_time()
        task()
        taken.append((time.process_time() - begun) * 1000)
    return statistics.median(taken)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=100)
    rounds = parser.parse_args().rounds
    upns = [f"user{n}@contoso.com" for n in range(3)]
    texts = [text(upn) for upn in upns]
    sessions = tuple(LogonSession(SessionKind.USER, f"S-1-{n}", f"CONTOSO\\{n}", upn) for n, upn in enumerate(upns))
    events = records(300)
    catalog = load_catalog()
    evidence = Evidence(
        "pc-07",
        HostFacts("PC-07", "10.0.19044.1", "", False, NOW, None, "FullLanguage", None),
        sessions,
        tuple(Observation(s, NOW, parse_dsregcmd(t)) for s, t in zip(sessions, texts, strict=True)),
        (EventChannel("Microsoft-Windows-AAD/Operational", events),),
    )
    tasks: dict[str, Callable[[], object]] = {
        f"parse 3 texts of {len(texts[0])} characters": lambda: list(map(parse_dsregcmd, texts)),
        f"rebuild attempts of {len(events)} records": lambda: rebuild_attempts(events),
        "diagnose (with rebuilding)": lambda: diagnose(evidence, catalog),
        "load the catalogue": load_catalog,
    }
    for name, task in tasks.items():
        print(f"{name:<40} {milliseconds(task, rounds):6.2f} ms")


if __name__ == "__main__":
    main()
