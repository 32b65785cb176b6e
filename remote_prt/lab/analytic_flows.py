"""Writes the records that one attempt leaves in both AAD channels, in the order of facts/events_codes.md 2.

```
1006 start        1018 correlation id   1016/1017 how joined   1144 whose realm   1022 each URL
1084, 1081, 1088  what went wrong (Operational)                1085/1160 logon failure (Operational)
1007 end, status  1157, 1158 after the logon
```
A refresh is 1028, 1030, 1022 ..., 1094 (Operational), 1029. All run on one thread of lsass; flows of several users may
overlap, each on its own thread. No raw record of such a flow is public: fields and order are the manifest's.
"""

from collections.abc import Iterator

from remote_prt.lab.identity import HostIdentity
from remote_prt.lab.story import Channel, EventStory, Flow, FlowStory, JoinType

_FIRST_THREAD = 1340
_OPERATIONAL_IDS = frozenset({1081, 1084, 1085, 1086, 1088, 1090, 1094, 1160})
_Record = tuple[int, dict[str, str]]


def flow_events(flow: FlowStory, join: JoinType, identity: HostIdentity) -> Iterator[EventStory]:
    """The records of a flow, oldest first, evenly spread over its seconds."""
    is_success = flow.status == "0x0"
    correlation = identity.people[flow.user - 1].success_id if is_success else "{correlation}"
    records = [*_beginning(flow, join, correlation), *_requests(flow, correlation), *_end(flow, correlation)]
    for number, (event_id, data) in enumerate(records):
        before_end = flow.seconds * (1 - number / max(1, len(records) - 1)) / 60
        channel = Channel.OPERATIONAL if event_id in _OPERATIONAL_IDS else Channel.ANALYTIC
        thread = _FIRST_THREAD + 4 * flow.user
        yield EventStory(event_id, flow.minutes_ago + before_end, data, flow.user, channel, thread)


def _beginning(flow: FlowStory, join: JoinType, correlation: str) -> Iterator[_Record]:
    if flow.flow is Flow.REFRESH:
        yield 1028, {}
        yield 1030, {"value": correlation}
        return
    yield 1006, {}
    yield 1018, {"value": correlation}
    yield (1017 if join is JoinType.HYBRID else 1016), {}
    yield 1144, {"value": "1", "Method": "{upn}", "EndpointUri": "{authority}", "CorrelationID": ""}


def _requests(flow: FlowStory, correlation: str) -> Iterator[_Record]:
    for url in flow.urls:
        if url == "{token_url}":
            yield 1026, {"value": "1", "CorrelationID": correlation}
        yield 1022, {"value": url}
    if flow.sub_error:
        yield 1084, {"Result": flow.sub_error, "Target": correlation}
    if flow.server_text and "/trust" in flow.urls[-1]:
        yield 1088, {"Error": flow.server_error, "ErrorDescription": flow.server_text}
    elif flow.server_text:
        words = {"Error": flow.server_error, "ErrorDescription": flow.server_text}
        yield 1081, {**words, "CorrelationID": correlation}


def _end(flow: FlowStory, correlation: str) -> Iterator[_Record]:
    is_refresh = flow.flow is Flow.REFRESH
    if flow.is_open:
        return
    if flow.status == "0x0":
        yield 1031, {}
    else:
        stated = {"Status": flow.status, "CorrelationID": correlation}
        if flow.urls and "realm_url" in flow.urls[-1]:
            yield 1086, stated
        yield (1094 if is_refresh else flow.failure), stated
    yield (1029 if is_refresh else 1007), {"Status": flow.status}
    if not is_refresh:
        yield 1157, {}
        yield 1158, {"Status": "0x0"}
