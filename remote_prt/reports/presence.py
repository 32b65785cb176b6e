"""On how many visited hosts somebody was signed in: a sweep of idle machines says little about tokens."""

from dataclasses import dataclass

from remote_prt.diagnosis.evidence import MissingReason
from remote_prt.model import Run
from remote_prt.reports.shares import percent
from remote_prt.reports.words import Words


@dataclass(frozen=True, slots=True)
class Presence:
    """Who was met where; of the other visited hosts it is not known."""

    visited: int
    with_users: int  #: also where it could not be told who it is
    without: int  #: nobody was signed in there

    @property
    def is_thin(self) -> bool:
        """Nobody was signed in on more than half of all visited hosts."""
        return self.without * 2 > self.visited


def presence_of(run: Run) -> Presence:
    """What a run saw of that."""
    met = [one.diagnosis for one in run.outcomes if one.diagnosis is not None]
    with_users = sum(bool(one.users) or one.reason is MissingReason.OWNER_HIDDEN for one in met)
    without = sum(not one.users and one.reason is MissingReason.NO_USER_SIGNED_IN for one in met)
    return Presence(len(met), with_users, without)


def presence_lines(run: Run, words: Words, *, always: bool = False) -> tuple[str, ...]:
    """The share, and the advice to sweep by day where it is low; nothing where it is not low, unless `always`.

    Saved files were visited by nobody, and a run about one user leaves the others out: both say nothing.
    """
    seen = presence_of(run)
    if not seen.visited or run.options.only_user or not run.options.visits_hosts or not (always or seen.is_thin):
        return ()
    share = percent(seen.with_users, seen.visited)
    told = words.say("presence.users", with_users=seen.with_users, visited=seen.visited, share=share)
    return (told, words.say("presence.day")) if seen.is_thin else (told,)
