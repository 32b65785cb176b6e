"""What the hosts of a cause share, in words, and where to look instead of at each PC."""

from remote_prt.reports.clusters import Cluster
from remote_prt.reports.traits import Shared
from remote_prt.reports.words import Words


def share_text(one: Shared, words: Words) -> str:
    """`subnet 10.1.2.0/24 (12 of 12; elsewhere 1 of 40)`."""
    key = "fleet.share" if one.rest else "fleet.share-alone"
    kind = words.say(f"kind.{one.trait.value}")
    return words.say(key, kind=kind, value=one.value, hosts=one.hosts, of=one.of, others=one.others, rest=one.rest)


def sense_text(cluster: Cluster, words: Words) -> str:
    """Where to look instead of at each PC, or ""."""
    telling = next((one for one in cluster.shared if one.is_telling), None)
    if telling is not None:
        return words.say("fleet.not-these", kind=words.say(f"kind.{telling.trait.value}"), value=telling.value)
    if cluster.is_everywhere:
        return words.say("fleet.everywhere", hosts=len(cluster.hosts), all=cluster.judged)
    return ""
