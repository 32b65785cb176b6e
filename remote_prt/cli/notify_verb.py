"""`remote_prt notify`: try addresses for notices, and send what was held back."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from remote_prt.cli.notify.options import QuietType
from remote_prt.cli.prompt_language import lang_option
from remote_prt.cli.runs_verb import state_option

if TYPE_CHECKING:  # only a schedule says it
    from remote_prt.notices.calendar import QuietHours

_FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE")


_EPILOG = """\b
Examples:
  remote_prt notify test /etc/remote_prt/notify
  remote_prt notify send /etc/remote_prt/notify
  remote_prt --inventory fleet.yml --notify /etc/remote_prt/notify
"""


@click.group(name="notify", epilog=_EPILOG)
@lang_option
def notify() -> None:
    """Try addresses for notices, and send what was held back. A sweep tells people by --notify FILE."""


@notify.command(name="test")
@lang_option
@_FILE
def test(file: Path) -> int:
    """Send a message that is marked as a test to each address of the file, and say what came of it.

    Exit code 1 where one of them did not take it.
    """
    from remote_prt.cli.notify.run import send_test
    from remote_prt.notices.addresses import read_addresses
    from remote_prt.notices.sending import require_apprise

    require_apprise()
    return send_test(read_addresses(file), file)


@notify.command(name="send")
@lang_option
@state_option
@click.option("--quiet-hours", type=QuietType(), metavar="HH:MM-HH:MM", help="Send nothing in these hours, local time.")
@_FILE
def send(file: Path, state_dir: Path | None, quiet_hours: "QuietHours | None") -> int:
    """Send the notices that quiet hours, or a service that was down, have held back.

    Exit code 1 where somebody has not taken one.
    """
    from remote_prt.cli.notify.run import send_from_outbox
    from remote_prt.notices.addresses import read_addresses
    from remote_prt.notices.sending import check_addresses
    from remote_prt.store.private_files import state_folder

    addresses = read_addresses(file)
    check_addresses(addresses, str(file))
    return send_from_outbox(addresses, state_folder(state_dir), quiet_hours)
