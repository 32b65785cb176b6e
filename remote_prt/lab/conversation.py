"""What one connection to a host says: logon first, then WS-Man, sealed where it must be; faults as the scenario has them."""

import asyncio
from urllib.parse import urlsplit

from remote_prt.lab.authenticate import Authenticator, Logon, LogonStep
from remote_prt.lab.host_state import HostState
from remote_prt.lab.http_messages import SOAP, HttpReply, HttpRequest
from remote_prt.lab.http_server import TcpPeer
from remote_prt.lab.sealing import CONTENT_TYPE, Sealed, seal, unseal
from remote_prt.lab.wsman import IDENTITY, W, NotAnEnvelope, WsmanRequest, parse_request
from remote_prt.lab.wsman_faults import WsmanFault, fault_envelope
from remote_prt.lab.wsman_service import WsmanService

_IDENTIFY = (
    '<s:Envelope xml:lang="en-US" xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Header/><s:Body>'
    f'<wsmid:IdentifyResponse xmlns:wsmid="{IDENTITY}"><wsmid:ProtocolVersion>{W}</wsmid:ProtocolVersion>'
    "<wsmid:ProductVendor>Microsoft Corporation</wsmid:ProductVendor>"
    "<wsmid:ProductVersion>OS: {os} SP: 0.0 Stack: 3.0</wsmid:ProductVersion></wsmid:IdentifyResponse></s:Body></s:Envelope>"
)


class WinrmConversation:
    """The requests of one TCP connection."""

    def __init__(self, peer: TcpPeer, state: HostState, service: WsmanService, authenticator: Authenticator) -> None:
        self._peer = peer
        self._state = state
        self._service = service
        self._authenticator = authenticator

    async def answer(self, request: HttpRequest) -> HttpReply:
        """The reply to one request."""
        latency = self._state.host.scenario.latency_seconds
        if latency:
            await asyncio.sleep(latency)
        if request.method != "POST":
            return HttpReply(405)
        if urlsplit(request.path).path.rstrip("/").lower() not in {"/wsman", "/wsman-anon/identify"}:
            return HttpReply(404)
        if "wsmanidentify" in request.headers:
            return HttpReply(200, (("Content-Type", SOAP),), _IDENTIFY.format(os="0.0.0").encode())
        step = self._log_on(request)
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
        if is_sealed != (context is not None) and not self._peer.is_tls:
            return HttpReply(500)  # AllowUnencrypted is false; that Windows says it so is unverified
        try:
            plain = unseal(context, http.body) if is_sealed else http.body
            request = parse_request(plain)
        except (Sealed, NotAnEnvelope):
            return HttpReply(400, close=True)
        status, body = await self._answer_request(request)
        content_type = SOAP
        if is_sealed:
            content_type, body = CONTENT_TYPE, seal(context, body)
        return HttpReply(status, (("Content-Type", content_type),), body)

    async def _answer_request(self, request: WsmanRequest) -> tuple[int, bytes]:
        if request.is_identify:
            return 200, _IDENTIFY.format(os="10.0.22631").encode()
        try:
            return 200, await self._service.answer(request, self._peer.client_address)
        except WsmanFault as error:
            machine = urlsplit(request.to).hostname or self._state.host.computer_name
            return 500, fault_envelope(error.fault, request.message_id, machine)
