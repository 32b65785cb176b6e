"""Accounts as people write them, as Kerberos wants them."""

import pytest

from remote_prt.transports.kerberos_names import KerberosName, kerberos_name

REALM = "CORP.EXAMPLE"


@pytest.mark.parametrize(
    ("user", "expected"),
    [
        ("anna", KerberosName("anna")),
        ("anna@CORP.EXAMPLE", KerberosName("anna@CORP.EXAMPLE")),
        ("anna@corp.example", KerberosName("anna@CORP.EXAMPLE")),
        ("CORP\\anna", KerberosName("anna@CORP.EXAMPLE")),
        ("corp.example\\anna", KerberosName("anna@CORP.EXAMPLE")),
        ("OTHER\\anna", KerberosName("anna@OTHER", is_enterprise=True)),
        ("sub.other.example\\anna", KerberosName("anna@SUB.OTHER.EXAMPLE")),
        ("anna@OTHER.EXAMPLE", KerberosName("anna@OTHER.EXAMPLE")),
        ("anna.keller@mail.example", KerberosName("anna.keller@mail.example", is_enterprise=True)),
    ],
)
def test_every_spelling_of_windows_has_one_of_kerberos(user: str, expected: KerberosName) -> None:
    """Names of our own realm get its spelling; a suffix that is no realm is left to the domain controller."""
    assert kerberos_name(user, REALM) == expected


def test_without_a_realm_of_our_own_nothing_is_guessed() -> None:
    """On a machine without a default realm a user principal name is still an enterprise name."""
    assert kerberos_name("anna@corp.example", "") == KerberosName("anna@corp.example", is_enterprise=True)
