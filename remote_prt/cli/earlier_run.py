"""An earlier run is taken up: whom to visit, with which options, and what its journal knows already.

`--resume` goes on in the same run: same hosts, same way of visiting; what was asked to differ there is refused, for the
union would be of two kinds. `--rerun` begins a new run over some hosts of earlier ones, and options may differ.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import click
from click.core import ParameterSource

from remote_prt.cli.catch_up import Waitlist, waitlist
from remote_prt.cli.journal_options import JournalRequest
from remote_prt.cli.prompt import say
from remote_prt.cli.rerun import (
    HOST_OPTIONS,
    LDAP_SECRET_OPTIONS,
    REPORT_OPTIONS,
    SECRET_OPTIONS,
    EarlierValues,
    is_given,
    option_name,
    option_words,
    values_of,
)
from remote_prt.cli.target_options import selection_request
from remote_prt.diagnosis.diagnosis import Status
from remote_prt.errors import UsageError
from remote_prt.inventory.selection import Selection, resolve_selection
from remote_prt.inventory.streaming import begin_selection
from remote_prt.model import Outcome, Target
from remote_prt.store.journal_reading import Entry, JournalContents, read_journal
from remote_prt.store.private_files import state_folder
from remote_prt.store.run_folders import LAST, RunFolders

#: How hosts are visited: the same for all of a run.
_OF_THE_WHOLE_RUN = (
    *("context", "event_hours", "probe", "only_user", "user", "laps", "laps_account", "auth", "kerberos_service"),
    *("allow_ntlm", "https", "port", "ca_file", "certificate_file", "certificate_key_file", "no_verify_tls"),
    "configuration_name",
)

#: Runs of runs of runs are followed so far.
_DEEPEST = 100


@dataclass(frozen=True, slots=True)
class Keeping:
    """What is to be kept of the coming run, and what is known already."""

    folders: RunFolders
    scope: str  #: what the lock and "the last run of these hosts" go by
    is_kept: bool = True
    keep_days: int = 30
    keep_history_days: int = 400
    is_own_state: bool = False  #: the folder was named by the user
    option_words: tuple[tuple[str, ...], ...] = ()
    rerun_of: str = ""
    resumed: JournalContents | None = None
    waitlist: Waitlist = field(default_factory=Waitlist)  #: whom earlier runs over these words did not reach
    positions: tuple[int, ...] = ()  #: of the targets that are visited now, in the run that is resumed


@dataclass(frozen=True, slots=True)
class TakenUp:
    """The coming run."""

    selection: Selection
    values: dict[str, Any]  #: of the command's options, without those that chose the hosts
    keeping: Keeping


def take_up(
    context: click.Context, values: dict[str, Any], request: JournalRequest, *, is_listed_first: bool = False
) -> TakenUp:
    """Whom to visit and how: as this command line says, or as an earlier run did.

    Args:
        context: of the command; hosts that are still being listed are listed as long as it lasts.
        values: of its options.
        request: what is kept, and which run is taken up.
        is_listed_first: all hosts must be known before the first is visited.

    Raises:
        UsageError: no such run, or options that contradict it.
    """
    state = state_folder(request.state)
    keeping = Keeping(
        RunFolders(state),
        "",
        is_kept=request.is_kept,
        keep_days=request.keep_days,
        keep_history_days=request.keep_history_days,
        is_own_state=request.state is not None,
    )
    if (request.resume or request.rerun) and context.get_parameter_source("catch_up") is ParameterSource.COMMANDLINE:
        raise UsageError("--catch-up orders a whole sweep", "leave it out, or say --rerun waiting")
    if request.resume is not None:
        taken = _resumed(context, values, request.resume, keeping)
    elif request.rerun is not None:
        taken = _rerun(context, values, request, keeping)
    else:
        wanted = selection_request(values)
        is_whole = is_listed_first or request.catches_up
        selection = resolve_selection(wanted) if is_whole else begin_selection(wanted, context.with_resource)
        scope = " ".join(selection.source_words)
        taken = TakenUp(selection, values, replace(keeping, scope=scope, option_words=option_words(context)))
    return _with_waitlist(taken, request)


def _with_waitlist(taken: TakenUp, request: JournalRequest) -> TakenUp:
    """The run with what is known of hosts that earlier ones did not reach; these first, where that was asked."""
    keeping, is_new = taken.keeping, request.resume is None and request.rerun is None
    is_order = request.catches_up and is_new
    if keeping.waitlist.is_order or not (keeping.is_kept or is_order):
        return taken
    found = waitlist(keeping.folders.state, keeping.scope, is_order=is_order, retired_days=request.retired_days)
    selection = taken.selection
    if is_order:
        number = len(found.due(selection.targets))
        notes = (*selection.notes, f"--catch-up: hosts that earlier runs did not reach: {number}")
        selection = replace(selection, targets=found.ordered(selection.targets), notes=notes)
    return replace(taken, selection=selection, keeping=replace(keeping, waitlist=found))


def _resumed(context: click.Context, values: dict[str, Any], word: str, keeping: Keeping) -> TakenUp:
    for name in sorted(HOST_OPTIONS):
        if is_given(context, name):
            which = "hosts are named" if name == "hosts" else f"{option_name(context, name)} is given"
            raise UsageError(f"--resume takes its hosts from the run, and {which}", "leave that out, or use --rerun")
    run_id = keeping.folders.find(word)
    contents = read_journal(keeping.folders.path(run_id))
    then = _replaceable(context, values_of(context, contents.header.option_words, run_id))
    _refuse_contradictions(context, then, run_id)
    merged = _merged(context, values, then)
    merged |= {name: then.all[name] for name in _OF_THE_WHOLE_RUN if name in merged}
    positions = tuple(number for number in range(len(contents.targets)) if not contents.is_done(number))
    if contents.more_targets:
        scope = contents.header.scope[:200]
        say(f"run {run_id}: hosts are missing: {contents.hosts_missing}; a new run of {scope} finds the others")
    if contents.damaged:
        say(f"run {run_id}: damaged records in its journal: {contents.damaged}; hosts without a whole one are visited")
    done = len(contents.targets) - len(positions)
    note = f"run {run_id}: {done} of {len(contents.targets)} hosts are done, {len(positions)} are to be visited"
    selection = Selection(
        tuple(contents.targets[number] for number in positions), (contents.header.options.scope,), notes=(note,)
    )
    kept = replace(keeping, scope=contents.header.scope, resumed=contents, positions=positions)
    return TakenUp(selection, merged, kept)


def _replaceable(context: click.Context, then: EarlierValues) -> EarlierValues:
    """Then's options without those that one given now stands for: another report, another source of the password."""
    groups = (
        group
        for group in (REPORT_OPTIONS, SECRET_OPTIONS, LDAP_SECRET_OPTIONS)
        if any(is_given(context, name) for name in group)
    )
    return then.without(*(name for group in groups for name in group))


