"""The English sentences of AAD events, and the data each of them was rendered from.

Only for pasted text: wherever there is XML, ids and data names are read from it and no wording is believed. Sources:
the provider's manifest (texts of 10.0.22000; the published ones of older builds differ in 1089 and 1144 only).

A shape is written as the manifest writes it, with the data name where the value stood: `{Status}`. Blanks in it match
any run of blanks and line ends, for consoles and forums wrap; square brackets hold what pasted copies often lack. Where
several ids read alike the first is taken: 1085 for 1160 to 1165.
"""

import re
from dataclasses import dataclass
from typing import Final

OPERATIONAL: Final = "Microsoft-Windows-AAD/Operational"
ANALYTIC: Final = "Microsoft-Windows-AAD/Analytic"

_GUID = r"(?:\{?[0-9A-Fa-f]{8}-[0-9A-Fa-f-]{27}\}?|<[^<>\n]{1,40}>|)"
#: How a value looks, by data name.
_VALUES: Final = {
    "CorrelationID": _GUID,
    "Target": _GUID,
    "Status": r"-?[0-9A-Fa-fxX]{1,20}",
    "Result": r"[^\n]{0,300}?",
    "Error": r"[^\n]{0,200}?",
    "ErrorDescription": r"(?:(?!\bCorrelationID:).)*",  # Entra's own texts print `Correlation ID:`, with a blank
    "value": r"\S*?",
    "Method": r"\S*?",
    "EndpointUri": r"\S*?",
    "Hint": r"\S*?",
    "API": r"[^\n]{0,200}?",
    "RetryNumber": r"[0-9]{1,6}",
}
#: The name of a first value, and the colon before it.
_DANGLING: Final = re.compile(r"(?:(?<=\.)\s+(?:Status|Correlation ID))?[:\s]*\Z")
#: What may follow the last value: a blank, the end, or the sentence's own stop.
_END: Final = r"(?=[.,;]*(?:\s|\Z))"


@dataclass(frozen=True, slots=True)
class Wording:
    """One event's sentence."""

    event_id: int
    level: int
    channel: str
    opening: str  #: the words before its first value, as a pattern
    pattern: re.Pattern[str]
    text: str  #: the words before its first value, as they are read


def _wording(event_id: int, level: int, channel: str, shape: str) -> Wording:
    parts = re.split(r"(\{\w+\}|\[|\])", shape)
    pattern = "".join(_part(part) for part in parts)
    text = _DANGLING.sub("", parts[0])
    return Wording(event_id, level, channel, _literal(parts[0]), re.compile(pattern + _END, re.DOTALL), text)


def _part(part: str) -> str:
    if part in {"[", "]"}:
        return "(?:" if part == "[" else ")?"
    if part.startswith("{"):
        name = part.strip("{}")
        return f"(?P<{name}>{_VALUES[name]})"
    return _literal(part)


def _literal(words: str) -> str:
    return r"\s*".join(re.escape(word) for word in re.split(r"\s+", words))


_OAUTH = ": {Error} Error description: {ErrorDescription}[ CorrelationID: {CorrelationID}]"
_ID = " Correlation ID: {CorrelationID}"
_FAILURE = f" Status: {{Status}}{_ID}"

#: 1144 names its values as 1903 and later do, but for the domain hint, which they call CorrelationID.
WORDINGS: Final = (
    _wording(1006, 4, ANALYTIC, "AadCloudAPPlugin GetToken Start"),
    _wording(1007, 4, ANALYTIC, "AadCloudAPPlugin GetToken Stop. Status: {Status}"),
    _wording(1018, 4, ANALYTIC, "AadCloudAPPlugin GetToken Correlation ID: {value}"),
    _wording(1028, 4, ANALYTIC, "AadCloudAPPlugin RefreshToken Start"),
    _wording(1029, 4, ANALYTIC, "AadCloudAPPlugin RefreshToken Stop. Status: {Status}"),
    _wording(1030, 4, ANALYTIC, "AadCloudAPPlugin RefreshToken Correlation ID: {value}"),
    _wording(
        1025,
        2,
        OPERATIONAL,
        f"Http request status: {{value}}. Method: {{Method}} Endpoint Uri: {{EndpointUri}}{_ID}",
    ),
    _wording(1022, 4, ANALYTIC, "Endpoint Uri: {value}"),
    _wording(1081, 2, OPERATIONAL, f"OAuth response error{_OAUTH}"),
    _wording(1083, 2, OPERATIONAL, f"Protected key error{_OAUTH}"),
    _wording(1082, 2, OPERATIONAL, f"Key error{_OAUTH}"),
    _wording(1088, 2, OPERATIONAL, "WSTrust response error: {Error} Error description: {ErrorDescription}"),
    _wording(1090, 2, OPERATIONAL, f"NGC nonce response error{_OAUTH}"),
    _wording(1084, 2, OPERATIONAL, "Http transport error. Status: {Result} Correlation ID: {Target}"),
    _wording(1085, 2, OPERATIONAL, f"Logon failure.{_FAILURE}"),
    _wording(1086, 2, OPERATIONAL, f"Get user realm failure.{_FAILURE}"),
    _wording(1089, 2, OPERATIONAL, "Device is not cloud domain joined: {Status}"),
    _wording(1089, 2, OPERATIONAL, "Device is not domain or cloud domain joined: {Status}"),
    _wording(1142, 2, OPERATIONAL, "Get token user names don't match. Correlation ID: {value}"),
    _wording(1155, 3, OPERATIONAL, f"Logon with session key failure. Retrying with device auth.{_FAILURE}"),
    _wording(1092, 3, OPERATIONAL, f"OAuth request retry.{_ID} Retry: {{RetryNumber}}"),
    _wording(1094, 2, OPERATIONAL, f"Refresh token failure.{_FAILURE}"),
    _wording(1095, 2, OPERATIONAL, "Refresh token user SIDs don't match. Correlation ID: {value}"),
    _wording(1096, 2, OPERATIONAL, "Refresh token is expired. Correlation ID: {value}"),
    _wording(1116, 2, OPERATIONAL, f"Get Enterprise STS OAuth Info failure.{_FAILURE}"),
    _wording(1118, 2, OPERATIONAL, f"Enterprise STS Logon failure.{_FAILURE}"),
    _wording(1122, 2, OPERATIONAL, "Refresh token subject don't match. Correlation ID: {value}"),
    _wording(
        1144,
        4,
        ANALYTIC,
        "Realm discovery for: {Method} authority: {EndpointUri}[ fallback domain hint: {Hint}][ useUpn: {value}]",
    ),
)


def numbered(number: str) -> Wording | None:
    """The event with that id, as which a bare number may be meant instead of a code; None where no sentence has it."""
    return next((one for one in WORDINGS if str(one.event_id) == number), None)
