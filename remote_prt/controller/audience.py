"""The observers of a run: told of everything in order, and unable to cost the run its results.

An observer that fails (a full disk, a closed terminal) is told nothing more; the run says so at its end.
"""

from collections.abc import Callable, Sequence

from remote_prt.model import Observer


class Audience:
    """Those who listen to one run."""

    def __init__(self, observers: Sequence[Observer]) -> None:
        self._listening = list(observers)
        self.remarks: list[str] = []  #: which observers were lost, and why

    def tell(self, event: Callable[[Observer], None]) -> None:
        """Tell all who still listen: `audience.tell(lambda o: o.visit_started(target))`."""
        for observer in tuple(self._listening):
            try:
                event(observer)
            except Exception as error:  # noqa: BLE001  an observer's fault must not cost a host its result
                self._listening.remove(observer)
                self.remarks.append(f"{type(observer).__name__} stopped listening: {type(error).__name__}")
