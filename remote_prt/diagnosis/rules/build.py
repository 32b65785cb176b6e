"""Findings made from catalogue entries; the words come from the catalogue, the claim from the rule."""

from dataclasses import dataclass, replace
from typing import Final

from remote_prt.diagnosis.attempt import HTTP_ERROR, REFRESH_TOKEN_EXPIRED, Attempt
from remote_prt.diagnosis.catalog_entry import UNKNOWN_CODE, Catalog, CatalogEntry
from remote_prt.diagnosis.codes import CodeClass, ErrorCode, parse_key
from remote_prt.diagnosis.finding import CauseClass, Confidence, EvidenceReference, Finding, Severity

_SEVERITIES: Final = tuple(Severity)
_CONFIDENCES: Final = tuple(Confidence)


@dataclass(frozen=True, slots=True)
class Claim:
    """What a rule asserts about a catalogue key: how loud, how sure, shown by what."""

    severity: Severity
    confidence: Confidence
    evidence: tuple[EvidenceReference, ...] = ()


def finding(catalog: Catalog, key: str, claim: Claim, code: str = "") -> Finding:
    """A finding of that catalogue key; a key without an entry keeps its name as title, so nothing is lost."""
    return _from_entry(catalog.find(key) or _nameless(key), f"PRT-{key}", claim, code)


def ranked(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The findings with the weightiest first: how loud, then how sure; equals keep the order of their rules."""
    return tuple(
        sorted(findings, key=lambda one: (_SEVERITIES.index(one.severity), _CONFIDENCES.index(one.confidence)))
    )


def attempt_findings(catalog: Catalog, attempt: Attempt, severity: Severity, sure: Confidence) -> tuple[Finding, ...]:
    """What a failed attempt's codes say, headline first.

    The server's last code is the cause and outranks the network's number, which outranks the local status (article,
    step 3: for most statuses the remedy is to read the server's error). A local code stays beside a server code that is
    not in the catalogue, and before it when it names a cause of its own. A federation server's code never stands
    alone: it is a detail of what failed there, which the local code tells as the article does.
    """
    claim = Claim(severity, sure, shown_by(attempt))
    server = attempt.server_codes[-1:]
    if server and catalog.find(server[0].key) is not None and not _is_federations(server[0]):
        return (code_finding(catalog, server[0], claim),)
    local = [code for code in (attempt.sub_error, attempt.status) if code is not None and not code.is_success]
    known = [code for code in local if catalog.find(code.key) is not None]
    ranked = [*server, *known[:1]] if server else (known or local)[:1]
    if not ranked:
        return (_codeless_finding(catalog, attempt, claim),)
    if server and known and known[0].code_class is not CodeClass.NTSTATUS:
        ranked.reverse()
    return tuple(code_finding(catalog, code, claim) for code in ranked)


def is_detail(one: Finding) -> bool:
    """Whether a finding names a code and no cause: one that is not in the catalogue, or one of a federation server."""
    code = parse_key(one.finding_id.removeprefix("PRT-"))
    return one.finding_id.startswith("PRT-UNKNOWN-") or (code is not None and _is_federations(code))


def _is_federations(code: ErrorCode) -> bool:
    return code.code_class is CodeClass.FEDERATION


def shown_by(attempt: Attempt) -> tuple[EvidenceReference, ...]:
    """The records of an attempt, the step that failed, and the URL it had got to where no record beside it says so."""
    shown = list(attempt.references)
    if attempt.phase is not None:
        shown.append(EvidenceReference("attempt", "failing step", attempt.phase.value))
    if attempt.url and all(one.value != attempt.url[:500] for one in shown):
        shown.append(EvidenceReference("attempt", "URL", attempt.url[:500]))
    return tuple(shown)


def code_finding(catalog: Catalog, code: ErrorCode, claim: Claim) -> Finding:
    """What the catalogue knows about a code; a signature with several real causes is never more than possible.

    Nor is a federation server's code: administrators write its rules and texts, and it tells little of Windows.

    A code it does not know is shown raw with the component it comes from, never guessed at.
    """
    possible = replace(claim, confidence=Confidence.POSSIBLE)
    entry = catalog.find(code.key)
    if entry is not None:
        is_possible = entry.alternatives or _is_federations(code)
        return _from_entry(entry, f"PRT-{code.key}", possible if is_possible else claim, code.spelling)
    template = catalog.find(UNKNOWN_CODE) or _nameless("{code} ({class})")
    filled = replace(template.filled(code, catalog.language), symbol=catalog.symbol_of(code))
    return _from_entry(filled, f"PRT-UNKNOWN-{code.key}", possible, code.spelling)


def _codeless_finding(catalog: Catalog, attempt: Attempt, claim: Claim) -> Finding:
    """An attempt that failed without status, server or network code: by its event, by its HTTP status, or as such."""
    if attempt.http_status is not None and attempt.http_status >= HTTP_ERROR:
        return code_finding(catalog, ErrorCode(CodeClass.HTTP, attempt.http_status), claim)
    key = "REFRESH-TOKEN-EXPIRED" if REFRESH_TOKEN_EXPIRED in attempt.event_ids else "ATTEMPT-FAILED"
    return finding(catalog, key, claim)


def _from_entry(entry: CatalogEntry, finding_id: str, claim: Claim, code: str) -> Finding:
    return Finding(
        finding_id=finding_id,
        severity=claim.severity,
        cause_class=entry.cause_class,
        confidence=claim.confidence,
        code=code,
        symbol=entry.symbol,
        title=entry.title,
        cause=entry.cause,
        remedy=entry.remedy,
        section=entry.section,
        evidence=claim.evidence,
        alternatives=entry.alternatives,
    )


def _nameless(key: str) -> CatalogEntry:
    return CatalogEntry(
        key=key, symbol="", title=key, cause="", remedy=(), where="", section="", cause_class=CauseClass.OTHER
    )
