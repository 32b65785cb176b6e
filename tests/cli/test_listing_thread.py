"""Hosts are visited while a domain controller still lists others; the ways in which a listing can end."""

import asyncio
import os
import signal
import sys
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

sansldap = pytest.importorskip("sansldap", reason="the extra `ad` is not installed")

from remote_prt.cli.composition import SweepSettings  # noqa: E402  after the check above
from remote_prt.cli.listing_thread import ListingThread  # noqa: E402
from remote_prt.cli.running import run_sweep  # noqa: E402
from remote_prt.controller.sweep import sweep  # noqa: E402
from remote_prt.controller.traffic import MaxFail, Pace  # noqa: E402
from remote_prt.controller.visit import Visitor  # noqa: E402
from remote_prt.errors import DirectoryError  # noqa: E402
from remote_prt.lab.canned import CannedEngine  # noqa: E402
from remote_prt.model import AuthMethod, Context, Outcome, Run, RunOptions  # noqa: E402
from remote_prt.transports.credentials import Credential  # noqa: E402
from remote_prt.transports.settings import TransportSettings  # noqa: E402
from tests.cli.listed_hosts import REQUEST, PlacedHosts, listing  # noqa: E402
from tests.conftest import StartFarm  # noqa: E402
from tests.controller.played_farm import playing  # noqa: E402
from tests.controller.test_sweep import Listener  # noqa: E402
from tests.controller.test_visit import END, FACTS, SESSIONS, visitor_over  # noqa: E402
from tests.directory.fake_ldap import DOMAIN, PASSWORD, USER, Behaviour, computer, fake_ldap, user_file  # noqa: E402
from tests.lab_farm import until  # noqa: E402

Code = sansldap.LDAPResultCode
OPTIONS = RunOptions("--ou", Context.AUTO, "replay", "x", concurrency=2, host_timeout_seconds=5, hosts_arrive=True)
PAGE = 2


