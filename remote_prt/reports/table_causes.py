"""The causes above a table: each with its hosts, what they share, and what to do."""

from collections.abc import Sequence

from remote_prt.diagnosis.finding import Confidence
from remote_prt.model import Outcome
from remote_prt.reports.cells import wrap
from remote_prt.reports.clusters import Cluster
from remote_prt.reports.fleet_words import sense_text, share_text
from remote_prt.reports.folding import fold_hosts, spaced
from remote_prt.reports.text_page import TextPage

_OUTCOME_WORDS = frozenset(Outcome)


def cause_lines(found: Sequence[Cluster], page: TextPage) -> list[str]:
    """A cause each; a failure of one host alone is left to the line of that host, which says all of it."""
    lines = []
    for cluster in found:
        if len(cluster.hosts) > 1 or cluster.status not in _OUTCOME_WORDS:
            lines += _cause(cluster, page)
    return [page.title("causes.title"), *lines] if lines else []


def _cause(cluster: Cluster, page: TextPage) -> list[str]:
    count = f"[{len(cluster.hosts)}] "
    sure, say, sense = cluster.confidence, page.words.say, page.shown(sense_text(cluster, page.words))
    doubt = f"({page.shown(say(f'confidence.{sure.value}'))})" if sure not in {None, Confidence.CERTAIN} else ""
    name = " ".join(part for part in (cluster.finding_id, page.shown(cluster.title), doubt) if part)
    first, *more = wrap(name, page.width, first=f"{count}{cluster.status}  ", rest="    ")
    first = first.replace(cluster.status, page.word(cluster.status, cluster.status), 1)
    hosts = spaced(fold_hosts(cluster.hosts, page.encoding))
    return [
        first,
        *more,
        *page.labelled("causes.hosts", hosts),
        *page.labelled("causes.shared", page.shown("; ".join(share_text(one, page.words) for one in cluster.shared))),
        *(wrap(sense, page.width, first="    ", rest="    ") if sense else ()),
        *page.labelled("causes.or", page.shown("; ".join(cluster.alternatives))),
        *page.labelled("causes.do", page.shown(cluster.action)),
        *page.labelled("causes.proof", page.shown(cluster.proof)),
    ]
