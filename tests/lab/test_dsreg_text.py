"""The simulated dsregcmd prints what published outputs show, for whoever asks."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from remote_prt.lab.dsreg_text import status_text
from remote_prt.lab.dsreg_view import CALLER, View, as_user
from remote_prt.lab.fleet import OUTCOME_WORDS, load_scenarios, plan_fleet
from remote_prt.lab.identity import identify

NOW = datetime(2026, 1, 31, 1, 0, 0, 250_000, tzinfo=UTC)
TOLD = [scenario.name for scenario in load_scenarios() if scenario.status not in OUTCOME_WORDS]
INHABITED = [scenario.name for scenario in load_scenarios() if scenario.name in TOLD and scenario.story.users]
#: Rows of ours that the published texts in the corpus happen not to hold, though Microsoft's pages describe them.
UNSEEN = {"RefreshPrtDiagnostics"}


def printed(scenario: str, number: int | None = 1, *, with_sso: bool = True) -> str:
    """What dsregcmd prints on a host of that scenario, as its n-th user or (None) as the remoting account."""
    host = plan_fleet(1, 11, NOW, [scenario])[0]
    identity = identify(host)
    asker = CALLER if number is None else as_user(host, identity, number)
    return status_text(View(host, identity, NOW, asker), with_sso=with_sso)


def rows(text: str) -> dict[str, str]:
    """The printed rows; of a key that stands there twice the first."""
    found: dict[str, str] = {}
    for line in text.split("\r\n"):
        key, colon, value = line.partition(" :")
        if colon:
            found.setdefault(key.strip(), value.strip())
    return found


def boxes(text: str) -> list[str]:
    """The titles of the sections in order."""
    return re.findall(r"^\| (.+?) +\|\r$", text, re.MULTILINE)


def test_every_generation_has_its_sections() -> None:
    """1607 has two sections with the PRT in User State; later ones add details, then proxies and the closing line."""
    assert boxes(printed("healthy-1607")) == ["Device State", "User State"]
    assert boxes(printed("healthy-1803")) == ["Device State", "User State", "Ngc Prerequisite Check"]
    assert boxes(printed("healthy-server-2019")) == [
        "Device State", "Device Details", "Tenant Details", "User State", "SSO State", "Diagnostic Data",
        "Ngc Prerequisite Check",
    ]  # fmt: skip
    assert "WinHttp Default Proxy Config" in boxes(printed("healthy-hybrid"))
    assert "aadjerrors" not in printed("healthy-server-2019")
    assert printed("healthy-hybrid").endswith("https://www.microsoft.com/aadjerrors\r\n")


def test_rows_belong_to_their_generation() -> None:
    """Attempt rows exist from 21H1 on, DeviceAuthStatus too, ticket rows on Windows 11 only, times not before 1809."""
    old, server, modern, newest = (
        rows(printed(name)) for name in ("healthy-1607", "healthy-server-2019", "wrong-password", "healthy-entra")
    )

    assert "AzureAdPrtUpdateTime" not in old
    assert "AzureAdPrtAuthority" not in old
    assert "AzureAdPrtUpdateTime" in server
    assert "DeviceAuthStatus" not in server
    assert modern["DeviceAuthStatus"] == "SUCCESS"
    assert modern["AcquirePrtDiagnostics"] == "PRESENT"
    assert "CloudTgt" not in modern
    assert newest["CloudTgt"] == "YES"


def test_remoting_account_never_sees_a_token() -> None:
    """Over WinRM the device rows are true and the rows of the session say NO, ERROR and UNKNOWN."""
    own, caller = rows(printed("healthy-hybrid")), rows(printed("healthy-hybrid", None))

    assert own["AzureAdPrt"] == "YES"
    assert {caller[key] for key in ("AzureAdPrt", "AzureAdPrtAuthority", "EnterprisePrt")} == {"NO"}
    assert caller["WamDefaultSet"] == "ERROR"
    assert caller["NgcPreReq"] == "ERROR 0xd0020017"
    assert caller["SessionIsNotRemote"] == "YES"
    assert all(own[key] == caller[key] for key in ("AzureAdJoined", "DeviceId", "TenantId", "DeviceAuthStatus"))


@pytest.mark.parametrize(
    ("scenario", "joined", "authority"),
    [
        ("healthy-entra", ("YES", "NO", "NO"), "https"),
        ("healthy-hybrid", ("YES", "NO", "YES"), "https"),
        ("domain-only", ("NO", "NO", "YES"), "NO"),
        ("not-joined", ("NO", "NO", "NO"), "NO"),
        ("registered-only", ("NO", "NO", "NO"), "NO"),
        ("registered-at-adfs", ("NO", "YES", "YES"), ""),
        ("local-account", ("YES", "NO", "NO"), ""),
    ],
)
def test_join_types_show_in_three_rows(scenario: str, joined: tuple[str, str, str], authority: str) -> None:
    """Microsoft's join table, and an authority that is a URL, empty or NO depending on who asks where."""
    own = rows(printed(scenario))

    assert (own["AzureAdJoined"], own["EnterpriseJoined"], own["DomainJoined"]) == joined
    assert own["AzureAdPrtAuthority"].partition(":")[0] == authority


