"""What one visit sees of one user's token, and whether it was renewed between two of them."""

from dataclasses import dataclass
from datetime import datetime

from remote_prt.diagnosis.attempt import Attempt
from remote_prt.diagnosis.diagnosis import Status
from remote_prt.diagnosis.evidence import LogonSession, Policy
from remote_prt.diagnosis.finding import Finding
from remote_prt.diagnosis.view import arrange
from remote_prt.model import VisitOutcome


@dataclass(frozen=True, slots=True)
class Sight:
    """One user at one moment."""

    session: LogonSession
    status: Status
    findings: tuple[Finding, ...]
    prt: str  #: YES, NO, or "" where the user's own session was not seen
    updated_at: datetime | None
    at: datetime  #: when: the host's clock, or ours where it has none
    attempts: tuple[Attempt, ...]  #: of this user, oldest first

    @property
    def sid(self) -> str:
        """Whose; one account is asked once, whatever the number of its sessions."""
        return self.session.sid


def sights_of(outcome: VisitOutcome) -> tuple[Sight, ...]:
    """Everybody who is signed in, each account once; empty where nothing was judged."""
    if outcome.diagnosis is None or outcome.evidence is None:
        return ()
    views = arrange(outcome.evidence, Policy()).users
    by_session = {(view.session.sid, view.session.session_id): view for view in views}
    found: dict[str, Sight] = {}
    for user in outcome.diagnosis.users:
        view = by_session.get((user.session.sid, user.session.session_id))
        sight = Sight(
            session=user.session,
            status=user.status,
            findings=user.findings,
            prt=user.azure_ad_prt,
            updated_at=user.prt_update_at,
            at=(None if view is None else view.now) or outcome.started_at,
            attempts=() if view is None else view.attempts,
        )
        found.setdefault(sight.sid, sight)
    return tuple(found.values())


def was_renewed(before: Sight, now: Sight) -> bool:
    """Whether the update time moved, or an attempt after the first look ended well (1007 or 1029 = 0x0, 1250, 1252)."""
    moved = now.updated_at is not None and (before.updated_at is None or now.updated_at > before.updated_at)
    return moved or any(attempt.has_succeeded for attempt in _since(before, now))


def failed_since(before: Sight, now: Sight) -> Attempt | None:
    """The newest attempt after the first look, if it failed."""
    newest = _since(before, now)[-1:]
    return newest[0] if newest and newest[0].has_failed else None


def _since(before: Sight, now: Sight) -> tuple[Attempt, ...]:
    return tuple(one for one in now.attempts if one.ended_at is not None and one.ended_at > before.at)
