"""The bodies of the service's answers, written as Windows writes them."""

import base64
from xml.sax.saxutils import escape, quoteattr

from remote_prt.lab import wsman
from remote_prt.lab.host_state import OpenShell
from remote_prt.lab.output_queue import Chunk, Taken
from remote_prt.lab.wsman import RSP, WsmanRequest, envelope

CMD_URI = f"{RSP}/cmd"


def is_about_command(request: WsmanRequest) -> bool:
    """Whether a Receive asks for a command's output, not for the shell's own messages."""
    return desired_command(request) is not None


def receive_answer(request: WsmanRequest, data: bytes) -> bytes:
    """The answer to a Receive with these bytes as its only output, whatever they are."""
    return receive_envelope(request, Taken((Chunk("stdout", data),)), desired_command(request))


def desired_command(request: WsmanRequest) -> str | None:
    desired = request.body.find(f"{{{RSP}}}Receive/{{{RSP}}}DesiredStream")
    return None if desired is None else desired.get("CommandId")


def receive_envelope(request: WsmanRequest, taken: Taken, command_id: str | None) -> bytes:
    body = f"<rsp:ReceiveResponse>{_streams_xml(taken, command_id)}</rsp:ReceiveResponse>"
    return envelope(f"{wsman.RECEIVE}Response", request.message_id, body, "a w rsp p")


def _streams_xml(taken: Taken, command_id: str | None) -> str:
    owner = "" if command_id is None else f" CommandId={quoteattr(command_id)}"
    parts = []
    for chunk in taken.chunks:
        end = ' End="true"' if chunk.is_end else ""
        parts.append(
            f'<rsp:Stream Name="{chunk.stream}"{owner}{end}>{base64.b64encode(chunk.data).decode()}</rsp:Stream>'
        )
    if command_id is not None:
        state, code = (
            ("Running", "") if taken.exit_code is None else ("Done", f"<rsp:ExitCode>{taken.exit_code}</rsp:ExitCode>")
        )
        parts.append(f'<rsp:CommandState{owner} State="{RSP}/CommandState/{state}">{code}</rsp:CommandState>')
    return "".join(parts)


def shell_xml(shell: OpenShell, more: str = "") -> str:
    age = f"P{shell.age.days}DT0H0M{shell.age.seconds}S"
    is_powershell = shell.resource_uri != CMD_URI
    fields = {
        "ShellId": shell.shell_id,
        "ResourceUri": shell.resource_uri,
        "Owner": shell.owner,
        "ClientIP": shell.client_address,
        "ProcessId": str(shell.process_id) if is_powershell else None,
        "IdleTimeOut": f"PT{shell.idle_seconds:.3f}S",
        "InputStreams": shell.input_streams,
        "OutputStreams": shell.output_streams,
    }
    if is_powershell:
        fields |= {
            "MaxIdleTimeOut": "PT2147483.647S",
            "Locale": shell.locale,
            "DataLocale": shell.data_locale,
            "CompressionMode": "NoCompression",
            "ProfileLoaded": "Yes" if shell.loads_profile else "No",
            "Encoding": "UTF8",
            "BufferMode": "Block",
            "State": "Connected" if shell.is_connected else "Disconnected",
        }
    fields |= {"ShellRunTime": age, "ShellInactivity": "P0DT0H0M0S"}
    text = "".join(f"<rsp:{name}>{escape(value)}</rsp:{name}>" for name, value in fields.items() if value is not None)
    return f'<rsp:Shell xmlns:rsp="{RSP}">{text}{more}</rsp:Shell>'
