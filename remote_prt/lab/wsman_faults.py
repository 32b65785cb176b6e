"""The faults of the WS-Management service, each in the shape in which Windows sends it (HTTP 500 with s:Fault).

Recorded from real hosts: 2150858793, and 2150858843 in both its shapes (unknown shell: with a ProviderFault; unknown
command: without). From documentation only, so unverified in their exact text and subcode: 5, 87, 995, 2150858753 and
2150859173.
"""

from dataclasses import dataclass
from enum import IntEnum
from xml.sax.saxutils import escape

from remote_prt.lab.wsman import W, envelope

FAULT_ACTION = "http://schemas.dmtf.org/wbem/wsman/1/wsman/fault"
_WSMANFAULT = "http://schemas.microsoft.com/wbem/wsman/1/wsmanfault"
_SELECTORS_TEXT = (
    "The WS-Management service cannot process the request because the request contained invalid selectors for the "
    "resource. "
)


class FaultCode(IntEnum):
    """`Code` of f:WSManFault: a Windows error or an ERROR_WSMAN_* HRESULT, unsigned."""

    ACCESS_DENIED = 5
    INVALID_PARAMETER = 87
    OPERATION_ABORTED = 995
    INVALID_ACTION = 2150858753  #: 0x80338001 ERROR_WSMAN_INVALID_ACTIONURI
    OPERATION_TIMEOUT = 2150858793  #: 0x80338029 ERROR_WSMAN_OPERATION_TIMEDOUT
    INVALID_SELECTORS = 2150858843  #: 0x8033805B ERROR_WSMAN_INVALID_SELECTORS
    SHELL_QUOTA = 2150859173  #: 0x803381A5 ERROR_WSMAN_QUOTA_MAX_SHELLS


@dataclass(frozen=True, slots=True)
class WsmanFaultText:
    """What a fault says.

    Args:
        code: what went wrong.
        sender: whose side: s:Sender (True) or s:Receiver.
        subcode: the WS-Management subcode with its prefix.
        message: f:Message, final space included where Windows has one.
        reason: s:Reason; the message where they are equal.
        detail: URI in w:FaultDetail, or "".
        provider: the fault comes from the shell provider and is nested once more.
    """

    code: FaultCode | int
    sender: bool
    subcode: str
    message: str
    reason: str = ""
    detail: str = ""
    provider: bool = False


class WsmanFault(Exception):
    """A fault on its way to the client; raised while a request is answered.

    Args:
        fault: what it says.
    """

    def __init__(self, fault: WsmanFaultText) -> None:
        super().__init__(fault.code)
        self.fault = fault


OPERATION_TIMEOUT = WsmanFaultText(
    FaultCode.OPERATION_TIMEOUT,
    sender=False,
    subcode="w:TimedOut",
    message="The WS-Management service cannot complete the operation within the time specified in OperationTimeout.  ",
)
UNKNOWN_SHELL = WsmanFaultText(
    FaultCode.INVALID_SELECTORS,
    sender=True,
    subcode="w:InvalidSelectors",
    message=_SELECTORS_TEXT,
    detail=f"{W.removesuffix('.xsd')}/faultDetail/UnexpectedSelectors",
    provider=True,
)
UNKNOWN_COMMAND = WsmanFaultText(
    FaultCode.INVALID_SELECTORS,
    sender=True,
    subcode="w:InvalidSelectors",
    message="The Windows Remote Shell received a request to perform an operation on a command identifier that does not "
    "exist. Either the command has completed execution or the client specified an invalid command identifier. ",
    reason=_SELECTORS_TEXT,
    detail=f"{W.removesuffix('.xsd')}/faultDetail/UnexpectedSelectors",
)
SHELL_QUOTA = WsmanFaultText(
    FaultCode.SHELL_QUOTA,
    sender=True,
    subcode="w:QuotaLimit",
    message="The WS-Management service cannot process the request. The maximum number of concurrent shells for this "
    "user has been exceeded. Close existing shells or raise the quota for this user. ",
)
ACCESS_DENIED = WsmanFaultText(
    FaultCode.ACCESS_DENIED, sender=True, subcode="w:AccessDenied", message="Access is denied. "
)
INVALID_PARAMETER = WsmanFaultText(
    FaultCode.INVALID_PARAMETER, sender=True, subcode="w:InternalError", message="The parameter is incorrect. "
)
OPERATION_ABORTED = WsmanFaultText(
    FaultCode.OPERATION_ABORTED,
    sender=False,
    subcode="w:InternalError",
    message="The I/O operation has been aborted because of either a thread exit or an application request. ",
)
INVALID_ACTION = WsmanFaultText(
    FaultCode.INVALID_ACTION,
    sender=True,
    subcode="a:ActionNotSupported",
    message="The WS-Management service cannot process the request because the WS-Addressing action URI in the "
    "request is not compatible with the resource. ",
)


def fault_envelope(fault: WsmanFaultText, relates_to: str, machine: str) -> bytes:
    """The envelope of a fault; `machine` is the name by which the client called the host."""
    head = f'<f:WSManFault xmlns:f="{_WSMANFAULT}" Code="{int(fault.code)}" Machine="{escape(machine)}">'
    core = f"{head}<f:Message>{fault.message}</f:Message></f:WSManFault>"
    if fault.provider:
        path = r"%systemroot%\system32\WsmSvc.dll"
        nested = f'<f:ProviderFault provider="Shell provider" path="{path}">{core}</f:ProviderFault>'
        core = f"{head}<f:Message>{nested}</f:Message></f:WSManFault>"
    detail = f"<w:FaultDetail>{fault.detail}</w:FaultDetail>" if fault.detail else ""
    body = (
        f"<s:Fault><s:Code><s:Value>s:{'Sender' if fault.sender else 'Receiver'}</s:Value><s:Subcode>"
        f"<s:Value>{fault.subcode}</s:Value></s:Subcode></s:Code><s:Reason>"
        f'<s:Text xml:lang="en-US">{fault.reason or fault.message}</s:Text></s:Reason>'
        f"<s:Detail>{detail}{core}</s:Detail></s:Fault>"
    )
    return envelope(FAULT_ACTION, relates_to, body, "a x e n w p")
