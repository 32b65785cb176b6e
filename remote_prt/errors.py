"""Every error a caller may see, in one small tree.

```
RemotePrtError
├── UsageError                what the user wrote is wrong; nothing was contacted (exit 2)
│   ├── InventoryError        a host list or inventory file: file, line, key, what was expected
│   │   ├── InventoryErrors   every mistake of one reading at once, a line each
│   │   └── SourceNotAsked    the directory behind a `source:` of an inventory could not be asked
│   ├── ScopeLocked           another run over the same hosts is under way (exit 7)
│   ├── ConfigError           a setting is wrong: file and line, or variable, and key
│   ├── DirectoryError        a domain controller could not be asked: server, what happened
│   │   └── DirectoryUnreachable  it does not answer, or breaks off: another one may
│   ├── SecretUnavailable     no password could be had, or its source is unsafe
│   └── UnreadableInput       a file given to read cannot be understood
├── HostError                 one visit failed: phase, transport, port, address, reason, what to try
│   ├── HostUnreachable       no answer: not resolved, no route, port closed, TLS not completed
│   ├── HostRefused           the host answered and said no
│   │   ├── LogonRefused      it rejected the credential (the lockout brake counts these)
│   │   ├── CommandMissing     its endpoint has no command of that name
│   │   ├── ScriptRefused      its endpoint runs commands only, no script text (NoLanguage, JEA)
│   │   └── HostMisbehaved    it broke the protocol: redirect, plain text in a sealed session, too many bytes
│   ├── HostTimedOut          a deadline passed
│   └── LogonWithheld         the lockout brake holds the account back: nothing was sent
│       └── TicketsWithheld   no ticket is to be had in this run: nothing was sent
├── SnippetMissing            ps_snippets/ is not where it must be (broken installation)
└── LabError                  the simulated farm could not start
```

`HostError` is turned into data at one line, in `controller/visit.py`.
"""

from enum import StrEnum


class Phase(StrEnum):
    """Where in a visit something happened, in the order in which they happen."""

    RESOLVE = "resolve"
    CONNECT = "connect"
    TLS = "tls"
    AUTHENTICATE = "authenticate"
    SHELL = "shell"
    RUN = "run"
    CLOSE = "close"


class NoTicket(StrEnum):
    """Why a logon had no Kerberos ticket, where that is no fault of the host."""

    UNANSWERED = "unanswered"  #: no domain controller answered, which may pass
    NOT_TO_BE_HAD = "not-to-be-had"  #: the account has no ticket, or gets none: it has expired, is disabled, is unknown


class RemotePrtError(Exception):
    """The base of everything remote_prt raises on purpose."""


