"""Worker threads that cannot hold up the end of the process.

`ThreadPoolExecutor` joins its threads when the interpreter exits. A thread that waits where no wire reaches - Kerberos
and SSPI speak to the domain controller through sockets of their own - would then keep the process alive after its
report, for as long as a domain controller can be silent. These threads are daemons: the interpreter leaves them behind.
"""

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any, ParamSpec, TypeVar

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


class DaemonPool(Executor):
    """Runs calls in a few threads, each started when it is first needed.

    Args:
        most_threads: how many calls may run at once.
        name: what the threads are called, with a number behind it.
    """

    def __init__(self, most_threads: int, name: str) -> None:
        self._most_threads = most_threads
        self._name = name
        self._changed = threading.Condition()
        self._calls: deque[tuple[Future[Any], Callable[[], Any]]] = deque()
        self._threads: list[threading.Thread] = []
        self._idle = 0
        self._is_shut = False

    def submit(
        self, fn: Callable[Parameters, Result], /, *args: Parameters.args, **kwargs: Parameters.kwargs
    ) -> Future[Result]:
        """The future of a call, which runs as soon as a thread is free.

        Raises:
            RuntimeError: the pool was shut down.
        """
        future: Future[Result] = Future()
        with self._changed:
            if self._is_shut:
                raise RuntimeError("the pool was shut down")
            self._calls.append((future, lambda: fn(*args, **kwargs)))
            if len(self._calls) > self._idle and len(self._threads) < self._most_threads:
                name = f"{self._name}_{len(self._threads)}"
                thread = threading.Thread(target=self._work, name=name, daemon=True)
                self._threads.append(thread)
                thread.start()
            self._changed.notify()
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Takes no more calls, and ends each thread once it has nothing left to do.

        Args:
            wait: until all threads have ended, however long that takes.
            cancel_futures: drops the calls that have not begun.
        """
        dropped: list[Future[Any]] = []
        with self._changed:
            self._is_shut = True
            if cancel_futures:
                dropped = [future for future, _ in self._calls]
                self._calls.clear()
            self._changed.notify_all()
        for future in dropped:
            future.cancel()
        if wait:
            for thread in self._threads:
                thread.join()

    def _work(self) -> None:
        while (call := self._next()) is not None:
            _fulfil(*call)
            del call  # what it holds is not kept while waiting for the next

    def _next(self) -> tuple[Future[Any], Callable[[], Any]] | None:
        with self._changed:
            self._idle += 1
            while not self._calls and not self._is_shut:
                self._changed.wait()
            self._idle -= 1
            return self._calls.popleft() if self._calls else None


def _fulfil(future: Future[Any], call: Callable[[], Any]) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        result = call()
    except BaseException as error:  # noqa: BLE001  it is raised where the result is wanted
        future.set_exception(error)
    else:
        future.set_result(result)
