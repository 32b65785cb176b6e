"""The door to hosts that are no longer there: a transport that answers from saved records.

The same code that judges a live host judges last night's capture through it, and everything above the door can be
tried without a network. It keeps the promises of `base.Transport`: records arrive one by one, errors carry their phase.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from remote_prt.errors import HostError, HostUnreachable, Phase
from remote_prt.model import Deadline, Target
from remote_prt.transports.base import CommandCall, PeerInfo, Script
from remote_prt.transports.credentials import Credential


@dataclass(frozen=True, slots=True)
class Recording:
    """What one host once sent, and how it ended."""

    records: tuple[str, ...]
    failure: HostError | None = None  #: raised after the records: what a visit that broke off looked like
    address: str = "127.0.0.1"


class ReplayConnection:
    """A session that yields what was saved, whatever is asked."""

    def __init__(self, recording: Recording, peer: PeerInfo) -> None:
        self._recording = recording
        self._peer = peer

    @property
    def peer(self) -> PeerInfo:
        """Where the session once went."""
        return self._peer

    async def run(self, call: Script | CommandCall, deadline: Deadline) -> AsyncIterator[str]:  # noqa: ARG002  the door's signature
        """The saved records in order, then the saved failure, if any."""
        for record in self._recording.records:
            yield record
        if self._recording.failure is not None:
            raise self._recording.failure


class ReplayTransport:
    """A transport over saved records, by target name.

    Args:
        records_by_name: for each name its records, its `Recording`, or the error its connection ended with.
    """

    name = "replay"

    def __init__(self, records_by_name: Mapping[str, tuple[str, ...] | Recording | HostError]) -> None:
        self._records_by_name = records_by_name

    @asynccontextmanager
    async def connect(
        self,
        target: Target,
        credential: Credential,  # noqa: ARG002  the door's signature
        deadline: Deadline,  # noqa: ARG002  the door's signature
    ) -> AsyncIterator[ReplayConnection]:
        """A session on what was saved for the target.

        Raises:
            HostUnreachable: nothing was saved under that name.
            HostError: the one that was saved.
        """
        saved = self._records_by_name.get(target.name)
        if saved is None:
            raise HostUnreachable(Phase.RESOLVE, "nothing was saved for this host", "visit it, or check the name")
        if isinstance(saved, HostError):
            raise saved
        recording = saved if isinstance(saved, Recording) else Recording(saved)
        peer = PeerInfo(recording.address, target.port or 5985, "http", "replay", door=self.name)
        yield ReplayConnection(recording, peer)
