"""One session on one host through pypsrp: the blocking half, which runs in a worker thread.

The dialogue is Create, Receive until the pool is open, Command, Receive until the pipeline ended, Delete (MS-PSRP
3.1.4).
Every error leaves as a `HostError`. Time is not kept here: whoever started the thread cuts the wire.
"""

import base64
from collections.abc import Callable
from copy import copy
from functools import lru_cache
from sys import getsizeof
from typing import TYPE_CHECKING, Any, cast
from xml.etree import ElementTree as ET

import spnego
from pypsrp.complex_objects import PSInvocationState
from pypsrp.negotiate import HTTPNegotiateAuth
from pypsrp.powershell import PowerShell
from pypsrp.serializer import Serializer
from pypsrp.wsman import SelectorSet

from remote_prt.errors import CommandMissing, HostRefused, Phase, ScriptRefused
from remote_prt.model import AuthMethod
from remote_prt.transports.base import CommandCall, Script
from remote_prt.transports.credentials import Credential
from remote_prt.transports.guarded_http import guarded_session
from remote_prt.transports.pypsrp_errors import translated
from remote_prt.transports.pypsrp_limits import BoundedTransport, QuietPool, new_wsman
from remote_prt.transports.session_plan import RemoteShell, SessionPlan
from remote_prt.transports.wire import Wire

if TYPE_CHECKING:  # it needs krb5
    from remote_prt.transports.krb5_tickets import TicketCache

_CERTIFICATE_PROFILE = "http://schemas.dmtf.org/wbem/wsman/1/wsman/secprofile/https/mutual"
_KEPT_ERRORS = 1  # the one that ended the script


class PypsrpSession:
    """A session over a wire; each method blocks and belongs into a worker thread."""

    def __init__(self, plan: SessionPlan, wire: Wire) -> None:
        self._plan = plan
        self._wire = wire
        self._records = 0
        self._record_bytes = 0
        with translated(wire, plan.method):
            wire.asks_domain_controller = True  # only if it has to: with a password, for the first host
            self._ticket_cache = plan.tickets.cache_for(plan.credential, plan.method)  # lives while this session does
            wire.asks_domain_controller = False
            self._transport = _transport(plan, wire, self._ticket_cache)
            self._wsman = new_wsman(self._transport, plan.operation_timeout_seconds)
            self._pool = QuietPool(
                self._wsman, configuration_name=plan.configuration_name, idle_timeout=plan.idle_seconds
            )

    @property
    def shell(self) -> RemoteShell:
        """What would have to be deleted if this session cannot do it any more."""
        return RemoteShell(self._pool.id, self._pool.shell.resource_uri)

    @property
    def mechanism(self) -> str:
        """How the logon was made in the end: `kerberos`, `ntlm`, `basic`, `certificate`."""
        contexts = getattr(getattr(self._transport.session, "auth", None), "contexts", {})
        negotiated = [str(context.negotiated_protocol) for context in contexts.values()]
        return negotiated[0] if negotiated else self._plan.method.value

    def open(self) -> None:
        """TLS, logon, Create, and the pool is open on the host."""
        with translated(self._wire, self._plan.method):
            self._pool.open()

    def run(self, call: Script | CommandCall, emit: Callable[[str], None]) -> None:
        """Runs a call; `emit` gets each output string as it arrives, in this thread."""
        with translated(self._wire, self._plan.method):
            pipeline = PowerShell(self._pool)
            if isinstance(call, Script):
                pipeline.add_script(cast("str", copy(_serialized(call.text))))  # pypsrp takes CLIXML as it takes values
            else:
                pipeline.add_cmdlet(call.name)
            for name, value in call.parameters:
                pipeline.add_parameter(name, value)
            pipeline.begin_invoke(remote_stream_options=0)
            while pipeline.state == PSInvocationState.RUNNING:
                pipeline.poll_invoke()
                self._drain(pipeline, emit)
            if pipeline.state != PSInvocationState.COMPLETED:
                raise self._ended_badly(pipeline, call)

    def close(self) -> None:
        """Deletes the shell in good order."""
        with translated(self._wire, self._plan.method):
            self._pool.shell.close()  # the pool's own close would leave the shell of a broken pool on the host

    def delete(self, shell: RemoteShell) -> None:
        """Deletes a shell that another session, now cut off, left behind."""
        selectors = SelectorSet()
        selectors.add_option("ShellId", shell.shell_id)
        with translated(self._wire, self._plan.method):
            self._wsman.delete(shell.resource_uri, selector_set=selectors)

    def _drain(self, pipeline: Any, emit: Callable[[str], None]) -> None:
        """Hands on the output so far and forgets what nobody reads."""
        for item in pipeline.output:
            emit(self._checked(item))
        pipeline.output.clear()
        streams = pipeline.streams
        for stream in (streams.debug, streams.information, streams.progress, streams.verbose, streams.warning):
            stream.clear()
        del streams.error[:-_KEPT_ERRORS]

    def _checked(self, item: object) -> str:
        """An output item that may be handed on: a string, within the bounds; an object's XML is none of ours."""
        bounds = self._plan.bounds
        self._records += 1
        if not isinstance(item, str) or item.startswith("<Obj "):
            raise self._wire.misbehaved("the host's output is no text", "check the configuration name")
        if len(item) > bounds.record_characters:
            raise self._wire.misbehaved(f"the host sent a record of {len(item):,} characters")
        if self._records > bounds.records:
            raise self._wire.misbehaved(f"the host sent more than {bounds.records:,} records")
        self._record_bytes += getsizeof(item)
        if self._record_bytes > bounds.record_bytes:
            raise self._wire.misbehaved(f"the host's records take more than {bounds.record_bytes:,} bytes")
        return self._wire.redactor.record(item)

    def _ended_badly(self, pipeline: Any, call: Script | CommandCall) -> HostRefused:
        if pipeline.state != PSInvocationState.FAILED:
            return HostRefused(Phase.RUN, "the script was stopped on the host", "try it again")
        errors = pipeline.streams.error
        said = self._wire.said(errors[-1]) if errors else "it gives no reason"
        refusal = _refusal(errors[-1], call) if errors else None
        return refusal or HostRefused(
            Phase.RUN, f"the script failed on the host: {said}", "look at the event log of the host"
        )


