"""Sessions with servers that limit, refer, fall silent or lie."""

import socket
import ssl
import struct
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

sansldap = pytest.importorskip("sansldap", reason="the extra `ad` is not installed")

import spnego  # noqa: E402  after the check above

from remote_prt.directory.computer import Computer, ComputerQuery  # noqa: E402
from remote_prt.directory.computer_search import computer_pages, computers  # noqa: E402
from remote_prt.directory.ldap_session import open_session  # noqa: E402
from remote_prt.errors import DirectoryError, DirectoryUnreachable  # noqa: E402
from tests.directory.fake_ldap import (  # noqa: E402
    DOMAIN,
    PASSWORD,
    ROOT,
    USER,
    Behaviour,
    computer,
    fake_ldap,
    user_file,
)
from tests.transports.certificates import authority, listener  # noqa: E402

Code = sansldap.LDAPResultCode
CREDENTIAL = spnego.Password(f"{DOMAIN}\\{USER}", PASSWORD)
CLIENTS = ComputerQuery((f"OU=Clients,{ROOT}",))


@pytest.fixture(autouse=True)
def _accounts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The account that the server knows."""
    monkeypatch.setenv("NTLM_USER_FILE", str(user_file(tmp_path)))


async def found(
    behaviour: Behaviour, query: ComputerQuery = CLIENTS, *, password: str = PASSWORD, seconds: float = 5.0
) -> list[Computer]:
    """The computers that a server gives."""
    credential = spnego.Password(f"{DOMAIN}\\{USER}", password)
    async with (
        fake_ldap(behaviour) as port,
        open_session("127.0.0.1", credential, port=port, seconds=seconds) as session,
    ):
        return [one async for one in computers(session, query)]


def many(count: int) -> Sequence[tuple[str, dict[str, list[bytes]]]]:
    """So many computers."""
    return [computer(f"pc-{number:04}") for number in range(count)]


async def test_a_page_limit_costs_nobody() -> None:
    """A server that gives 1,000 at most at once is read to the end, in pages of 500."""
    behaviour = Behaviour(many(2345))

    listed = await found(behaviour)

    assert [f"pc-{number:04}" for number in range(2345)] == [one.name for one in listed]
    assert len(behaviour.seen) == 5


async def test_a_smaller_page_than_asked_for_is_gone_on_from() -> None:
    """A server may give less than a page holds."""
    assert len(await found(Behaviour(many(250), page_limit=40))) == 250


async def test_continuation_references_are_passed_over() -> None:
    """References to other naming contexts, which a domain's root always has, are not followed and stop nothing."""
    behaviour = Behaviour(many(3), references=["ldap://DomainDnsZones.corp.example/DC=DomainDnsZones"])

    assert len(await found(behaviour)) == 3


async def test_domains_beneath_are_counted_each_once() -> None:
    """A reference to a child domain is not followed, but kept; those to partitions without computers are not."""
    behaviour = Behaviour(
        many(600),
        references=[
            "ldap://child.corp.example/DC=child,DC=corp,DC=example",
            "ldap://DomainDnsZones.corp.example/DC=DomainDnsZones,DC=corp,DC=example",
            "ldap://corp.example/CN=Configuration,DC=corp,DC=example",
            "ldap://\x1b[2J/DC=\x1b[2J,DC=corp",
            "nonsense",
        ],
    )

    async with (
        fake_ldap(behaviour) as port,
        open_session("127.0.0.1", CREDENTIAL, port=port) as session,
    ):
        pages = [page async for page in computer_pages(session, CLIENTS)]

    assert sum(len(page.computers) for page in pages) == 600
    assert [page.domains_beneath for page in pages] == [(), ("child.corp.example",)]


async def test_a_relative_name_means_the_servers_domain() -> None:
    """`OU=Clients` alone is asked for in the domain that the server names."""
    behaviour = Behaviour(many(1))

    assert len(await found(behaviour, ComputerQuery(("OU=Clients",)))) == 1
    assert behaviour.seen[-1].base_object == f"OU=Clients,{ROOT}"


