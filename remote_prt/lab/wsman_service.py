"""The WS-Man service of one host: shells and what is asked of them (MS-WSMV 3.1.4)."""

import asyncio
import base64
import binascii
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape

from remote_prt.lab import wsman
from remote_prt.lab.engine import Engine
from remote_prt.lab.host_state import DEFAULT_IDLE_SECONDS, MAX_SHELLS_PER_USER, HostState, OpenShell
from remote_prt.lab.output_queue import OutputAborted
from remote_prt.lab.psrp_shell import PsrpShell
from remote_prt.lab.shell import CommandLine, Shell
from remote_prt.lab.winrs_shell import WinrsShell
from remote_prt.lab.wsman import RSP, WsmanRequest, envelope
from remote_prt.lab.wsman_answers import CMD_URI, desired_command, receive_envelope, shell_xml
from remote_prt.lab.wsman_faults import (
    INVALID_ACTION,
    INVALID_PARAMETER,
    OPERATION_ABORTED,
    OPERATION_TIMEOUT,
    SHELL_QUOTA,
    UNKNOWN_SHELL,
    WsmanFault,
)
from remote_prt.lab.wsman_listing import (
    COMMANDS_URI,
    CONFIG_URI,
    SHELLS_URI,
    commands_xml,
    config_xml,
    filtered_shell_id,
    resources_xml,
    shells_xml,
)

_CREATION_XML = "{http://schemas.microsoft.com/powershell}creationXml"
_CONNECT_XML = "{http://schemas.microsoft.com/powershell}connectXml"
_ENVELOPE_OVERHEAD_BYTES = 4096  # what an answer needs besides its streams
POWERSHELL_URI = "http://schemas.microsoft.com/powershell/"


