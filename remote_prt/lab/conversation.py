"""What one connection to a host says: logon first, then WS-Man, sealed where it must be; and the scenario's faults."""

import asyncio
import base64
from urllib.parse import urlsplit

from remote_prt.lab.authenticate import Authenticator, Logon, LogonStep
from remote_prt.lab.faults import Fault, FaultKind, FaultPoint
from remote_prt.lab.host_state import HostState
from remote_prt.lab.http_messages import SOAP, HttpReply, HttpRequest
from remote_prt.lab.http_server import TcpPeer
from remote_prt.lab.misbehaviour import (
    DEFAULT_SLOW_SECONDS,
    GARBAGE,
    fault_text,
    is_endless_output,
    reply_before_work,
    spoilt,
)
from remote_prt.lab.sealing import CONTENT_TYPE, Sealed, seal, unseal
from remote_prt.lab.wsman import (
    COMMAND,
    CREATE,
    DELETE,
    IDENTITY,
    RECEIVE,
    NotAnEnvelope,
    W,
    WsmanRequest,
    parse_request,
)
from remote_prt.lab.wsman_answers import is_about_command, receive_answer
from remote_prt.lab.wsman_faults import WsmanFault, fault_envelope
from remote_prt.lab.wsman_service import WsmanService
from remote_prt.lab.zoo.tricks import trick_of

_POINTS = {
    CREATE: FaultPoint.CREATE,
    COMMAND: FaultPoint.COMMAND,
    RECEIVE: FaultPoint.RECEIVE,
    DELETE: FaultPoint.DELETE,
}

_IDENTIFY = (
    '<s:Envelope xml:lang="en-US" xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Header/><s:Body>'
    f'<wsmid:IdentifyResponse xmlns:wsmid="{IDENTITY}"><wsmid:ProtocolVersion>{W}</wsmid:ProtocolVersion>'
    "<wsmid:ProductVendor>Microsoft Corporation</wsmid:ProductVendor>"
    "<wsmid:ProductVersion>OS: {os} SP: 0.0 Stack: 3.0</wsmid:ProductVersion></wsmid:IdentifyResponse></s:Body>"
    "</s:Envelope>"
)


