"""Names are replaced in every format, each by one stand-in, and codes stay."""

import dataclasses
import json
import re

import pytest

from remote_prt.diagnosis.diagnosis import Status
from remote_prt.errors import Phase, UsageError
from remote_prt.model import Failure, Outcome, Run
from remote_prt.reports.change import Change, Changed, Earlier
from remote_prt.reports.csv_file import render_csv
from remote_prt.reports.html_report import render_html
from remote_prt.reports.json_document import render_json
from remote_prt.reports.junit import render_junit
from remote_prt.reports.markdown import render_markdown
from remote_prt.reports.prometheus import render_prometheus
from remote_prt.reports.redaction import Redact, Redactor, redact_kinds
from remote_prt.reports.table import render_table
from tests.reports.builders import STARTED_AT, evidence, failed, finding, run, session, user, visited
from tests.reports.page_fleet import earlier

SID = "S-1-5-21-1111-2222-3333-1104"
USERS = ("anna", "ANNA@", SID, "sweeper")
HOSTS = ("pc-07", "pc-08", "10.1.2.7", "10.9.8.7", "fe80::1:2", "OU=Tokyo")
TENANT = ("0f7e1c1e", "contoso")


def named_run() -> Run:
    """Names where they have a field, and in the free text of causes, notes and failures."""
    who = dataclasses.replace(session("CONTOSO\\anna"), sid=SID, upn="anna@contoso.example")
    cause = finding(
        cause=f"CONTOSO\\ANNA ({SID}, Anna@contoso.example) in C:\\Users\\anna on PC-07 and pc-08 at 10.9.8.7"
    )
    first = visited(
        "pc-07.corp.contoso.example",
        user(Status.BROKEN, session=who, findings=(cause,), notes=("anna unlocked pc-07",)),
        evidence=evidence("PC-07"),
    )
    message = "the certificate is of pc-08.corp.contoso.example, not of fe80::1:2"
    second = failed("pc-08", Outcome.UNREACHABLE, Failure(Phase.CONNECT, "https", 5986, message, "ask LAB\\sweeper"))
    grouped = dataclasses.replace(first, target=dataclasses.replace(first.target, groups=("OU=Tokyo,DC=contoso",)))
    return run(grouped, second)


def formats(told: Run) -> str:
    """Every text format, one behind the other."""
    table = render_table(told, width=200, colour=False, encoding="utf-8", show_all=True, wide=True, rerun="")
    page = re.sub(r"<style>.*?</style>|<script>.*?</script>", "", render_html(told), flags=re.DOTALL)
    others = (render_csv(told), render_markdown(told), render_prometheus(told, exit_code=1), render_junit(told))
    return "\n".join([table, page, render_json(told, exit_code=1, evidence=True), *others]).replace("\\", "")


@pytest.mark.parametrize(("kind", "gone"), [(Redact.USERS, USERS), (Redact.HOSTS, HOSTS), (Redact.TENANT, TENANT)])
def test_a_kind_of_names_is_gone_from_every_format(kind: Redact, gone: tuple[str, ...]) -> None:
    """What was there before is there no more, whatever its case; the cause's code is."""
    before, after = (formats(told).casefold() for told in (named_run(), Redactor([kind]).run(named_run())))

    assert [name for name in gone if name.casefold() not in before and name != "10.1.2.7"] == []
    assert [name for name in gone if name.casefold() in after] == []
    assert "prt-aadsts50126" in after


def test_one_stand_in_means_one_thing() -> None:
    """Account, UPN, SID and bare name are one user, names and short names one host; others get another one."""
    redactor = Redactor(Redact)
    first, second = redactor.run(named_run()).outcomes
    assert first.diagnosis
    (who,) = first.diagnosis.users

    assert who.session.name == who.session.upn == who.session.sid
    assert re.fullmatch(r"user-\d{4}", who.session.name)
    assert who.notes == (f"{who.session.name} unlocked {first.target.name}",)
    assert first.target.name != second.target.name
    assert second.target.name in who.findings[0].cause
    assert f"C:\\Users\\{who.session.name} on {first.target.name}" in who.findings[0].cause
    assert redactor.outcome(named_run().outcomes[0]).target.name == first.target.name


def test_people_of_one_name_stay_apart() -> None:
    """The Anna of one domain is not the Anna of another."""
    both = [
        user(Status.HEALTHY, session=dataclasses.replace(session(f"{domain}\\anna"), sid=f"{SID}{n}", upn=""))
        for n, domain in enumerate(("CONTOSO", "FABRIKAM"))
    ]
    told = Redactor([Redact.USERS]).run(run(visited("pc-01", *both)))
    assert told.outcomes[0].diagnosis

    assert 2 == len({one.session.name for one in told.outcomes[0].diagnosis.users})


def test_what_is_kept_reads_as_before() -> None:
    """Only the kind that was asked for is replaced; builds and times are no addresses."""
    told = formats(Redactor([Redact.USERS]).run(named_run()))

    assert "pc-07.corp.contoso.example" in told
    assert "10.0.22631.4317" in formats(Redactor(Redact).run(named_run()))
    assert json.loads(render_json(Redactor(Redact).run(named_run()), exit_code=1))["Run"]["Scope"] == "redacted"


def test_a_redacted_report_says_so() -> None:
    """Programs by `Redacted`, people at the top of the page."""
    told = Redactor([Redact.HOSTS]).run(named_run())

    assert json.loads(render_json(told, exit_code=1))["Run"]["Redacted"] == ["hosts"]
    assert "stand-ins that mean the same throughout this report: hosts." in render_html(told)
    assert "stand-ins" not in render_html(named_run())


def test_what_changed_since_is_told_by_the_same_stand_ins() -> None:
    """Hosts and users that are gone get stand-ins too."""
    redactor = Redactor([Redact.USERS, Redact.HOSTS])
    told = redactor.earlier(earlier()).since
    assert told

    assert re.fullmatch(r"host-\d{4}", told.new[0].host)
    assert re.fullmatch(r"user-\d{4}", told.new[0].user)
    assert told.new[0].cause == "PRT-AADSTS50126"


@pytest.mark.parametrize(
    ("kind", "gone"),
    [(Redact.USERS, ("anna", "kiosk")), (Redact.HOSTS, ("pc-07", "pc-gone")), (Redact.TENANT, ("contoso", "fabrikam"))],
)
def test_parts_of_names_that_changed_are_gone_too(kind: Redact, gone: tuple[str, ...]) -> None:
    """The domain of an account, and the host of a local one, also where the run itself names neither any more."""
    users = ("CONTOSO\\anna", "FABRIKAM\\anna", "anna@fabrikam.example", "PC-GONE\\kiosk")
    fixed = tuple(Changed(host, name) for name in users for host in ("pc-07", "pc-gone.corp.contoso.example"))
    redactor = Redactor([kind])
    told = redactor.run(named_run())
    since = redactor.earlier(Earlier(Change("r", STARTED_AT, fixed=fixed)))
    text = (render_html(told, earlier=since) + render_markdown(told, earlier=since)).casefold()

    assert [name for name in gone if name in text] == []


def test_kinds_come_from_words() -> None:
    """By commas or repeated, in one order; a word that is none is said."""
    assert redact_kinds(["tenant,users", "users"]) == (Redact.USERS, Redact.TENANT)
    with pytest.raises(UsageError, match=r"--redact host: no such kind of names - use users, hosts, tenant"):
        redact_kinds(["host"])
