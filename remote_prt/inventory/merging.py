"""One host, several places in a file: which setting counts.

A host's own setting beats its nearest group's, that beats the groups around it, those beat the defaults. Among a host's
own settings a name written out beats a range that covers it. Where two places of equal rank disagree (two groups side
by side, two ranges), the file is wrong: the winner would depend on the order of lines.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from remote_prt.inventory.yaml_lines import KeyPath, dotted
from remote_prt.model import Target

if TYPE_CHECKING:  # pydantic: see file_model
    from remote_prt.inventory.file_model import HostSettings, Settings

_FIELDS = ("address", "port", "https", "auth", "user", "configuration_name", "enabled")


@dataclass(frozen=True, slots=True)
class GroupAround:
    """A group that holds a host, with what it says."""

    name: str
    path: KeyPath
    settings: "Settings"


@dataclass(frozen=True, slots=True)
class Membership:
    """One place where a host stands."""

    name: str
    path: KeyPath
    is_range: bool
    own: "HostSettings | None"
    groups: tuple[GroupAround, ...]  #: outermost first


class Disagreement(Exception):
    """Two places of equal rank say different things."""

    def __init__(self, path: KeyPath, setting: str, said: dict[str, Any]) -> None:
        self.path, self.setting = path, setting
        self.problem = f"{setting} is " + " and ".join(f"{value} by {where}" for where, value in said.items())
        super().__init__(self.problem)


def merge(places: list[Membership], defaults: "Settings | None") -> Target:
    """The target that `places`, all of one host, amount to.

    Raises:
        Disagreement: two of them contradict each other.
    """
    values = {field: _one_value(field, places, defaults) for field in _FIELDS}
    enabled = values.pop("enabled") is not False
    reasons = _said("disabled_reason", places) or {"": getattr(defaults, "disabled_reason", None)}
    return Target(
        places[0].name,
        enabled=enabled,
        disabled_reason="" if enabled else "; ".join(dict.fromkeys(reason for reason in reasons.values() if reason)),
        groups=tuple(dict.fromkeys(group.name for place in places for group in place.groups)),
        **values,
    )


def _one_value(field: str, places: list[Membership], defaults: "Settings | None") -> Any:
    said = _said(field, places)
    if len(set(said.values())) > 1:
        raise Disagreement(places[-1].path, field, said)
    return next(iter(said.values()), getattr(defaults, field, None))


def _said(field: str, places: list[Membership]) -> dict[str, Any]:
    """What the places of the highest rank that say something say, by where they say it."""
    own = [(place, value) for place in places if (value := getattr(place.own, field, None)) is not None]
    written_out = [(place, value) for place, value in own if not place.is_range]
    if own:
        return {dotted(place.path): value for place, value in written_out or own}
    nearest: dict[KeyPath, Any] = {}
    for place in places:
        for group in reversed(place.groups):
            if (value := getattr(group.settings, field, None)) is not None:
                nearest[group.path] = value
                break
    outer = {path for path in nearest for other in nearest if path != other and other[: len(path)] == path}
    return {dotted(path): value for path, value in nearest.items() if path not in outer}
