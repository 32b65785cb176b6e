"""The fleet of builders.py with what pages show beyond it: groups, earlier runs, and names that are markup."""

import dataclasses
from datetime import timedelta

from remote_prt.diagnosis.diagnosis import Status, UserDiagnosis
from remote_prt.model import Run, VisitOutcome
from remote_prt.reports.change import Change, Changed, Earlier, TrendPoint
from tests.reports.builders import STARTED_AT, finding, fleet, run, user, visited

#: Would change the title, call out, close the style or the script, or end an attribute.
MARKUP = '<script>document.title="PWNED"</script><img src=http://x.invalid/ onerror=alert(1)></style></title>"\'{{7*7}}'


def page_fleet() -> Run:
    """Every status word, two groups, and one host and user called as markup."""
    outcomes = list(fleet().outcomes)
    outcomes.append(visited(MARKUP, user(Status.BROKEN, MARKUP, findings=(finding(title=MARKUP, cause=MARKUP),))))
    grouped = [_grouped(one, "OU=Tokyo" if number % 3 else MARKUP) for number, one in enumerate(outcomes)]
    return dataclasses.replace(fleet(), outcomes=tuple(grouped))


def earlier() -> Earlier:
    """A change of each kind, and 40 earlier runs."""
    since = Change(
        "20260130T010000-aaaa",
        STARTED_AT - timedelta(days=1),
        new=(Changed("pc-03", "CONTOSO\\anna", "BROKEN", "HEALTHY", "PRT-AADSTS50126"), Changed(MARKUP, MARKUP)),
        fixed=(Changed("pc-14", "CONTOSO\\hans", "HEALTHY", "BROKEN", "PRT-DEVICE-DISABLED"),),
        still=(Changed("pc-13", "", "BROKEN", "BROKEN", "PRT-AADSTS50155"),),
        changed_cause=(Changed("pc-09", "CONTOSO\\bob", "FAILING", "BROKEN", "PRT-WINHTTP-12007"),),
        flapping=tuple(Changed("pc-10", f"CONTOSO\\{name}", "STALE", "HEALTHY", "PRT-NOT-RENEWED") for name in "ab"),
        not_seen=(Changed("pc-20", before="HEALTHY"),),
    )
    trend = tuple(
        TrendPoint(str(day), STARTED_AT - timedelta(days=40 - day), {"HEALTHY": 8, "BROKEN": 2, "REFUSED": 4}, 14, 10)
        for day in range(40)
    )
    return Earlier(since, trend)


def large_run(hosts: int, *, broken_every: int = 1) -> Run:
    """Hosts of the length names have in companies, every so many of them broken."""
    outcomes = [
        visited(f"jp-tokyo-pc{number:05d}.corp.contoso.example", _worker(number, is_broken=number % broken_every == 0))
        for number in range(hosts)
    ]
    return run(*outcomes)


def _worker(number: int, *, is_broken: bool) -> UserDiagnosis:
    name = f"CONTOSO\\surname.givenname{number}"
    return user(Status.BROKEN, name, findings=(finding(),)) if is_broken else user(Status.HEALTHY, name)


def _grouped(outcome: VisitOutcome, group: str) -> VisitOutcome:
    return dataclasses.replace(outcome, target=dataclasses.replace(outcome.target, groups=(group,)))