def _merged(context: click.Context, values: dict[str, Any], then: EarlierValues) -> dict[str, Any]:
    """What was given now, else what was given then, else what settings and defaults say now."""
    return {
        name: value if is_given(context, name) else then.given.get(name, value)
        for name, value in values.items()
        if name not in HOST_OPTIONS
    }


def _refuse_contradictions(context: click.Context, then: EarlierValues, run_id: str) -> None:
    """What was given now about visiting hosts must be what the run was given."""
    for name in _OF_THE_WHOLE_RUN:
        if name not in context.params or not is_given(context, name):
            continue
        had = then.all[name]
        if context.params[name] != had:
            option = option_name(context, name)
            raise UsageError(
                f"--resume: run {run_id} has another {option} ({had})", "leave the option out, or start a new run"
            )


def _rerun(context: click.Context, values: dict[str, Any], request: JournalRequest, keeping: Keeping) -> TakenUp:
    words = request.rerun or ""
    which, _, word = words.partition(":")
    if which not in WHICH and not word:
        which, word = "all", which
    if which not in WHICH:
        raise UsageError(f"--rerun {words[:60]!r}: not known which hosts", f"say {', '.join(WHICH)}, or a run")
    named = [name for name in sorted(HOST_OPTIONS) if is_given(context, name)]
    if named and word:
        raise UsageError("--rerun names a run, and hosts are named too", "give one of them")
    wanted: Selection | None = None
    if named:
        wanted = resolve_selection(selection_request(values))
        scope = " ".join(wanted.source_words)
        run_id = keeping.folders.newest_of(scope)
        if run_id is None:
            raise UsageError(f"no run of {scope[:200]} is kept in {keeping.folders.state}", "sweep these hosts first")
    else:
        run_id = keeping.folders.find(word or LAST)
    newest = read_journal(keeping.folders.path(run_id))
    chosen = _chosen(keeping.folders, newest, WHICH[which])
    if wanted is not None:
        names = {target.name.casefold() for target in chosen}
        chosen = tuple(target for target in wanted.targets if target.name.casefold() in names)
    if which == _WAITING:
        state, scope = keeping.folders.state, newest.header.scope
        found = waitlist(state, scope, is_order=True, retired_days=request.retired_days)
        keeping, chosen = replace(keeping, waitlist=found), found.due(chosen)
    then = _replaceable(context, values_of(context, newest.header.option_words, run_id)).without(*REPORT_OPTIONS)
    selection = Selection(chosen, (f"{newest.header.scope} --rerun {which}:{run_id}",))
    # The words of then and now together, so that the rerun can be taken up in its turn.
    kept_words = {name: one for name, one in then.words.items() if not is_given(context, name)}
    both = (*kept_words.values(), *option_words(context, frozenset(kept_words)))
    kept = replace(keeping, scope=newest.header.scope, option_words=both, rerun_of=run_id)
    return TakenUp(selection, _merged(context, values, then), kept)


