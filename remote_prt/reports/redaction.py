"""Names replaced by stand-ins before a run is told, so that every format is redacted alike (`--redact`).

| Kind | what is replaced, wherever a text holds it | by |
|---|---|---|
| users | account names, UPNs, SIDs of accounts, profile folders, the account that visits | `user-0001` |
| hosts | names (asked, said), addresses, DeviceIds, thumbprints, groups, scope | `host-0001`, `address-0001`, ... |
| tenant | tenant id and name, domains of users and hosts, groups | `tenant-0001` |

One stand-in means the same throughout a report (and all reports of one run), and nothing outside: numbers are given as
names turn up, and no key exists. Codes, finding ids, times and versions stay. A host's free text may name what nothing
else of the run does: patterns find addresses, mail addresses, SIDs and names in known domains there, not nicknames.
"""

import ipaddress
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from enum import Enum, StrEnum
from typing import Any, TypeVar

from remote_prt.diagnosis.diagnosis import DeviceSummary
from remote_prt.diagnosis.dsreg_report import Row
from remote_prt.diagnosis.evidence import HostFacts, LogonSession
from remote_prt.errors import UsageError
from remote_prt.model import Run, RunOptions, Target, VisitOutcome
from remote_prt.reports.change import Earlier

T = TypeVar("T")


class Redact(StrEnum):
    """A kind of names."""

    USERS = "users"
    HOSTS = "hosts"
    TENANT = "tenant"


#: What stands for the words that named the hosts.
REDACTED = "redacted"

#: Names of ours, not of the site's.
_KEPT_FIELDS = frozenset({"finding_id", "code", "symbol", "tool_version", "run_id", "script_sha256", "context"})
_SHORTEST_BARE = 3  #: a shorter account name alone is also a word
_SID = re.compile(r"S-1-(?:5-21|12-1)(?:-\d+)+")
_MAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
_PROFILE = re.compile(r"(?i)(?<=\\users\\)[^\\/\"'<>|:*?\s]+")
_BYTE = r"(?:25[0-5]|2[0-4]\d|1?\d?\d)"
_IPV4 = re.compile(rf"(?<![\w.]){_BYTE}(?:\.{_BYTE}){{3}}(?![\w.]*\w)")
_IPV6 = re.compile(r"(?<![\w:.])[0-9A-Fa-f:]*:[0-9A-Fa-f:]+(?![\w:])")  #: as times look too
_THUMBPRINT = re.compile(r"(?<!\w)[0-9A-Fa-f]{40}(?!\w)")
_ONMICROSOFT = re.compile(r"(?i)(?<![\w.-])[\w-]+\.onmicrosoft\.com(?!\w)")
_STAND_IN = re.compile(r"[a-z]+-\d{4,}")
_TOKEN = re.compile(r"[^\s,;:\"'()<>\[\]{}|=/]+")
_SEPARATOR = re.compile(r"([\\@])")
_TENANT_ROWS = frozenset({"TenantName", "TenantId", "DomainName"})


def redact_kinds(words: Iterable[str]) -> tuple[Redact, ...]:
    """The kinds that comma-separated words name, in a fixed order.

    Raises:
        UsageError: a word is none.
    """
    named = {part.strip() for word in words for part in word.split(",")} - {""}
    unknown = sorted(named - set(Redact))
    if unknown:
        raise UsageError(
            f"--redact {unknown[0]}: no such kind of names", "use users, hosts, tenant, or several with commas"
        )
    return tuple(kind for kind in Redact if kind in named)


@dataclass(frozen=True, slots=True)
class _Thing:
    """A host, user or the like, and what it is called."""

    kind: Redact
    stem: str
    names: tuple[str, ...]  #: of this thing only
    also: tuple[str, ...] = ()  #: short forms and claims, which others may share


