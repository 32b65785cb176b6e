"""The engine `echo`: hands back what arrived. For wire tests and benchmarks of transports, not for verdicts.

A script is read line by line. `<stream>[ after <seconds>]: text` puts the text on that stream (`output`, `error`,
`warning`, `verbose`, `progress`, `debug`, `information`); `repeat <n>: text` puts the text repeated n times on the
output; `parameters:` puts the parameters there as JSON; `exit <n>` asks the client to end with that code, and so does
the `exit $LASTEXITCODE` that some clients add, with 0. Any other line is unknown, and the pipeline fails as with a
script no engine knows.
"""

import json
import re
from collections.abc import AsyncIterator

from remote_prt.lab.engine import PipelineCall, Stream, StreamItem, UnknownScript
from remote_prt.lab.scenario import SimulatedHost

_LINE = re.compile(
    r"(?P<stream>output|error|warning|verbose|progress|debug|information)"
    r"(?: after (?P<seconds>\d+(?:\.\d+)?))?: (?P<text>.*)"
)
_EXIT = re.compile(r"exit (?:(?P<code>\d{1,3})|\$LASTEXITCODE)")
_REPEAT = re.compile(r"repeat (?P<count>\d{1,7}): (?P<text>.*)")


class EchoEngine:
    """Answers every host alike."""

    async def run(self, host: SimulatedHost, call: PipelineCall) -> AsyncIterator[StreamItem]:
        """One item per line of the script."""
        if ending := _EXIT.fullmatch(call.command or ""):
            yield StreamItem(Stream.EXIT, ending["code"] or "0")
            return
        if call.text is None:
            yield StreamItem(Stream.OUTPUT, f"{host.computer_name} ran {call.command}")
            return
        for line in call.text.splitlines():
            item = _item(line, call)
            yield item
            if item.stream is Stream.EXIT:
                return

    def open_tasks(self) -> int:
        """None: this engine registers no tasks."""
        return 0


def _item(line: str, call: PipelineCall) -> StreamItem:
    if line == "parameters:":
        return StreamItem(Stream.OUTPUT, json.dumps(call.parameters, sort_keys=True))
    if repeat := _REPEAT.fullmatch(line):
        return StreamItem(Stream.OUTPUT, repeat["text"] * int(repeat["count"]))
    if ending := _EXIT.fullmatch(line):
        return StreamItem(Stream.EXIT, ending["code"] or "0")
    if match := _LINE.fullmatch(line):
        return StreamItem(Stream(match["stream"]), match["text"], float(match["seconds"] or 0))
    raise UnknownScript(f"no line of the echo engine: {line[:60]!r}")
