"""One step of an examination: what was looked at, how it is, what was seen, what to do.

`seen` and `fix` are English sentences of ours, which the prompt says in its language; a host's own words in them are
escaped and bounded already.
"""

from dataclasses import dataclass
from enum import StrEnum


class LocalCheck(StrEnum):
    """What is looked at on this machine, in this order."""

    TICKET = "kerberos-ticket"
    CLOCK = "clock"
    DNS = "dns-suffix"
    FILES = "open-files"
    PROXY = "proxy-variables"
    SETTINGS = "settings"
    VERSIONS = "versions"
    STATE = "state-folder"
    CONSOLE = "console"
    TRUSTED_HOSTS = "trusted-hosts"


class ChainStep(StrEnum):
    """What must be well, in this order, before a host can be judged."""

    RESOLVE = "resolve"
    TCP = "tcp"
    TLS = "tls"
    IDENTIFY = "identify"
    AUTHENTICATE = "authenticate"
    SHELL = "shell"
    LANGUAGE = "language-mode"
    DSREGCMD = "dsregcmd"
    CHANNELS = "channels"
    SESSIONS = "sessions"


class StepState(StrEnum):
    """How a step went."""

    OK = "ok"
    FAILED = "failed"
    SKIPPED = "skipped"  #: it does not apply here, or was held back
    NOT_TESTED = "not-tested"  #: a step before it failed, or there was nothing to test it with


@dataclass(frozen=True, slots=True)
class Step:
    """One step, done."""

    name: LocalCheck | ChainStep
    state: StepState
    seen: str
    fix: str = ""  #: what to do; beside `ok`: what would be better
    milliseconds: int | None = None


def passed(name: LocalCheck | ChainStep, seen: str, fix: str = "", milliseconds: int | None = None) -> Step:
    """A step that is well."""
    return Step(name, StepState.OK, seen, fix, milliseconds)


def broken(name: LocalCheck | ChainStep, seen: str, fix: str, milliseconds: int | None = None) -> Step:
    """A step that is not."""
    return Step(name, StepState.FAILED, seen, fix, milliseconds)


def left_out(name: LocalCheck | ChainStep, seen: str, fix: str = "") -> Step:
    """A step that does not apply, or was held back."""
    return Step(name, StepState.SKIPPED, seen, fix)


def untested(name: LocalCheck | ChainStep, seen: str = "") -> Step:
    """A step that nothing is known about."""
    return Step(name, StepState.NOT_TESTED, seen)


@dataclass(frozen=True, slots=True)
class HostExamination:
    """One host, examined."""

    host: str
    address: str
    steps: tuple[Step, ...]  #: every step of the chain, in its order
    clock_skew_seconds: float | None = None  #: host's clock minus ours, where it was read
    is_withheld: bool = False  #: the lockout brake kept it from being tried
    is_empty: bool = False  #: all is well but that nobody is signed in there

    @property
    def stopped_at(self) -> Step | None:
        """The first step that did not go well; None where all did."""
        if self.is_withheld:
            return next(step for step in self.steps if step.name is ChainStep.AUTHENTICATE)
        return next((step for step in self.steps if step.state is StepState.FAILED), None)
