"""The nouns every room shares: who to visit, what a visit saw, how it ended, what a run amounts to.

All values are frozen. Times are aware UTC, durations are seconds, and `Deadline` is a point on a monotonic clock: the
clocks themselves live in controller, transports and cli.
"""

from remote_prt.model.deeds import (
    ActionOutcome,
    Artefact,
    Deed,
    DeedPart,
    DeedRun,
    FormerChannel,
    HostDeed,
    Remark,
    RememberedTrace,
)
from remote_prt.model.runs import CatchUp, Coverage, JudgedAgain, Observer, Run, RunOptions, StopReason
from remote_prt.model.targets import AuthMethod, Target
from remote_prt.model.visits import Capture, Context, Deadline, Failure, NotReached, Outcome, PhaseTime, VisitOutcome

__all__ = [
    "ActionOutcome",
    "Artefact",
    "AuthMethod",
    "Capture",
    "CatchUp",
    "Context",
    "Coverage",
    "Deadline",
    "Deed",
    "DeedPart",
    "DeedRun",
    "Failure",
    "FormerChannel",
    "HostDeed",
    "JudgedAgain",
    "NotReached",
    "Observer",
    "Outcome",
    "PhaseTime",
    "Remark",
    "RememberedTrace",
    "Run",
    "RunOptions",
    "StopReason",
    "Target",
    "VisitOutcome",
]
