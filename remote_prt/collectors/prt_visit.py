"""What one visit asks: the composed script with its parameters, and the records it yields, bounded."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from remote_prt.errors import CommandMissing, HostMisbehaved, HostRefused, Phase, ScriptRefused
from remote_prt.model import Context, Deadline
from remote_prt.snippets import compose_visit
from remote_prt.transports.base import CommandCall, Connection, PeerInfo, Script

#: A visit sends about ten records and one per signed-in user; a host that sends more is not telling about sign-ins.
MAX_RECORDS = 500

#: Characters of one visit: 500 events of 2 KB and a dsregcmd text per user stay far below.
MAX_CHARACTERS = 32 * 1024 * 1024

#: What a visit runs, also by name where a module holds it (JEA).
VISIT_COMMAND = "Invoke-PrtVisit"

#: Endpoints that Windows and PowerShell 7 register themselves (Enable-PSRemoting), where script text comes first.
_USUAL_ENDPOINTS = ("microsoft.powershell", "powershell.")

#: What the host may use of the time that is left, so that its answer arrives before our own deadline.
_HOST_SHARE = 0.8


@dataclass(frozen=True, slots=True)
class CollectOptions:
    """What to collect, the same for all hosts of a run."""

    context: Context = Context.AUTO
    event_hours: int = 168
    max_events: int = 500
    task_seconds: int = 30  #: one user's own task
    max_text_bytes: int = 256 * 1024  #: one dsregcmd text
    only_user: str = ""  #: a SID, UPN, `DOMAIN\\name` or name: no task for anybody else; "" = for everybody
    probes_network: bool = False  #: let the host send requests to the sign-in servers, as SYSTEM where it may


def visit_script(options: CollectOptions, seconds_left: float) -> Script:
    """The script of one visit; the text is the same for every host, what varies travels as parameters."""
    composed = compose_visit()
    budget = max(1, int(seconds_left * _HOST_SHARE))
    return Script(
        composed.text,
        composed.sha256,
        (
            ("Context", options.context.value),
            ("EventHours", options.event_hours),
            ("MaxEvents", options.max_events),
            ("BudgetSeconds", budget),
            ("TaskSeconds", min(options.task_seconds, budget)),
            ("MaxTextBytes", options.max_text_bytes),
            ("Probe", "network" if options.probes_network else "none"),
            # Only where it is meant: an older module on a host (JEA) does not know the parameter.
            *((("OnlyUser", options.only_user),) if options.only_user else ()),
        ),
    )


def visit_calls(script: Script, configuration_name: str) -> tuple[Script | CommandCall, ...]:
    """The same visit as text and by name, in the order in which this endpoint is likely to take it.

    An endpoint of a name of its own is there to restrict (JEA), so it is asked by name first; the usual ones take text.
    """
    command = CommandCall(VISIT_COMMAND, script.parameters)
    is_usual = configuration_name.casefold().startswith(_USUAL_ENDPOINTS)
    return (script, command) if is_usual or not configuration_name else (command, script)


async def collect_from(connection: Connection, script: Script, deadline: Deadline) -> AsyncIterator[tuple[str, str]]:
    """The records of one visit with the hash of the text that ran, "" where a command ran.

    One pipeline where the endpoint is what its name says. A second one, in the same session, only where it refused the
    first call without running anything.

    Raises:
        HostRefused: it takes neither.
        HostMisbehaved: it took one and said nothing.
        HostError: as `collect`.
    """
    refused: HostRefused | None = None
    is_silent = True
    for call in visit_calls(script, connection.peer.configuration_name):
        try:
            async for record in collect(connection, call, deadline):
                is_silent = False
                yield record, call.sha256 if isinstance(call, Script) else ""
        except (CommandMissing, ScriptRefused) as refusal:
            refused = refusal
        else:
            if is_silent:
                raise _silent(connection.peer)
            return
    assert refused is not None
    raise HostRefused(
        Phase.RUN,
        f"this endpoint runs no script text, and has no command {VISIT_COMMAND}",
        "install the module of examples/jea on the host",
        transport=refused.transport,
        port=refused.port,
        address=refused.address,
    ) from refused


def _silent(peer: PeerInfo) -> HostMisbehaved:
    """A script that ended well and said nothing: whatever ran there, it was not what we sent."""
    return HostMisbehaved(
        Phase.RUN,
        "the script ended without a single record",
        "look at what runs behind this host's PowerShell endpoint",
        transport=peer.transport,
        port=peer.port,
        address=peer.address,
    )


async def collect(connection: Connection, call: Script | CommandCall, deadline: Deadline) -> AsyncIterator[str]:
    """The records of one visit as they arrive.

    Raises:
        HostMisbehaved: more records or characters than any honest visit sends.
        HostError: what the connection raises; what was yielded before stays valid.
    """
    count = characters = 0
    async for record in connection.run(call, deadline):
        count += 1
        characters += len(record)
        if count > MAX_RECORDS or characters > MAX_CHARACTERS:
            raise HostMisbehaved(
                Phase.RUN,
                f"the host sent more than {MAX_RECORDS} records or {MAX_CHARACTERS // 2**20} MB",
                "look at what runs behind this host's PowerShell endpoint",
            )
        yield record