@pytest.mark.parametrize(
    ("behaviour", "said"),
    [
        (Behaviour(ends_with=Code.SIZE_LIMIT_EXCEEDED), "it has more objects than it gives at once"),
        (Behaviour(ends_with=Code.NO_SUCH_OBJECT), "it has no object of that name"),
        (Behaviour(ends_with=Code.INVALID_DN_SYNTAX), "the name is no distinguished name to it"),
        (Behaviour(ends_with=Code.INSUFFICIENT_ACCESS_RIGHTS), "this account has no right to read that"),
        (Behaviour(ends_with=Code.OTHER), "it ended the search with OTHER"),
        (
            Behaviour(ends_with=Code.REFERRAL, referrals=["ldap://dc2.other.example/DC=other,DC=example"]),
            "that is not in its domain, but in that of dc2.other.example - --ldap-server dc2.other.example",
        ),
        (
            Behaviour(ends_with=Code.REFERRAL, referrals=["ldap://\x1b[2Jevil --discard/"]),
            "that is not in its domain - name a domain controller of that domain with --ldap-server",
        ),
    ],
    ids=["size", "none", "dn", "rights", "other", "referral", "hostile-referral"],
)
async def test_a_no_is_one_line(behaviour: Behaviour, said: str) -> None:
    """What the server says no with is told as what it means, and a referral is told and not followed."""
    with pytest.raises(DirectoryError) as refused:
        await found(behaviour)

    assert str(refused.value).startswith(f"directory server 127.0.0.1: {said}")
    assert "\x1b" not in str(refused.value)
    assert len(str(refused.value).splitlines()) == 1


@pytest.mark.parametrize(
    ("behaviour", "said"),
    [
        (Behaviour(is_silent=True), "it did not answer within 0.5 s"),
        (Behaviour(hangs_up=True), "it closed the connection"),
        (Behaviour(raw_answer=b"\x02\x01\x00"), "its answer makes no sense"),
        (Behaviour(raw_frame=struct.pack(">I", 32) + bytes(32)), "its answer makes no sense"),
        (Behaviour(raw_frame=b"\x30\x84\xff\xff\xff\xff"), "it announced a message of 814,022,655 bytes"),
        (Behaviour(ends_with=Code.BUSY), "it is busy or not ready"),
    ],
    ids=["silent", "hangs-up", "garbage", "not-sealed", "endless", "busy"],
)
async def test_a_server_that_does_not_work_is_told_apart(behaviour: Behaviour, said: str) -> None:
    """Silence, a broken line and nonsense have a line each, and end in bounded time and memory."""
    with pytest.raises(DirectoryError, match=said):
        await found(behaviour, seconds=0.5)


async def test_a_server_that_does_not_part_is_left(tmp_path: Path) -> None:
    """Over TLS a server that has fallen silent is not waited for when the session ends."""
    listening, done = socket.create_server(("127.0.0.1", 0)), threading.Event()
    context = listener(tmp_path)

    def fall_silent() -> None:
        with listening.accept()[0] as plain, context.wrap_socket(plain, server_side=True):
            done.wait(20)

    thread = threading.Thread(target=fall_silent, daemon=True)
    thread.start()
    port = listening.getsockname()[1]
    started = time.perf_counter()
    with pytest.raises(DirectoryUnreachable):
        async with open_session("127.0.0.1", CREDENTIAL, port=port, seconds=0.2, tls=trusting(tmp_path)):
            pass
    seconds = time.perf_counter() - started
    done.set()
    thread.join(5)
    listening.close()

    assert seconds < 10


def trusting(folder: Path) -> ssl.SSLContext:
    """What trusts the tests' authority."""
    return ssl.create_default_context(cafile=authority().write(folder))


async def test_what_another_server_may_do_better_is_a_kind_of_its_own() -> None:
    """After silence the next server is worth asking, after a no it is not."""
    with pytest.raises(DirectoryUnreachable):
        await found(Behaviour(is_silent=True), seconds=0.3)
    with pytest.raises(DirectoryError) as refused:
        await found(Behaviour(ends_with=Code.NO_SUCH_OBJECT))

    assert not isinstance(refused.value, DirectoryUnreachable)


async def test_pages_without_end_end() -> None:
    """A server that always has one more page, and never an object, is given up."""
    with pytest.raises(DirectoryError, match="pages without an object"):
        await found(Behaviour(has_endless_cookies=True))


async def test_names_that_fill_memory_end_the_listing() -> None:
    """All names are kept to know each object again, so no server may make them as long as it likes."""
    _, attributes = computer("pc")
    entries = [(f"CN=pc-{number},OU={'z' * 60_000},OU=Clients,{ROOT}", attributes) for number in range(10)]

    with pytest.raises(DirectoryError, match=r"it sent names of 60,\d+ characters each"):
        await found(Behaviour(entries))


async def test_a_wrong_password_gets_nothing() -> None:
    """The logon must succeed before anything is asked."""
    behaviour = Behaviour(many(1))

    with pytest.raises(DirectoryError):
        await found(behaviour, password="wrong")
    assert behaviour.seen == []


async def test_values_without_bounds_or_meaning_are_cut_and_passed_over() -> None:
    """Long texts are cut; numbers and times that are none are as if they were not there."""
    hostile = computer(
        "x" * 5000, operatingSystem=b"\xff\xfe" * 5000, userAccountControl="zwei", lastLogonTimestamp="9" * 400
    )

    (one,) = await found(Behaviour([hostile]))

    assert (len(one.name), len(one.operating_system)) == (256, 256)
    assert one.is_enabled
    assert one.last_logon is None
