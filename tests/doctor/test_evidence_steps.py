"""What a visit brought home, as steps: each absence with the fix that fits its reason."""

from dataclasses import replace
from datetime import timedelta

import pytest

from remote_prt.diagnosis.dsregcmd import parse_dsregcmd
from remote_prt.diagnosis.evidence import (
    ChannelState,
    EventChannel,
    Evidence,
    HostFacts,
    HostModule,
    LogonSession,
    Missing,
    MissingReason,
    Observation,
    SessionKind,
)
from remote_prt.doctor.evidence_steps import OPERATIONAL, evidence_steps
from remote_prt.doctor.step import ChainStep, Step, StepState
from remote_prt.errors import Phase
from remote_prt.model import Failure

CALLER = LogonSession(SessionKind.CALLER)
HOST = HostFacts("PC-01", "10.0.22631.1", "", False, None, timedelta(0), "FullLanguage", None)
WELL = Evidence(
    "pc-01",
    HOST,
    (LogonSession(SessionKind.USER),),
    (Observation(CALLER, None, parse_dsregcmd("AzureAdJoined : YES\n")),),
    (EventChannel(OPERATIONAL, ()),),
)
CUT = Failure(Phase.RUN, "http", 5985, "the script did not finish in time", "raise --host-timeout")


def of(name: ChainStep, evidence: Evidence, failure: Failure | None = None) -> Step:
    """The step of that name."""
    return next(step for step in evidence_steps(evidence, failure, 5) if step.name is name)


def test_what_is_well_is_ok() -> None:
    """Four steps, the first with the time of the script they all come from."""
    steps = list(evidence_steps(WELL, None, 5))

    assert {step.state for step in steps} == {StepState.OK}
    assert [step.milliseconds for step in steps] == [5, None, None, None]


def gone(reason: MissingReason, detail: str = "") -> Missing:
    """An absence."""
    return Missing(reason, detail)


@pytest.mark.parametrize(
    ("name", "evidence", "seen", "fix"),
    [
        (ChainStep.LANGUAGE, replace(WELL, host=gone(MissingReason.SNIPPET_FAILED, "X: no")), "X: no", "-vv"),
        (ChainStep.DSREGCMD, replace(WELL, observations=()), "not-collected", "-vv"),
        (
            ChainStep.DSREGCMD,
            replace(WELL, observations=(Observation(CALLER, None, gone(MissingReason.DEADLINE)),)),
            "time budget",
            "--host-timeout",
        ),
        (ChainStep.CHANNELS, replace(WELL, channels=()), "not-collected", "-vv"),
        *(
            (ChainStep.CHANNELS, replace(WELL, channels=(EventChannel(OPERATIONAL, (), state),)), seen, fix)
            for state, seen, fix in (
                (ChannelState.MISSING, "no AAD event channel", "leave the host out"),
                (ChannelState.DISABLED, "switched off", "remote_prt logs enable pc-01"),
                (ChannelState.DENIED, "may not read", "Event Log Readers"),
                (ChannelState.FAILED, "failed", "Event Viewer"),
            )
        ),
        (ChainStep.SESSIONS, replace(WELL, sessions=gone(MissingReason.OWNER_HIDDEN)), "may not see", "Administrators"),
        (ChainStep.SESSIONS, replace(WELL, sessions=()), "nobody", "when somebody is"),
    ],
)
def test_an_absence_has_the_fix_of_its_reason(name: ChainStep, evidence: Evidence, seen: str, fix: str) -> None:
    """The step says what is missing, and what to do about that."""
    step = of(name, evidence)

    assert step.state is StepState.FAILED
    assert seen in step.seen
    assert fix in step.fix


def test_a_visit_that_was_cut_blames_what_cut_it() -> None:
    """What did not come because the visit ended has the words of that end."""
    step = of(ChainStep.SESSIONS, replace(WELL, sessions=gone(MissingReason.DEADLINE)), CUT)

    assert (step.seen, step.fix) == (CUT.message, CUT.try_next)


@pytest.mark.parametrize(("is_current", "fix"), [(True, ""), (False, "snippets module")])
def test_an_older_module_is_told(is_current: bool, fix: str) -> None:
    """The host works, and would work better with the module of now."""
    step = of(ChainStep.LANGUAGE, replace(WELL, module=HostModule("0.0.9", is_current)))

    assert step.state is StepState.OK
    assert "0.0.9" in step.seen
    assert fix in step.fix


def test_a_constrained_channel_is_no_fault() -> None:
    """Under application control a sweep reads it through a file, which this visit does not write."""
    constrained = (EventChannel(OPERATIONAL, (), ChannelState.CONSTRAINED),)

    assert of(ChainStep.CHANNELS, replace(WELL, channels=constrained)).state is StepState.OK