class WinrmConversation:
    """The requests of one TCP connection."""

    def __init__(self, peer: TcpPeer, state: HostState, service: WsmanService, authenticator: Authenticator) -> None:
        self._peer = peer
        self._state = state
        self._trick = trick_of(state.host.scenario)
        self._service = service
        self._authenticator = authenticator

    async def answer(self, request: HttpRequest) -> HttpReply:
        """The reply to one request, right or as wrong as the scenario says."""
        latency = self._state.host.scenario.latency_seconds
        if latency:
            await asyncio.sleep(latency)
        if request.method != "POST":
            return HttpReply(405)
        if urlsplit(request.path).path.rstrip("/").lower() not in {"/wsman", "/wsman-anon/identify"}:
            return HttpReply(404)
        if "wsmanidentify" in request.headers:
            return HttpReply(200, (("Content-Type", SOAP),), _IDENTIFY.format(os="0.0.0").encode())
        fault = None if self._authenticator.is_granted else self._state.fault_at(FaultPoint.AUTHENTICATE)
        if fault is not None and (reply := await self._instead(fault)) is not None:
            return reply
        reply = await self._answer_logged_on(request, fault)
        return reply if fault is None else spoilt(fault, reply)

    async def _answer_logged_on(self, request: HttpRequest, fault: Fault | None) -> HttpReply:
        step = self._log_on(request)
        if fault is not None and fault.kind is FaultKind.UNAUTHORIZED and step.logon is Logon.GRANTED:
            self._authenticator.forget()
            step = LogonStep(Logon.REFUSED, self._authenticator.offers)
        if fault is not None and fault.kind is FaultKind.GARBAGE:
            return HttpReply(401, (("WWW-Authenticate", f"Negotiate {base64.b64encode(GARBAGE).decode()}"),))
        if step.logon is not Logon.GRANTED:
            reply = HttpReply(401)
        elif not request.body:
            reply = HttpReply(200)
        else:
            reply = await self._answer_body(request)
        for challenge in step.challenges:
            reply = reply.with_header("WWW-Authenticate", challenge)
        return reply

    def _log_on(self, request: HttpRequest) -> LogonStep:
        header = request.headers.get("authorization", "")
        if self._authenticator.is_granted and (not header or self._authenticator.is_known(header)):
            return LogonStep(Logon.GRANTED)
        step = self._authenticator.step(header) if header else LogonStep(Logon.MALFORMED, self._authenticator.offers)
        if step.logon in {Logon.GRANTED, Logon.REFUSED}:
            self._state.logon_attempts += 1
        return step

    async def _answer_body(self, http: HttpRequest) -> HttpReply:
        context = self._authenticator.context
        is_sealed = http.headers.get("content-type", "").lower().startswith("multipart/encrypted")
        if is_sealed and context is None:
            return HttpReply(400, close=True)
        if not is_sealed and not self._peer.is_tls:
            return HttpReply(500)  # AllowUnencrypted is false; that Windows says it so is unverified
        try:
            plain = unseal(context, http.body) if is_sealed else http.body
            request = parse_request(plain)
        except (Sealed, NotAnEnvelope):
            return HttpReply(400, close=True)
        fault = self._fault_of(request)
        if fault is not None and (reply := await self._instead(fault)) is not None:
            return reply
        status, body = await self._answer_request(request, fault)
        body = self._trick.envelope(request, body)
        if is_sealed and not (fault is not None and fault.kind is FaultKind.UNSEALED):
            reply = HttpReply(status, (("Content-Type", CONTENT_TYPE),), seal(context, body))
        else:
            reply = HttpReply(status, (("Content-Type", SOAP),), body)
        reply = self._trick.reply(request, reply)
        if fault is not None and fault.kind is FaultKind.DROP and not self._state.drops_now(fault, len(reply.body)):
            return reply
        return reply if fault is None else spoilt(fault, reply)

    async def _answer_request(self, request: WsmanRequest, fault: Fault | None) -> tuple[int, bytes]:
        if request.is_identify:
            return 200, _IDENTIFY.format(os="10.0.22631").encode()
        try:
            body = await self._work(request, fault)
        except WsmanFault as error:
            machine = urlsplit(request.to).hostname or self._state.host.computer_name
            return 500, fault_envelope(error.fault, request.message_id, machine)
        return 200, body

    async def _work(self, request: WsmanRequest, fault: Fault | None) -> bytes:
        if fault is not None and (text := fault_text(fault)) is not None:
            shell = self._state.shell(request.shell_id)
            if fault.kind is FaultKind.SHELL_GONE and shell is not None:
                self._state.remove(shell)
            raise WsmanFault(text)
        if fault is not None and fault.kind is FaultKind.GARBAGE:
            return receive_answer(request, GARBAGE) if fault.point is FaultPoint.RECEIVE else GARBAGE
        return await self._service.answer(request, self._peer.client_address)

    def _fault_of(self, request: WsmanRequest) -> Fault | None:
        """The fault that strikes at this request; of Receive only at those of a command, so that the shell can open."""
        point = _POINTS.get(request.action)
        if point is None or (point is FaultPoint.RECEIVE and not is_about_command(request)):
            return None
        fault = self._state.fault_at(point)
        if fault is not None and is_endless_output(fault):
            return None  # nothing is wrong with the replies: there is no end of them
        if fault is not None and fault.kind is FaultKind.OPERATION_TIMEOUT and not self._state.strikes_once(fault):
            return None
        return fault

    async def _instead(self, fault: Fault) -> HttpReply | None:
        """Waits where the fault is slowness; then what is answered instead of working, if anything."""
        if fault.kind is FaultKind.SLOW:
            await asyncio.sleep(fault.seconds or DEFAULT_SLOW_SECONDS)
        elif fault.kind is FaultKind.OPERATION_TIMEOUT:
            await asyncio.sleep(fault.seconds)
        elif fault.kind is FaultKind.UNAUTHORIZED and fault.point is not FaultPoint.AUTHENTICATE:
            self._authenticator.forget()
            reply = HttpReply(401)
            for offer in self._authenticator.offers:
                reply = reply.with_header("WWW-Authenticate", offer)
            return reply
        host = self._state.host
        return reply_before_work(fault, f"https://{host.address}:{host.https_port}/wsman")
