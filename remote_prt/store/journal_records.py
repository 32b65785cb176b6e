"""The records of a journal as values, and back: the run, its targets, an outcome (docs/formats.md, "Journal").

What a visit saw is kept as its capture and judged again when it is needed; the status beside it only tells which hosts
`--rerun` means. A capture lies in its record deflated: the events of a host are mostly the same words.
"""

import base64
import binascii
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import TypeVar

from remote_prt.errors import Phase, UnreadableInput
from remote_prt.model import (
    AuthMethod,
    Capture,
    Context,
    Failure,
    Outcome,
    PhaseTime,
    RunOptions,
    Target,
    VisitOutcome,
)
from remote_prt.readers.captures import dump_capture, dump_failure, load_capture, load_failure
from remote_prt.readers.json_fields import FieldError, Fields

E = TypeVar("E", bound=StrEnum)

#: What this version writes and reads.
JOURNAL_VERSION = 1

#: Level 1 packs a capture to a fifth in a quarter of a millisecond; level 6 gains a tenth more.
_DEFLATE_LEVEL = 1

#: A selection of hosts holds no more.
_MOST_TARGETS = 100_000

#: A capture holds no more: the visit itself is bounded far below.
_MOST_CAPTURE_BYTES = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class JournalHeader:
    """What is the same for the whole run, written before the first host is contacted."""

    run_id: str
    started_at: datetime
    tool_version: str
    scope: str  #: the words that named the hosts; reruns have that of the run they repeat
    options: RunOptions  #: for the header of a report
    option_words: tuple[tuple[str, ...], ...] = ()  #: the options that were given, each as words; never a secret
    rerun_of: str = ""  #: the run whose hosts are visited again


def dump_header(header: JournalHeader) -> dict[str, object]:
    """The first record of a journal."""
    options = header.options
    return {
        "Record": "Run",
        "Journal": JOURNAL_VERSION,
        "Id": header.run_id,
        "Started": utc_text(header.started_at),
        "ToolVersion": header.tool_version,
        "Scope": header.scope,
        "RerunOf": header.rerun_of or None,
        "Asked": options.scope,
        "Context": options.context.value,
        "Transport": options.transport,
        "Account": options.account,
        "Concurrency": options.concurrency,
        "HostTimeoutMilliseconds": round(options.host_timeout_seconds * 1000),
        "Weakened": list(options.weakened),
        "OnlyUser": options.only_user or None,
        "ProbesNetwork": options.probes_network,
        "Deadline": None if options.deadline is None else utc_text(options.deadline),
        "MaxFail": options.max_fail or None,
        "Options": [list(words) for words in header.option_words],
    }


def load_header(fields: Fields) -> JournalHeader:
    """The header in the first record.

    Raises:
        FieldError: it is none of this version.
    """
    started = fields.time("Started")
    if started is None:
        raise FieldError("Started is not a time")
    words = fields.values.get("Options")
    return JournalHeader(
        run_id=fields.text("Id"),
        started_at=started,
        tool_version=fields.text("ToolVersion"),
        scope=fields.text("Scope"),
        options=RunOptions(
            scope=fields.text("Asked"),
            context=_member(Context, fields.text("Context")),
            transport=fields.text("Transport"),
            account=fields.text("Account"),
            concurrency=fields.integer("Concurrency") or 1,
            host_timeout_seconds=(fields.integer("HostTimeoutMilliseconds") or 0) / 1000,
            weakened=fields.texts("Weakened"),
            only_user=fields.text("OnlyUser"),
            probes_network=fields.flag("ProbesNetwork") is True,
            deadline=fields.time("Deadline"),
            max_fail=fields.text("MaxFail"),
        ),
        option_words=tuple(Fields({"Words": one}).texts("Words") for one in words) if isinstance(words, list) else (),
        rerun_of=fields.text("RerunOf"),
    )


@dataclass(frozen=True, slots=True)
class TargetsRecord:
    """Whom the run visits, as far as one record tells."""

    first: int  #: the position of the first of them
    targets: tuple[Target, ...]
    more: bool  #: another record may follow: without it hosts are missing


def dump_targets(targets: Iterable[Target], *, first: int = 0, more: bool = False) -> dict[str, object]:
    """The record of whom the run visits; what is as usual is left out."""
    unusual = {"First": first or None, "More": more or None}
    told = {name: value for name, value in unusual.items() if value is not None}
    return {"Record": "Targets", **told, "Targets": [_dump_target(target) for target in targets]}


def load_targets(fields: Fields) -> TargetsRecord:
    """The targets in their record.

    Raises:
        FieldError: one is not as we write them.
    """
    written, first = fields.children("Targets"), fields.integer("First") or 0
    if first + len(written) > _MOST_TARGETS:
        raise FieldError("Targets are more than a run can have")
    return TargetsRecord(first, tuple(_load_target(one) for one in written), fields.flag("More") is True)


