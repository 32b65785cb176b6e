"""Findings made from catalogue entries; the words come from the catalogue, the evidence from the rule."""

from remote_prt.diagnosis.attempt import REFRESH_TOKEN_EXPIRED, Attempt
from remote_prt.diagnosis.catalog_entry import Catalog, CatalogEntry
from remote_prt.diagnosis.codes import CodeClass, ErrorCode
from remote_prt.diagnosis.finding import CauseClass, Confidence, EvidenceReference, Finding, Severity

_HTTP_ERROR = 400
_UNKNOWN_KEY = "UNKNOWN-CODE"


def finding(
    catalog: Catalog,
    key: str,
    severity: Severity,
    confidence: Confidence,
    evidence: tuple[EvidenceReference, ...],
    code: str = "",
) -> Finding:
    """A finding of that catalogue key; a key without an entry keeps its name as title, so nothing is lost."""
    entry = catalog.find(key) or _nameless(key)
    return Finding(
        finding_id=f"PRT-{key}",
        severity=severity,
        cause_class=entry.cause_class,
        confidence=confidence,
        code=code,
        symbol=entry.symbol,
        title=entry.title,
        cause=entry.cause,
        remedy=entry.remedy,
        section=entry.section,
        evidence=evidence,
        alternatives=entry.alternatives,
    )


def attempt_findings(catalog: Catalog, attempt: Attempt, severity: Severity, confidence: Confidence) -> tuple[Finding, ...]:
    """What a failed attempt's codes say, headline first.

    The server's last code is the cause and outranks the network's number, which outranks the local status (article,
    step 3: for most statuses the remedy is to read the server's error). A local status stays beside a server code only
    when it names a cause of its own and the server's code is not in the catalogue.
    """
    server = attempt.server_codes[-1:]
    local = [code for code in (attempt.sub_error, attempt.status) if code is not None and not code.is_success]
    if server and catalog.find(server[0].key) is not None:
        return (_code_finding(catalog, server[0], attempt, severity, confidence),)
    known = [code for code in local if catalog.find(code.key) is not None]
    ranked = [*server, *known[:1]] if server else (known or local)[:1]
    if not ranked:
        return (_codeless_finding(catalog, attempt, severity),)
    if len(ranked) > 1 and known and _is_specific(known[0]):
        ranked.reverse()
    return tuple(_code_finding(catalog, code, attempt, severity, confidence) for code in ranked)


def _codeless_finding(catalog: Catalog, attempt: Attempt, severity: Severity) -> Finding:
    """An attempt that failed without status, server or network code: by its event, by its HTTP status, or as such."""
    if attempt.http_status is not None and attempt.http_status >= _HTTP_ERROR:
        code = ErrorCode(CodeClass.HTTP, attempt.http_status)
        return _code_finding(catalog, code, attempt, severity, Confidence.POSSIBLE)
    key = "REFRESH-TOKEN-EXPIRED" if REFRESH_TOKEN_EXPIRED in attempt.event_ids else "ATTEMPT-FAILED"
    return finding(catalog, key, severity, Confidence.LIKELY, attempt.references)


def _is_specific(code: ErrorCode) -> bool:
    """Whether a local code names its own cause: the CloudAP, XML and network families do, an NTSTATUS does not."""
    return not code.key.startswith("STATUS-")


def _code_finding(catalog: Catalog, code: ErrorCode, attempt: Attempt, severity: Severity, confidence: Confidence) -> Finding:
    entry = catalog.find(code.key)
    if entry is None:
        return _unknown_code(catalog, code, attempt, severity)
    sure = Confidence.POSSIBLE if entry.alternatives else confidence
    return finding(catalog, code.key, severity, sure, attempt.references, code.spelling)


def _unknown_code(catalog: Catalog, code: ErrorCode, attempt: Attempt, severity: Severity) -> Finding:
    """An unknown code is shown raw with the component it comes from, never guessed."""
    template = catalog.find(_UNKNOWN_KEY) or _nameless("{code} ({class})")
    return Finding(
        finding_id=f"PRT-UNKNOWN-{code.key}",
        severity=severity,
        cause_class=CauseClass.OTHER,
        confidence=Confidence.POSSIBLE,
        code=code.spelling,
        symbol="",
        title=_filled(template.title, code),
        cause=_filled(template.cause, code),
        remedy=tuple(_filled(step, code) for step in template.remedy),
        section=template.section,
        evidence=attempt.references,
    )


def _filled(text: str, code: ErrorCode) -> str:
    return text.replace("{code}", code.spelling).replace("{class}", code.code_class.value).replace("{number}", str(code.number))


def _nameless(key: str) -> CatalogEntry:
    return CatalogEntry(key=key, symbol="", title=key, cause="", remedy=(), where="", section="", cause_class=CauseClass.OTHER)
