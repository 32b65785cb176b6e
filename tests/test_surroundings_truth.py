"""What surrounds the PRT explains a trouble only while it is so: one changed fact takes the explanation away."""

import pytest

from remote_prt.diagnosis.finding import Confidence
from remote_prt.diagnosis.host_state import NetworkProbe
from remote_prt.lab.fleet import load_scenarios
from remote_prt.model import Context
from tests.truth import judged, with_fact

SCENARIOS = {scenario.name: scenario for scenario in load_scenarios()}


def headlines(diagnosis: object) -> set[str]:
    """The ids of every finding of a host and its users."""
    findings = [*diagnosis.findings, *(one for user in diagnosis.users for one in user.findings)]
    return {one.finding_id for one in findings}


@pytest.mark.parametrize(
    ("scenario", "fact", "value", "finding"),
    [
        ("device-certificate-expired", "certificate", "ok", "PRT-DEVICE-CERTIFICATE"),
        ("device-certificate-missing", "certificate", "ok", "PRT-DEVICE-CERTIFICATE"),
        ("tpm-not-ready", "tpm_locked_out", False, "PRT-TPM-OR-KEY"),
        ("proxy-for-users-only", "machine_proxy", "proxy.branch.example:3128", "PRT-NETWORK-IN-SYSTEM-CONTEXT"),
        ("system-has-no-way", "system_way", "reached", "PRT-NETWORK-IN-SYSTEM-CONTEXT"),
        ("registered-by-its-user-too", "workplace", False, "PRT-DUAL-STATE"),
    ],
)
async def test_one_changed_fact_takes_the_finding_away(scenario: str, fact: str, value: object, finding: str) -> None:
    """The finding stands on the surroundings and on nothing else."""
    told = SCENARIOS[scenario]
    mended = with_fact(told, f"surroundings.{fact}", value)
    if fact == "tpm_locked_out":
        mended = with_fact(mended, "surroundings.tpm_ready", value=True)

    assert finding in headlines((await judged(told)).diagnosis)
    assert finding not in headlines((await judged(mended)).diagnosis)


@pytest.mark.parametrize("state", ["without-key", "key-gone", "other-device"])
async def test_a_certificate_that_proves_nothing_is_told(state: str) -> None:
    """Without its key, with a key that is gone, or of another device, a certificate is as good as none."""
    told = with_fact(SCENARIOS["device-certificate-missing"], "surroundings.certificate", state)

    assert (await judged(told)).diagnosis.users[0].findings[0].finding_id == "PRT-DEVICE-CERTIFICATE"


async def test_a_failing_probe_leaves_no_doubt() -> None:
    """Where SYSTEM fails now as the attempt did, the cause is certain, and names the server and the step."""
    (user,) = (await judged(SCENARIOS["system-has-no-way"])).diagnosis.users
    found = next(one for one in user.findings if one.finding_id == "PRT-NETWORK-IN-SYSTEM-CONTEXT")

    assert found.confidence is Confidence.CERTAIN
    assert ("login.microsoftonline.com", "failed at connect (10060), WinHTTP 12029") in [
        (one.where, one.value) for one in found.evidence
    ]


@pytest.mark.parametrize("refused", ["context", "task", "language"])
async def test_what_the_caller_reaches_is_never_systems(refused: str) -> None:
    """A probe that could not run as SYSTEM proves nothing, and the note says whose it was and why."""
    told = SCENARIOS["system-has-no-way"]
    if refused == "task":
        told = with_fact(told, "surroundings.probe_refused", value=True)
    if refused == "language":
        told = with_fact(told, "device.language_mode", "ConstrainedLanguage")
    judgement = await judged(told, Context.CALLER if refused == "context" else Context.AUTO)
    probe = judgement.diagnosis.device.state.probe

    assert isinstance(probe, NetworkProbe)
    assert not probe.is_system
    assert "PRT-NETWORK-IN-SYSTEM-CONTEXT" not in headlines(judgement.diagnosis)
    assert any("as the visiting account, not as SYSTEM" in note for note in judgement.diagnosis.users[0].notes)


async def test_the_clock_is_compared_with_ours_and_its_source_is_told() -> None:
    """A clock far off is told with how far at least, within which time it was read, and that nothing sets it."""
    (found,) = (await judged(SCENARIOS["clock-kept-by-nobody"])).diagnosis.findings

    assert found.confidence is Confidence.LIKELY
    assert [one.value for one in found.evidence[:2]] == [
        "-3000 s at least, read within 2 s",
        "Start 4, Type NT5DS: nothing sets it",
    ]


async def test_a_proxy_of_users_only_is_noted_beside_the_trouble() -> None:
    """The note names the users' proxy; on a healthy host with the same settings nothing is said."""
    told = SCENARIOS["proxy-for-users-only"]
    healthy = with_fact(with_fact(told, "users.0.attempts", ()), "users.0.updated_minutes_ago", 5)
    notes = (await judged(told)).diagnosis.users[0].notes

    assert any("proxy.branch.example:3128" in note for note in notes)
    assert not any("proxy" in note for note in (await judged(healthy)).diagnosis.users[0].notes)
