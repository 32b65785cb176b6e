"""The last steps of the chain, read from what one visit brought home: can this host be judged, once we are in?"""

from collections.abc import Iterator
from typing import Final

from remote_prt.diagnosis.dsreg_report import DsregReport
from remote_prt.diagnosis.evidence import ChannelState, EventChannel, Evidence, HostFacts, Missing, MissingReason
from remote_prt.doctor.step import ChainStep, Step, broken, passed
from remote_prt.model import Failure
from remote_prt.transports.printable import printable

#: The channel that names the failures of the PRT; the others add to it.
OPERATIONAL: Final = "Microsoft-Windows-AAD/Operational"

_FULL: Final = "FullLanguage"
_REPORT: Final = "visit it with -vv, and report what that says"

_NO_PRT: Final = "leave the host out: Windows before 10 and Server 2016 holds no PRT"

_CHANNEL_FIXES: Final[dict[ChannelState, tuple[str, str]]] = {
    ChannelState.MISSING: (
        "this Windows has no AAD event channel",
        _NO_PRT,
    ),
    ChannelState.DISABLED: ("the AAD event channel is switched off", "switch it on: remote_prt logs enable"),
    ChannelState.DENIED: (
        "the account may not read the AAD event channel",
        "put the account into Event Log Readers there",
    ),
    ChannelState.FAILED: ("reading the AAD event channel failed", "look at the channel in the Event Viewer there"),
}


def evidence_steps(evidence: Evidence, failure: Failure | None, milliseconds: int | None) -> Iterator[Step]:
    """The steps from the language mode on, up to the first that is broken.

    Args:
        evidence: of the visit.
        failure: what ended the visit early.
        milliseconds: how long the script ran; counted for the first step, for all come of one script.
    """
    for number, look in enumerate((_language, _dsregcmd, _channels, _sessions)):
        step = look(evidence, failure)
        yield Step(step.name, step.state, step.seen, step.fix, None if number else milliseconds)


def _absent(name: ChainStep, why: Missing, failure: Failure | None) -> Step:
    """Something did not come: because the visit ended, or the host could not say it."""
    if failure is not None:
        return broken(name, failure.message, failure.try_next)
    if why.reason is MissingReason.DEADLINE:
        return broken(name, "the host ran out of its time budget", "raise --host-timeout, or look at its load")
    return broken(name, f"the host could not say: {why.detail or why.reason.value}", _REPORT)


def _language(evidence: Evidence, failure: Failure | None) -> Step:
    host = evidence.host
    if isinstance(host, Missing):
        return _absent(ChainStep.LANGUAGE, host, failure)
    mode = host.language_mode or "unknown"
    if evidence.module is not None:
        return _of_module(mode, evidence)
    if mode == _FULL:
        return passed(ChainStep.LANGUAGE, mode)
    return passed(ChainStep.LANGUAGE, f"{mode}: the scripts keep to what it allows, and a sweep works")


def _of_module(mode: str, evidence: Evidence) -> Step:
    """A restricted endpoint, where the command of a module ran."""
    assert evidence.module is not None
    seen = f"{mode}; our module {evidence.module.version} ran there"
    if evidence.module.is_current:
        return passed(ChainStep.LANGUAGE, seen)
    return passed(ChainStep.LANGUAGE, seen, "install the module that `remote_prt snippets module` writes now")


def _dsregcmd(evidence: Evidence, failure: Failure | None) -> Step:
    reports = [one.report for one in evidence.observations]
    if any(isinstance(report, DsregReport) for report in reports):
        return passed(ChainStep.DSREGCMD, "dsregcmd answers")
    why = next((one for one in reports if isinstance(one, Missing)), Missing(MissingReason.NOT_COLLECTED))
    if why.reason is MissingReason.NO_DSREGCMD:
        build = evidence.host.os_build if isinstance(evidence.host, HostFacts) else ""
        return broken(
            ChainStep.DSREGCMD,
            f"this Windows has no dsregcmd ({build or '?'})",
            _NO_PRT,
        )
    return _absent(ChainStep.DSREGCMD, evidence.ended_early or why, failure)


def _channels(evidence: Evidence, failure: Failure | None) -> Step:
    main = next((one for one in evidence.channels if one.name == OPERATIONAL), None)
    if main is None:
        why = evidence.ended_early or Missing(MissingReason.NOT_COLLECTED)
        return _absent(ChainStep.CHANNELS, why, failure)
    if main.state in _CHANNEL_FIXES:
        seen, fix = _CHANNEL_FIXES[main.state]
        if main.state is ChannelState.DISABLED:
            fix = f"{fix} {printable(evidence.computer_name)}"
        return broken(ChainStep.CHANNELS, seen, fix)
    others = ", ".join(f"{_short(one)} {one.state.value}" for one in evidence.channels)
    if main.state is ChannelState.CONSTRAINED:
        return passed(ChainStep.CHANNELS, f"{others}; a sweep reads them through a file of its own")
    return passed(ChainStep.CHANNELS, others)


def _short(channel: EventChannel) -> str:
    return channel.name.removeprefix("Microsoft-Windows-")


def _sessions(evidence: Evidence, failure: Failure | None) -> Step:
    found = evidence.sessions
    if isinstance(found, Missing):
        if found.reason is MissingReason.OWNER_HIDDEN:
            return broken(
                ChainStep.SESSIONS,
                "somebody is signed in, and the account may not see who",
                "put the account into Administrators there",
            )
        return _absent(ChainStep.SESSIONS, found, failure)
    if found:
        return passed(ChainStep.SESSIONS, f"{len(found)} signed in")
    return broken(ChainStep.SESSIONS, "nobody is signed in", "run it again when somebody is: a PRT belongs to a user")
