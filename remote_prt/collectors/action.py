"""What an action asks of a host: its composed script with its values."""

from dataclasses import dataclass

from remote_prt.snippets import DRY_RUN, compose_action
from remote_prt.transports.base import ParameterValue, Script


@dataclass(frozen=True, slots=True)
class Action:
    """One action, the same for all hosts or made for one."""

    name: str  #: of its function: `Invoke-PrtRefresh`
    values: tuple[tuple[str, ParameterValue], ...] = ()
    dry_run: bool = False


def action_script(action: Action) -> Script:
    """The script of an action; its text is the same for every host, what varies travels as parameters.

    Raises:
        UsageError: there is no such action.
        SnippetMissing: the installation is broken.
    """
    composed = compose_action(action.name)
    dry: tuple[tuple[str, ParameterValue], ...] = ((DRY_RUN, True),) if action.dry_run else ()
    return Script(composed.text, composed.sha256, (*action.values, *dry))
