"""What the WS-Man service asks of a shell, whichever kind it is."""

from dataclasses import dataclass
from typing import Protocol

from remote_prt.lab.output_queue import OutputQueue


@dataclass(frozen=True, slots=True)
class CommandLine:
    """rsp:CommandLine as it arrived: for PSRP `arguments` is one text of base64 fragments."""

    command: str
    arguments: tuple[str, ...]


class Shell(Protocol):
    """A PowerShell runspace pool or a command shell.

    Every method raises WsmanFault where the request cannot be done: unknown command, bytes that make no sense.
    """

    def command(self, command_id: str, line: CommandLine) -> None:
        """Starts a command under that id."""
        ...

    def commands(self) -> tuple[str, ...]:
        """The ids of the commands that were started and not forgotten."""
        ...

    def connect(self, data: bytes) -> bytes:
        """Takes what a new client says of itself, and tells it what it must know; the commands go on."""
        ...

    def send(self, command_id: str | None, data: bytes) -> None:
        """Takes input of the shell or of a command."""
        ...

    def output(self, command_id: str | None) -> OutputQueue:
        """What Receive reads."""
        ...

    def stop(self, command_id: str) -> None:
        """Signal ctrl_c: the command ends; a Receive may still fetch its last words."""
        ...

    def forget(self, command_id: str) -> None:
        """Signal terminate: the command and its output are gone; a waiting Receive is aborted."""
        ...

    def close(self) -> None:
        """Ends every command and aborts every waiting Receive."""
        ...
