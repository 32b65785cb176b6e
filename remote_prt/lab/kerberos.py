"""Hosts as Kerberos services: a logon by ticket, accepted with the keys of a keytab through GSSAPI.

The keys of all hosts lie in one keytab, which KRB5_KTNAME names for the whole process; so after GSSAPI has accepted a
ticket, the lab looks whether it was made out for this very host, as Windows does by having one key only.
"""

import os
from pathlib import Path
from typing import Any

import spnego

_KERBEROS_OIDS = (bytes.fromhex("2a864886f712010202"), bytes.fromhex("2a864882f712010202"))  # RFC 4121; MS-KILE's own
_RAW_TOKEN = b"\x06\x09" + _KERBEROS_OIDS[0]
_MECHANISMS_END = 120  # a SPNEGO token names its mechanisms before this many bytes


def use_keytab(keytab: Path) -> None:
    """Lets GSSAPI in this process accept tickets for the keytab's services.

    There is no replay cache, which would be one file for all acceptors of the machine: what the lab guards is made up.
    """
    os.environ["KRB5_KTNAME"] = f"FILE:{keytab}"
    os.environ["KRB5RCACHENAME"] = "none:"


def holds_ticket(token: bytes) -> bool:
    """Whether a first token is Kerberos', bare or within SPNEGO."""
    return any(oid in token[:_MECHANISMS_END] for oid in _KERBEROS_OIDS)


def kerberos_acceptor(token: bytes) -> Any:
    """Pyspnego's acceptor for a token that holds a ticket.

    Raises:
        SpnegoError: the keytab cannot be used.
    """
    if _RAW_TOKEN in token[:20]:
        return spnego.server(protocol="kerberos")
    return spnego.server(protocol="negotiate", options=spnego.NegotiateOptions.use_negotiate)


def is_made_out_for(acceptor: Any, computer_name: str) -> bool:
    """Whether the ticket of a finished acceptor was for a service of that host, under its short or its full name."""
    proxy = getattr(acceptor, "_context", acceptor)  # SPNEGO keeps the mechanism's context within its own
    context = getattr(proxy, "_context", proxy)
    target = str(getattr(context, "target_name", ""))  # HTTP/pc-001.corp.example@CORP.EXAMPLE
    host = target.partition("@")[0].rpartition("/")[2]
    return host.partition(".")[0].casefold() == computer_name.casefold()
