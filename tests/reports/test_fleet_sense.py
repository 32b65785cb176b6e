"""A cause that many hosts share is looked for in what they share."""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from remote_prt.diagnosis.diagnosis import Status
from remote_prt.diagnosis.dsreg_report import DsregReport, Row
from remote_prt.diagnosis.evidence import Evidence, LogonSession, Missing, MissingReason, Observation, SessionKind
from remote_prt.diagnosis.finding import EvidenceReference
from remote_prt.errors import Phase
from remote_prt.model import Failure, Outcome, VisitOutcome
from remote_prt.reports.clusters import Cluster
from remote_prt.reports.fleet_sense import chance, sensed_clusters
from remote_prt.reports.rows import report_rows
from remote_prt.reports.table import render_table
from remote_prt.reports.traits import Trait
from tests.reports.builders import evidence, failed, finding, run, user, visited


def broken(
    number: int, address: str = "10.9.9.9", groups: tuple[str, ...] = (), url: str = "", **device: str
) -> VisitOutcome:
    """A host whose user has a wrong password."""
    shown = (EvidenceReference("dsregcmd", "SSO State/EntraAcquire/Endpoint URI", url),) if url else ()
    return placed(
        visited(f"pc-{number:02}", user(Status.BROKEN, findings=(finding(evidence=shown),))), address, groups, **device
    )


def fine(number: int, address: str = "10.1.1.1", groups: tuple[str, ...] = (), **device: str) -> VisitOutcome:
    """A host whose user is well."""
    return placed(visited(f"ok-{number:02}", user()), address, groups, **device)


def placed(outcome: VisitOutcome, address: str, groups: tuple[str, ...], **device: str) -> VisitOutcome:
    """The outcome on another address, in groups, of another device."""
    assert outcome.diagnosis is not None
    diagnosis = replace(outcome.diagnosis, device=replace(outcome.diagnosis.device, **device))
    return replace(outcome, address=address, target=replace(outcome.target, groups=groups), diagnosis=diagnosis)


def first(outcomes: Iterable[VisitOutcome]) -> Cluster:
    """The biggest cluster."""
    return sensed_clusters(report_rows(run(*outcomes)))[0]


@pytest.mark.parametrize(("size", "is_telling"), [(4, False), (5, True)])
def test_a_large_cluster_of_one_subnet_is_the_subnet(size: int, *, is_telling: bool) -> None:
    """From five hosts on, when the others stand elsewhere, it is not these PCs."""
    cluster = first([*(broken(n, f"10.9.9.{n}") for n in range(size)), *(fine(n) for n in range(9))])
    (shared,) = cluster.shared

    assert (shared.trait, shared.value, shared.is_telling) == (Trait.SUBNET, "10.9.9.0/24", is_telling)
    assert (shared.hosts, shared.of, shared.others, shared.rest) == (size, size, 0, 9)


@pytest.mark.parametrize(("elsewhere", "is_told"), [(0, True), (3, True), (4, False), (9, False)])
def test_what_is_as_common_elsewhere_explains_nothing(elsewhere: int, *, is_told: bool) -> None:
    """What six hosts would share by chance as often as once in a hundred runs is no clue."""
    others = [fine(n, "10.9.9.77" if n < elsewhere else "10.1.1.1") for n in range(8)]
    cluster = first([*(broken(n, f"10.9.9.{n}") for n in range(6)), *others])

    assert bool(cluster.shared) == is_told


@pytest.mark.parametrize(
    ("count", "size", "share", "expected"),
    [(6, 6, 0.5, 1 / 64), (0, 6, 0.5, 1.0), (5, 6, 0.5, 7 / 64), (3, 3, 0.1, 0.001), (1500, 2000, 0.5, 0.0)],
)
def test_chance_is_the_binomial_tail(count: int, size: int, share: float, expected: float) -> None:
    """At least that many of that many, each with the same probability."""
    assert chance(count, size, share) == pytest.approx(expected, abs=1e-9)


def test_one_stranger_in_the_cluster_changes_nothing() -> None:
    """Nearly all is enough: one PC of six is at home."""
    cluster = first([*(broken(n) for n in range(5)), broken(5, "172.16.0.1"), *(fine(n) for n in range(9))])

    assert [(one.trait, one.hosts, one.is_telling) for one in cluster.shared] == [(Trait.SUBNET, 5, True)]


def proxied(outcome: VisitOutcome, proxy: str) -> VisitOutcome:
    """The host with that proxy in dsregcmd's rows."""
    rows = (Row("WinHttp Default Proxy Config", "", "Proxy Server List", proxy),)
    asked = Missing(MissingReason.NOT_COLLECTED)
    seen = Observation(LogonSession(SessionKind.CALLER), None, DsregReport(rows))
    return replace(outcome, evidence=Evidence("pc", asked, asked, (seen,)))