class Redactor:
    """Replaces names; asked again, the same name has the same stand-in.

    Args:
        kinds: of the names.
    """

    def __init__(self, kinds: Iterable[Redact]) -> None:
        self.kinds = tuple(kinds)
        self._known: dict[str, str] = {}  #: a name, case folded: what stands for it
        self._also: dict[str, str] = {}  #: the same of short forms, which several things may share
        self._counts: dict[str, int] = {}
        self._suffixes: set[str] = set()  #: domains of hosts
        self._made: list[tuple[Redact, str, re.Pattern[str]]] = []
        self._made_for = -1

    def run(self, run: Run) -> Run:
        """The whole run, told by stand-ins."""
        self._learn_options(run.options)
        for outcome in run.outcomes:
            self._learn(outcome)
        outcomes = tuple(self._rewritten(one) for one in run.outcomes)
        remarks = tuple(map(self._text, run.remarks))
        missing = "their list broke off" if run.hosts_missing and Redact.HOSTS in self.kinds else run.hosts_missing
        options = self.options(run.options)
        return replace(run, options=options, outcomes=outcomes, remarks=remarks, hosts_missing=missing)

    def outcome(self, outcome: VisitOutcome) -> VisitOutcome:
        """One host, told by stand-ins."""
        self._learn(outcome)
        return self._rewritten(outcome)

    def options(self, options: RunOptions) -> RunOptions:
        """What a report's header says."""
        self._learn_options(options)
        shown = replace(options, scope=REDACTED) if Redact.HOSTS in self.kinds else options
        told: RunOptions = _mapped(shown, self._text)
        return replace(told, redacted=tuple(kind.value for kind in self.kinds))

    def earlier(self, earlier: Earlier) -> Earlier:
        """What changed since the last run; hosts and users that are gone get stand-ins too."""
        since = earlier.since
        for name in () if since is None else fields(since):
            found = getattr(since, name.name)
            for one in found if isinstance(found, tuple) else ():
                self._stand_in(Redact.HOSTS, "host", one.host, also=(_short(one.host),))
                self._stand_in(Redact.USERS, "user", one.user)
                self._stand_in(Redact.TENANT, "tenant", _domain(one.user))
        told: Earlier = _mapped(earlier, self._text)
        return told

    def _rewritten(self, outcome: VisitOutcome) -> VisitOutcome:
        terms = sorted(self._terms(outcome), key=len, reverse=True)
        folded = [(one.casefold(), one) for one in terms]

        def told(text: str) -> str:
            low = text.casefold()
            inside = [re.escape(term) for key, term in folded if key in low]  # most texts hold none
            if inside:
                text = re.sub(rf"(?<!\w)(?:{'|'.join(inside)})(?!\w)", self._lookup, text, flags=re.IGNORECASE)
            return self._text(text)

        shown: VisitOutcome = _mapped(replace(outcome, capture=None), told)
        return shown

    def _terms(self, outcome: VisitOutcome) -> set[str]:
        """The names that this host's values hold in fields of their own."""
        all_names = {name for one in self._names(outcome) for name in (*one.names, *one.also)}
        return {name for name in all_names if name.casefold() in self._known or name.casefold() in self._also}

    def _learn(self, outcome: VisitOutcome) -> None:
        for one in self._names(outcome):
            self._stand_in(one.kind, one.stem, *one.names, also=one.also)

    def _learn_options(self, options: RunOptions) -> None:
        for account in (options.account, options.only_user):
            self._stand_in(Redact.USERS, "user", account, also=(_bare(account),))

    def _stand_in(self, kind: Redact, stem: str, *names: str, also: Iterable[str] = ()) -> str:
        """What stands for all these names, which are one and the same thing's, and for its short forms."""
        if kind not in self.kinds or not any(names):
            return names[0] if names else ""
        keys = [name.casefold() for name in names if name]
        known = next((self._known[key] for key in keys if key in self._known), "")
        if not known:
            self._counts[stem] = self._counts.get(stem, 0) + 1
            known = f"{stem}-{self._counts[stem]:04d}"
        for key in keys:
            self._known.setdefault(key, known)
        for name in filter(None, also):
            self._also.setdefault(name.casefold(), known)
        return known

    def _lookup(self, match: re.Match[str]) -> str:
        r"""What stands for a name, or for the parts of `DOMAIN\name` and `name@domain` where the whole is unknown."""
        found = self._stands_for(match[0])
        parts = _SEPARATOR.split(match[0])
        return found or "".join(self._stands_for(part) or part for part in parts)

    def _stands_for(self, name: str) -> str:
        key = name.casefold()
        return self._known.get(key) or self._also.get(key) or ""

    def _names(self, outcome: VisitOutcome) -> Iterator["_Thing"]:
        """Each thing that this host's values name in fields of their own."""
        target = outcome.target
        printed = (row.value for row in _found(outcome.evidence, Row) if row.key == "Device Name")
        said = (*(one.computer_name for one in _found(outcome.evidence, HostFacts)), *printed)
        names = (target.name, *said)
        suffixes = {name.partition(".")[2].casefold() for name in names if not _IPV4.fullmatch(name)} - {""}
        self._suffixes |= suffixes
        yield _Thing(Redact.HOSTS, "host", (target.name,), (*said, *(_short(name) for name in names)))
        for address in filter(None, (outcome.address, target.address)):
            yield _Thing(Redact.HOSTS, "address", (address,))
        yield from self._of_groups(target)
        for domain in sorted(suffixes):
            yield _Thing(Redact.TENANT, "tenant", (domain,))
        for session in _found((outcome.diagnosis, outcome.evidence), LogonSession):
            bare = (_bare(session.name), _bare(session.upn))
            yield _Thing(Redact.USERS, "user", (session.sid, session.upn, session.name), bare)
            domains = (_domain(session.upn), _domain(session.name))
            yield from (_Thing(Redact.TENANT, "tenant", (domain,)) for domain in domains)
        yield from self._of_device(outcome)

    @staticmethod
    def _of_groups(target: Target) -> Iterator["_Thing"]:
        for group in target.groups:
            yield from (_Thing(kind, "group", (group,)) for kind in (Redact.HOSTS, Redact.TENANT))
        yield _Thing(Redact.USERS, "user", (target.user or "",), (_bare(target.user or ""),))

    @staticmethod
    def _of_device(outcome: VisitOutcome) -> Iterator["_Thing"]:
        for device in _found(outcome.diagnosis, DeviceSummary):
            yield _Thing(Redact.HOSTS, "device", (device.device_id,))
            yield _Thing(Redact.TENANT, "tenant", (device.tenant_id,))
        for row in _found(outcome.evidence, Row):
            if row.key in _TENANT_ROWS:
                yield _Thing(Redact.TENANT, "tenant", (row.value,))
            if row.key == "DeviceId":
                yield _Thing(Redact.HOSTS, "device", (row.value,))

    def _text(self, text: str) -> str:
        """A text without the names of the whole run, and without what looks like one."""
        for kind, stem, pattern in self._patterns():
            for name in dict.fromkeys(pattern.findall(text)):
                if self._is_new(name) and (pattern is not _IPV6 or _is_address(name)):
                    self._stand_in(kind, stem, name)
            text = pattern.sub(self._lookup, text)
        return _TOKEN.sub(self._lookup, text)

    def _is_new(self, name: str) -> bool:
        return name.casefold() not in self._also and not _STAND_IN.fullmatch(name)

    def _patterns(self) -> list[tuple[Redact, str, re.Pattern[str]]]:
        """What names look like; made anew when a host of another domain turned up."""
        if self._made_for == len(self._suffixes):
            return self._made
        domains = "|".join(map(re.escape, sorted(self._suffixes, key=len, reverse=True))) or r"(?!)"
        made = [
            *((Redact.USERS, "user", one) for one in (_SID, _MAIL, _PROFILE)),
            (Redact.HOSTS, "host", re.compile(rf"(?i)(?<![\w.-])[\w-]+\.(?:{domains})(?!\w)")),
            *((Redact.HOSTS, "address", one) for one in (_IPV4, _IPV6)),
            (Redact.HOSTS, "thumbprint", _THUMBPRINT),
            (Redact.TENANT, "tenant", _ONMICROSOFT),
            (Redact.TENANT, "tenant", re.compile(rf"(?i)(?<![\w-])(?:{domains})(?![\w-])")),
        ]
        self._made, self._made_for = [one for one in made if one[0] in self.kinds], len(self._suffixes)
        return self._made


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _short(name: str) -> str:
    """The first label of a name in a domain, or ""."""
    label = name.partition(".")[0]
    return label if label != name and not label.isdigit() and len(label) >= _SHORTEST_BARE else ""


