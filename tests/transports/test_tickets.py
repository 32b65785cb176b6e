"""Which logons get tickets of ours; what domain controllers say about them is tried in tests/real."""

import pytest

from remote_prt.model import AuthMethod
from remote_prt.transports.credentials import Credential
from remote_prt.transports.tickets import Tickets


@pytest.mark.parametrize("method", [AuthMethod.NTLM, AuthMethod.BASIC, AuthMethod.CERTIFICATE])
def test_other_logons_need_no_ticket(method: AuthMethod) -> None:
    """What is no Kerberos gets no cache, and asks nobody for one."""
    assert Tickets().cache_for(Credential("anna", "x"), method) is None
