"""Which logons get tickets of ours; what domain controllers say about them is tried in tests/real."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from remote_prt.model import AuthMethod
from remote_prt.transports.credentials import Credential
from remote_prt.transports.tickets import TicketFacts, Tickets, TicketState, ticket_facts


@pytest.mark.parametrize("method", [AuthMethod.NTLM, AuthMethod.BASIC, AuthMethod.CERTIFICATE])
def test_other_logons_need_no_ticket(method: AuthMethod) -> None:
    """What is no Kerberos gets no cache, and asks nobody for one."""
    assert Tickets().cache_for(Credential("anna", "x"), method) is None


def test_no_cache_is_no_ticket(tmp_path: Path) -> None:
    """Where neither cache nor keytab is, nothing is held; no domain controller is asked."""
    pytest.importorskip("krb5")
    with environment(KRB5CCNAME=f"FILE:{tmp_path / 'none'}", KRB5_CLIENT_KTNAME=f"FILE:{tmp_path / 'no.keytab'}"):
        assert ticket_facts().state is TicketState.NONE
        assert ticket_facts("anna@CORP.EXAMPLE").state is TicketState.NONE


def test_an_empty_cache_is_no_ticket(tmp_path: Path) -> None:
    """A cache that only names an account opens nothing."""
    krb5 = pytest.importorskip("krb5")
    context = krb5.init_context()
    cache = krb5.cc_resolve(context, f"FILE:{tmp_path / 'cache'}".encode())
    krb5.cc_initialize(context, cache, krb5.parse_name_flags(context, b"anna@CORP.EXAMPLE"))
    with environment(KRB5CCNAME=f"FILE:{tmp_path / 'cache'}", KRB5_CLIENT_KTNAME=f"FILE:{tmp_path / 'no.keytab'}"):
        facts = ticket_facts()

    assert facts == TicketFacts(TicketState.NONE, "anna@CORP.EXAMPLE")


@contextmanager
def environment(**variables: str) -> Iterator[None]:
    """These variables for a moment; the Kerberos library reads them each time."""
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
