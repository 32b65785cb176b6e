"""Domain controllers by DNS, from a name server on loopback."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import cast

import pytest

dns_message = pytest.importorskip("dns.message", reason="the extra `ad` is not installed")

import dns.asyncresolver  # noqa: E402  after the check above
import dns.rcode  # noqa: E402
import dns.rrset  # noqa: E402

from remote_prt.directory.locating import domain_controllers  # noqa: E402
from remote_prt.errors import DirectoryError  # noqa: E402

QUESTION = "_ldap._tcp.dc._msdcs.corp.example."


class NameServer(asyncio.DatagramProtocol):
    """Answers with these records, or that there is no such name."""

    def __init__(self, records: Sequence[str]) -> None:
        self._records = records

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        query = dns_message.from_wire(data)
        response = dns_message.make_response(query)
        if self._records and query.question[0].name.to_text() == QUESTION:
            response.answer.append(dns.rrset.from_text(QUESTION, 60, "IN", "SRV", *self._records))
        else:
            response.set_rcode(dns.rcode.NXDOMAIN)
        self._transport.sendto(response.to_wire(), addr)


@asynccontextmanager
async def resolver(*records: str) -> AsyncIterator[dns.asyncresolver.Resolver]:
    """A resolver that asks the name server only."""
    transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
        lambda: NameServer(records), ("127.0.0.1", 0)
    )
    asking = dns.asyncresolver.Resolver(configure=False)
    asking.nameservers, asking.port = ["127.0.0.1"], transport.get_extra_info("sockname")[1]
    try:
        yield asking
    finally:
        transport.close()


async def test_servers_come_by_priority() -> None:
    """Lower numbers come first, each server once, without the root's dot."""
    records = ("20 100 389 dc3.corp.example.", "0 0 389 DC1.corp.example.", "10 1 389 dc2.corp.example.")

    async with resolver(*records) as asking:
        assert await domain_controllers("corp.example", asking) == (
            "dc1.corp.example",
            "dc2.corp.example",
            "dc3.corp.example",
        )


async def test_names_that_are_no_hosts_are_passed_over() -> None:
    """A record whose target could mean something else to a terminal or a resolver is left out."""
    async with resolver(r"0 0 389 \027[2J.corp.example.", "1 0 389 dc2.corp.example.") as asking:
        assert await domain_controllers("corp.example", asking) == ("dc2.corp.example",)


async def test_a_domain_without_servers_is_one_line() -> None:
    """No record: the domain is named, and what to do."""
    async with resolver() as asking:
        with pytest.raises(DirectoryError, match=r"corp\.example: DNS names no domain controller of it"):
            await domain_controllers("corp.example", asking)
