"""What has arrived and nobody has taken yet: a host that sends faster than we write must wait, not fill our memory."""

import threading
from collections.abc import Callable

#: Characters. A visit stays far below; a file comes in parts of half a million.
MOST_CHARACTERS = 8 * 1024 * 1024

#: Seconds between looks whether the wire was cut, for a thread that waits for room.
_LOOK_SECONDS = 0.5


class Backlog:
    """Counts characters between the worker thread that brings records and the loop that takes them.

    Args:
        is_over: whether waiting has become pointless, because the wire was cut.
        most: how many characters may wait; one record more than that is let in.
    """

    def __init__(self, is_over: Callable[[], bool], most: int = MOST_CHARACTERS) -> None:
        self._is_over = is_over
        self._most = most
        self._waiting = 0
        self._is_open = False
        self._changed = threading.Condition()

    def wait_for_room(self, characters: int) -> None:
        """In the worker thread: returns when there is room, or nobody takes anything any more."""
        with self._changed:
            while self._waiting > self._most and not self._is_open and not self._is_over():
                self._changed.wait(_LOOK_SECONDS)
            self._waiting += characters

    def shrink(self, characters: int) -> None:
        """A record was taken."""
        with self._changed:
            self._waiting -= characters
            self._changed.notify_all()

    def open(self) -> None:
        """Nobody waits for records any more: let the thread end."""
        with self._changed:
            self._is_open = True
            self._changed.notify_all()
