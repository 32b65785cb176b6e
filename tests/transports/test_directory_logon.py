"""Who logs on to a directory, and what is said where nobody can."""

from typing import TYPE_CHECKING

import pytest

from remote_prt.errors import SecretUnavailable
from remote_prt.model import AuthMethod
from remote_prt.transports.credentials import Credential
from remote_prt.transports.directory_logon import directory_logon
from remote_prt.transports.tickets import Tickets

if TYPE_CHECKING:  # needs a package that is not installed everywhere
    from remote_prt.transports.krb5_tickets import TicketCache


class NoCredentials(Exception):
    """What Windows says of a process that has no logon."""

    winerror = 0x8009030E


class NoTickets(Tickets):
    """A machine that holds no ticket."""

    def cache_for(self, credential: Credential, method: AuthMethod) -> "TicketCache | None":
        raise NoCredentials


def test_the_account_of_the_directory_is_what_is_lacking() -> None:
    """`--user` is who visits hosts, and naming it would change nothing."""
    with pytest.raises(SecretUnavailable) as told:
        directory_logon(NoTickets())

    assert told.value.hint == "run kinit, or give --ldap-user and a password"
