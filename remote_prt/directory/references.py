"""Continuation references: where else a search would have to go on (RFC 4511 section 4.5.3), and which domain that is.

`ldap://child.corp.example/DC=child,DC=corp,DC=example`: the domain beneath. Beneath a domain's root there are besides
the application partitions of its DNS, the configuration and the schema, which hold no computers (MS-ADTS 3.1.1.1.5).
An application partition that somebody made looks like a domain, and is told like one.
"""

import re
from collections.abc import Iterable
from urllib.parse import unquote

from remote_prt.directory.distinguished_name import BadName, split_name

_PLACE = re.compile(r"ldaps?://[^/?]{0,300}/([^?]{1,4096})", re.IGNORECASE)
_LABEL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,62})")
_WITHOUT_COMPUTERS = frozenset({"domaindnszones", "forestdnszones"})
_MOST_CHARACTERS = 253


def domains_of(places: Iterable[str]) -> tuple[str, ...]:
    """The DNS names of the domains that references point to; none of partitions without computers, nor of nonsense."""
    return tuple(filter(None, map(_domain, places)))


def _domain(place: str) -> str:
    match = _PLACE.match(place)
    if match is None:
        return ""
    try:
        parts = split_name(unquote(match[1]))
    except BadName:
        return ""
    labels = [part.value.lower() for part in parts]
    name = ".".join(labels)
    are_domains = all(part.kind == "DC" and _LABEL.fullmatch(part.value) for part in parts)
    is_one = are_domains and labels[0] not in _WITHOUT_COMPUTERS and len(name) <= _MOST_CHARACTERS
    return name if is_one else ""
