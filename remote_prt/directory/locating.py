"""Domain controllers by DNS, as Windows finds them: `_ldap._tcp.dc._msdcs.DOMAIN` (MS-ADTS 6.3.2.3, RFC 2782).

The nearest site is not asked for: any domain controller has the whole domain. The only importer of dnspython.
"""

import random
import re

import dns.asyncresolver
import dns.exception
from dns.rdtypes.IN.SRV import SRV

from remote_prt.errors import DirectoryError

_SECONDS = 10.0
_MOST_SERVERS = 16
_HOST = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,252})")


async def domain_controllers(domain: str, resolver: dns.asyncresolver.Resolver | None = None) -> tuple[str, ...]:
    """Their full names in the order in which to try them: by priority, then by weighted chance.

    Args:
        domain: its DNS name.
        resolver: None: as this machine is configured.

    Raises:
        DirectoryError: DNS names none.
    """
    question = f"_ldap._tcp.dc._msdcs.{domain}"
    hint = "name a domain controller with --ldap-server"
    try:
        answer = await (resolver or dns.asyncresolver.Resolver()).resolve(question, "SRV", lifetime=_SECONDS)
    except (dns.exception.DNSException, OSError, ValueError) as error:
        raise DirectoryError(domain, "DNS names no domain controller of it", hint) from error
    records = [record for record in answer if isinstance(record, SRV)]
    names = dict.fromkeys(record.target.to_text(omit_final_dot=True).lower() for record in _in_order(records))
    servers = tuple(name for name in names if _HOST.fullmatch(name))
    if not servers:
        raise DirectoryError(domain, "DNS names no domain controller of it", hint)
    return servers[:_MOST_SERVERS]


def _in_order(records: list[SRV]) -> list[SRV]:
    """Lower priority first; among equals the heavier ones are likelier to come first."""
    chance = random.SystemRandom()
    return sorted(records, key=lambda record: (record.priority, -(chance.random() ** (1 / (record.weight or 0.01)))))
