"""What a host tells about itself and its shells: `winrm get winrm/config` and the two enumerations (MS-WSMV 3.1.4).

Written after answers of Windows Server 2016 that were recorded for pypsrp (MIT); its defaults, and the lab's own quota.
"""

from collections.abc import Iterable
from xml.sax.saxutils import escape

from remote_prt.lab.host_sockets import HTTP_PORT, HTTPS_PORT
from remote_prt.lab.host_state import MAX_SHELLS_PER_USER, OpenShell
from remote_prt.lab.wsman import DEFAULT_ENVELOPE_BYTES, DEFAULT_OPERATION_TIMEOUT_SECONDS, RSP, W, WsmanRequest
from remote_prt.lab.wsman_answers import shell_xml

CONFIG_URI = "http://schemas.microsoft.com/wbem/wsman/1/config"
SHELLS_URI = RSP
COMMANDS_URI = f"{RSP}/Command"

_MOST = "2147483647"
_PORTS = (("HTTP", str(HTTP_PORT)), ("HTTPS", str(HTTPS_PORT)))
_SDDL = "O:NSG:BAD:P(A;;GA;;;BA)(A;;GR;;;IU)S:P(AU;FA;GA;;;WD)(AU;SA;GXGW;;;WD)"

Tree = tuple[tuple[str, "str | Tree"], ...]


def _yes(*names: str) -> Tree:
    return tuple((name, "true") for name in names)


#: What `winrm get winrm/config` shows, in the order in which Windows does.
_CONFIG: Tree = (
    ("MaxEnvelopeSizekb", str(DEFAULT_ENVELOPE_BYTES // 1024)),
    ("MaxTimeoutms", str(int(DEFAULT_OPERATION_TIMEOUT_SECONDS * 1000))),
    ("MaxBatchItems", "32000"),
    ("MaxProviderRequests", "4294967295"),
    (
        "Client",
        (
            ("NetworkDelayms", "5000"),
            ("URLPrefix", "wsman"),
            ("AllowUnencrypted", "false"),
            ("Auth", (*_yes("Basic", "Digest", "Kerberos", "Negotiate", "Certificate"), ("CredSSP", "false"))),
            ("DefaultPorts", _PORTS),
            ("TrustedHosts", ""),
        ),
    ),
    (
        "Service",
        (
            ("RootSDDL", _SDDL),
            ("MaxConcurrentOperations", "4294967295"),
            ("MaxConcurrentOperationsPerUser", "1500"),
            ("EnumerationTimeoutms", "240000"),
            ("MaxConnections", "300"),
            ("MaxPacketRetrievalTimeSeconds", "120"),
            ("AllowUnencrypted", "false"),
            (
                "Auth",
                (
                    *_yes("Basic", "Kerberos", "Negotiate", "Certificate"),
                    ("CredSSP", "false"),
                    ("CbtHardeningLevel", "Relaxed"),
                ),
            ),
            ("DefaultPorts", _PORTS),
            ("IPv4Filter", "*"),
            ("IPv6Filter", "*"),
            ("EnableCompatibilityHttpListener", "false"),
            ("EnableCompatibilityHttpsListener", "false"),
            ("CertificateThumbprint", ""),
            ("AllowRemoteAccess", "true"),
        ),
    ),
    (
        "Winrs",
        (
            ("AllowRemoteShellAccess", "true"),
            ("IdleTimeout", "7200000"),
            *((name, _MOST) for name in ("MaxConcurrentUsers", "MaxShellRunTime", "MaxProcessesPerShell")),
            ("MaxMemoryPerShellMB", _MOST),
            ("MaxShellsPerUser", str(MAX_SHELLS_PER_USER)),
        ),
    ),
)  # fmt: skip


def config_xml() -> str:
    """The body of the answer to Get winrm/config."""
    return f'<cfg:Config xmlns:cfg="{CONFIG_URI}">{_tree_xml(_CONFIG)}</cfg:Config>'


def shells_xml(shells: Iterable[OpenShell]) -> str:
    """The body of the answer to an enumeration of shells; all at once, as asked with OptimizeEnumeration."""
    return _items("".join(shell_xml(shell, resources_xml()) for shell in shells))


def commands_xml(shell: OpenShell) -> str:
    """The body of the answer to an enumeration of one shell's commands."""
    ids = shell.shell.commands()
    return _items(
        "".join(
            f'<rsp:Command xmlns:rsp="{RSP}"><rsp:CommandId>{escape(command_id)}</rsp:CommandId>'
            "<rsp:CommandLine></rsp:CommandLine><rsp:CommandState>Running</rsp:CommandState></rsp:Command>"
            for command_id in ids
        )
    )


def resources_xml() -> str:
    """What a shell costs, which Windows tells when asked about it, and not when it is created."""
    return "<rsp:MemoryUsed>58MB</rsp:MemoryUsed><rsp:ChildProcesses>0</rsp:ChildProcesses>"


def filtered_shell_id(request: WsmanRequest) -> str:
    """The shell whose commands an enumeration asks for, by the SelectorFilter of DSP0226; "" where it names none."""
    path = f".//{{{W}}}Filter/{{{W}}}SelectorSet/{{{W}}}Selector"
    found = (selector.text or "" for selector in request.body.iterfind(path) if selector.get("Name") == "ShellId")
    return next(found, "").strip()


def _items(items: str) -> str:
    held = f"<w:Items>{items}</w:Items>" if items else ""
    return (
        f"<n:EnumerateResponse><n:EnumerationContext></n:EnumerationContext>{held}"
        "<w:EndOfSequence/></n:EnumerateResponse>"
    )


def _tree_xml(tree: Tree) -> str:
    return "".join(
        f"<cfg:{name}>{escape(value) if isinstance(value, str) else _tree_xml(value)}</cfg:{name}>"
        for name, value in tree
    )
