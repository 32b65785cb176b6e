"""A notice on its way: a process for each address, all at once, cut off after `SECONDS`."""

import importlib.util
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice

from remote_prt.errors import UsageError
from remote_prt.notices.addresses import Address
from remote_prt.notices.notice import Notice, notice_json
from remote_prt.notices.undelivered import Undelivered, hint_of, problem_of
from remote_prt.readers.json_fields import FieldError, parse_object

#: An address may take so long.
SECONDS = 20.0

#: At once: each is a process.
_AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class Delivery:
    """What came of one address."""

    address: Address
    problem: str = ""  #: "" = taken
    hint: str = ""


def require_apprise() -> None:
    """The library that knows the services is there.

    Raises:
        UsageError: the extra is not installed.
    """
    if importlib.util.find_spec("apprise") is None:
        raise UsageError("notices need the library apprise", "pip install 'remote_prt[notify]'")


def check_addresses(addresses: Sequence[Address], source: str) -> None:
    """Every address is understood; nothing is contacted.

    Raises:
        UsageError: one is not, or the extra is not installed.
    """
    require_apprise()
    for one in deliver(None, addresses):
        if one.problem:
            hint = one.hint or "remote_prt notify test says more; docs/notifications.md has examples"
            raise UsageError(f"{source}:{one.address.line}: {one.address.name}: {one.problem}", hint)


def deliver(notice: Notice | None, addresses: Sequence[Address], seconds: float = SECONDS) -> Iterator[Delivery]:
    """What came of each address, in their order; without a notice they are only understood."""
    rest = iter(addresses)
    while some := list(islice(rest, _AT_ONCE)):
        end = time.monotonic() + seconds
        begun = [(address, _begun(address, notice)) for address in some]
        try:
            for address, child in begun:
                yield _ended(address, child, max(0.1, end - time.monotonic()))
        finally:
            for _, child in begun:
                _over(child)


def _over(child: "subprocess.Popen[bytes] | None") -> None:
    """The process has ended, and nothing of it is left."""
    if child is None:
        return
    if child.poll() is None:
        child.kill()
    child.wait()
    for stream in (child.stdin, child.stdout):
        with suppress(OSError):
            if stream is not None:
                stream.close()


def _begun(address: Address, notice: Notice | None) -> "subprocess.Popen[bytes] | None":
    """The process, with its task; None where there can be none."""
    task = {"Url": address.url, "Notice": None if notice is None else notice_json(notice)}
    environment = {name: value for name, value in os.environ.items() if not name.startswith("REMOTE_PRT_")}
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, sys.path))
    try:
        child = subprocess.Popen(
            [sys.executable, "-P", "-m", "remote_prt.notices.apprise_child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            start_new_session=True,  # Ctrl-C is for us
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except OSError:
        return None
    with suppress(OSError):  # it ended at once: nothing will come back
        if child.stdin is not None:
            child.stdin.write(json.dumps(task).encode() + b"\n")
            child.stdin.flush()
    return child


def _ended(address: Address, child: "subprocess.Popen[bytes] | None", seconds: float) -> Delivery:
    if child is None:
        return Delivery(address, "no process could be started for it")
    try:
        said, _ = child.communicate(timeout=seconds)
        fields = parse_object(said.decode())
        said_why, detail = fields.text("Why"), fields.text("Detail")
        why = Undelivered(said_why) if said_why else None
    except subprocess.TimeoutExpired:
        return Delivery(address, f"no answer within {seconds:.0f} s")
    except (FieldError, ValueError, OSError):
        return Delivery(address, "its process ended early: the answer was too big, or apprise failed")
    return Delivery(address) if why is None else Delivery(address, problem_of(why, detail), hint_of(why))
