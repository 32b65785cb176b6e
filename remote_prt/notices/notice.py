"""One message, before it is written for a service: a value that can wait on the disk."""

from dataclasses import dataclass
from datetime import datetime

from remote_prt.readers.json_fields import FieldError, parse_object
from remote_prt.reports.times import utc_text


@dataclass(frozen=True, slots=True)
class Part:
    """Some lines under a heading."""

    heading: str  #: "" = none
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """What people are told; texts are those of the report, not yet escaped for any service."""

    notice_id: str  #: the same however often it is sent
    made_at: datetime
    subject: str
    parts: tuple[Part, ...]
    more: str  #: what stands in place of lines that a service has no room for; `{number}` = how many
    is_warning: bool = False
    holds_until: datetime | None = None  #: quiet hours end then; None: send it at once
    left: tuple[str, ...] | None = None  #: the addresses that have not taken it; None: all


def notice_json(notice: Notice) -> dict[str, object]:
    """The notice as JSON has it."""
    return {
        "Id": notice.notice_id,
        "MadeAt": utc_text(notice.made_at),
        "Subject": notice.subject,
        "Parts": [{"Heading": part.heading, "Lines": list(part.lines)} for part in notice.parts],
        "More": notice.more,
        "IsWarning": notice.is_warning,
        "HoldsUntil": None if notice.holds_until is None else utc_text(notice.holds_until),
        "Left": None if notice.left is None else list(notice.left),
    }


def notice_of(text: str) -> Notice:
    """The notice of a JSON text that `notice_json` made.

    Raises:
        FieldError: it is none.
    """
    fields = parse_object(text)
    made_at, holds_until = fields.time("MadeAt"), fields.time("HoldsUntil")
    if made_at is None or not fields.text("Id"):
        raise FieldError("not a notice of ours")
    return Notice(
        notice_id=fields.text("Id"),
        made_at=made_at,
        subject=fields.text("Subject"),
        parts=tuple(Part(one.text("Heading"), one.texts("Lines")) for one in fields.children("Parts")),
        more=fields.text("More"),
        is_warning=bool(fields.flag("IsWarning")),
        holds_until=holds_until,
        left=fields.texts("Left") if fields.values.get("Left") is not None else None,
    )
