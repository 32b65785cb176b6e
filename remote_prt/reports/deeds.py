r"""A run that does something, as people and programs read it: each thing before and after, and what to try.

```
refresh 20260131T010000Z-1a2b3c, scope pc-[01-03], as LAB\sweeper, started 2026-01-31 10:00:00 +09:00, took 41 s

Result   Host   For           Before                After
PENDING  pc-02  CONTOSO\ben   2026-01-30T21:00:00Z  2026-01-30T21:00:00Z
    dsregcmd was asked; for 180 s the update time did not move and no attempt was logged.
DONE     pc-01  CONTOSO\anna  2026-01-30T22:00:00Z  2026-01-31T01:00:12Z
DONE     pc-03  CONTOSO\cleo  2026-01-30T22:10:00Z  2026-01-31T01:00:09Z
    Renewed: the update time moved, or an attempt ended well.

Results  PENDING 1, DONE 2
```
One shape for all verbs: what became of it (`Deed`), for whom or what, before, after, sentences.
"""

import csv
import io
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from remote_prt.model import Deed, DeedPart, DeedRun, Failure, HostDeed, Outcome
from remote_prt.reports.cells import cell_width, wrap
from remote_prt.reports.escape import printable, spreadsheet_cell
from remote_prt.reports.json_values import Json, printed, text
from remote_prt.reports.rows import failure_text
from remote_prt.reports.times import age_text, local_text, utc_seconds_text
from remote_prt.reports.words import Words, words_of_deeds

SCHEMA_VERSION = 1

#: Characters of one text from a host; the rest is in the JSON document.
_LONGEST_TEXT = 1000

HEADER: tuple[str, ...] = (
    "ComputerName", "Address", "Outcome", "Verb", "Subject", "Result", "Before", "After", "FindingId", "Code",
    "Remarks", "DurationSeconds",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DeedRow:
    """One line: a part of a host, or a host on which nothing was done."""

    host: HostDeed
    part: DeedPart | None
    is_last: bool = True  #: of its host: there the failure of a session is told

    @property
    def word(self) -> str:
        """What became of it, or how the visit ended."""
        return self.host.outcome.value if self.part is None else self.part.deed.value


def deed_rows(run: DeedRun) -> tuple[DeedRow, ...]:
    """Every row, in the order of the hosts."""
    rows: list[DeedRow] = []
    for host in run.deeds:
        last = len(host.parts) - 1
        rows += [DeedRow(host, part, number == last) for number, part in enumerate(host.parts)] or [DeedRow(host, None)]
    return tuple(rows)


def counts(run: DeedRun) -> dict[str, int]:
    """How many rows end in each word."""
    return dict(Counter(row.word for row in deed_rows(run)))


def sentences(row: DeedRow, words: Words) -> tuple[str, ...]:
    """What is said about a row."""
    said: list[str] = []
    if row.part is not None:
        said += [words.say(remark.key, **dict(remark.values)) for remark in row.part.remarks]
        if row.part.finding is not None:
            finding = row.part.finding
            said += [f"{finding.finding_id}: {finding.title}", *finding.remedy]
    failure = row.host.failure
    if failure is not None and row.is_last:
        hint = words.hint(failure.try_next)
        said.append(words.say("deed.not-reached", why=failure_text(failure, words), hint=hint))
    return tuple(said)


def render_deed_table(run: DeedRun, *, width: int, encoding: str, language: str = "en") -> str:
    """The run as text with a final newline: what needs somebody first, and what is said of many said once."""
    words = words_of_deeds(language)

    def shown(value: str) -> str:
        return printable(value[:_LONGEST_TEXT], encoding)

    groups = _groups(run, words)
    heading = tuple(words.say(f"deed.column.{key}") for key in ("result", "host", "for", "before", "after"))
    printed_rows = {
        id(row): tuple(shown(cell) for cell in _cells(row, words)) for rows in groups.values() for row in rows
    }
    widths = [max(cell_width(cells[at]) for cells in (heading, *printed_rows.values())) for at in range(len(heading))]
    lines = [*wrap(shown(_title(run, words)), width, rest="    "), ""]
    if run.dry_run:
        lines += [*wrap(shown(words.say("deed.dry")), width), ""]
    lines.append(_line(heading, widths))
    for (_, said), rows in groups.items():
        lines += [_line(printed_rows[id(row)], widths) for row in rows]
        for sentence in said:
            lines += wrap(shown(sentence), width, first="    ", rest="    ")
    told = ", ".join(f"{word} {count}" for word, count in sorted(counts(run).items(), key=lambda one: _urgency(one[0])))
    lines += ["", *wrap(shown(words.say("deed.counts", counts=told)), width, rest="    ")]
    return "\n".join(lines) + "\n"


def _groups(run: DeedRun, words: Words) -> dict[tuple[str, tuple[str, ...]], list[DeedRow]]:
    """Rows of which the same is said, the most urgent first, else in the order of the hosts."""
    groups: dict[tuple[str, tuple[str, ...]], list[DeedRow]] = {}
    for row in deed_rows(run):
        groups.setdefault((row.word, sentences(row, words)), []).append(row)
    return dict(sorted(groups.items(), key=lambda group: _urgency(group[0][0])))


def _urgency(word: str) -> int:
    return _ORDER.index(word) if word in _ORDER else len(_ORDER)


#: What needs somebody first.
_ORDER: tuple[str, ...] = (
    Deed.FAILED,
    Outcome.REFUSED,
    Outcome.UNREACHABLE,
    Outcome.TIMED_OUT,
    Deed.PENDING,
    Deed.NOT_POSSIBLE,
    Deed.WOULD_CHANGE,
    Deed.DONE,
    Deed.UNCHANGED,
    Deed.SEEN,
    Outcome.SKIPPED,
)


def render_deed_csv(run: DeedRun, *, language: str = "en") -> str:
    """The run as CSV, one row per part, header first; no cell is a formula."""
    words = words_of_deeds(language)
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADER)
    for row in deed_rows(run):
        part = row.part
        finding = None if part is None else part.finding
        cells = (
            row.host.target.name,
            row.host.address or "",
            row.host.outcome.value,
            run.verb,
            "" if part is None else part.subject,
            "" if part is None else part.deed.value,
            "" if part is None else part.before,
            "" if part is None else part.after,
            "" if finding is None else finding.finding_id,
            "" if finding is None else finding.code,
            " | ".join(sentences(row, words)),
            f"{row.host.duration_seconds:.1f}",
        )
        writer.writerow([spreadsheet_cell(cell) for cell in cells])
    return out.getvalue()


