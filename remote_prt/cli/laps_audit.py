"""Who read which host's LAPS password, and when: a line of JSON each, in a file of ours that only grows."""

import getpass
import json
import os
from datetime import UTC, datetime
from pathlib import Path

from remote_prt.errors import SecretUnavailable, UsageError
from remote_prt.store.private_files import append_private, state_folder
from remote_prt.transports.laps_accounts import LapsRead


def audit_path() -> Path:
    """Where the lines are."""
    return state_folder() / "laps-audit.jsonl"


def keep_read(read: LapsRead) -> None:
    """Write one line; without it the password is not used.

    Raises:
        SecretUnavailable: it cannot be written.
    """
    line = {
        "Time": datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "Reader": read.reader or getpass.getuser(),
        "ComputerName": read.host,
        "Account": read.account,
        "Server": read.server,
        "ProcessId": os.getpid(),
    }
    try:
        descriptor = append_private(audit_path())
        try:
            os.write(descriptor, f"{json.dumps(line)}\n".encode())
        finally:
            os.close(descriptor)
    except (OSError, UsageError) as error:
        raise SecretUnavailable(
            f"the reading of a LAPS password cannot be recorded in {audit_path()}", "look at the folder and the disk"
        ) from error
