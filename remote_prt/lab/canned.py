"""The engine that needs no PowerShell: it knows our visit script by its hash and answers from the scenario.

Actions it knows by their hashes too (`action_answers`); what they change, it remembers (`host_memory`). It answers
nothing else, so a changed script is noticed at once, and every visit is told relative to its own moment, so
that a lab that has been up for a day still tells the same stories.
"""

import hashlib
import json
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from remote_prt.lab.action_answers import ActionCall, action_answerers
from remote_prt.lab.endpoint import is_visit
from remote_prt.lab.engine import PipelineCall, Stream, StreamItem, UnknownScript
from remote_prt.lab.host_memory import HostMemories, HostMemory, as_remembered
from remote_prt.lab.left_tasks import TaskBook
from remote_prt.lab.records import CALLER_NAME, CALLER_SID, Data, SignIn, SnippetError, VisitParameters, VisitRecords
from remote_prt.lab.scenario import SimulatedHost
from remote_prt.lab.story import Channel
from remote_prt.lab.surroundings_records import SURROUNDINGS, network_probe

_CALLER: Data = {"Kind": "caller", "Sid": CALLER_SID, "Name": CALLER_NAME, "SessionId": 0}
_SLOWEST_SECONDS = 0.03  #: the most any one snippet takes


@dataclass(frozen=True, slots=True)
class _Answer:
    """One record in the making."""

    snippet: str
    data: Data | SnippetError
    session: Data
    seconds: float