class UsageError(RemotePrtError):
    """What the user wrote is wrong: `message` says what and where, `hint` what to try.

    Args:
        message: one sentence without a final stop.
        hint: the next step, as an imperative; may be empty.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} - {self.hint}" if self.hint else self.message


class InventoryError(UsageError):
    """A host list or inventory file is wrong at a known place.

    Args:
        source: the file as the user named it, `standard input`, or `command line`.
        line: 1-based line, or None where the whole file is meant.
        key: dotted path of the key (`groups.tokyo.port`), or "".
        problem: what is there; `expected`: what should be.
    """

    def __init__(self, source: str, line: int | None, key: str, problem: str, expected: str = "") -> None:
        self.source, self.line, self.key, self.problem, self.expected = source, line, key, problem, expected
        place = source if line is None else f"{source}:{line}"
        where = f"{place}: {key}" if key else place
        super().__init__(f"{where}: {problem}", f"expected {expected}" if expected else "")


class InventoryErrors(InventoryError):
    """All mistakes found in one reading, so that a file is repaired in one go.

    `str()` has one line per mistake, at most `MOST_LINES` of them; `errors` holds every one, in order.
    """

    MOST_LINES = 50

    def __init__(self, errors: tuple[InventoryError, ...]) -> None:
        first = errors[0]
        super().__init__(first.source, first.line, first.key, first.problem, first.expected)
        self.errors = errors

    def __str__(self) -> str:
        lines = [str(error) for error in self.errors[: self.MOST_LINES]]
        left_out = len(self.errors) - len(lines)
        return "\n".join([*lines, f"... and {left_out} more mistakes"] if left_out else lines)


class SourceNotAsked(InventoryError):
    """The directory that a `source:` of an inventory names could not be asked.

    Args:
        source: the file; `line` and `key`: where its source stands.
        problem: what happened; `try_next`: what to do, as an imperative.
    """

    def __init__(self, source: str, line: int | None, key: str, problem: str, try_next: str) -> None:
        super().__init__(source, line, key, problem)
        self.hint = try_next


class ScopeLocked(UsageError):
    """Another run over the same hosts is under way; nothing was contacted."""


class ConfigError(UsageError):
    """A setting of a file, of the environment or of `-O` is wrong.

    Args:
        source: the file, the variable, or `-O`; `line`: 1-based, or None where there is none.
        key: the setting as it was written, or "".
        problem: what is wrong with it; `hint`: what to do.
    """

    def __init__(self, source: str, line: int | None, key: str, problem: str, hint: str = "") -> None:
        self.source, self.line, self.key, self.problem = source, line, key, problem
        place = source if line is None else f"{source}:{line}"
        super().__init__(f"{place}: {key}: {problem}" if key else f"{place}: {problem}", hint)


class DirectoryError(UsageError):
    """A domain controller could not be asked.

    Args:
        server: its name.
        problem: what happened.
        hint: the next step, as an imperative; may be empty.
    """

    def __init__(self, server: str, problem: str, hint: str = "") -> None:
        self.server, self.problem = server, problem
        super().__init__(f"directory server {server}: {problem}", hint)


class DirectoryUnreachable(DirectoryError):
    """A domain controller does not answer, or breaks off: another one of its domain may answer."""


class SecretUnavailable(UsageError):
    """No password could be had, or where it lies is unsafe; never carries the secret."""


class UnreadableInput(UsageError):
    """A file given to read cannot be understood."""


class HostError(RemotePrtError):
    """One visit failed.

    Args:
        phase: where; `transport`: `http`, `https` or `local`; `port`: TCP port or None.
        reason: what went wrong, a short sentence without a final stop; safe to print (no secret, host bytes escaped).
        try_next: what to try, as an imperative.
        address: the IP address that was tried, where known.
        is_transient: the same visit may succeed in a moment: silence before the shell, a reset, HTTP 503, a quota.
    """

    def __init__(
        self,
        phase: Phase,
        reason: str,
        try_next: str,
        *,
        transport: str = "",
        port: int | None = None,
        address: str | None = None,
        is_transient: bool = False,
    ) -> None:
        super().__init__(phase, reason)
        self.phase = phase
        self.reason = reason
        self.try_next = try_next
        self.transport = transport
        self.port = port
        self.address = address
        self.is_transient = is_transient
        self.is_logon_unanswered = False  #: our credential was shown and nothing came back: it may have been counted
        self.no_ticket: NoTicket | None = None  #: it is not the host's: Kerberos had no ticket to show

    def __str__(self) -> str:
        place = f"{self.transport}:{self.port} " if self.port else ""
        return f"{place}{self.phase}: {self.reason} - try: {self.try_next}"


class HostUnreachable(HostError):
    """Nothing answered: not resolved, no route, port closed, TLS not completed."""


class HostRefused(HostError):
    """The host answered and said no: rights, quota, endpoint, service fault."""


class LogonRefused(HostRefused):
    """The host rejected the credential itself."""


class CommandMissing(HostRefused):
    """The endpoint shows no command of that name; nothing ran."""


class ScriptRefused(HostRefused):
    """The endpoint runs no script text: its language mode is NoLanguage, as with JEA; nothing ran."""


class HostMisbehaved(HostRefused):
    """The host broke the protocol: redirect, compressed or oversized body, plain text in a sealed session."""


class HostTimedOut(HostError):
    """A deadline passed before the phase ended."""


class LogonWithheld(HostError):
    """The lockout brake holds the account back: this host was not tried."""


class TicketsWithheld(LogonWithheld):
    """Kerberos had no ticket for the hosts before, nor will it have one: this host was not tried."""


class SnippetMissing(RemotePrtError):
    """ps_snippets/ or a file of it is not where it must be."""


class LabError(RemotePrtError):
    """The simulated farm could not start or does not answer."""