@pytest.fixture(autouse=True)
def _accounts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The account that the server knows."""
    monkeypatch.setenv("NTLM_USER_FILE", str(user_file(tmp_path)))


def know_both() -> None:
    """Let the account of the directory be known beside that of the farm, which has named its own file by now."""
    path = Path(os.environ["NTLM_USER_FILE"])
    path.write_text(f"{path.read_text('utf-8').rstrip()}\n{DOMAIN}:{USER}:{PASSWORD}\n", "utf-8")


def answering(count: int, *more: str) -> Visitor:
    """A visitor to hosts that answer at once."""
    records = (FACTS, SESSIONS, END)
    return visitor_over({f"{name}.corp.example": records for name in (*(f"pc-{n}" for n in range(count)), *more)})


def directory(count: int, **does: object) -> Behaviour:
    """So many computers, in pages of two."""
    return Behaviour([computer(f"pc-{number}") for number in range(count)], page_limit=PAGE, **does)  # type: ignore[arg-type]


@asynccontextmanager
async def begun(behaviour: Behaviour, seconds: float = 5.0) -> AsyncIterator[tuple[PlacedHosts, ListingThread]]:
    """A listing whose first page is to be taken."""
    async with fake_ldap(behaviour) as port:
        with listing(port, seconds) as pages:
            yield PlacedHosts(pages, REQUEST), pages
            await asyncio.to_thread(pages.close)
    assert not [thread for thread in threading.enumerate() if thread.name == "remote_prt-listing"]


async def swept(
    hosts: PlacedHosts,
    visitor: Visitor,
    listener: Listener,
    *,
    stop: asyncio.Event | None = None,
    pace: Pace | None = None,
) -> Run:
    """The finished run over what is listed."""
    first = hosts.take(await asyncio.to_thread(hosts.pages.wait))
    return await sweep(first, visitor, OPTIONS, arriving=hosts, observers=[listener], stop=stop, pace=pace)


async def test_a_host_is_judged_before_the_last_page_is_answered(start_farm: StartFarm) -> None:
    """A host of page one is visited over the real wire and judged while the server still holds page two back."""
    farm = await start_farm(playing("healthy-hybrid"), playing("healthy-hybrid"), engine=CannedEngine(pace=0))
    know_both()
    behaviour = directory(2 * PAGE, held_from=PAGE)
    place = {f"pc-{n}.corp.example": (h.address or "", h.http_port) for n, h in enumerate(farm.hosts)}
    settings = SweepSettings(
        TransportSettings(auth=AuthMethod.NTLM), Credential(farm.account.name, farm.account.password)
    )
    listener = Listener()
    async with begun(behaviour) as (hosts, _):
        hosts.places = place
        first = hosts.take(await asyncio.to_thread(hosts.pages.wait))
        running = asyncio.create_task(run_sweep(first, settings, OPTIONS, [listener], arriving=hosts))
        await until(lambda: sum(line.startswith("done") for line in listener.heard) == PAGE, 20)
        heard, asked = list(listener.heard), len(behaviour.seen)
        behaviour.release.set()
        run = (await running).run

    assert asked == 2, "the last page was asked for, and not answered"
    assert not [line for line in heard if line.startswith("added")]
    assert heard[0] == "started 2 --ou"
    assert [o.target.name for o in run.outcomes] == [f"pc-{number}.corp.example" for number in range(4)]
    assert [(o.outcome, o.failure) for o in run.outcomes[:2]] == [(Outcome.VISITED, None)] * 2
    assert run.hosts_missing == ""
    assert listener.heard.index("added 2 of more") < listener.heard.index("added 0")


async def test_every_target_is_told_before_it_is_visited() -> None:
    """Each batch is announced once, before any visit of its hosts, and the positions are those of the listing."""
    listener = Listener()
    async with begun(directory(7)) as (hosts, _):
        run = await swept(hosts, answering(7), listener)

    assert [o.target.name for o in run.outcomes] == [f"pc-{number}.corp.example" for number in range(7)]
    assert {o.outcome for o in run.outcomes} == {Outcome.VISITED}
    added = [line for line in listener.heard if line.startswith("added")]
    assert added == ["added 2 of more", "added 2 of more", "added 1 of more", "added 0"]


@pytest.mark.parametrize(
    ("behaviour", "said"),
    [
        (directory(9, ends_at=6), "directory server 127.0.0.1: it closed the connection"),
        (directory(9, ends_at=6, ends_with=Code.SIZE_LIMIT_EXCEEDED), "it has more objects than it gives at once"),
        (directory(9, ends_at=6, ends_with=Code.TIME_LIMIT_EXCEEDED), "the search takes longer than it allows"),
        (directory(9, held_from=6), "it did not answer within 0.5 s"),
    ],
    ids=["dies", "size-limit", "time-limit", "silent"],
)
async def test_a_directory_that_fails_midway_costs_no_known_host(behaviour: Behaviour, said: str) -> None:
    """The hosts of the pages that came are judged, and the run says that others are missing, and why."""
    async with begun(behaviour, seconds=0.5) as (hosts, _):
        run = await swept(hosts, answering(9), listener := Listener())

    assert len(run.outcomes) == 6
    assert [(o.outcome, o.failure) for o in run.outcomes] == [(Outcome.VISITED, None)] * 6
    assert said in run.hosts_missing
    assert "added 0" not in listener.heard
    assert (run.interrupted, run.stopped_by) == (False, None)


@pytest.mark.parametrize("behaviour", [directory(9, ends_at=0), directory(9, ends_at=0, ends_with=Code.BUSY)])
async def test_a_directory_that_fails_at_once_is_an_error(behaviour: Behaviour) -> None:
    """Before the first page it is said to whoever waits for it, and nothing is contacted."""
    async with begun(behaviour) as (hosts, _):
        with pytest.raises(DirectoryError, match=r"closed the connection|busy or not ready"):
            await asyncio.to_thread(hosts.pages.wait)


async def test_a_stop_ends_the_listing_too() -> None:
    """After a stop nobody waits for the directory; hosts that are known are all reported, left-out ones too."""
    behaviour = directory(9, held_from=4)
    behaviour.entries = [computer("off", userAccountControl="4098"), *behaviour.entries]
    stop, listener = asyncio.Event(), Listener()
    async with begun(behaviour, seconds=60) as (hosts, _):
        running = asyncio.create_task(swept(hosts, answering(9), listener, stop=stop))
        await until(lambda: sum(line.startswith("done") for line in listener.heard) == 3)
        began = time.monotonic()
        stop.set()
        run = await running

    assert time.monotonic() - began < 10
    assert run.interrupted
    assert run.hosts_missing == "the run was over before their list was"
    assert {o.target.name.partition(".")[0]: o.outcome for o in run.outcomes} == {
        "pc-0": Outcome.VISITED,
        "pc-1": Outcome.VISITED,
        "pc-2": Outcome.VISITED,
        "off": Outcome.SKIPPED,
    }


async def test_the_deadline_ends_the_listing_too() -> None:
    """A directory that falls silent does not hold a run beyond its deadline."""
    behaviour, listener = directory(9, held_from=4), Listener()
    async with begun(behaviour, seconds=60) as (hosts, _):
        began = time.monotonic()
        pace = Pace(deadline=datetime.now(UTC) + timedelta(seconds=1))
        run = await swept(hosts, answering(9), listener, pace=pace)

    assert time.monotonic() - began < 10
    assert run.stopped_by == "deadline"
    assert 2 <= len(run.outcomes) <= 4
    assert run.hosts_missing


async def test_too_many_failures_end_visits_and_not_the_list() -> None:
    """After `--max-fail` nobody new is begun, and still everybody who was asked for is reported."""
    listener = Listener()
    async with begun(directory(30)) as (hosts, _):
        run = await swept(hosts, answering(0), listener, pace=Pace(max_fail=MaxFail(2)))

    assert len(run.outcomes) == 30
    assert run.counts["SKIPPED"] >= 20
    assert (run.stopped_by, run.hosts_missing) == ("max-fail", "")


async def test_a_directory_that_repeats_itself_is_given_up() -> None:
    """The same page again and again ends, in bounded time and memory."""
    async with begun(directory(2, repeats_itself=True)) as (hosts, _):
        run = await swept(hosts, answering(2), Listener())

    assert len(run.outcomes) == 2
    assert "pages without a new computer" in run.hosts_missing


async def test_a_listing_that_is_closed_leaves_no_thread() -> None:
    """Also where nobody ever takes a page."""
    async with begun(directory(9, held_from=0)) as (_, pages):
        await asyncio.to_thread(pages.close)

    assert pages.problem == "the run was over before their list was"


async def test_a_fault_in_listing_is_told_as_one() -> None:
    """What nobody foresaw is raised before the first page, and costs no host its result after it."""

    async def fails(pages: ListingThread) -> None:
        pages.put("dc1", (), is_last=False)
        raise ZeroDivisionError

    pages = ListingThread(fails)
    try:
        pages.wait()
        with pytest.raises(ZeroDivisionError):
            pages.wait()
        assert pages.problem == "their list broke off: ZeroDivisionError"
    finally:
        pages.close()


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_ctrl_c_is_heard_while_the_first_page_is_waited_for() -> None:
    """Whoever waits is interrupted at once, and the listing ends with the command."""
    waits = threading.Event()

    async def hangs(_: ListingThread) -> None:
        await asyncio.to_thread(waits.wait, 5)
        os.kill(os.getpid(), signal.SIGINT)
        await asyncio.Event().wait()

    pages = ListingThread(hangs)
    try:
        with pytest.raises(KeyboardInterrupt):
            waits.set()
            pages.wait()
    finally:
        pages.close()

    assert not [thread for thread in threading.enumerate() if thread.name == "remote_prt-listing"]
