"""The field's real causes, looked for around a failed attempt: what the codes alone do not tell.

Each function looks at one attempt (or at a PRT that is missing without one) and at what surrounds it, and returns a
cause with its evidence, or None. A cause that only repeats the class of what the code already says is left out: the
article's remedy for the code is the better one. Signatures: facts/causes_and_mistakes.md 1, with the cause's rank.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from remote_prt.diagnosis.attempt import Attempt, AttemptPhase
from remote_prt.diagnosis.catalog_entry import Catalog
from remote_prt.diagnosis.codes import CodeClass, ErrorCode
from remote_prt.diagnosis.dsreg_facts import DeviceAuth, DsregFacts
from remote_prt.diagnosis.finding import CauseClass, Confidence, EvidenceReference, Finding, Severity
from remote_prt.diagnosis.rules.build import Claim, finding, is_detail
from remote_prt.diagnosis.signs import DEVICE_GONE_CODES
from remote_prt.diagnosis.state_signs import (
    certificate_trouble,
    has_way_now,
    probe_trouble,
    tpm_trouble,
    users_only_proxy,
)
from remote_prt.diagnosis.view import DeviceView

#: Joined today: synchronisation runs every half hour, Autopilot takes some hours.
JUST_JOINED: Final = timedelta(days=1)
#: Suffixes that no tenant can verify, because nobody can own them on the internet.
UNROUTABLE: Final = frozenset(
    ["corp", "home", "intern", "internal", "intranet", "invalid", "lan", "local", "localdomain", "private", "test"]
)
_NETWORK_STATUS: Final = frozenset({"STATUS-C000023C", "STATUS-C00000BE", "STATUS-C00000C4"})
#: Local statuses that speak of the account itself, not of the way to Entra.
_ACCOUNT_STATUS: Final = frozenset(
    f"STATUS-{number}" for number in ("C000006E", "C0000071", "C0000072", "C0000193", "C0000224", "C0000234")
)
_KEY_EVENTS: Final = frozenset({1082, 1083})
_TPM_STATUS: Final = 0xC029  #: upper half of the NTSTATUS of the TPM
#: ERROR_WINHTTP_INVALID_SERVER_RESPONSE, _HEADER_NOT_FOUND: what came back was no answer of Entra.
_DAMAGED_ANSWERS: Final = frozenset({12152, 12150})
#: ERROR_WINHTTP_SECURE_FAILURE: inspection, a missing root certificate or a wrong clock.
_TLS_REFUSED: Final = 12175
_PROXY_WANTS_LOGON: Final = 407
#: Windows 11 24H2: KB5060842 (build 26100.4349) brought a Windows Hello regression, KB5065789 (.6725) took it away.
#: The updates are facts/causes_and_mistakes.md 14; which build each brings is Microsoft's update history, and was seen
#: on no PC of ours: unverified, so what follows from it is never more than possible.
_HELLO_REGRESSION: Final = (26100, 4349, 6725)
_PASSWORD_WINDOW: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """One failure, or one missing PRT, with what is known around it."""

    attempt: Attempt | None
    device: DeviceView
    own: DsregFacts | None  #: the user's own report; None where no user is meant
    now: datetime | None
    upn: str = ""  #: of the user, where known

    @property
    def codes(self) -> tuple[ErrorCode, ...]:
        """Local and network codes of the attempt."""
        if self.attempt is None:
            return ()
        return tuple(code for code in (self.attempt.sub_error, self.attempt.status) if code is not None)

    @property
    def shown(self) -> tuple[EvidenceReference, ...]:
        """The attempt's own evidence."""
        return () if self.attempt is None else self.attempt.references

    def row(self, key: str) -> tuple[EvidenceReference, ...]:
        """That row of the user's report, or else of the device's."""
        for facts in (self.own, self.device.facts):
            found = None if facts is None else facts.row(key)
            if found is not None:
                return (found,)
        return ()


@dataclass(frozen=True, slots=True)
class Cause:
    """A cause that the surroundings show."""

    key: str
    confidence: Confidence
    evidence: tuple[EvidenceReference, ...]
    cause_class: CauseClass | None = None  #: set: left out where the code says this class already


def causes_around(
    scene: Surroundings, catalog: Catalog, severity: Severity, named: tuple[Finding, ...]
) -> tuple[Finding, ...]:
    """Findings of every cause that the surroundings show and that `named` does not say already."""
    classes = {one.cause_class for one in named if not is_detail(one)}
    causes = [cause for look in LOOKS if (cause := look(scene)) is not None]
    return tuple(
        finding(catalog, cause.key, Claim(severity, cause.confidence, cause.evidence))
        for cause in causes
        if cause.evidence and (cause.cause_class is None or cause.cause_class not in classes)
    )