def _bare(account: str) -> str:
    """The account without its domain, or "" where that is too short to stand for somebody."""
    name = account.rpartition("\\")[2].partition("@")[0]
    return name if name != account and len(name) >= _SHORTEST_BARE else ""


def _domain(account: str) -> str:
    r"""The domain of `DOMAIN\name` or `name@domain`, or ""."""
    return account.partition("\\")[0] if "\\" in account else account.partition("@")[2]


def _found(value: object, kind: type[T]) -> Iterator[T]:
    """Every value of that class inside."""
    if isinstance(value, kind):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from _found(one, kind)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _found(getattr(value, field.name), kind)


def _mapped(value: Any, told: Callable[[str], str]) -> Any:
    """The same value with every text in it rewritten; words of ours (enums, ids, codes) stay."""
    if isinstance(value, str):
        return value if isinstance(value, Enum) else told(value)
    if isinstance(value, tuple):
        return tuple(_mapped(one, told) for one in value)
    if isinstance(value, Mapping):
        return {key: _mapped(one, told) for key, one in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        old = {field.name: getattr(value, field.name) for field in fields(value) if field.init}
        new = {name: one if name in _KEPT_FIELDS else _mapped(one, told) for name, one in old.items()}
        changed = {name: one for name, one in new.items() if one is not old[name] and one != old[name]}
        return replace(value, **changed) if changed else value
    return value