def _chosen(
    folders: RunFolders, newest: JournalContents, is_meant: Callable[[Entry | None], bool]
) -> tuple[Target, ...]:
    """The hosts that are meant, by the newest thing that is known of each: a rerun tells about some, its run of all."""
    known: dict[str, tuple[Target, Entry | None]] = {}
    contents: JournalContents | None = newest
    for _ in range(_DEEPEST):
        if contents is None:
            break
        for position, target in enumerate(contents.targets):
            entry = known.get(target.name, (target, None))[1]
            if entry is None or entry.outcome is Outcome.SKIPPED:
                known[target.name] = (target, contents.entries.get(position) or entry)
        contents = _repeated(folders, contents)
    return tuple(target for target, entry in known.values() if target.enabled and is_meant(entry))


def _repeated(folders: RunFolders, contents: JournalContents) -> JournalContents | None:
    """The run whose hosts a rerun visited, where it is still kept."""
    run_id = contents.header.rerun_of
    return read_journal(folders.path(run_id)) if run_id and run_id in folders.ids() else None


def _is_failed(entry: Entry | None) -> bool:
    bad = {Status.BROKEN, Status.FAILING, Status.STALE}
    return entry is not None and bool(bad & {entry.status, *entry.user_statuses})


def _is_unreachable(entry: Entry | None) -> bool:
    """Also what the run did not come to: it could not be judged either."""
    return entry is None or entry.outcome is not Outcome.VISITED


def _is_unknown(entry: Entry | None) -> bool:
    return entry is not None and Status.UNKNOWN in {entry.status, *entry.user_statuses}


def _is_any(entry: Entry | None) -> bool:  # noqa: ARG001  the table's signature
    return True


#: What history knows, and no entry of a journal by itself.
_WAITING = "waiting"

#: Which hosts `--rerun` may mean.
WHICH: dict[str, Callable[[Entry | None], bool]] = {
    "unreachable": _is_unreachable,
    "failed": _is_failed,
    "unknown": _is_unknown,
    "all": _is_any,
    _WAITING: _is_any,
}
