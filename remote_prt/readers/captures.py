"""A Capture as one JSON document (docs/formats.md section 2), written and read."""

import json

from remote_prt.errors import Phase, UnreadableInput
from remote_prt.model import Capture, Context, Failure
from remote_prt.readers.json_fields import FieldError, Fields, parse_object

_SCHEMA_VERSION = 1


def dump_capture(capture: Capture) -> str:
    """The document of a capture, one line, without a final newline."""
    return json.dumps(
        {
            "Capture": capture.schema_version,
            "ComputerName": capture.computer_name,
            "Address": capture.address,
            "StartedAt": capture.started_at.isoformat().replace("+00:00", "Z"),
            "FinishedAt": capture.finished_at.isoformat().replace("+00:00", "Z"),
            "Transport": capture.transport,
            "Account": capture.account,
            "NameProof": capture.name_proof,
            "Context": capture.context.value,
            "ScriptSha256": capture.script_sha256,
            "ToolVersion": capture.tool_version,
            "Complete": capture.complete,
            "Failure": dump_failure(capture.failure),
            "Records": list(capture.records),
        }
    )


def load_capture(text: str) -> Capture:
    """The capture in a document.

    Raises:
        UnreadableInput: no capture, or one of a schema this version does not know.
    """
    try:
        fields = parse_object(text)
        version = fields.integer("Capture")
        if version != _SCHEMA_VERSION:
            raise UnreadableInput(
                f"this is no capture of schema {_SCHEMA_VERSION}", "use a newer remote_prt for newer captures"
            )
        return _capture(fields)
    except (FieldError, ValueError) as error:
        raise UnreadableInput(f"this is no capture: {error}") from error


def _capture(fields: Fields) -> Capture:
    started, finished = fields.time("StartedAt"), fields.time("FinishedAt")
    if started is None or finished is None:
        raise FieldError("StartedAt and FinishedAt must be times")
    return Capture(
        computer_name=fields.text("ComputerName"),
        address=fields.text("Address") or None,
        started_at=started,
        finished_at=finished,
        transport=fields.text("Transport"),
        account=fields.text("Account"),
        name_proof=fields.text("NameProof"),
        context=Context(fields.text("Context")),
        script_sha256=fields.text("ScriptSha256"),
        tool_version=fields.text("ToolVersion"),
        records=fields.texts("Records"),
        complete=bool(fields.flag("Complete")),
        failure=load_failure(fields.child("Failure")),
    )


def dump_failure(failure: Failure | None) -> dict[str, object] | None:
    """What went wrong, as an object of the document."""
    if failure is None:
        return None
    phase = None if failure.phase is None else failure.phase.value
    return {
        "Phase": phase,
        "Transport": failure.transport,
        "Port": failure.port,
        "Message": failure.message,
        "Try": failure.try_next,
        "TimedOut": failure.timed_out,
    }


def load_failure(fields: Fields) -> Failure | None:
    """The failure in its object, None where that is empty.

    Raises:
        FieldError: a field is of another type.
        ValueError: its phase is not known.
    """
    if not fields.values:
        return None
    phase = fields.text("Phase")
    return Failure(
        Phase(phase) if phase else None,
        fields.text("Transport"),
        fields.integer("Port"),
        fields.text("Message"),
        fields.text("Try"),
        bool(fields.flag("TimedOut")),
    )
