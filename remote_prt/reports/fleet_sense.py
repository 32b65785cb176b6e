"""Whether it is these PCs, or something they share: clusters beside the rest of the run.

A cause on many hosts is compared with what the other hosts of the run have: a subnet that holds all of the cluster and
few of the others is the better place to look than each PC. Only kinds of which something is known elsewhere can be
compared; without a rest to compare with, what is shared is listed and nothing is concluded.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from math import exp, lgamma, log, log1p

from remote_prt.diagnosis.diagnosis import Status
from remote_prt.diagnosis.finding import Confidence
from remote_prt.reports.clusters import Cluster, cause_key, clusters
from remote_prt.reports.folding import natural_order
from remote_prt.reports.rows import ReportRow, urgency
from remote_prt.reports.traits import Shared, Trait, machine_of, traits_of

#: Fewer hosts than this share something by chance.
FEWEST_HOSTS = 3
#: From here on a cluster is large: it is worth saying that it is not the single PCs.
LARGE = 5
#: Nearly all: this part of a cluster has what it shares.
_NEARLY_ALL = 0.8
#: Elsewhere it is at most this much as common.
_CLEARLY_RARER = 0.5
#: And hosts picked at random would share it less often than this.
_CHANCE = 0.01
_MOST_SHOWN = 3
_TROUBLE = frozenset({Status.BROKEN, Status.FAILING, Status.STALE})
_CLONES = "PRT-VDI-CLONE"

_Traits = Mapping[str, set[tuple[Trait, str]]]


def sensed_clusters(rows: Sequence[ReportRow]) -> tuple[Cluster, ...]:
    """The clusters of a run with what each shares, and clones as a cluster of their own, most hosts first."""
    by_host: dict[str, list[ReportRow]] = {}
    for row in rows:
        by_host.setdefault(row.host, []).append(row)
    traits = {host: traits_of(of_host) for host, of_host in by_host.items()}
    judged = {host for host, of_host in by_host.items() if of_host[0].outcome.diagnosis is not None}
    members: dict[tuple[str, ...], dict[str, list[ReportRow]]] = {}
    for row in rows:
        members.setdefault(cause_key(row), {}).setdefault(row.host, []).append(row)
    found = [_sensed(cluster, members[cluster.key], traits, judged) for cluster in clusters(rows)]
    found += _clones(rows)
    return tuple(sorted(found, key=lambda one: -len(one.hosts)))


def _sensed(cluster: Cluster, members: Mapping[str, list[ReportRow]], traits: _Traits, judged: set[str]) -> Cluster:
    hosts = set(cluster.hosts)
    rest = (judged if hosts <= judged else set(traits)) - hosts
    if len(hosts) < FEWEST_HOSTS:
        return cluster
    own = {host: traits_of(members[host]) for host in cluster.hosts}
    shared = shared_by(own, {host: traits[host] for host in rest})
    is_trouble = cluster.status in _TROUBLE and len(hosts) >= LARGE
    is_everywhere = is_trouble and len(hosts) >= len(judged) / 2 and not any(one.is_telling for one in shared)
    return replace(cluster, shared=shared, is_everywhere=is_everywhere, judged=len(judged))


def shared_by(own: _Traits, rest: _Traits) -> tuple[Shared, ...]:
    """What nearly all hosts of a cluster have and the others mostly have not, the most telling first."""
    inside = Counter(pair for pairs in own.values() for pair in pairs)
    outside = Counter(pair for pairs in rest.values() for pair in pairs)
    known = Counter(kind for pairs in rest.values() for kind in {kind for kind, _ in pairs})
    found = [
        _compared(pair, (count, len(own)), (outside[pair], len(rest) if pair[0] is Trait.ENDPOINT else known[pair[0]]))
        for pair, count in inside.items()
        if count >= _NEARLY_ALL * len(own)
    ]
    kinds = list(Trait)
    kept = sorted((one for one in found if one is not None), key=lambda one: (_elsewhere(one), kinds.index(one.trait)))
    return tuple(sorted(kept, key=lambda one: not one.is_telling)[:_MOST_SHOWN])


def _compared(pair: tuple[Trait, str], inside: tuple[int, int], outside: tuple[int, int]) -> Shared | None:
    (count, size), (others, rest) = inside, outside
    shared = Shared(*pair, hosts=count, of=size, others=others, rest=rest)
    if not rest:
        return shared
    if others / rest > _CLEARLY_RARER * count / size or chance(count, size, (others + 0.5) / (rest + 1)) > _CHANCE:
        return None
    is_mostly_here = others <= count
    return replace(shared, is_telling=size >= LARGE and rest > 1 and is_mostly_here)


def chance(count: int, size: int, share: float) -> float:
    """How likely at least `count` of `size` hosts have what this share (between 0 and 1) of all has, by chance."""
    ways = lgamma(size + 1)  # by logarithms: the plain numbers of a large fleet do not fit into a float
    return sum(
        exp(ways - lgamma(n + 1) - lgamma(size - n + 1) + n * log(share) + (size - n) * log1p(-share))
        for n in range(count, size + 1)
    )


def _elsewhere(shared: Shared) -> float:
    return shared.others / shared.rest if shared.rest else 1.0


def _clones(rows: Iterable[ReportRow]) -> list[Cluster]:
    """Computers of different names that print one DeviceId: the image kept its identity."""
    by_id: dict[str, list[ReportRow]] = {}
    for row in rows:
        if row.device is not None and row.device.device_id:
            by_id.setdefault(row.device.device_id, []).append(row)
    return [
        _clone(identity, same)
        for identity, same in by_id.items()
        if len({name for name in map(machine_of, same) if name}) > 1
    ]


def _clone(identity: str, rows: list[ReportRow]) -> Cluster:
    hosts = tuple(sorted({row.host for row in rows}, key=natural_order))
    words = rows[0].words
    return Cluster(
        finding_id=_CLONES,
        status=min((row.status for row in rows), key=urgency),
        title=words.say("fleet.clone", value=identity),
        confidence=Confidence.LIKELY,
        alternatives=(),
        action=words.say("fleet.clone-do"),
        hosts=hosts,
        shared=(Shared(Trait.DEVICE_ID, identity, len(hosts), len(hosts), 0, 0),),
    )
