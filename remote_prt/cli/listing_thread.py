"""A listing of Active Directory in a thread of its own, so that hosts of its first page are visited while it goes on.

It reads on however slow the visits are: a domain controller closes a connection that is idle for 15 minutes
(MaxConnIdleTime, MS-ADTS 3.1.1.3.4.6), and the list is bounded anyway. First whoever starts the run waits for pages,
then the run's event loop does; both get each page once.
"""

import asyncio
import threading
from collections import deque
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import suppress
from contextvars import copy_context
from datetime import UTC, datetime
from typing import Any

import click
from click.globals import push_context

from remote_prt.directory.computer import Computer
from remote_prt.errors import RemotePrtError, UsageError

#: A lookup or a ticket that hangs cannot be cut off; then the thread, a daemon, is left to its own end.
_CLOSING_SECONDS = 5.0

#: Ctrl-C is heard between two waits, on Windows only there.
_WAIT_SECONDS = 0.2


class ListingThread:
    """Pages of computers, handed from the thread that lists them to whoever visits them.

    Args:
        listing: puts them; it is run to its end, or cancelled.
    """

    def __init__(self, listing: Callable[["ListingThread"], Coroutine[Any, Any, None]]) -> None:
        self.server = ""  #: who answers
        self.asked_at = datetime.now(UTC)
        self.domains_beneath: tuple[str, ...] = ()  #: set by the listing before its last page
        self._listing = listing
        self._changed = threading.Condition()
        self._pages: deque[tuple[Computer, ...]] = deque()
        self._is_over = self._is_cut = self._has_pages = False
        self._failure: Exception | None = None
        self._ring: Callable[[], object] = bool
        self._cancel: Callable[[], object] = bool
        self._context = click.get_current_context(silent=True)  # says in which language to speak
        thread_context = copy_context()
        self._thread = threading.Thread(
            target=thread_context.run, args=(self._run,), name="remote_prt-listing", daemon=True
        )
        self._thread.start()

    # for the listing

    @property
    def has_pages(self) -> bool:
        """Whether a page was handed over, so that no other server may be asked from the beginning."""
        return self._has_pages

    def put(self, server: str, computers: tuple[Computer, ...], *, is_last: bool) -> None:
        """Hand over a page."""
        with self._changed:
            if self._is_over:
                return
            self.server, self._has_pages, self._is_over = server, True, is_last
            self._pages.append(computers)
        self._tell()

    # for the run

    @property
    def problem(self) -> str:
        """Why computers are missing, once it is over; "" = they are all there."""
        if self._is_cut:
            return "the run was over before their list was"
        match self._failure:
            case None:
                return ""
            case UsageError() as error:
                return error.message
            case RemotePrtError() as error:
                return str(error)
            case error:
                return f"their list broke off: {type(error).__name__}"

    @property
    def is_over(self) -> bool:
        """Whether nothing is left to wait for: every page that there will be was taken."""
        with self._changed:
            return self._is_over and not self._pages

    def wait(self) -> tuple[Computer, ...]:
        """The next page; waits for it, and is empty when there is none.

        Raises:
            UsageError: the listing has failed.
        """
        with self._changed:
            while not self._pages and not self._is_over:
                self._changed.wait(_WAIT_SECONDS)
            if self._pages:
                return self._pages.popleft()
            if self._failure is not None:
                raise self._failure
        return ()

    async def __aiter__(self) -> AsyncIterator[tuple[Computer, ...]]:
        """The pages from the next one on, until there are no more."""
        loop, bell = asyncio.get_running_loop(), asyncio.Event()
        with self._changed:
            self._ring = lambda: loop.call_soon_threadsafe(bell.set)
        try:
            while True:
                bell.clear()
                with self._changed:
                    page = self._pages.popleft() if self._pages else None
                    is_over = self._is_over
                if page is not None:
                    yield page
                elif is_over:
                    return
                else:
                    await bell.wait()
        finally:
            with self._changed:
                self._ring = bool

    def cut(self) -> None:
        """Wait for no more; pages that were handed over are still there."""
        with self._changed:
            self._is_cut = self._is_cut or not self._is_over
            self._is_over = True
            cancel = self._cancel
        cancel()
        self._tell()

    def close(self) -> None:
        """End the thread and its connection."""
        self.cut()
        self._thread.join(_CLOSING_SECONDS)

    def _tell(self) -> None:
        with self._changed:
            self._changed.notify_all()
            ring = self._ring
        with suppress(RuntimeError):  # the loop has ended
            ring()

    # in the thread

    def _run(self) -> None:
        if self._context is not None:
            push_context(self._context)
        failure: Exception | None = None
        try:
            asyncio.run(self._list())
        except asyncio.CancelledError:
            pass
        except Exception as error:  # noqa: BLE001  told by whoever waits for pages
            failure = error
        with self._changed:
            self._failure = (
                None if self._is_over else failure or RuntimeError("the listing has ended without a last page")
            )
            self._is_over = True
            self._cancel = bool
        self._tell()

    async def _list(self) -> None:
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        assert task is not None

        def cancel() -> None:
            with suppress(RuntimeError):  # it has just ended
                loop.call_soon_threadsafe(task.cancel)

        with self._changed:
            if self._is_over:
                return
            self._cancel = cancel
        await self._listing(self)
