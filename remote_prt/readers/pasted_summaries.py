"""The pasted text of 1250 to 1253, Windows 11's summary of one attempt: its labels do not fit its values.

The manifest's sentence has one placeholder less than the event has values, so from some label on each prints its
neighbour: `HTTP Status: POST`, `ErrorCode: 400`. Values are therefore told by their looks, in their order, never by
label; only the first three (Result, User Identity, Credential Type) stand where they should.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

SUMMARY: Final = re.compile(r"Do(?:Get|Refresh)(?:Enterprise)?Token\s+Diagnostic\s+Event:")

_IDS: Final = {
    "DoGetToken": 1250,
    "DoGetEnterpriseToken": 1251,
    "DoRefreshToken": 1252,
    "DoRefreshEnterpriseToken": 1253,
}
_LABEL: Final = re.compile(
    r"(?:^|\s)(Result|User Identity|Credential Type|Correlation ID|Endpoint Uri|HTTP Status|HTTP Method|ErrorCode"
    r"|Error Description): *"
)
_FIRST: Final = {"Result": "Result", "User Identity": "UserIdentity", "Credential Type": "CredentialType"}
_GUID: Final = re.compile(r"\{?[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\}?")
_METHODS: Final = frozenset({"GET", "POST", "PUT", "PATCH", "HEAD", "DELETE"})
_NUMBER: Final = re.compile(r"-?(?:0[xX][0-9A-Fa-f]{1,16}|[0-9]{1,20})")
_HTTP_STATUS: Final = re.compile(r"[1-5][0-9]{2}")


@dataclass(frozen=True, slots=True)
class Summary:
    """Which event it is, and its data by name."""

    event_id: int
    data: tuple[tuple[str, str], ...]


def read_summary(text: str) -> Summary | None:
    """The summary a text begins with, or None where it begins with something else."""
    opening = SUMMARY.match(text)
    if opening is None:
        return None
    data: dict[str, str] = {}
    for label, value in _labelled(text[opening.end() :]):
        name = _FIRST.get(label) or _name(value, data)
        if name:
            data.setdefault(name, value)
    return Summary(_IDS[opening.group().split()[0]], tuple(data.items()))


def _labelled(text: str) -> Iterator[tuple[str, str]]:
    """Each label with what stands behind it, without the stop that the sentence adds."""
    labels = list(_LABEL.finditer(text))
    ends = [*(label.start() for label in labels[1:]), len(text)]
    for label, end in zip(labels, ends, strict=False):  # without labels there is one end too many
        value = text[label.end() : end]
        yield label[1], value.strip().removesuffix(".").strip()


def _name(value: str, known: dict[str, str]) -> str:
    """The name a value has by its looks, or "" for an empty one."""
    looks = (
        ("CorrelationID", _GUID.fullmatch(value) is not None),
        ("NewToken", value.casefold() in {"true", "false"}),
        ("EndpointUri", value.startswith(("https://", "http://"))),
        ("Method", value in _METHODS),
    )
    for name, fits in looks:
        if fits:
            return name
    if _NUMBER.fullmatch(value):
        return _number_name(value, known)
    if not value:
        return ""
    return "ErrorDescription" if "ErrorCode" in known else "ErrorCode"


def _number_name(value: str, known: dict[str, str]) -> str:
    """Three digits are a status, wherever the text has it; the first other number is the transport's."""
    if _HTTP_STATUS.fullmatch(value):
        return "HTTPStatus"
    return "HTTPStatus" if "HTTPTransportError" in known else "HTTPTransportError"
