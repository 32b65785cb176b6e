"""Stream items of an engine as PSRP messages, and the client's pipeline as an engine's call."""

from collections.abc import Mapping
from typing import Any

from psrpcore import PowerShell, ServerPipeline
from psrpcore.types import (
    ErrorCategory,
    ErrorCategoryInfo,
    ErrorRecord,
    HostMethodIdentifier,
    InvocationInfo,
    NETException,
    PipelineState,
    PSInvocationState,
    PSSecureString,
    PSVersion,
)

from remote_prt.lab.endpoint import Refusal
from remote_prt.lab.engine import PipelineCall, Stream, StreamItem
from remote_prt.lab.invocation import invocation_of, iteration, stack_of

_POWERSHELL_VERSION = "5.1.22621.4391"


def private_data() -> dict[str, Any]:
    """APPLICATION_PRIVATE_DATA of Windows PowerShell 5.1: its version table (MS-PSRP 2.2.2.13)."""
    return {
        "PSVersionTable": {
            "PSVersion": PSVersion(_POWERSHELL_VERSION),
            "PSEdition": "Desktop",
            "PSCompatibleVersions": [PSVersion(v) for v in ("1.0", "2.0", "3.0", "4.0", "5.0", _POWERSHELL_VERSION)],
            "CLRVersion": PSVersion("4.0.30319.42000"),
            "BuildVersion": PSVersion("10.0.22621.4391"),
            "WSManStackVersion": PSVersion("3.0"),
            "PSRemotingProtocolVersion": PSVersion("2.3"),
            "SerializationVersion": PSVersion("1.1.0.1"),
        }
    }


def write_item(
    pipeline: ServerPipeline, item: StreamItem, told: Mapping[Stream, InvocationInfo], stack: str | None = None
) -> None:
    """Puts one item on the pipeline's stream.

    Args:
        pipeline: where it goes.
        item: what it is.
        told: what records of a stream say about their command.
        stack: where in a script errors arise.
    """
    of_command: dict[str, Any] = {}
    if item.stream in told:
        of_command = {"invocation_info": told[item.stream], "pipeline_iteration_info": iteration()}
    match item.stream:
        case Stream.OUTPUT:
            pipeline.write_output(item.value)
        case Stream.ERROR:
            pipeline.write_error(
                _exception(item.value),
                category_info=ErrorCategoryInfo(
                    Category=ErrorCategory.NotSpecified, Activity="Write-Error", Reason="WriteErrorException"
                ),
                fully_qualified_error_id="Microsoft.PowerShell.Commands.WriteErrorException",
                script_stack_trace=stack,
                **of_command,
            )
        case Stream.WARNING:
            pipeline.write_warning(item.value, **of_command)
        case Stream.VERBOSE:
            pipeline.write_verbose(item.value, **of_command)
        case Stream.PROGRESS:
            pipeline.write_progress(item.value, activity_id=0, status_description=" ")
        case Stream.DEBUG:
            pipeline.write_debug(item.value, **of_command)
        case Stream.INFORMATION:
            pipeline.write_information(item.value, source="Write-Information")
        case Stream.EXIT:  # PIPELINE_HOST_CALL, MS-PSRP 2.2.2.27 and 2.2.3.17
            pipeline.host_call(HostMethodIdentifier.SetShouldExit, [int(item.value)])


def refuse(pipeline: ServerPipeline, refusal: Refusal) -> None:
    """Ends the pipeline before it began, as PowerShell does with a call that it does not take."""
    category = ErrorCategoryInfo(Category=refusal.category, Reason=refusal.reason, TargetName=refusal.target)
    fail(pipeline, refusal.message, refusal.error_id, category)


def fail(
    pipeline: ServerPipeline,
    message: str,
    error_id: str,
    category: ErrorCategoryInfo | None = None,
    *,
    call: PipelineCall | None = None,
) -> None:
    """Ends the pipeline in state Failed with an error record, as a terminating error does (MS-PSRP 2.2.3.15).

    The record names the call where it failed while it ran; one that was not taken has no origin.
    """
    record = ErrorRecord(
        Exception=_exception(message),
        CategoryInfo=category or ErrorCategoryInfo(Category=ErrorCategory.InvalidOperation, Reason="RuntimeException"),
        FullyQualifiedErrorId=error_id,
        InvocationInfo=None if call is None else invocation_of(call),
        ScriptStackTrace=None if call is None else stack_of(call),
    )
    state = PipelineState(PipelineState=int(PSInvocationState.Failed))
    state.ExceptionAsErrorRecord = record
    pipeline.prepare_message(state)
    pipeline.state = PSInvocationState.Failed


def call_of(powershell: PowerShell) -> PipelineCall:
    """What the client asked to run.

    Several commands or statements in one pipeline are one command with a name like `Get-Item | Out-String`, which an
    engine may know or not; their parameters are not told apart and therefore not handed over.
    """
    if len(powershell.commands) != 1:
        return PipelineCall(text=None, command=" | ".join(str(command.command_text) for command in powershell.commands))
    command = powershell.commands[0]
    parameters = {str(name): _plain(value) for name, value in command.parameters if name is not None}
    if command.is_script:
        return PipelineCall(text=str(command.command_text), command=None, parameters=parameters)
    return PipelineCall(text=None, command=str(command.command_text), parameters=parameters)


def _exception(message: str) -> NETException:
    exception = NETException(Message=message, HResult=-2146233087)  # COR_E_SYSTEM family, as .NET sets by default
    exception.PSObject.to_string = message
    return exception


def _plain(value: Any) -> object:
    """The Python value inside psrpcore's types, which are subclasses of int, str, list and dict."""
    match value:
        case PSSecureString():  # readable since the keys were exchanged
            return str(value.decrypt())
        case int() if not isinstance(value, bool):
            return int(value)
        case str():
            return str(value)
        case Mapping():
            return {str(key): _plain(entry) for key, entry in value.items()}
        case list() | tuple():
            return [_plain(entry) for entry in value]
        case _:
            return value