def _refusal(error: Any, call: Script | CommandCall) -> HostRefused | None:
    """What an error record says about the call itself, by ids that Windows never translates.

    A NoLanguage runspace says ScriptsNotAllowed (about_Language_Modes); the name in CommandNotFoundException tells our
    command from one that is missing inside of it.
    """
    error_id = str(getattr(error, "fq_error", ""))
    if error_id == "ScriptsNotAllowed":
        return ScriptRefused(
            Phase.RUN, "this endpoint runs no script text", "use one that does: leave --configuration-name out"
        )
    if not isinstance(call, CommandCall):
        return None
    if error_id == "CommandNotFoundException" and str(getattr(error, "target_name", "")) in ("", call.name):
        return CommandMissing(
            Phase.RUN, f"this endpoint has no command {call.name}", "install the module of examples/jea there"
        )
    if error_id in (f"NamedParameterNotFound,{call.name}", "NamedParameterNotFound"):
        return HostRefused(
            Phase.RUN,
            f"the {call.name} of this endpoint lacks a parameter: its module is older than remote_prt",
            "install the module that `remote_prt snippets module` writes now",
        )
    return None


@lru_cache(maxsize=4)
def _serialized(text: str) -> ET.Element:
    """The script as CLIXML, made once: escaping its line ends took a fifth of the CPU of a visit."""
    element = Serializer().serialize(text)
    assert element is not None  # only None itself serialises to nothing
    return element


def _transport(plan: SessionPlan, wire: Wire, tickets: "TicketCache | None") -> BoundedTransport:
    """Pypsrp's HTTP half with our session in it, logon included."""
    method, credential, endpoint = plan.method, plan.credential, wire.endpoint
    wire.redactor.learn(credential.password)
    transport = BoundedTransport(endpoint.name, port=endpoint.port, ssl=endpoint.https, auth=method.value)
    session = guarded_session(wire, plan.operation_timeout_seconds, method)
    if method is AuthMethod.BASIC:
        pair = f"{credential.user or ''}:{credential.password or ''}"
        session.headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
    elif method is AuthMethod.CERTIFICATE:
        session.headers["Authorization"] = _CERTIFICATE_PROFILE
    else:
        session.auth = HTTPNegotiateAuth(
            username=credential.user if tickets is None else _with_tickets(tickets, credential, method),
            password=credential.password if tickets is None else None,
            service=plan.kerberos_service,
            auth_provider=method.value,
            hostname_override=endpoint.name,
            wrap_required=transport.wrap_required,
        )
    transport.session = session
    return transport


def _with_tickets(tickets: "TicketCache", credential: Credential, method: AuthMethod) -> Any:  # pypsrp says str
    """What pyspnego may log on with, in this order: Kerberos by our tickets, else, with Negotiate, NTLM by password."""
    found: list[spnego.Credential] = [spnego.KerberosCCache(tickets.name)]
    if method is AuthMethod.NEGOTIATE and credential.password is not None:
        found.append(spnego.Password(credential.user or "", credential.password))
    return found
