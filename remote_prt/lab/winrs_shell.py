"""A command shell (WinRS, `shell/cmd`): plain bytes on stdout and stderr, and an exit code.

The engine gets the whole command line as a command; what it does not know ends as cmd.exe ends on an unknown word.
"""

import asyncio

from remote_prt.lab.engine import Engine, PipelineCall, Stream, StreamItem, UnknownScript
from remote_prt.lab.output_queue import Chunk, OutputQueue
from remote_prt.lab.playing import play
from remote_prt.lab.scenario import SimulatedHost
from remote_prt.lab.shell import CommandLine
from remote_prt.lab.wsman_faults import INVALID_PARAMETER, UNKNOWN_COMMAND, WsmanFault

_UNKNOWN_WORD_EXIT_CODE = 1
_CONTROL_C_EXIT_CODE = 0xC000013A  # STATUS_CONTROL_C_EXIT
_STREAMS = ("stdout", "stderr")


class WinrsShell:
    """One command shell of one host."""

    def __init__(self, host: SimulatedHost, engine: Engine) -> None:
        self._host = host
        self._engine = engine
        self._outputs: dict[str, OutputQueue] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def command(self, command_id: str, line: CommandLine) -> None:
        """Starts the command line."""
        if command_id in self._outputs:
            raise WsmanFault(INVALID_PARAMETER)
        self._outputs[command_id] = output = OutputQueue()
        call = PipelineCall(text=None, command=" ".join([line.command, *line.arguments]))
        self._tasks[command_id] = asyncio.get_running_loop().create_task(self._run(call, output))

    def commands(self) -> tuple[str, ...]:
        """The ids of the commands that were started and not forgotten."""
        return tuple(self._outputs)

    def connect(self, data: bytes) -> bytes:  # noqa: ARG002 - no client says anything here
        """Refuses: only PowerShell's shells change hands (that a command shell cannot is unverified)."""
        raise WsmanFault(INVALID_PARAMETER)

    def send(self, command_id: str | None, data: bytes) -> None:  # noqa: ARG002 - no command of the lab reads input
        """Takes input and drops it."""
        if command_id is not None:
            self.output(command_id)

    def output(self, command_id: str | None) -> OutputQueue:
        """What the command has written; a command shell as such writes nothing."""
        if command_id is None or command_id not in self._outputs:
            raise WsmanFault(UNKNOWN_COMMAND)
        return self._outputs[command_id]

    def stop(self, command_id: str) -> None:
        """Ends the command as Ctrl-C does."""
        output = self.output(command_id)
        if not self._tasks[command_id].done():
            self._tasks[command_id].cancel()
            _finish(output, _CONTROL_C_EXIT_CODE)

    def forget(self, command_id: str) -> None:
        """Ends the command and drops its output."""
        self.output(command_id).abort()
        self._tasks.pop(command_id).cancel()
        del self._outputs[command_id]

    def close(self) -> None:
        """Ends every command."""
        for command_id in list(self._outputs):
            self.forget(command_id)

    async def _run(self, call: PipelineCall, output: OutputQueue) -> None:
        exit_code = 0

        def write(item: StreamItem) -> None:
            nonlocal exit_code
            if item.stream is Stream.EXIT:
                exit_code = int(item.value)
                return
            output.put(Chunk("stderr" if item.stream is Stream.ERROR else "stdout", item.value.encode()))

        try:
            await play(self._engine, self._host, call, output, write)
        except UnknownScript:
            exit_code = _UNKNOWN_WORD_EXIT_CODE
            word = (call.command or "").split(" ", 1)[0]
            said = (
                f"'{word}' is not recognized as an internal or external command,\r\noperable program or batch file.\r\n"
            )
            output.put(Chunk("stderr", said.encode()))
        _finish(output, exit_code)


def _finish(output: OutputQueue, exit_code: int) -> None:
    for stream in _STREAMS:
        output.put(Chunk(stream, b"", is_end=True))
    output.finish(exit_code)
