"""Evidence in, diagnosis out: one ordered decision list per user, then the worst of users and device.

The list is a table so that the documents print the very rows that decide. The first row that applies wins; UNKNOWN
stands first because no evidence must never look like a fault, and NOT_APPLICABLE before any fault because on such a
device or account a NO is right.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from remote_prt.diagnosis.catalog_entry import Catalog
from remote_prt.diagnosis.diagnosis import DeviceSummary, Diagnosis, Status, UserDiagnosis
from remote_prt.diagnosis.dsreg_facts import DeviceAuth
from remote_prt.diagnosis.evidence import Evidence, HostFacts, Missing, MissingReason, Policy, SessionKind
from remote_prt.diagnosis.finding import Finding, Severity
from remote_prt.diagnosis.notes import note_about_others, notes_about, notes_about_log, notes_about_visit
from remote_prt.diagnosis.only_user import is_asked_for
from remote_prt.diagnosis.rules import HOST_RULES, RULES_OF_ALL, RULES_OF_STATUS
from remote_prt.diagnosis.rules.build import ranked
from remote_prt.diagnosis.signs import (
    holds_no_attempt,
    is_device_gone,
    is_device_refusal,
    is_expired,
    is_host_failing,
    lacks_prt,
    may_be_of,
    not_applicable_key,
    open_failure,
    stale_witness,
    unknown_reason,
)
from remote_prt.diagnosis.view import UNJOINED, HostView, UserView, arrange


@dataclass(frozen=True, slots=True)
class Decision:
    """One row of the decision list."""

    status: Status
    when: str  #: for people, printed in the documents
    applies: Callable[[UserView], bool]


DECISIONS: Final = (
    Decision(
        Status.UNKNOWN,
        "nothing conclusive from the user's own session, an event that names the user, or the device rows",
        lambda user: unknown_reason(user) is not None,
    ),
    Decision(
        Status.NOT_APPLICABLE,
        "not joined, domain only, registered only, on-premises only, or a local account: NO is right here",
        lambda user: bool(not_applicable_key(user)),
    ),
    Decision(
        Status.BROKEN,
        "the device is disabled or deleted (DeviceAuthStatus, or AADSTS50155 newer than the last renewal)",
        is_device_gone,
    ),
    Decision(
        Status.BROKEN, "no PRT although one is due, or the newest attempt of a user without PRT failed", lacks_prt
    ),
    Decision(Status.BROKEN, "the PRT has expired by the host's own clock", is_expired),
    Decision(
        Status.FAILING,
        "the PRT is still valid, but the newest attempt, after the last renewal, failed",
        lambda user: open_failure(user) is not None,
    ),
    Decision(
        Status.STALE,
        "a sign-in or unlock more than --stale-after (4 h) after the last renewal did not renew the PRT",
        lambda user: stale_witness(user) is not None,
    ),
    Decision(Status.HEALTHY, "the rest: a PRT is there and unexpired, or the newest attempt succeeded", lambda _: True),
)

_NO_PRT: Final = "PRT-NO-PRT"
#: What a failed attempt is called that has no code.
_OF_AN_ATTEMPT: Final = frozenset({"PRT-REFRESH-TOKEN-EXPIRED", "PRT-ATTEMPT-FAILED"})

#: A host is as bad as the worst of its users and device findings.
HOST_ORDER: Final = (Status.BROKEN, Status.FAILING, Status.STALE, Status.UNKNOWN, Status.HEALTHY, Status.NOT_APPLICABLE)


def diagnose(evidence: Evidence, catalog: Catalog, policy: Policy = Policy()) -> Diagnosis:  # noqa: B008 - frozen value
    """What the evidence means; never raises, and never says more than the evidence proves.

    Args:
        evidence: everything one visit or one saved case proved about one host.
        catalog: the words for causes and remedies; an empty one yields the same ids without words.
        policy: how old is stale, and "now" where the evidence carries no clock.
    """
    host = arrange(evidence, policy)
    asked = tuple(user for user in host.users if is_asked_for(user, policy.only_user))
    host_findings = ranked(tuple(finding for rule in HOST_RULES for finding in rule(host, catalog)))
    visit_notes = notes_about_visit(evidence, catalog.language)
    if len(asked) < len(host.users):
        number = len(host.users) - len(asked)
        visit_notes = (*visit_notes, note_about_others(number, policy.only_user, catalog.language))
    users = tuple(_judge(user, catalog, host_findings, visit_notes) for user in asked)
    status, reason = _sum_up(host, users, is_for_one=bool(policy.only_user))
    notes = () if users else (*notes_about_log(host, catalog.language), *visit_notes)
    return Diagnosis(status, reason, _summary(host), users, host_findings, notes)


def _judge(
    user: UserView, catalog: Catalog, host_findings: tuple[Finding, ...], visit_notes: tuple[str, ...]
) -> UserDiagnosis:
    decision = next(decision for decision in DECISIONS if decision.applies(user))
    rules = (*RULES_OF_STATUS[decision.status], *RULES_OF_ALL)
    findings = ranked(tuple(finding for rule in rules for finding in rule(user, catalog)))
    if decision.status is Status.BROKEN:
        findings = (*_from_host(user, findings, host_findings), *findings)
    return UserDiagnosis(
        session=user.session,
        status=decision.status,
        reason=unknown_reason(user) if decision.status is Status.UNKNOWN else None,
        notes=(*notes_about(user, decision.status, findings, catalog.language), *visit_notes),
        azure_ad_prt="" if user.own is None else user.own.prt or "",
        prt_update_at=None if user.own is None else user.own.prt_updated_at,
        prt_expiry_at=None if user.own is None else user.own.prt_expires_at,
        findings=findings,
        file=user.file,
        stated_at=user.now if user.session.kind is SessionKind.STATED else None,
    )


def _from_host(user: UserView, own: tuple[Finding, ...], of_host: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The host's findings that explain a broken user's line too.

    A disabled device explains it for certain. A failure that no record ties to anybody explains it likely, where
    nothing of the user's own does and it may be this user's: "no error is recorded" would be wrong beside it.
    """
    if user.device.auth is DeviceAuth.DISABLED_OR_DELETED:
        return tuple(finding for finding in of_host if finding.severity is Severity.ERROR)
    is_unexplained = bool(own) and own[0].finding_id == _NO_PRT
    if is_unexplained and may_be_of(user) and is_host_failing(user.device) is not None:
        return tuple(finding for finding in of_host if finding.code or finding.finding_id in _OF_AN_ATTEMPT)
    return ()


