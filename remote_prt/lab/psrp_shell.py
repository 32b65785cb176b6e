"""A PowerShell shell: psrpcore's server half between the WS-Man service and an engine (MS-PSRP 3.2)."""

import asyncio
import base64
import struct
import uuid
from collections.abc import Mapping
from typing import Any

from psrpcore import (
    CreatePipelineEvent,
    GetAvailableRunspacesEvent,
    GetCommandMetadataEvent,
    PSRPCoreError,
    PSRPEvent,
    PSRPPayload,
    ResetRunspaceStateEvent,
    ServerPipeline,
    ServerRunspacePool,
    SetMaxRunspacesEvent,
    SetMinRunspacesEvent,
    StreamType,
)
from psrpcore.types import (
    CommandMetadataCount,
    CommandTypes,
    InvocationInfo,
    PSCustomObject,
    PSInvocationState,
    PSRPMessageType,
    RunspacePoolState,
)

from remote_prt.lab.endpoint import command_not_found, refusal_of
from remote_prt.lab.engine import Engine, PipelineCall, Stream, StreamItem, UnknownScript
from remote_prt.lab.invocation import invocations, stack_of
from remote_prt.lab.output_queue import Chunk, OutputQueue
from remote_prt.lab.playing import play
from remote_prt.lab.psrp_fragments import cut_as_windows, message_type_of, pipeline_id_of
from remote_prt.lab.psrp_records import call_of, fail, private_data, refuse, write_item
from remote_prt.lab.scenario import SimulatedHost
from remote_prt.lab.shell import CommandLine
from remote_prt.lab.wsman_faults import INVALID_PARAMETER, UNKNOWN_COMMAND, WsmanFault
from remote_prt.lab.zoo.tricks import trick_of

STREAM = "stdout"
_SAID_AT_CONNECT = (PSRPMessageType.SessionCapability, PSRPMessageType.RunspacePoolInitData)
_FORBIDDEN = b"<!DOCTYPE"  # PSRP objects never carry one; inside text it would be escaped


class _Command:
    """One pipeline: its PSRP half, its output and the task that runs the engine."""

    def __init__(self, pipeline: ServerPipeline) -> None:
        self.pipeline = pipeline
        self.output = OutputQueue()
        self.task: asyncio.Task[None] | None = None