class CannedEngine:
    """Answers the composed visit script with records made from the host's story."""

    def __init__(
        self, script_sha256: str | None = None, *, pace: float = 1.0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """An engine for one farm.

        Args:
            script_sha256: hash of the script it knows; None for the one that `snippets.compose_visit()` composes.
            pace: multiplies what each snippet takes; 0 answers at once.
            clock: seconds that pass; with `SimulatedHost.now` they make the true time.
        """
        self._script_sha256 = script_sha256 or visit_sha256()
        self._pace = pace
        self._clock = clock
        self._started_at = clock()
        self._tasks = TaskBook()
        self._visits = 0
        self.memories = HostMemories()

    def traces(self) -> int:
        """How many hosts hold the folder of a trace."""
        return self.memories.traces()

    def open_tasks(self) -> int:
        """How many user tasks were registered and not removed yet, by running visits and by those that broke off."""
        return len(self._tasks)

    async def run(self, host: SimulatedHost, call: PipelineCall) -> AsyncIterator[StreamItem]:
        """One JSON record per snippet, in the order of a visit.

        Closing the iterator early is the Stop of a pipeline: the script's `finally` then removes its tasks, unless the
        host loses its process first.

        Raises:
            UnknownScript: the text is not the composed visit script.
        """
        digest = hashlib.sha256((call.text or "").encode()).hexdigest()
        is_ours = digest == self._script_sha256 or is_visit(host.scenario.endpoint, call)
        if not is_ours and digest not in action_answerers():
            raise UnknownScript(call.command or "a script of unknown hash")
        now, memory = self._clock() - self._started_at, self.memories.of(host)
        told = as_remembered(host, memory, now)
        off = timedelta(minutes=host.scenario.story.device.clock_minutes_off)
        records = VisitRecords(told, host.now + timedelta(seconds=now) + off, visit_parameters(call.parameters))
        if not is_ours:
            for item in self._action(digest, records, memory, call.parameters, now):
                yield item
            return
        self.memories.keep(host, memory.visited(now))
        waiting: list[SignIn] = []
        if records.parameters.context in {"auto", "user"}:
            removed, younger = self._tasks.remove_stale(host, records.moment)
            self._visits += 1
            records = replace(records, visit=self._visits, stale_removed=removed, younger_left=younger)
            waiting = records.started()
        for one in waiting:
            self._tasks.register(host, one.task_name, records.task_end)
        try:
            for answer in _answers(records, waiting):
                if answer.snippet == "Receive-PrtUserTask":
                    self._remove(host, waiting.pop(0))
                text = _json(answer, unwraps=host.scenario.story.device.unwraps)
                yield StreamItem(Stream.OUTPUT, text, answer.seconds * self._pace)
        finally:
            if not host.scenario.story.device.loses_visits:
                for one in waiting:
                    self._remove(host, one)

    def _remove(self, host: SimulatedHost, one: SignIn) -> None:
        if not one.user.task_stays:
            self._tasks.remove(host, one.task_name)

    def _action(
        self, digest: str, records: VisitRecords, memory: HostMemory, parameters: Mapping[str, object], now: float
    ) -> Iterator[StreamItem]:
        """The strings and the one record of an action; from then on the host remembers what was done."""
        name, answerer = action_answerers()[digest]
        named = {key.casefold(): value for key, value in parameters.items()}
        answer = answerer(ActionCall(records, memory, named, now))
        self.memories.keep(records.host, answer.memory)
        for part in answer.parts:
            yield StreamItem(Stream.OUTPUT, part)
        record = _Answer(name, answer.data, _CALLER, _SLOWEST_SECONDS)
        text = _json(record, unwraps=records.host.scenario.story.device.unwraps)
        yield StreamItem(Stream.OUTPUT, text, record.seconds * self._pace)


def visit_sha256() -> str:
    """Hash of the script that a visit sends."""
    from remote_prt.snippets import compose_visit  # noqa: PLC0415 - only a farm that answers needs the snippets

    return compose_visit().sha256


def visit_text() -> str:
    """That script: what the functions of a module do when the last of them is called by name."""
    from remote_prt.snippets import compose_visit  # noqa: PLC0415 - as above

    return compose_visit().text


def visit_parameters(given: Mapping[str, object]) -> VisitParameters:
    """What the client asked, with the script's defaults; PowerShell compares parameter names without case."""
    named = {name.casefold(): value for name, value in given.items()}

    def number(name: str, default: int) -> int:
        value = named.get(name.casefold(), default)
        return int(value) if isinstance(value, int | str) else default

    usual = VisitParameters()
    return VisitParameters(
        context=str(named.get("context", usual.context)).casefold(),
        event_hours=number("EventHours", usual.event_hours),
        max_events=number("MaxEvents", usual.max_events),
        budget_seconds=number("BudgetSeconds", usual.budget_seconds),
        task_seconds=number("TaskSeconds", usual.task_seconds),
        max_text_bytes=number("MaxTextBytes", usual.max_text_bytes),
        probe=str(named.get("probe", usual.probe)).casefold(),
        only_user=str(named.get("onlyuser", usual.only_user)),
    )


def _json(answer: _Answer, *, unwraps: bool) -> str:
    """The record as ConvertTo-Json -Compress writes it; `unwraps`: with what Windows PowerShell 5.1 can make of it."""
    record = {
        "Snippet": answer.snippet,
        "Ok": not isinstance(answer.data, SnippetError),
        "Milliseconds": round(answer.seconds * 1000),
        "LogonSession": answer.session,
    }
    if isinstance(answer.data, SnippetError):
        record["Error"] = answer.data.as_data()
    else:
        record["Data"] = _unwrapped(answer.data) if unwraps else answer.data
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"))


def _unwrapped(data: Data) -> Data:
    """Arrays of one become their element, empty ones null, and a text an object with the properties of its origin."""
    changed: Data = {}
    for key, value in data.items():
        if isinstance(value, list) and len(value) < 2:
            changed[key] = value[0] if value else None
        elif key == "Text":
            changed[key] = {"value": value, "PSPath": "C:\\Windows\\result.txt", "ReadCount": 1}
        else:
            changed[key] = value
    return changed


def _answers(records: VisitRecords, waiting: list[SignIn]) -> list[_Answer]:
    """Every record of the visit in the order of docs/formats.md."""
    rng = records.random()
    answers: list[_Answer] = []

    def add(snippet: str, data: Data | SnippetError, session: Data = _CALLER) -> None:
        if snippet in records.host.scenario.story.device.skips:
            return
        answers.append(_Answer(snippet, data, session, rng.uniform(0.002, _SLOWEST_SECONDS)))

    context = records.parameters.context
    sign_ins = records.sign_ins()
    if context in {"auto", "user"}:
        add("Start-PrtUserTask", records.started_tasks(sign_ins))
    add("Get-PrtHostFact", records.host_fact())
    add("Get-PrtLogonSession", records.logon_sessions(sign_ins))
    for channel in Channel:
        add("Get-PrtChannelEvent", records.channel(channel))
    for snippet, look in SURROUNDINGS.items():
        add(snippet, look(records))
    for one in waiting:
        add("Receive-PrtUserTask", records.received_task(one), {"Kind": "user", **one.task_reference})
    if context != "events":
        add("Get-PrtDsregStatus", records.dsreg_status())
    if records.parameters.probe == "network":
        add("Get-PrtNetworkProbe", network_probe(records))
    if sign_ins:
        add("Get-PrtLastUnlock", records.last_unlocks(sign_ins))
    add("Invoke-PrtVisit", records.end_mark(round(sum(answer.seconds for answer in answers) * 1000)))
    return answers
