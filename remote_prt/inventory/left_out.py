"""Why a computer of Active Directory is not visited, and what to do about it; the words of its SKIPPED line."""

from typing import Final

DISABLED: Final = "disabled in Active Directory"
NO_COMPUTER: Final = "a service account, no computer"
NOT_WINDOWS: Final = "not Windows: "
STALE: Final = "last logon "
BAD_NAME: Final = "its name in Active Directory cannot be a host's: "
SAME_NAME: Final = "has the name of "

_IN_INVENTORY = "enable it in the inventory to have it visited"
_NEXT = {
    DISABLED: "enable its account there to have it visited",
    NO_COMPUTER: "nothing to do",
    NOT_WINDOWS: "nothing to do, unless its operatingSystem is wrong there",
    STALE: "see whether it is still in use, or raise --max-logon-age",
    BAD_NAME: "look at its dNSHostName",
}


def next_step(reason: str) -> str:
    """What to do about a host that is left out for that reason, by the directory or by an inventory."""
    return next((step for begin, step in _NEXT.items() if reason.startswith(begin)), _IN_INVENTORY)