class PsrpShell:
    """One runspace pool of one host."""

    def __init__(self, host: SimulatedHost, engine: Engine) -> None:
        self._host = host
        self._engine = engine
        self._trick = trick_of(host.scenario)
        self._pool = ServerRunspacePool(application_private_data=private_data())
        self._output = OutputQueue()
        self._commands: dict[str, _Command] = {}

    def open(self, creation: bytes, *, is_default_configuration: bool) -> None:
        """Takes the fragments of creationXml: SESSION_CAPABILITY and INIT_RUNSPACEPOOL.

        As recorded, the first Receive brings capability and private data and the second the state Opened; at a session
        configuration of its own (JEA), which takes longer to set up, each comes alone.

        Raises:
            WsmanFault: they are none.
        """
        self._feed(creation)
        if self._pool.state is not RunspacePoolState.Opened:
            raise WsmanFault(INVALID_PARAMETER)
        for number, (_, fragment) in enumerate(self._prepared()):
            ends_answer = number == 1 or not is_default_configuration
            self._output.put(Chunk(STREAM, fragment, ends_answer=ends_answer))

    def command(self, command_id: str, line: CommandLine) -> None:
        """Starts the pipeline that the fragments describe; the rest of a long one comes by `send`."""
        try:
            fragments = base64.b64decode("".join(line.arguments))
            # From the message, not from the CommandId: Windows does not mind when they differ (recorded).
            pipeline_id = pipeline_id_of(fragments)
        except ValueError:  # binascii.Error is one
            raise WsmanFault(INVALID_PARAMETER) from None
        if command_id in self._commands:
            raise WsmanFault(INVALID_PARAMETER)
        self._commands[command_id] = _Command(ServerPipeline(self._pool, pipeline_id))
        self._feed(fragments)

    def commands(self) -> tuple[str, ...]:
        """The ids of the commands that were started and not forgotten."""
        return tuple(self._commands)

    def connect(self, data: bytes) -> bytes:
        """Takes the fragments of connectXml (MS-PSRP 3.2.5.3.9) and returns those of connectResponseXml.

        As recorded the answer holds SESSION_CAPABILITY and RUNSPACEPOOL_INIT_DATA, and the next Receive brings the
        private data.
        """
        self._pool.disconnect()
        self._pool.connect()
        self._pool.prepare_message(self._pool.our_capability)
        self._feed(data)
        answer = b""
        for pipeline_id, fragment in self._prepared():
            message_type = message_type_of(fragment)
            if pipeline_id is None and message_type in _SAID_AT_CONNECT:
                answer += fragment
            elif pipeline_id is None and message_type != PSRPMessageType.RunspacePoolState:
                self._output.put(Chunk(STREAM, fragment))
        return answer

    def send(self, command_id: str | None, data: bytes) -> None:
        """Takes further fragments: the rest of a pipeline, its input, a public key, answers."""
        if command_id is None:
            # The call id is `CI` in MS-PSRP 2.2.2.6 and `ci` in psrpcore; no text of a user travels to the pool itself.
            data = data.replace(b' N="CI"', b' N="ci"')
        else:
            self._known(command_id)
        self._feed(data)
        self._deliver()

    def output(self, command_id: str | None) -> OutputQueue:
        """What Receive reads: the pool's messages, or those of one pipeline."""
        return self._output if command_id is None else self._known(command_id).output

    def stop(self, command_id: str) -> None:
        """Signal ctrl_c: the pipeline ends in state Stopped, which a Receive may still fetch."""
        command = self._known(command_id)
        if command.task is not None:
            command.task.cancel()
        if command.pipeline.state is PSInvocationState.Running:
            command.pipeline.stop()
            self._deliver()
        command.output.finish()

    def forget(self, command_id: str) -> None:
        """Signal terminate: the command and its output are gone; a waiting Receive is aborted."""
        command = self._known(command_id)
        self.stop(command_id)
        command.output.abort()
        del self._commands[command_id]
        self._pool.pipeline_table.pop(command.pipeline.pipeline_id, None)

    def close(self) -> None:
        """Ends every pipeline and aborts every waiting Receive."""
        for command_id in list(self._commands):
            self.forget(command_id)
        self._output.abort()

    def _known(self, command_id: str) -> _Command:
        try:
            return self._commands[command_id]
        except KeyError:
            raise WsmanFault(UNKNOWN_COMMAND) from None

    def _feed(self, data: bytes) -> None:
        if _FORBIDDEN in data:
            raise WsmanFault(INVALID_PARAMETER)
        try:
            self._pool.receive_data(PSRPPayload(data, StreamType.default, None))
            while (event := self._pool.next_event()) is not None:
                self._react(event)
        except (PSRPCoreError, ValueError, LookupError, TypeError, AttributeError, SyntaxError, struct.error) as error:
            # psrpcore raises what its parts raise on bytes that are no PSRP; ElementTree.ParseError is a SyntaxError.
            raise WsmanFault(INVALID_PARAMETER) from error

    def _react(self, event: PSRPEvent[Any, Any]) -> None:
        match event:
            case CreatePipelineEvent():
                self._start(event)
            case GetCommandMetadataEvent():
                self._answer_metadata(event)
            case GetAvailableRunspacesEvent():
                busy = sum(1 for command in self._commands.values() if command.task and not command.task.done())
                self._pool.runspace_availability_response(event.ci, max(self._pool.max_runspaces - busy, 0))
            case SetMaxRunspacesEvent() | SetMinRunspacesEvent() | ResetRunspaceStateEvent():
                self._pool.runspace_availability_response(event.ci, response=True)

    def _command_of(self, pipeline_id: uuid.UUID | None) -> _Command:
        return next(c for c in self._commands.values() if c.pipeline.pipeline_id == pipeline_id)

    def _start(self, event: CreatePipelineEvent) -> None:
        command = self._command_of(event.pipeline_id)
        call = call_of(event.pipeline)
        command.pipeline.state = PSInvocationState.Running  # not by start(): Windows does not announce Running
        told = invocations(event.pipeline, call)
        command.task = asyncio.get_running_loop().create_task(self._run(command, call, told))

    def _answer_metadata(self, event: GetCommandMetadataEvent) -> None:
        """What the endpoint shows: a count, each command, then Completed (MS-PSRP 2.2.2.14, 2.2.3.21, 2.2.3.22).

        A usual endpoint of the lab, which has no commands of its own, shows none.
        """
        command = self._command_of(event.pipeline_id)
        command.pipeline.state = PSInvocationState.Running
        shown = self._host.scenario.endpoint.commands
        command.pipeline.write_output(CommandMetadataCount(Count=len(shown)))
        for name in shown:
            command.pipeline.write_output(
                PSCustomObject(Name=name, Namespace="RemotePrt", HelpUri="", CommandType=CommandTypes.Function)
            )
        command.pipeline.complete()
        self._deliver()
        command.output.finish()

    async def _run(self, command: _Command, call: PipelineCall, told: Mapping[Stream, InvocationInfo]) -> None:
        pipeline = command.pipeline

        def write(item: StreamItem) -> None:
            write_item(pipeline, item, told, stack_of(call))
            self._deliver()

        try:
            if refusal := refusal_of(self._host.scenario.endpoint, call):
                refuse(pipeline, refusal)
                return
            await play(self._engine, self._host, call, command.output, write)
            pipeline.complete()
        except UnknownScript as unknown:
            if call.command is not None:
                refuse(pipeline, command_not_found(call.command))
            else:
                said = f"The lab does not know this script and does not pretend to: {unknown}"
                fail(pipeline, said, "UnknownScript", call=call)
        except Exception:
            # A broken engine must not leave the client waiting: the pipeline fails and the traceback goes to the log.
            fail(pipeline, "The lab's engine broke on this host", "LabEngineBroken")
            raise
        finally:
            if pipeline.state is not PSInvocationState.Running:  # else it was cancelled, by `stop`
                self._deliver()
                command.output.finish()

    def _deliver(self) -> None:
        """Moves what psrpcore has prepared to where Receive finds it."""
        for pipeline_id, fragment in self._prepared():
            if pipeline_id is None:
                self._output.put(Chunk(STREAM, fragment))
                continue
            output = self._command_of(pipeline_id).output
            for sent in self._trick.fragments(fragment):
                output.put(Chunk(STREAM, sent))

    def _prepared(self) -> list[tuple[uuid.UUID | None, bytes]]:
        prepared: list[tuple[uuid.UUID | None, bytes]] = []
        while (payload := self._pool.data_to_send()) is not None:
            prepared += [(payload.pipeline_id, fragment) for fragment in cut_as_windows(payload.data)]
        return prepared