def is_just_joined(device: DeviceView, now: datetime | None) -> bool:
    """Whether the device was registered within the last day: by its certificate, or by a join that the log records."""
    joined = [] if device.facts is None or device.facts.joined_at is None else [device.facts.joined_at]
    joined += [one.at for one in device.singles.joins if one.is_success]
    return now is not None and any(timedelta(0) <= now - at <= JUST_JOINED for at in joined)


def network_in_system_context(scene: Surroundings) -> Cause | None:
    """Rank 3: the computer account does not get out, while the user may (proxy settings of the user only).

    That SYSTEM fails to reach a server now, as the attempt did, leaves no doubt; that it reaches all of them now does.
    """
    attempt, blocked = scene.attempt, probe_trouble(scene.device.state)
    if attempt is None:
        return Cause("NETWORK-IN-SYSTEM-CONTEXT", Confidence.LIKELY, blocked)
    is_network = any(code.code_class is CodeClass.WINHTTP or code.key in _NETWORK_STATUS for code in scene.codes)
    if attempt.http_status != _PROXY_WANTS_LOGON and not is_network:
        return None
    shown = _no_way_for_the_machine(scene)
    if blocked:
        return Cause("NETWORK-IN-SYSTEM-CONTEXT", Confidence.CERTAIN, (*blocked, *shown))
    sure = Confidence.POSSIBLE if has_way_now(scene.device.state) else Confidence.LIKELY
    return Cause("NETWORK-IN-SYSTEM-CONTEXT", sure, shown)


def _no_way_for_the_machine(scene: Surroundings) -> tuple[EvidenceReference, ...]:
    """What beside the probe shows that a failure of the network is the machine's: the first that speaks."""
    if scene.attempt is not None and scene.attempt.http_status == _PROXY_WANTS_LOGON:
        return scene.shown
    if scene.device.auth is DeviceAuth.UNTESTED:
        return scene.row("DeviceAuthStatus")
    return _proxy_of_the_user_only(scene) or users_only_proxy(scene.device.state)


def _proxy_of_the_user_only(scene: Surroundings) -> tuple[EvidenceReference, ...]:
    """Proxy rows of the user, and the row that says that the machine goes out directly; () where both have one."""
    if scene.own is None:
        return ()
    users = scene.own.proxy_rows("IE Proxy Config for Current User")
    machines = [facts for facts in (scene.device.facts, scene.own) if facts is not None]
    for facts in machines:
        if facts.proxy_rows("IE Proxy Config for System Account"):
            return ()
    direct = [row for row in scene.row("Access Type") if row.value.upper() == "DIRECT"]
    return (*users, *direct) if users and direct else ()


def password_or_sync(scene: Surroundings) -> Cause | None:
    """Rank 5: a status that names the account's state, or a password that Windows found expired around the attempt."""
    attempt = scene.attempt
    if attempt is None or attempt.ended_at is None:
        return None
    if attempt.status is not None and attempt.status.key in _ACCOUNT_STATUS and not attempt.server_codes:
        return Cause("PASSWORD-OR-SYNC", Confidence.LIKELY, scene.shown, CauseClass.PASSWORD_OR_SYNC)
    near = tuple(
        reference
        for at, reference in scene.device.singles.expired_passwords
        if abs(at - attempt.ended_at) <= _PASSWORD_WINDOW
    )
    return Cause("PASSWORD-OR-SYNC", Confidence.LIKELY, near, CauseClass.PASSWORD_OR_SYNC)


def join_race(scene: Surroundings) -> Cause | None:
    """Rank 6: the device was joined today, and Entra does not know it, or gave no PRT yet."""
    attempt = scene.attempt
    is_refused = attempt is not None and any(code.key in DEVICE_GONE_CODES for code in attempt.server_codes)
    if not (is_refused or attempt is None) or not is_just_joined(scene.device, scene.now):
        return None
    joined = tuple(one.reference for one in scene.device.singles.joins if one.is_success)
    shown = (*scene.row("DeviceCertificateValidity"), *joined)
    return Cause("JOIN-RACE", Confidence.LIKELY if is_refused else Confidence.POSSIBLE, shown)


