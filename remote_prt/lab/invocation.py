"""Which command a record came from, for clients that ask to be told (RemoteStreamOptions, MS-PSRP 2.2.3.8).

As recorded from Windows Server 2016: the command is the script itself, without a name or a position.
"""

from collections.abc import Mapping
from typing import TypeVar

from psrpcore import PowerShell
from psrpcore.types import (
    CommandOrigin,
    CommandTypes,
    InvocationInfo,
    PSDict,
    PSList,
    RemoteStreamOptions,
    SessionStateEntryVisibility,
)

from remote_prt.lab.engine import PipelineCall, Stream

T = TypeVar("T", PSDict, PSList)

_OPTIONS = {
    Stream.ERROR: RemoteStreamOptions.AddInvocationInfoToErrorRecord,
    Stream.WARNING: RemoteStreamOptions.AddInvocationInfoToWarningRecord,
    Stream.DEBUG: RemoteStreamOptions.AddInvocationInfoToDebugRecord,
    Stream.VERBOSE: RemoteStreamOptions.AddInvocationInfoToVerboseRecord,
}


class _Script(str):
    """What psrpcore reads of a CommandInfo; as a property by itself it is the script's text."""

    __slots__ = ()

    CommandType = CommandTypes.Script
    Name = ""
    Visibility = SessionStateEntryVisibility.Public

    @property
    def Definition(self) -> str:  # noqa: N802  .NET's name
        """The text of the script."""
        return str(self)


_OBJECT = "[[System.Object, mscorlib, Version=4.0.0.0, Culture=neutral, PublicKeyToken=b77a5c561934e089]]"
#: .NET types of what is in a record. Each has its own, as in Windows: pypsrp reads properties in an order of its own,
#: and cannot follow a type that one property only refers to.
_BOUND = ("System.Management.Automation.PSBoundParametersDictionary", "System.Object")
_UNBOUND = (f"System.Collections.Generic.List`1{_OBJECT}", "System.Object")
_ITERATION = (f"System.Collections.ObjectModel.ReadOnlyCollection`1{_OBJECT}", "System.Object")


def iteration() -> PSList:
    """Where in the pipeline a record arose; both recorded clients ran one script."""
    return _typed(PSList([0, 0]), _ITERATION)


def invocations(powershell: PowerShell, call: PipelineCall) -> Mapping[Stream, InvocationInfo]:
    """What records of each stream say about their command; streams that the client did not ask about have none."""
    asked = RemoteStreamOptions(int(powershell.remote_stream_options))  # psrpcore hands on the number itself
    return {stream: invocation_of(call) for stream, option in _OPTIONS.items() if option in asked}


def stack_of(call: PipelineCall) -> str | None:
    """Where in a script an error arose; a command by itself has no script around it."""
    return None if call.text is None else "at <ScriptBlock>, <No file>: line 1"


def invocation_of(call: PipelineCall) -> InvocationInfo:
    """The script or command as a record's origin."""
    return InvocationInfo(
        BoundParameters=_typed(PSDict(), _BOUND),
        CommandOrigin=CommandOrigin.Runspace,
        DisplayScriptPosition=None,
        ExpectingInput=False,
        HistoryId=1,
        InvocationName="",
        Line="",
        MyCommand=_Script(call.text or call.command or ""),
        OffsetInLine=0,
        PipelineLength=1,
        PipelinePosition=1,
        PositionMessage="",
        PSCommandPath=None,
        PSScriptRoot="",
        ScriptLineNumber=0,
        ScriptName="",
        UnboundArguments=_typed(PSList(), _UNBOUND),
    )


def _typed(value: T, names: tuple[str, ...]) -> T:
    """The value as an object of that .NET type."""
    value.PSObject.type_names = list(names)
    return value