def render_deed_json(run: DeedRun, *, exit_code: int, exit_codes: Iterable[int], language: str = "en") -> str:
    """The run as one JSON document, ASCII, with a final newline (docs/doing.md)."""
    words = words_of_deeds(language)
    document: Json = {
        "SchemaVersion": SCHEMA_VERSION,
        "Run": {
            "Id": printed(run.run_id),
            "Verb": run.verb,
            "DryRun": run.dry_run,
            "Started": utc_seconds_text(run.started_at),
            "Finished": utc_seconds_text(run.finished_at),
            "Scope": text(run.options.scope),
            "Account": text(run.options.account),
            "ToolVersion": text(run.tool_version),
            "Weakened": [printed(switch) for switch in run.options.weakened],
            "Interrupted": run.interrupted,
            "Counts": dict(sorted(counts(run).items())),
            "ExitCode": exit_code,
            "ExitCodes": list[Json](sorted({exit_code, *exit_codes})),
        },
        "Results": [_host(host, words) for host in run.deeds],
    }
    return json.dumps(document, indent=1, ensure_ascii=True, allow_nan=False) + "\n"


def _host(host: HostDeed, words: Words) -> Json:
    return {
        "ComputerName": printed(host.target.name),
        "Address": text(host.address),
        "Outcome": host.outcome.value,
        "Failure": None if host.failure is None else _failure(host.failure, words),
        "DurationSeconds": host.duration_seconds,
        "Parts": [_part(host, part, words) for part in host.parts],
    }


def _failure(failure: Failure, words: Words) -> Json:
    return {
        "Phase": None if failure.phase is None else failure.phase.value,
        "Message": printed(words.failure(failure.message)),
        "Try": printed(words.hint(failure.try_next)),
    }


def _part(host: HostDeed, part: DeedPart, words: Words) -> Json:
    return {
        "Subject": printed(part.subject),
        "Result": part.deed.value,
        "Before": text(part.before),
        "After": text(part.after),
        "FindingId": None if part.finding is None else part.finding.finding_id,
        "Code": None if part.finding is None else text(part.finding.code),
        "Remarks": [printed(sentence) for sentence in sentences(DeedRow(host, part, is_last=False), words)],
        "Details": {name: text(value) for name, value in part.details},
    }


def _cells(row: DeedRow, words: Words) -> tuple[str, ...]:
    part = row.part
    if part is None:
        return (row.word, row.host.target.name, words.say("deed.host"), "", "")
    return (row.word, row.host.target.name, part.subject or words.say("deed.host"), part.before, part.after)


def _title(run: DeedRun, words: Words) -> str:
    parts = [
        f"{run.verb} {run.run_id}",
        words.say("header.scope", scope=run.options.scope),
        words.say("header.account", account=run.options.account),
        words.say("header.started", at=local_text(run.started_at)),
        words.say("header.took", age=age_text(run.finished_at - run.started_at, words)),
    ]
    if run.options.weakened:
        parts.append(words.say("header.weakened", switches=", ".join(run.options.weakened)))
    if run.interrupted:
        parts.append(words.say("header.interrupted"))
    return ", ".join(parts)


def _line(cells: tuple[str, ...], widths: list[int]) -> str:
    padded = (cell + " " * (wide - cell_width(cell)) for cell, wide in zip(cells, widths, strict=True))
    return "  ".join(padded).rstrip()