def federation(scene: Surroundings) -> Cause | None:
    """Rank 7: the attempt ended at the federation server, whatever the code is."""
    attempt = scene.attempt
    if attempt is None:
        return None
    is_there = attempt.phase in {AttemptPhase.FEDERATION_METADATA, AttemptPhase.WS_TRUST}
    if not is_there and not any(code.code_class is CodeClass.FEDERATION for code in attempt.server_codes):
        return None
    return Cause("FEDERATION", Confidence.LIKELY, scene.shown, CauseClass.FEDERATION)


def upn(scene: Surroundings) -> Cause | None:
    """Rank 8: the name that Windows sent ends in a suffix that no tenant can verify."""
    sent = "" if scene.attempt is None else scene.attempt.user
    for name, source, where in ((sent, "attempt", "user"), (scene.upn, "session", "UPN")):
        suffix = name.rpartition("@")[2].rpartition(".")[2].casefold()
        if "@" in name and suffix in UNROUTABLE:
            shown = EvidenceReference(source, where, name[:320])
            return Cause("UPN", Confidence.LIKELY, (shown, *scene.shown), CauseClass.UPN)
    return None


def tpm_or_key(scene: Surroundings) -> Cause | None:
    """Rank 9: the device's or the session's key cannot be used, or the TPM that keeps it."""
    attempt, trouble = scene.attempt, tpm_trouble(scene.device)
    has_code = any(code.code_class is CodeClass.SECURITY or code.number >> 16 == _TPM_STATUS for code in scene.codes)
    if attempt is not None and (has_code or attempt.event_ids & _KEY_EVENTS):
        return Cause("TPM-OR-KEY", Confidence.LIKELY, (*scene.shown, *trouble), CauseClass.TPM_OR_KEY)
    if scene.device.facts is not None and scene.device.facts.is_key_damaged:
        return Cause("TPM-OR-KEY", Confidence.LIKELY, (*scene.row("KeySignTest"), *trouble), CauseClass.TPM_OR_KEY)
    return Cause("TPM-OR-KEY", Confidence.LIKELY, trouble) if attempt is None else None


def device_certificate(scene: Surroundings) -> Cause | None:
    """Rank 9 too: the device has nothing to prove itself with; beside another failure it may be left from before."""
    shown = certificate_trouble(scene.device, scene.now)
    return Cause("DEVICE-CERTIFICATE", Confidence.LIKELY if scene.attempt is None else Confidence.POSSIBLE, shown)


def vdi_clone(scene: Surroundings) -> Cause | None:
    """Rank 11: a virtual desktop of a pool without PRT: its identity may be the image's, or not registered at all."""
    facts = scene.own or scene.device.facts
    if facts is None or not facts.is_virtual_desktop:
        return None
    attempt = scene.attempt
    is_refused = attempt is not None and any(code.key in DEVICE_GONE_CODES for code in attempt.server_codes)
    sure = Confidence.LIKELY if is_refused else Confidence.POSSIBLE
    return Cause("VDI-CLONE", sure, scene.row("Virtual Desktop"))


def windows_update(scene: Surroundings) -> Cause | None:
    """Rank 14: Windows Hello sign-ins of the builds between KB5060842 and KB5065789 get no PRT; possible at most."""
    if scene.attempt is None or "NGC" not in scene.attempt.credential_type.upper():
        return None
    parts = scene.device.os_build.split(".")
    build, first, mended = _HELLO_REGRESSION
    if len(parts) != 4 or not all(part.isdecimal() and len(part) < 8 for part in parts) or int(parts[2]) != build:
        return None
    if not first <= int(parts[3]) < mended:
        return None
    shown = EvidenceReference("host", "OS build", scene.device.os_build)
    return Cause("WINDOWS-UPDATE", Confidence.POSSIBLE, (shown, *scene.shown))


def altered_response(scene: Surroundings) -> Cause | None:
    """Rank 15: what came back was no answer of Entra, or the connection was not Entra's."""
    networks = {code.number for code in scene.codes if code.code_class is CodeClass.WINHTTP}
    if networks & _DAMAGED_ANSWERS:
        return Cause("ALTERED-RESPONSE", Confidence.LIKELY, scene.shown, CauseClass.ALTERED_RESPONSE)
    if _TLS_REFUSED in networks:
        return Cause("ALTERED-RESPONSE", Confidence.POSSIBLE, scene.shown, CauseClass.ALTERED_RESPONSE)
    return None


Look = Callable[[Surroundings], Cause | None]
#: In the order of how often they are the answer.
LOOKS: Final[tuple[Look, ...]] = (
    network_in_system_context,
    password_or_sync,
    join_race,
    federation,
    upn,
    device_certificate,
    tpm_or_key,
    vdi_clone,
    windows_update,
    altered_response,
)
