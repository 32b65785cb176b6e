"""Rules about the host itself: true for everybody who signs in there."""

from datetime import timedelta
from typing import Final

from remote_prt.diagnosis.catalog_entry import Catalog
from remote_prt.diagnosis.dsreg_facts import DeviceAuth
from remote_prt.diagnosis.evidence import HostFacts
from remote_prt.diagnosis.finding import Confidence, EvidenceReference, Finding, Severity
from remote_prt.diagnosis.rules.build import Claim, attempt_findings, code_finding, finding
from remote_prt.diagnosis.rules.surroundings import Surroundings, causes_around
from remote_prt.diagnosis.signs import is_host_failing
from remote_prt.diagnosis.state_signs import certificate_trouble, clock_source, probe_trouble
from remote_prt.diagnosis.view import UNJOINED, HostView

#: Kerberos' tolerance; signed token requests fail not much later.
_SKEW_LIMIT: Final = timedelta(minutes=5)


def device_gone(host: HostView, catalog: Catalog) -> tuple[Finding, ...]:
    """Entra says that the device object is disabled or deleted (tested live by dsregcmd)."""
    if host.device.auth is not DeviceAuth.DISABLED_OR_DELETED:
        return ()
    return (finding(catalog, "DEVICE-DISABLED", Claim(Severity.ERROR, Confidence.CERTAIN, _auth_row(host))),)


def device_untested(host: HostView, catalog: Catalog) -> tuple[Finding, ...]:
    """The device could not test its own authentication: no way to Entra from the system context; not "disabled"."""
    if host.device.auth is not DeviceAuth.UNTESTED:
        return ()
    return (finding(catalog, "DEVICE-AUTH-UNTESTED", Claim(Severity.INFO, Confidence.LIKELY, _auth_row(host))),)


def nameless_failure(host: HostView, catalog: Catalog) -> tuple[Finding, ...]:
    """The newest attempt on the host failed and no record says whose it was (Windows 10 without the Analytic log)."""
    failure = is_host_failing(host.device)
    if failure is None or host.device.join_type in UNJOINED:
        return ()
    named = attempt_findings(catalog, failure, Severity.WARNING, Confidence.LIKELY)
    scene = Surroundings(failure, host.device, None, host.now)
    return (*named, *causes_around(scene, catalog, Severity.WARNING, named))


def lone_end(host: HostView, catalog: Catalog) -> tuple[Finding, ...]:
    """The end of a failed flow is all that the records hold: its code is told, whoever's flow it was."""
    end = host.device.singles.last_end
    if end is None or end[0].is_success or host.logged or any(user.attempts for user in host.users):
        return ()
    return (code_finding(catalog, end[0], Claim(Severity.WARNING, Confidence.POSSIBLE, (end[1],))),)


def key_damaged(host: HostView, catalog: Catalog) -> tuple[Finding, ...]:
    """Dsregcmd tried the device's key and it did not work: no PRT can be had or renewed with it."""
    facts = host.device.facts
    row = None if facts is None or not facts.is_key_damaged else facts.row("KeySignTest")
    if row is None or host.device.join_type in UNJOINED:
        return ()
    return (finding(catalog, "TPM-OR-KEY", Claim(Severity.WARNING, Confidence.LIKELY, (row,))),)


def clock_skew(host: HostView, catalog: Catalog) -> tuple[Finding, ...]:
    """The host's clock differs from ours by more than Kerberos and signed requests forgive."""
    facts = host.evidence.host
    if not isinstance(facts, HostFacts) or facts.clock_skew is None or abs(facts.clock_skew) <= _SKEW_LIMIT:
        return ()
    seconds = int(facts.clock_skew.total_seconds())
    window = "" if facts.clock_window is None else f", read within {facts.clock_window.total_seconds():.0f} s"
    shown = EvidenceReference("host", "clock minus controller clock", f"{seconds:+d} s at least{window}")
    claim = Claim(Severity.WARNING, Confidence.LIKELY, (shown, *clock_source(host.device.state)))
    return (finding(catalog, "CLOCK", claim),)


def certificate_lost(host: HostView, catalog: Catalog) -> tuple[Finding, ...]:
    """A joined device without a usable certificate of its own: no PRT can be had or renewed with it."""
    shown = certificate_trouble(host.device, host.now)
    return (finding(catalog, "DEVICE-CERTIFICATE", Claim(Severity.WARNING, Confidence.LIKELY, shown)),) if shown else ()


def way_blocked(host: HostView, catalog: Catalog) -> tuple[Finding, ...]:
    """SYSTEM, asked to reach the sign-in servers, did not reach all of them: PRTs will not renew."""
    shown = probe_trouble(host.device.state)
    if not shown or host.device.join_type in UNJOINED:
        return ()
    return (finding(catalog, "NETWORK-IN-SYSTEM-CONTEXT", Claim(Severity.WARNING, Confidence.LIKELY, shown)),)


def other_name(host: HostView, catalog: Catalog) -> tuple[Finding, ...]:
    """The host says it has another name than the one that was called, and the logon proved nothing about it."""
    evidence = host.evidence
    if not evidence.answered_as:
        return ()
    shown = (
        EvidenceReference("host", "ComputerName", evidence.answered_as),
        EvidenceReference("host", "name that was called", evidence.computer_name),
    )
    return (finding(catalog, "OTHER-NAME", Claim(Severity.WARNING, Confidence.LIKELY, shown)),)


def _auth_row(host: HostView) -> tuple[EvidenceReference, ...]:
    row = None if host.device.facts is None else host.device.facts.row("DeviceAuthStatus")
    return () if row is None else (row,)
