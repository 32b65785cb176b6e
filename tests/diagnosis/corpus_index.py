"""The index of the published dsregcmd texts: which facts a good reader must get out of each."""

from collections.abc import Iterator
from pathlib import Path

from remote_prt.diagnosis.codes import parse_code
from remote_prt.diagnosis.dsreg_facts import DsregFacts
from remote_prt.diagnosis.dsreg_report import DsregReport
from remote_prt.diagnosis.renewal import LIFETIME
from remote_prt.readers.catalogue import load_catalog

_BLOCKS = {"Acquire": "EntraAcquire", "EnterpriseAcquire": "EnterpriseAcquire", "WorkAccount1": "WorkAccount1"}


def corpus_judgements(corpus: Path) -> Iterator[tuple[str, str]]:
    """File and judgement of every fact that is one: what a verdict must take into account or remark."""
    for line in (corpus / "dsregcmd" / "INDEX.tsv").read_text("utf-8").splitlines()[1:]:
        file, *_, facts = line.split("\t")
        yield from ((file, fact.partition("=")[2]) for fact in facts.split(";") if fact.startswith("_"))


def corpus_facts(corpus: Path) -> Iterator[tuple[str, str, str | None]]:
    """File, label and expected value (None: the row is absent) of every fact that is not a judgement."""
    for line in (corpus / "dsregcmd" / "INDEX.tsv").read_text("utf-8").splitlines()[1:]:
        file, *_, facts = line.split("\t")
        for fact in facts.split(";"):
            label, _, value = fact.partition("=")
            if not label.startswith("_"):
                yield file, label, {"<absent>": None, "<empty>": ""}.get(value, value)


def read_fact(report: DsregReport, label: str) -> str | None:
    """What our reader says under a label of the index."""
    facts = DsregFacts(report)
    attempt = next(iter(facts.attempts), None)
    if label == "tenant_id":
        return facts.tenant_id or None
    if label == "aadsts":
        return attempt.server_codes[-1].key if attempt and attempt.server_codes else None
    if label == "status_name":
        code = None if attempt is None or attempt.status is None else parse_code(attempt.status.spelling)
        entry = None if code is None else load_catalog().find(code.key)
        return None if entry is None else entry.symbol
    if label == "implied_last_renewal":
        return None if facts.prt_expires_at is None else f"{facts.prt_expires_at - LIFETIME:%Y-%m-%d %H:%M:%S} UTC"
    place, _, key = label.rpartition("/")
    return report.value(key, _BLOCKS.get(place, place)) if place else _anywhere(report, key)


def _anywhere(report: DsregReport, key: str) -> str | None:
    return next((row.value for row in report.rows if row.key == key and not row.block.startswith("WorkAccount")), None)
