"""What all parts of the JSON document write alike: text, times, logon sessions."""

from datetime import datetime
from typing import TypeAlias

from remote_prt.diagnosis.evidence import LogonSession
from remote_prt.model import Coverage
from remote_prt.reports.escape import without_lone_surrogates
from remote_prt.reports.times import utc_text

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"


def text(value: str | None) -> str | None:
    """The text, or None where it is not known."""
    return without_lone_surrogates(value) if value else None


def printed(value: str) -> str:
    """Text as a host printed it: empty stays empty."""
    return without_lone_surrogates(value)


def time(at: datetime | None) -> str | None:
    """ISO 8601 in UTC with `Z`, or None where it is not known."""
    return None if at is None else utc_text(at)


def coverage_members(coverage: Coverage) -> dict[str, Json]:
    """How much of a run is known."""
    return {
        "Asked": coverage.asked,
        "Reached": coverage.reached,
        "Judged": coverage.judged,
        "Failed": coverage.failed,
    }


def logon_session(session: LogonSession) -> dict[str, Json]:
    """In whose session something was seen."""
    return {"Kind": session.kind.value, "Id": session.session_id, "State": session.state.value}
