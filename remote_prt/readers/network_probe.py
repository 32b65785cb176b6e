"""The lines of a network probe (docs/formats.md, "Probe lines"), and whether SYSTEM wrote them.

The task says itself who ran it; without a whoami line that names S-1-5-18 the answers are the caller's at most.
"""

import re

from remote_prt.diagnosis.host_state import SYSTEM_SID, EndpointProbe, NetworkProbe
from remote_prt.readers.user_task import split_user_task

#: Servers that are read of one probe; a host asks seven.
MAX_ENDPOINTS = 20
_NUMBER = r"(-?\d{1,10})"
_LINE = re.compile(
    rf"REMOTE-PRT-PROBE host=([A-Za-z0-9.-]{{1,253}}) resolve={_NUMBER} connect={_NUMBER} tls={_NUMBER}"
    rf" http=(\d{{1,3}}) winhttp={_NUMBER} problem=([A-Za-z0-9,.]{{0,120}}) issuer=(.{{0,300}}).*"
)


def read_probe(text: str, refusal: str, *, is_claimed_system: bool) -> NetworkProbe:
    """The probe in a text; lines that are none are left out."""
    lines = [match for line in text.splitlines() if (match := _LINE.fullmatch(line.strip()))]
    is_system = is_claimed_system and split_user_task(text).sid == SYSTEM_SID
    return NetworkProbe(is_system, refusal, tuple(_endpoint(match) for match in lines[:MAX_ENDPOINTS]))


def _endpoint(match: re.Match[str]) -> EndpointProbe:
    host, resolve, connect, tls, status, win_http, problem, issuer = match.groups()
    return EndpointProbe(
        host=host.casefold(),
        resolve=_tried(resolve),
        connect=_tried(connect),
        tls=_tried(tls),
        http_status=int(status),
        win_http=_tried(win_http),
        problem=problem,
        issuer=issuer,
    )


def _tried(number: str) -> int | None:
    return None if number == "-1" else int(number)
