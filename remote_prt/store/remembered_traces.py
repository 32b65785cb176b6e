"""Which traces we began on which hosts, until they are fetched or discarded: one file per host under `traces/`."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from remote_prt.errors import UsageError
from remote_prt.model import RememberedTrace
from remote_prt.readers.json_fields import FieldError, parse_object
from remote_prt.store.private_files import file_name, private_folder, read_private, remove_private, write_private

_SCHEMA_VERSION = 1
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class RememberedTraces:
    """The memory of this account, in one folder."""

    folder: Path  #: of all state; `traces/` lies in it

    def recall(self, host: str) -> RememberedTrace | None:
        """What we began on this host.

        Raises:
            UsageError: the file cannot be used.
        """
        path = self._path(host)
        text = read_private(path)
        if text is None:
            return None
        try:
            fields = parse_object(text)
            if fields.integer("Schema") != _SCHEMA_VERSION:
                raise UsageError(f"{path} is of another version", "use the remote_prt that wrote it")
            started_at = fields.time("StartedAt") or _EPOCH
            return RememberedTrace(fields.text("Folder"), fields.text("Kind"), started_at, fields.text("Case"))
        except FieldError as error:
            raise UsageError(f"{path} cannot be understood: {error}", "remove it; the host knows its traces") from error

    def remember(self, host: str, trace: RememberedTrace) -> None:
        """Keep it, in place of what was known.

        Raises:
            UsageError: it cannot be written.
        """
        private_folder(self.folder)
        document = {
            "Schema": _SCHEMA_VERSION,
            "Host": host,
            "Folder": trace.folder,
            "Kind": trace.kind,
            "StartedAt": f"{trace.started_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
            "Case": trace.case,
        }
        write_private(self._path(host), json.dumps(document, indent=1) + "\n")

    def forget(self, host: str) -> None:
        """Nothing of ours is there any more.

        Raises:
            UsageError: it cannot be removed.
        """
        remove_private(self._path(host))

    def _path(self, host: str) -> Path:
        return self.folder / "traces" / f"{file_name(host)}.json"