def test_registered_work_account_has_its_own_section() -> None:
    """A work account shows in User State and in Work Account 1, for its user only."""
    own, caller = printed("registered-only"), printed("registered-only", None)

    assert rows(own)["WorkplaceJoined"] == "YES"
    assert "Work Account 1" in boxes(own)
    assert rows(caller)["WorkplaceJoined"] == "NO"
    assert "Work Account 1" not in boxes(caller)


def test_times_are_relative_to_the_moment() -> None:
    """The update lies as many minutes back as the scenario says, the expiry fourteen days and half a minute on."""
    own = rows(printed("healthy-entra"))

    assert own["AzureAdPrtUpdateTime"] == "2026-01-31 00:23:00.000 UTC"
    assert own["AzureAdPrtExpiryTime"] == "2026-02-14 00:23:30.000 UTC"


def test_a_failed_attempt_stands_before_the_enterprise_token() -> None:
    """The Entra block stands between AzureAdPrtAuthority and EnterprisePrt, the AD FS block after it."""
    entra, adfs = printed("wrong-password"), printed("adfs-token-missing")

    assert entra.index("AcquirePrtDiagnostics") < entra.index("EnterprisePrt ")
    assert adfs.index("AcquirePrtDiagnostics") > adfs.index("EnterprisePrtAuthority")


def test_sso_state_can_be_left_out() -> None:
    """Without its SSO section the text still has the others."""
    assert "SSO State" not in boxes(printed("healthy-hybrid", with_sso=False))
    assert "User State" in boxes(printed("healthy-hybrid", with_sso=False))


@pytest.mark.parametrize("scenario", TOLD)
def test_rows_are_aligned_and_whole(scenario: str) -> None:
    """On every host every row is right-aligned before its colon, and no placeholder is left."""
    for number in (None, *range(1, 1 + len(plan_fleet(1, 11, NOW, [scenario])[0].scenario.story.users))):
        text = printed(scenario, number)
        pairs = [line for line in text.split("\r\n") if re.match(r" *\w[^:|]* :", line)]
        columns = {line.index(" :") for line in pairs}

        assert len(columns) <= 3
        assert not re.search(r"\{[a-z_]+\}", text)


@pytest.mark.corpus
def test_every_row_is_known_from_published_outputs(corpus: Path) -> None:
    """Each key we print stands in some published output, except those only Microsoft's pages name."""
    published = " ".join(path.read_text("utf-8", "replace") for path in (corpus / "dsregcmd").glob("*.txt"))
    ours = {key for scenario in INHABITED for key in rows(printed(scenario))}

    assert {key for key in ours - UNSEEN if key.rstrip(":") not in published} == set()