@pytest.mark.parametrize(
    ("cluster_hosts", "trait", "value"),
    [
        ([broken(n, "10.1.1.1", ("ou-sales",)) for n in range(6)], Trait.GROUP, "ou-sales"),
        ([broken(n, "10.1.1.1", os_build="10.0.26100.4349") for n in range(6)], Trait.OS_BUILD, "10.0.26100.4349"),
        ([broken(n, "10.1.1.1", tenant_id="b") for n in range(6)], Trait.TENANT, "b"),
        (
            [broken(n, "10.1.1.1", url="https://sts.contoso.com/adfs/x") for n in range(6)],
            Trait.ENDPOINT,
            "sts.contoso.com",
        ),
        ([proxied(broken(n, "10.1.1.1"), "proxy:8080") for n in range(6)], Trait.PROXY, "proxy:8080"),
    ],
    ids=["group", "build", "tenant", "endpoint", "proxy"],
)
def test_each_kind_of_thing_is_compared(cluster_hosts: list[VisitOutcome], trait: Trait, value: str) -> None:
    """Group, build, tenant, federation server and proxy are seen when the others have another one."""
    others = [proxied(fine(n, "10.1.1.1", ("ou-lab",)), "other:80") for n in range(8)]
    cluster = first([*cluster_hosts, *others])

    assert (trait, value, True) in [(one.trait, one.value, one.is_telling) for one in cluster.shared]


def test_entras_own_address_is_no_trait() -> None:
    """Everybody's requests go to login.microsoftonline.com."""
    hosts = [broken(n, "10.1.1.1", url="https://login.microsoftonline.com/x/oauth2/token") for n in range(6)]

    assert first([*hosts, *(fine(n) for n in range(8))]).shared == ()


def test_a_cause_of_half_the_fleet_is_not_the_pcs() -> None:
    """Nothing sets them apart, and half of all have it."""
    same = [broken(n, "10.1.1.1") for n in range(6)]

    assert first([*same, *(fine(n) for n in range(6))]).is_everywhere
    assert not first([*same, *(fine(n) for n in range(7))]).is_everywhere


def test_hosts_that_are_not_reached_are_compared_with_all() -> None:
    """A subnet that does not answer is seen by its addresses, reached or not."""
    closed = Failure(Phase.CONNECT, "http", 5985, "TCP 5985 did not answer within 5 s", "x")
    lost = [replace(failed(f"pc-{n}", Outcome.UNREACHABLE, closed), address=f"10.7.7.{n}") for n in range(6)]
    cluster = first([*lost, *(fine(n) for n in range(8))])

    assert [(one.trait, one.value, one.is_telling) for one in cluster.shared] == [(Trait.SUBNET, "10.7.7.0/24", True)]


def test_one_device_identity_on_two_computers_is_a_clone() -> None:
    """The same DeviceId under two computer names; one computer visited twice is none."""
    identity = "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"
    hosts = [replace(fine(n, device_id=identity), evidence=evidence(f"VDI-{n}")) for n in range(2)]
    (cluster,) = sensed_clusters(report_rows(run(*hosts)))

    assert (cluster.finding_id, cluster.hosts) == ("PRT-VDI-CLONE", ("ok-00", "ok-01"))
    assert sensed_clusters(report_rows(run(hosts[0], replace(hosts[0], target=hosts[1].target)))) == ()


@pytest.mark.parametrize(
    ("names", "clones"),
    [(("pc-07", "PC-07.contoso.com"), 0), (("pc-07", "pc-08.contoso.com"), 1), (("10.1.2.3", "10.1.2.4"), 1)],
)
def test_a_dns_suffix_makes_no_clone(names: tuple[str, str], clones: int) -> None:
    """Two files of one PC may spell its name differently: only another first label is another computer."""
    identity = "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"
    hosts = [replace(fine(n, device_id=identity), evidence=evidence(name)) for n, name in enumerate(names)]

    assert len(sensed_clusters(report_rows(run(*hosts)))) == clones


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "This is not these PCs, it is their subnet: 10.9.9.0/24."),
        ("ja", "個々の PC の問題ではなく、共通のサブネットの問題と考えられます: 10.9.9.0/24"),
    ],
)
def test_the_page_says_where_to_look(language: str, said: str) -> None:
    """One sentence under the cause, in the reader's language, with the counts beside it."""
    shown = run(*(broken(n, f"10.9.9.{n}") for n in range(6)), *(fine(n) for n in range(8)))
    text = render_table(shown, width=140, colour=False, encoding="utf-8", show_all=False, language=language)

    assert said in text
    assert "10.9.9.0/24 (6" in text
