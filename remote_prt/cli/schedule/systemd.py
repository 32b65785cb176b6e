"""A plan as systemd's service and timer.

Quoting is that of systemd.service(5), "Command lines", and systemd.unit(5), "Specifiers": `%` and `$` are doubled,
anything unusual stands between double quotes with its backslashes and quotes escaped. `%d` needs systemd 250.
"""

import re
from pathlib import PurePosixPath
from typing import Final

from remote_prt.cli.schedule.plan import SWEEP, Place, PlaceKind, Plan, Word
from remote_prt.errors import UsageError
from remote_prt.reports.dated_files import DATE

FOLDER: Final = "remote_prt"  #: below /var/lib and /var/log

_PLACES: Final = {PlaceKind.STATE: f"%S/{FOLDER}", PlaceKind.LOG: f"%L/{FOLDER}", PlaceKind.CREDENTIAL: "%d"}
_PLAIN: Final = re.compile(r"[\w@%+=:,./$^~-]+")  # the rest is quoted
_OWN_FOLDERS: Final = (f"/var/lib/{FOLDER}/", f"/var/log/{FOLDER}/")
_UNSEEN: Final = ("/home/", "/root/", "/run/user/", "/tmp/", "/var/tmp/")  # noqa: S108  named, not used

_RESULTS: Final = (
    "# 1: broken PRTs were found, 3: some are UNKNOWN, 4: some hosts were not judged. All else is a failed unit.",
    "SuccessExitStatus=1 3 4",
)

#: A sweep needs TCP, UDP to DNS and the domain controller, and the sockets of name services; no device, no right, no
#: other process. `@resources` sets priorities and limits, `@privileged` changes owners and accounts.
_HARDENING: Final = """\
NoNewPrivileges=yes
CapabilityBoundingSet=
AmbientCapabilities=
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
PrivateMounts=yes
DevicePolicy=closed
ProtectProc=invisible
ProtectClock=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectControlGroups=yes
LockPersonality=yes
MemoryDenyWriteExecute=yes
RemoveIPC=yes
KeyringMode=private
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged @resources
SystemCallErrorNumber=EPERM
UMask=0027"""


def service_unit(plan: Plan) -> str:
    """The service.

    Raises:
        UsageError: it would need a place that no service sees, or that no unit can name.
    """
    for path in (*plan.program, *plan.written, plan.keytab, *(one.path for one in plan.handed)):
        if path.startswith(_UNSEEN):
            raise UsageError(
                f"{path}: the service has no /home and a /tmp of its own", "use a folder below /opt, /etc or /var/lib"
            )
    for path in (*plan.program, plan.keytab, *(one.path for one in plan.handed)):
        if "$" in path or "\\" in path:
            raise UsageError(f"{path}: $ and \\ are not taken as they are there", "use a path without them")
    limit = int(plan.longest.total_seconds())
    lines = [
        "[Unit]",
        f"Description=remote_prt {plan.title}: {_line(plan.scope)}",
        "Wants=network-online.target",
        "After=network-online.target nss-lookup.target time-sync.target",
        "",
        "[Service]",
        "Type=oneshot",
        f"User={plan.account}",
        f"Group={plan.account}",
        f"WorkingDirectory=%S/{FOLDER}",
        f"StateDirectory={FOLDER}",
        "StateDirectoryMode=0750",
        f"LogsDirectory={FOLDER}",
        "LogsDirectoryMode=0750",
        "Environment=XDG_STATE_HOME=%S",
        *_credential_lines(plan),
        *(f"ReadWritePaths=-{_item(folder)}" for folder in _folders(plan)),
        f"ExecStart={_command_line(plan)}",
        *(_RESULTS if plan.verb == SWEEP else ()),
        f"TimeoutStartSec={limit}",
        "TimeoutStopSec=90",
        "",
        _HARDENING,
        "",
    ]
    return "\n".join(lines)


def timer_unit(plan: Plan) -> str:
    """The timer, on the clock of the machine; a start that was missed is made up for."""
    lines = [
        "[Unit]",
        f"Description=remote_prt {plan.title}, each day at {plan.at:%H:%M}",
        "",
        "[Timer]",
        f"OnCalendar=*-*-* {plan.at:%H:%M}:00",
        "Persistent=true",
        f"RandomizedDelaySec={plan.spread_minutes}min",
        "",
        "[Install]",
        "WantedBy=timers.target",
        "",
    ]
    return "\n".join(lines)


def _command_line(plan: Plan) -> str:
    """Every option begins a line of its own."""
    words = ((word, word_of(word)) for word in (*plan.program, *plan.verb, *plan.words))
    parts = (f"\\\n  {text}" if isinstance(word, str) and word.startswith("-") else text for word, text in words)
    return " ".join(parts)


def word_of(word: Word) -> str:
    r"""A word as a unit has it.

    Sample: `$50 "net"` is `"$$50 \"net\""`, a state file `%S/remote_prt/nightly.json`.
    """
    if isinstance(word, Place):
        return _PLACES[word.kind] + (f"/{word.name}" if word.name else "")
    return _item(word.replace("$", "$$"))  # variables are replaced in command lines only


def _item(text: str) -> str:
    """One of several on a line."""
    text = text.replace("%", "%%")
    if _PLAIN.fullmatch(text):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _credential_lines(plan: Plan) -> list[str]:
    lines = [f"LoadCredential={one.name}:{_line(one.path)}" for one in plan.handed]
    if not plan.keytab:
        return lines
    return [
        *lines,
        f"LoadCredential=keytab:{_line(plan.keytab)}",
        "# Tickets are fetched with the key of the first account in it; none is left in a file.",
        "Environment=KRB5_CLIENT_KTNAME=FILE:%d/keytab KRB5CCNAME=MEMORY:",
    ]


def _folders(plan: Plan) -> list[str]:
    """Where it writes that is not the unit's own."""
    files = (path for path in plan.written if not path.startswith(_OWN_FOLDERS))
    parents = (PurePosixPath(path.partition(DATE)[0] + "x").parent for path in files)
    return list(dict.fromkeys(str(parent) for parent in parents))


def _line(text: str) -> str:
    """Text to the end of a line; a backslash there would go on with the next one."""
    return text.replace("%", "%%").replace("\\", "/" if text.startswith("/") else "|")
