"""A PowerShell on this machine: which one, how it is started, and how it ends with everything it started.

The program is looked for where Windows keeps it, not on the PATH of Windows, where anybody's folder may come first.
What Windows does here (sysnative, taskkill, the module path) is from its documentation and unverified on real machines.
"""

import asyncio
import contextlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

#: Names the PowerShell to use, instead of the one that is found.
VARIABLE = "REMOTE_PRT_PWSH"

_NO_WINDOW = getattr(subprocess, "CREATE_NO_WINDOW", 0)
_WINDOWS_POWERSHELL = Path("WindowsPowerShell", "v1.0", "powershell.exe")
_NAMES = ("pwsh", "powershell")  #: where there is no Windows PowerShell
_SECRETS = "REMOTE_PRT_PASSWORD"
#: From a PowerShell 7 that started us, Windows PowerShell 5.1 would load modules it cannot read.
_MODULE_PATH = "PSMODULEPATH"


def find_powershell(environment: Mapping[str, str] | None = None) -> Path | None:
    """The PowerShell of this machine: the named one, that of Windows, or one on the PATH; None where there is none.

    A 32-bit process finds the 64-bit one under Sysnative, where Windows shows System32 as it is.
    """
    environment = os.environ if environment is None else environment
    path = environment.get("PATH", "")
    if named := environment.get(VARIABLE):
        found = shutil.which(named, path=path)
        return Path(found) if found else None
    if sys.platform == "win32":
        places = [_windows(environment) / folder / _WINDOWS_POWERSHELL for folder in ("Sysnative", "System32")]
        return next((place for place in places if place.is_file()), None)
    return next((Path(found) for name in _NAMES if (found := shutil.which(name, path=path))), None)


def child_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """What the child may know: no password of ours, and no module path of another PowerShell."""
    kept = {name: value for name, value in environment.items() if not name.upper().startswith(_SECRETS)}
    return {name: value for name, value in kept.items() if name.upper() != _MODULE_PATH}


@asynccontextmanager
async def running(program: Path, script: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """The script in a process group of its own; on leaving, the process and its children are gone.

    Raises:
        OSError: the program cannot be started.
    """
    process = await asyncio.create_subprocess_exec(
        program,
        *("-NoLogo", "-NoProfile", "-NonInteractive", "-ExecutionPolicy", "Bypass", "-OutputFormat", "Text"),
        *("-File", str(script)),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        cwd=script.parent,
        env=child_environment(os.environ),
        start_new_session=True,  # Windows has no such thing and does not mind
        creationflags=_NO_WINDOW,
    )
    try:
        yield process
    finally:
        await _end(process)


def _windows(environment: Mapping[str, str]) -> Path:
    return Path(environment.get("SYSTEMROOT", r"C:\Windows"))


async def _end(process: asyncio.subprocess.Process) -> None:
    """Ends what still runs of the process and of what it started; a cancellation does not hold that up."""
    if sys.platform == "win32":
        await _end_tree(process)
    else:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)  # children too, also when their parent has ended
    with contextlib.suppress(ProcessLookupError):
        process.kill()
    await asyncio.shield(asyncio.ensure_future(process.wait()))
    transport = getattr(process, "_transport", None)
    if transport is not None:
        transport.close()  # a child that left the group may hold the pipes: they are closed on our side


async def _end_tree(process: asyncio.subprocess.Process) -> None:
    """Taskkill ends a process with its children; one that has ended already has nothing to end."""
    if process.returncode is not None:
        return
    taskkill = _windows(os.environ) / "System32" / "taskkill.exe"
    with contextlib.suppress(OSError):
        killer = await asyncio.create_subprocess_exec(
            taskkill, "/T", "/F", "/PID", str(process.pid), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        await killer.wait()
