"""What the doctor found, as a table and as JSON (docs/doctor.schema.json), and the exit codes that follow."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from remote_prt.cli.exit_codes import ExitCode, by_precedence, strongest
from remote_prt.cli.prompt import spoken
from remote_prt.doctor.step import ChainStep, HostExamination, LocalCheck, Step, StepState
from remote_prt.reports.cells import cell_width, wrap
from remote_prt.reports.escape import printable
from remote_prt.version import __version__

_SCHEMA_VERSION: Final = 1

#: Up to here a break means that no session could be opened.
_BEFORE_SESSION: Final = frozenset(
    {ChainStep.RESOLVE, ChainStep.TCP, ChainStep.TLS, ChainStep.IDENTIFY, ChainStep.AUTHENTICATE, ChainStep.SHELL}
)

_WORDS: Final[dict[str, dict[str, str]]] = {
    "en": {
        "here": "This machine",
        "fix": "fix",
        "hint": "hint",
        "all": "all steps are well",
        "stopped": "stopped at {}",
        StepState.OK: "ok",
        StepState.FAILED: "FAILED",
        StepState.SKIPPED: "skipped",
        StepState.NOT_TESTED: "not tested",
        **{one: one.value for one in (*LocalCheck, *ChainStep)},
    },
    "ja": {
        "here": "このコンピューター",
        "fix": "対処",
        "hint": "ヒント",
        "all": "すべての手順が正常です",
        "stopped": "{} で停止",
        StepState.OK: "正常",
        StepState.FAILED: "失敗",
        StepState.SKIPPED: "対象外",
        StepState.NOT_TESTED: "未確認",
        LocalCheck.TICKET: "Kerberos チケット",
        LocalCheck.CLOCK: "時計",
        LocalCheck.DNS: "DNS サフィックス",
        LocalCheck.FILES: "開けるファイル数",
        LocalCheck.PROXY: "プロキシ変数",
        LocalCheck.SETTINGS: "設定",
        LocalCheck.VERSIONS: "バージョン",
        LocalCheck.STATE: "状態フォルダー",
        LocalCheck.CONSOLE: "コンソール",
        LocalCheck.TRUSTED_HOSTS: "TrustedHosts",
        ChainStep.RESOLVE: "名前解決",
        ChainStep.TCP: "TCP",
        ChainStep.TLS: "TLS",
        ChainStep.IDENTIFY: "Identify",
        ChainStep.AUTHENTICATE: "認証",
        ChainStep.SHELL: "シェル",
        ChainStep.LANGUAGE: "言語モード",
        ChainStep.DSREGCMD: "dsregcmd",
        ChainStep.CHANNELS: "チャネル",
        ChainStep.SESSIONS: "セッション",
    },
}


@dataclass(frozen=True, slots=True)
class Examination:
    """Everything that was looked at."""

    local: tuple[Step, ...]
    hosts: tuple[HostExamination, ...]
    is_interrupted: bool = False


def doctor_exit_codes(found: Examination) -> frozenset[ExitCode]:
    """Every code that applies (docs/doctor.md); that nobody is signed in is no fault of anything."""
    codes = {ExitCode.INTERRUPTED} if found.is_interrupted else set()
    if any(step.state is StepState.FAILED for step in found.local):
        codes.add(ExitCode.FINDINGS)
    for host in found.hosts:
        stopped = host.stopped_at
        if host.is_withheld:
            codes.add(ExitCode.LOCKOUT_BRAKE)
        elif stopped is not None and not host.is_empty:
            codes.add(ExitCode.NOT_JUDGED if stopped.name in _BEFORE_SESSION else ExitCode.FINDINGS)
    return frozenset(codes or {ExitCode.OK})


def render_doctor_json(found: Examination, codes: frozenset[ExitCode]) -> str:
    """One JSON document, ASCII only; names and states are the same in every language, sentences are not."""
    document = {
        "SchemaVersion": _SCHEMA_VERSION,
        "ToolVersion": __version__,
        "TakenAt": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "ExitCode": int(strongest(codes)),
        "ExitCodes": [int(code) for code in by_precedence(codes)],
        "Local": [_member(step) for step in found.local],
        "Hosts": [
            {
                "Host": host.host,
                "Address": host.address or None,
                "StoppedAt": None if host.stopped_at is None else host.stopped_at.name.value,
                "ClockSkewSeconds": host.clock_skew_seconds,
                "Steps": [_member(step) for step in host.steps],
            }
            for host in found.hosts
        ],
    }
    return json.dumps(document, indent=2) + "\n"


def _member(step: Step) -> dict[str, Any]:
    return {
        "Step": step.name.value,
        "State": step.state.value,
        "Seen": spoken(step.seen),
        "Fix": spoken(step.fix),
        "Milliseconds": step.milliseconds,
    }


def render_doctor_table(found: Examination, *, width: int, encoding: str, language: str) -> str:
    """Lines for people: this machine, then host by host; nothing in them can act on a terminal."""
    words = _WORDS[language]
    lines = [words["here"], *_section(found.local, words, width, encoding)]
    for host in found.hosts:
        stopped = host.stopped_at
        how = words["all"] if stopped is None else words["stopped"].format(words[stopped.name])
        place = f" ({host.address})" if host.address and host.address != host.host else ""
        lines += ["", printable(f"{host.host}{place}: {how}", encoding)]
        lines += _section(host.steps, words, width, encoding)
    return "\n".join(lines) + "\n"


def _section(steps: Sequence[Step], words: dict[str, str], width: int, encoding: str) -> Iterator[str]:
    """A line for each step that was done; those that were not share one at the end."""
    shown = [step for step in steps if step.state is not StepState.NOT_TESTED or step.seen]
    states = _column(words[step.state] for step in shown)
    names = _column(words[step.name] for step in shown)
    rest = " " * (2 + states + 2 + names + 2)
    for step in shown:
        first = f"  {_padded(words[step.state], states)}  {_padded(words[step.name], names)}  "
        spent = "" if step.milliseconds is None else f" [{step.milliseconds} ms]"
        yield from wrap(printable(spoken(step.seen), encoding) + spent, width, first=first, rest=rest)
        if step.fix:
            kind = words["hint" if step.state is StepState.OK else "fix"]
            fix = printable(f"{kind}: {spoken(step.fix)}", encoding)
            yield from wrap(fix, width, first=rest, rest=rest)
    left = [words[step.name] for step in steps if step not in shown]
    if left:
        yield f"  {words[StepState.NOT_TESTED]}: {', '.join(left)}"


def _column(texts: Iterator[str]) -> int:
    return max(map(cell_width, texts), default=0)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - cell_width(text))
