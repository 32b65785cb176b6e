"""What event channels were before we changed them, and what they held before they were emptied.

One file per host under `logs/`, so that runs on different hosts never write the same file. What is remembered first
counts until it is forgotten: enabling twice does not make "enabled" the former state.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from remote_prt.errors import UsageError
from remote_prt.model import FormerChannel
from remote_prt.readers.action_records import ChannelState
from remote_prt.readers.json_fields import FieldError, parse_object
from remote_prt.store.private_files import file_name, private_folder, read_private, remove_private, write_private

_SCHEMA_VERSION = 1


@dataclass(frozen=True, slots=True)
class RememberedLogs:
    """The memory of this account, in one folder."""

    folder: Path  #: of all state; `logs/` and `records/` lie in it

    def recall(self, host: str) -> tuple[FormerChannel, ...]:
        """What we changed on this host and have not put back.

        Raises:
            UsageError: the file cannot be used.
        """
        path = self._path(host)
        text = read_private(path)
        if text is None:
            return ()
        try:
            fields = parse_object(text)
            if fields.integer("Schema") != _SCHEMA_VERSION:
                raise UsageError(f"{path} is of another version", "use the remote_prt that wrote it")
            return tuple(
                FormerChannel(one.text("Channel"), one.flag("Enabled") is True, one.time("RememberedAt") or _EPOCH)
                for one in fields.children("Channels")
            )
        except FieldError as error:
            raise UsageError(
                f"{path} cannot be understood: {error}", "remove it once the channel is as you want"
            ) from error

    def remember(self, host: str, former: FormerChannel) -> None:
        """Keep what the channel was, unless that is known already.

        Raises:
            UsageError: it cannot be written.
        """
        known = self.recall(host)
        if former.channel not in {one.channel for one in known}:
            self._write(host, (*known, former))

    def forget(self, host: str, channel: str) -> None:
        """The channel is as it was: nothing is to be put back.

        Raises:
            UsageError: it cannot be written.
        """
        left = tuple(one for one in self.recall(host) if one.channel != channel)
        if left:
            self._write(host, left)
        else:
            remove_private(self._path(host))

    def keep_records(self, host: str, state: ChannelState, at: datetime) -> Path:
        """Write the records of a channel as XML that `remote_prt analyze` reads, and return where.

        Raises:
            UsageError: it cannot be written.
        """
        private_folder(self.folder)
        short = state.channel.rpartition("/")[2].casefold()
        path = self.folder / "records" / f"{file_name(host)}-{short}-{at:%Y%m%dT%H%M%SZ}.xml"
        write_private(path, "<Events>\n" + "\n".join(state.events) + "\n</Events>\n")
        return path

    def _path(self, host: str) -> Path:
        return self.folder / "logs" / f"{file_name(host)}.json"

    def _write(self, host: str, channels: tuple[FormerChannel, ...]) -> None:
        private_folder(self.folder)
        listed = [
            {
                "Channel": one.channel,
                "Enabled": one.enabled,
                "RememberedAt": one.remembered_at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
            }
            for one in channels
        ]
        document = {"Schema": _SCHEMA_VERSION, "Host": host, "Channels": listed}
        write_private(self._path(host), json.dumps(document, indent=1) + "\n")


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