def _sum_up(
    host: HostView, users: tuple[UserDiagnosis, ...], *, is_for_one: bool = False
) -> tuple[Status, MissingReason | None]:
    """The worst of users and device; a host without users is not applicable by its join type, or unknown."""
    is_due = any(user.status is not Status.NOT_APPLICABLE for user in users)
    statuses = {user.status for user in users} | _device_statuses(host, has_users=bool(users), is_due=is_due)
    if not statuses:
        return Status.UNKNOWN, _why_not_that_one(host) if is_for_one else _why_no_users(host)
    status = min(statuses, key=HOST_ORDER.index)
    if status is not Status.UNKNOWN:
        return status, None
    return status, next(user.reason for user in users if user.status is Status.UNKNOWN)


def _device_statuses(host: HostView, *, has_users: bool, is_due: bool) -> set[Status]:
    if host.device.join_type in UNJOINED:
        return set() if has_users else {Status.NOT_APPLICABLE}
    if host.device.auth is DeviceAuth.DISABLED_OR_DELETED:
        return {Status.BROKEN}
    failure = is_host_failing(host.device)
    if failure is None or not is_due or all(user.own is None for user in host.users):
        return set()  # before Windows 11 a success leaves no record: only somebody's own report tells of none since
    if is_device_refusal(failure):
        return {Status.BROKEN}
    return {Status.FAILING} if any(may_be_of(user) for user in host.users) else set()


def _why_not_that_one(host: HostView) -> MissingReason:
    """Why the one user who was asked for is not told about, where nobody is."""
    if not host.users:
        return _why_no_users(host)
    return MissingReason.OWNER_HIDDEN if host.evidence.hidden_sign_ins else MissingReason.NOT_THAT_USER


def _why_no_users(host: HostView) -> MissingReason:
    evidence = host.evidence
    if not isinstance(evidence.sessions, Missing):
        return MissingReason.NO_USER_SIGNED_IN
    if evidence.ended_early is not None:
        return evidence.ended_early.reason
    has_other_text = any(not isinstance(observation.report, Missing) for observation in evidence.observations)
    is_unasked = evidence.sessions.reason is MissingReason.NOT_COLLECTED
    if is_unasked and holds_no_attempt(host):
        return MissingReason.NO_ATTEMPT
    return MissingReason.WRONG_SESSION if has_other_text and is_unasked else evidence.sessions.reason


def _clock_of_texts(users: tuple[UserView, ...]) -> datetime | None:
    """The time at which saved texts were made, where they have a clock and agree: ages are told by it."""
    clocks = {user.now for user in users}
    return clocks.pop() if len(clocks) == 1 else None


def _summary(host: HostView) -> DeviceSummary:
    facts = host.device.facts
    said = host.evidence.host
    return DeviceSummary(
        join_type=host.device.join_type,
        tenant_id="" if facts is None else facts.tenant_id,
        device_auth_status="" if facts is None else facts.device_auth_text,
        os_build=said.os_build if isinstance(said, HostFacts) else "",
        collected_at=host.now or _clock_of_texts(host.users),
        device_id="" if facts is None else facts.device_id,
        host=said if isinstance(said, HostFacts) else None,
        state=host.evidence.state,
    )