def dump_outcome(position: int, outcome: VisitOutcome) -> dict[str, object]:
    """The record of one visit that ended."""
    users = () if outcome.diagnosis is None else outcome.diagnosis.users
    return {
        "Record": "Outcome",
        "Position": position,
        "ComputerName": outcome.target.name,
        "Outcome": outcome.outcome.value,
        "Status": outcome.status_word,
        "UserStatuses": sorted({user.status.value for user in users}),
        "Address": outcome.address,
        "StartedAt": utc_text(outcome.started_at),
        "DurationMilliseconds": round(outcome.duration_seconds * 1000),
        "Tries": outcome.tries,
        "Phases": [{"Phase": each.phase.value, "Milliseconds": round(each.seconds * 1000)} for each in outcome.phases],
        "Failure": None if outcome.failure is None else _dump_failure(outcome.failure),
        "Capture": None if outcome.capture is None else _deflated(dump_capture(outcome.capture)),
    }


def load_outcome(fields: Fields, target: Target) -> VisitOutcome:
    """The visit of this target as its record tells it, not judged yet.

    Raises:
        FieldError: it is not as we write it.
    """
    started = fields.time("StartedAt")
    if started is None:
        raise FieldError("StartedAt is not a time")
    packed = fields.text("Capture")
    return VisitOutcome(
        target=target,
        outcome=_member(Outcome, fields.text("Outcome")),
        address=fields.text("Address") or None,
        failure=_load_failure(fields.child("Failure")),
        capture=_load_capture(packed) if packed else None,
        evidence=None,
        diagnosis=None,
        started_at=started,
        duration_seconds=(fields.integer("DurationMilliseconds") or 0) / 1000,
        phases=tuple(
            PhaseTime(_member(Phase, one.text("Phase")), (one.integer("Milliseconds") or 0) / 1000)
            for one in fields.children("Phases")
        ),
        tries=1 if (tries := fields.integer("Tries")) is None else tries,
    )


def utc_text(moment: datetime) -> str:
    """ISO 8601 with `Z`, as every time of ours is written."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _dump_target(target: Target) -> dict[str, object]:
    members: dict[str, object] = {
        "Name": target.name,
        "Address": target.address,
        "Port": target.port,
        "Https": target.https,
        "Auth": None if target.auth is None else target.auth.value,
        "User": target.user,
        "ConfigurationName": target.configuration_name,
        "Enabled": None if target.enabled else False,
        "DisabledReason": target.disabled_reason or None,
        "Groups": list(target.groups) or None,
    }
    return {name: value for name, value in members.items() if value is not None}


def _load_target(fields: Fields) -> Target:
    auth = fields.text("Auth")
    return Target(
        name=fields.text("Name"),
        address=fields.text("Address") or None,
        port=fields.integer("Port"),
        https=fields.flag("Https"),
        auth=_member(AuthMethod, auth) if auth else None,
        user=fields.text("User") or None,
        configuration_name=fields.text("ConfigurationName") or None,
        enabled=fields.flag("Enabled") is not False,
        disabled_reason=fields.text("DisabledReason"),
        groups=fields.texts("Groups"),
    )


def _dump_failure(failure: Failure) -> dict[str, object]:
    return {**(dump_failure(failure) or {}), "Internal": failure.internal, "Unfinished": failure.unfinished}


def _load_failure(fields: Fields) -> Failure | None:
    try:
        failure = load_failure(fields)
    except ValueError as error:  # a phase of another version
        raise FieldError(str(error)) from error
    if failure is None:
        return None
    return replace(failure, internal=fields.flag("Internal") is True, unfinished=fields.flag("Unfinished") is True)


def _deflated(document: str) -> str:
    return base64.b64encode(zlib.compress(document.encode("ascii"), _DEFLATE_LEVEL)).decode("ascii")


def _load_capture(packed: str) -> Capture:
    """The capture that was deflated; what would grow beyond bounds is refused.

    Raises:
        FieldError: it is none.
    """
    try:
        inflater = zlib.decompressobj()
        document = inflater.decompress(base64.b64decode(packed, validate=True), _MOST_CAPTURE_BYTES)
        if not inflater.eof:
            raise FieldError("Capture is cut off, or larger than any of ours")
        return load_capture(document.decode("ascii"))
    except (binascii.Error, zlib.error, UnicodeDecodeError, UnreadableInput) as error:
        raise FieldError("Capture cannot be read") from error


def _member(kind: type[E], word: str) -> E:
    try:
        return kind(word)
    except ValueError as error:
        raise FieldError(f"{word!r} is not known") from error