class WsmanService:
    """Answers envelopes for one host."""

    def __init__(self, state: HostState, engine: Engine, owner: str) -> None:
        self._state = state
        self._engine = engine
        self._owner = owner

        self._actions = {
            wsman.COMMAND: self._command,
            wsman.SEND: self._send,
            wsman.SIGNAL: self._signal,
            wsman.GET: self._get,
            wsman.DELETE: self._delete,
            wsman.DISCONNECT: self._disconnect,
            wsman.RECONNECT: self._reconnect,
            wsman.CONNECT: self._connect,
        }

    async def answer(self, request: WsmanRequest, client_address: str) -> bytes:
        """The answer's envelope.

        Raises:
            WsmanFault: the request cannot be done; HTTP 500 carries the fault.
        """
        if request.action == wsman.CREATE:
            return self._create(request, client_address)
        if request.action == wsman.ENUMERATE:
            return self._enumerate(request)
        if request.action == wsman.GET and request.resource_uri == CONFIG_URI:
            return envelope(f"{wsman.GET}Response", request.message_id, config_xml(), "a x w p")
        if request.action != wsman.RECEIVE and request.action not in self._actions:
            raise WsmanFault(INVALID_ACTION)
        shell = self._state.shell(request.shell_id)
        if shell is None:
            raise WsmanFault(UNKNOWN_SHELL)
        with self._state.operation(shell):
            if request.action == wsman.RECEIVE:
                return await self._receive(request, shell)
            return self._actions[request.action](request, shell)

    def _create(self, request: WsmanRequest, client_address: str) -> bytes:
        asked = request.body.find(f"{{{RSP}}}Shell")
        if asked is None:
            raise WsmanFault(INVALID_PARAMETER)
        if self._state.open_shells >= MAX_SHELLS_PER_USER:
            raise WsmanFault(SHELL_QUOTA)
        shell_id = asked.get("ShellId") or wsman.new_id()  # PSRP clients choose the id and Windows echoes it
        if self._state.shell(shell_id) is not None:
            raise WsmanFault(INVALID_PARAMETER)
        shell = OpenShell(
            shell_id=shell_id,
            resource_uri=request.resource_uri,
            owner=self._owner,
            client_address=client_address,
            process_id=1024 + 4 * (self._state.visits + 37 * self._state.host.seed) % 8192,
            input_streams=asked.findtext(f"{{{RSP}}}InputStreams", "stdin pr"),
            output_streams=asked.findtext(f"{{{RSP}}}OutputStreams", "stdout"),
            locale=request.locale,
            data_locale=request.data_locale,
            loads_profile=request.options.get("WINRS_NOPROFILE", "FALSE").upper() != "TRUE",
            idle_seconds=wsman.parse_duration(asked.findtext(f"{{{RSP}}}IdleTimeOut", ""), DEFAULT_IDLE_SECONDS),
            shell=self._opened(request, asked),
            opened_at=asyncio.get_running_loop().time(),
        )
        self._state.add(shell)
        created = (
            f"<x:ResourceCreated><a:Address>{escape(request.to)}</a:Address><a:ReferenceParameters>"
            f"<w:ResourceURI>{escape(shell.resource_uri)}</w:ResourceURI><w:SelectorSet>"
            f'<w:Selector Name="ShellId">{escape(shell_id)}</w:Selector></w:SelectorSet></a:ReferenceParameters>'
            f"</x:ResourceCreated>"
        )
        return envelope(f"{wsman.CREATE}Response", request.message_id, created + shell_xml(shell), "a x w rsp p")

    def _opened(self, request: WsmanRequest, asked: ET.Element) -> Shell:
        """The shell behind the resource: cmd, or any PowerShell session configuration."""
        if request.resource_uri == CMD_URI:
            return WinrsShell(self._state.host, self._engine)
        creation = asked.findtext(_CREATION_XML)
        if creation is None or not request.resource_uri.startswith(POWERSHELL_URI):
            raise WsmanFault(INVALID_PARAMETER)
        powershell = PsrpShell(self._state.host, self._engine)
        is_default = request.resource_uri == f"{POWERSHELL_URI}Microsoft.PowerShell"
        powershell.open(_decoded(creation), is_default_configuration=is_default)
        return powershell

    def _delete(self, request: WsmanRequest, shell: OpenShell) -> bytes:
        self._state.remove(shell)
        return envelope(f"{wsman.DELETE}Response", request.message_id, "", "a w p")

    def _get(self, request: WsmanRequest, shell: OpenShell) -> bytes:
        body = shell_xml(shell, resources_xml())
        return envelope(f"{wsman.GET}Response", request.message_id, body, "a x w p")

    def _enumerate(self, request: WsmanRequest) -> bytes:
        if request.resource_uri == SHELLS_URI:
            body = shells_xml(self._state.shells())
        elif request.resource_uri == COMMANDS_URI:
            shell = self._state.shell(filtered_shell_id(request))
            if shell is None:
                raise WsmanFault(UNKNOWN_SHELL)
            body = commands_xml(shell)
        else:
            raise WsmanFault(INVALID_ACTION)
        return envelope(f"{wsman.ENUMERATE}Response", request.message_id, body, "a n w p")

    def _disconnect(self, request: WsmanRequest, shell: OpenShell) -> bytes:
        """The shell goes on without its client, for as long as its idle time, which the client may set here."""
        asked = request.body.find(f"{{{RSP}}}Disconnect")
        if asked is None:
            raise WsmanFault(INVALID_PARAMETER)
        idle = asked.findtext(f"{{{RSP}}}IdleTimeOut", "")
        shell.idle_seconds = wsman.parse_duration(idle, shell.idle_seconds)
        shell.is_connected = False
        return envelope(f"{wsman.DISCONNECT}Response", request.message_id, "", "a w p")

    def _reconnect(self, request: WsmanRequest, shell: OpenShell) -> bytes:
        shell.is_connected = True
        return envelope(f"{wsman.RECONNECT}Response", request.message_id, "", "a w p")

    def _connect(self, request: WsmanRequest, shell: OpenShell) -> bytes:
        """A client that did not create the shell takes it over, or one of its commands."""
        asked = request.body.find(f"{{{RSP}}}Connect")
        if asked is None:
            raise WsmanFault(INVALID_PARAMETER)
        command_id = asked.get("CommandId")
        if command_id is not None:
            shell.shell.output(command_id.upper())  # a fault where there is no such command
            body = "<rsp:ConnectResponse/>"
        else:
            said = _decoded(asked.findtext(_CONNECT_XML, ""))
            answer = base64.b64encode(shell.shell.connect(said)).decode()
            body = (
                f"<rsp:ConnectResponse><rsp:InputStreams>{escape(shell.input_streams)}</rsp:InputStreams>"
                f"<rsp:OutputStreams>{escape(shell.output_streams)}</rsp:OutputStreams>"
                f'<connectResponseXml xmlns="{POWERSHELL_URI.rstrip("/")}">{answer}</connectResponseXml>'
                "</rsp:ConnectResponse>"
            )
        shell.is_connected = True
        return envelope(f"{wsman.CONNECT}Response", request.message_id, body, "a x w rsp p")

    def _command(self, request: WsmanRequest, shell: OpenShell) -> bytes:
        line = request.body.find(f"{{{RSP}}}CommandLine")
        if line is None:
            raise WsmanFault(INVALID_PARAMETER)
        arguments = tuple(element.text or "" for element in line.iterfind(f"{{{RSP}}}Arguments"))
        command_id = line.get("CommandId") or wsman.new_id()
        shell.shell.command(command_id.upper(), CommandLine(line.findtext(f"{{{RSP}}}Command", ""), arguments))
        body = f"<rsp:CommandResponse><rsp:CommandId>{escape(command_id)}</rsp:CommandId></rsp:CommandResponse>"
        return envelope(f"{wsman.COMMAND}Response", request.message_id, body, "a x w rsp p")

    async def _receive(self, request: WsmanRequest, shell: OpenShell) -> bytes:
        command_id = desired_command(request)
        output = shell.shell.output(_id_of(command_id))
        max_bytes = max((request.max_envelope_bytes - _ENVELOPE_OVERHEAD_BYTES) * 3 // 4, 1)  # base64
        try:
            taken = await output.take(max_bytes, request.operation_timeout_seconds)
        except OutputAborted:
            raise WsmanFault(OPERATION_ABORTED) from None
        if taken is None:
            raise WsmanFault(OPERATION_TIMEOUT)
        return receive_envelope(request, taken, command_id)

    def _send(self, request: WsmanRequest, shell: OpenShell) -> bytes:
        for stream in request.body.iterfind(f"{{{RSP}}}Send/{{{RSP}}}Stream"):
            shell.shell.send(_id_of(stream.get("CommandId")), _decoded(stream.text or ""))
        return envelope(f"{wsman.SEND}Response", request.message_id, "<rsp:SendResponse/>", "a x w rsp p")

    def _signal(self, request: WsmanRequest, shell: OpenShell) -> bytes:
        signal = request.body.find(f"{{{RSP}}}Signal")
        command_id = None if signal is None else signal.get("CommandId")
        if signal is None or command_id is None:
            raise WsmanFault(INVALID_PARAMETER)
        code = signal.findtext(f"{{{RSP}}}Code", "").strip().lower()
        if code.endswith("/terminate"):
            shell.shell.forget(command_id.upper())
        else:  # ctrl_c, ctrl_break, and PowerShell's own spellings of ctrl_c
            shell.shell.stop(command_id.upper())
        return envelope(f"{wsman.SIGNAL}Response", request.message_id, "<rsp:SignalResponse/>", "a x w rsp p")


def _id_of(command_id: str | None) -> str | None:
    """The id as shells know it: GUIDs are the same in either case."""
    return None if command_id is None else command_id.upper()


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=False)
    except binascii.Error:
        raise WsmanFault(INVALID_PARAMETER) from None
