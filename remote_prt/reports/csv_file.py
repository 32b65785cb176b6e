r"""The run as CSV: one row per (host, user), lines end in CR LF, no cell is a formula (design section 7, ux.md 9).

```
ComputerName,Address,Outcome,Status,Reason,UserName,...
pc-07,10.1.2.7,VISITED,BROKEN,,CONTOSO\anna,...
```
A host that was not judged has its failure in `Notes` and what to try in `Remedy`; steps and notes are joined by ` | `.
"""

import csv
import io
from datetime import datetime

from remote_prt.diagnosis.diagnosis import UserDiagnosis
from remote_prt.model import NotReached, Run
from remote_prt.reports.escape import spreadsheet_cell
from remote_prt.reports.rows import ReportRow, failure_text, report_rows, user_name
from remote_prt.reports.times import utc_seconds_text, utc_text
from remote_prt.reports.words import words_for

HEADER: tuple[str, ...] = (
    "ComputerName", "Address", "Outcome", "Status", "Reason", "UserName", "UserSid", "SessionState", "JoinType",
    "TenantId", "OsBuild", "AzureAdPrt", "PrtUpdateTime", "PrtExpiryTime", "FindingId", "Code", "Title", "Remedy",
    "Notes", "CollectedAt", "DurationSeconds", "NotReachedSince", "NotReachedRuns",
)  # fmt: skip

_JOINER = " | "


def render_csv(run: Run, *, language: str = "en") -> str:
    """The run as one CSV text, header first, without a byte order mark; the header is the same in every language."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(HEADER)
    for row in report_rows(run, words_for(run.options, language)):
        writer.writerow([spreadsheet_cell(cell) for cell in cells_of(row)])
    return text.getvalue()


def cells_of(row: ReportRow) -> tuple[str, ...]:
    """The cells of a row, in the order of `HEADER`."""
    of_visit = (*_visit_cells(row), *_user_cells(row.user), *_device_cells(row), *_prt_cells(row.user))
    return (*of_visit, *_cause_cells(row), *_waiting_cells(row.outcome.not_reached))


def _visit_cells(row: ReportRow) -> tuple[str, ...]:
    reason = "" if row.reason is None else row.reason.value
    return (row.host, row.outcome.address or "", row.outcome.outcome.value, row.status, reason)


def _user_cells(user: UserDiagnosis | None) -> tuple[str, ...]:
    if user is None:
        return ("", "", "")
    return (user_name(user), user.session.sid, user.session.state.value)


def _device_cells(row: ReportRow) -> tuple[str, ...]:
    device = row.device
    return ("", "", "") if device is None else (device.join_type.value, device.tenant_id, device.os_build)


def _prt_cells(user: UserDiagnosis | None) -> tuple[str, ...]:
    if user is None:
        return ("", "", "")
    return (user.azure_ad_prt, _time(user.prt_update_at), _time(user.prt_expiry_at))


def _cause_cells(row: ReportRow) -> tuple[str, ...]:
    finding, failure = row.headline, row.outcome.failure
    remedy = finding.remedy if finding else (row.words.hint(failure.try_next),) if failure else ()
    notes = (*row.notes, *((failure_text(failure, row.words),) if failure else ()))
    return (
        finding.finding_id if finding else "",
        finding.code if finding else "",
        finding.title if finding else "",
        _JOINER.join(remedy),
        _JOINER.join(notes),
        _time(row.collected_at),
        f"{row.outcome.duration_seconds:.1f}",
    )


def _waiting_cells(waiting: NotReached | None) -> tuple[str, ...]:
    return ("", "") if waiting is None else (utc_seconds_text(waiting.since), str(waiting.runs))


def _time(at: datetime | None) -> str:
    return "" if at is None else utc_text(at)
