"""The article's step 1, done: renew the PRT of each signed-in user, and look whether its update time moves.

A visit before, `dsregcmd /refreshprt` in each user's own session (snippets: Invoke-PrtRefresh), then light visits until
every user's token was seen renewed, an attempt was seen to fail, or the waiting is over. dsregcmd only schedules a
renewal, so its answer is never taken for success. Where nothing moves the user locks and unlocks, as the article says:
that may happen while we wait, and counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from remote_prt.collectors.action import Action
from remote_prt.controller.doing import Hands, from_visit
from remote_prt.controller.refresh_sight import Sight, failed_since, sights_of, was_renewed
from remote_prt.diagnosis.diagnosis import Status
from remote_prt.diagnosis.evidence import SessionKind, SessionState
from remote_prt.model import Capture, Deed, DeedPart, Failure, HostDeed, Remark, Target, VisitOutcome
from remote_prt.readers.action_records import ActionFailed, RefreshAnswer, read_refresh

#: Seconds between looks: renewals come within seconds or not before somebody unlocks.
FIRST_LOOKS = (2.0, 5.0, 10.0, 15.0)
LATER_LOOKS = 30.0

#: What dsregcmd prints when it knows the switch (facts: "PRT refresh scheduled. Check AAD event logs for details.").
_SCHEDULED = "refresh scheduled"
#: What its usage names besides: an older dsregcmd prints that for a switch it lacks. Unverified on real hosts.
_USAGE = ("/status", "/debug", "/leave")

_UTC = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True, slots=True)
class RefreshPlan:
    """What is asked for."""

    wait_seconds: float = 180.0
    only_user: str = ""  #: UPN or SID; "" = everybody who is signed in
    dry_run: bool = False
    light_event_hours: int = 1  #: looks while waiting read less of the log than the visit before

    async def work(self, hands: Hands, target: Target) -> HostDeed:
        """Renew on one host."""
        return await _Refresh(self, hands, target).run()


class _Refresh:
    """One host's renewal under way."""

    def __init__(self, plan: RefreshPlan, hands: Hands, target: Target) -> None:
        self._plan = plan
        self._hands = hands
        self._target = target
        self._clock = hands.visitor.clock
        self._started = self._clock.monotonic()
        self._captures: list[tuple[str, Capture]] = []

    async def run(self) -> HostDeed:
        """All of it."""
        before = await self._hands.visit(self._target)
        self._keep("before", before)
        if before.diagnosis is None or before.evidence is None:
            return from_visit(before)
        seen = _wanted(sights_of(before), self._plan.only_user)
        if not seen:
            return self._done(before, [_nobody(self._plan.only_user)])
        possible = [sight for sight in seen if _why_not(sight) is None]
        parts = [_not_possible(sight, why) for sight in seen if (why := _why_not(sight)) is not None]
        if not possible:
            return self._done(before, parts)
        return await self._ask(before, possible, parts)

    async def _ask(self, before: VisitOutcome, possible: list[Sight], parts: list[DeedPart]) -> HostDeed:
        """Run the action, then wait for those it was run for."""
        sids: list[str] = [sight.sid for sight in possible]
        values = (("OnlySid", sids), ("BudgetSeconds", max(10, int(self._hands.visitor.host_timeout_seconds * 0.6))))
        outcome = await self._hands.act(self._target, Action("Invoke-PrtRefresh", values, self._plan.dry_run))
        answers = read_refresh(outcome.records)
        if isinstance(answers, ActionFailed):
            why = answers.problem if outcome.failure is None else outcome.failure.message
            parts += [_part(sight, Deed.FAILED, Remark("refresh.no-answer", (("why", why),))) for sight in possible]
            return self._done(before, parts, outcome.failure)
        given = {answer.sid: answer for answer in answers}
        asked: list[tuple[Sight, RefreshAnswer]] = []
        for sight in possible:
            answer = given.get(sight.sid)
            if answer is None:
                parts.append(_part(sight, Deed.NOT_POSSIBLE, Remark("refresh.gone")))
            elif answer.state == "whatif":
                parts.append(_part(sight, Deed.WOULD_CHANGE, Remark("refresh.would")))
            elif answer.state == "refused":
                why = answer.message or answer.error_id
                parts.append(_part(sight, Deed.NOT_POSSIBLE, Remark("refresh.refused", (("why", why),)), LOCK))
            else:
                asked.append((sight, answer))
        if asked:
            parts += await self._watch(asked)
        return self._done(before, parts)

    async def _watch(self, asked: Sequence[tuple[Sight, RefreshAnswer]]) -> list[DeedPart]:
        """Look until all is decided or the time is over; the last look comes at its very end."""
        waiting = {sight.sid: (sight, answer) for sight, answer in asked}
        newest = {sight.sid: sight for sight, _ in asked}
        decided: dict[str, DeedPart] = {}
        until = self._clock.monotonic() + self._plan.wait_seconds
        looks = iter(FIRST_LOOKS)
        while waiting:
            left = until - self._clock.monotonic()
            await self._hands.pause(max(0.0, min(next(looks, LATER_LOOKS), left)))
            now = await self._look()
            for sid in list(waiting):
                before, answer = waiting[sid]
                newest[sid] = now.get(sid, newest[sid])
                part = _decide(before, newest[sid], answer)
                if part is not None:
                    decided[sid] = part
                    del waiting[sid]
            if until - self._clock.monotonic() <= 0:
                break
        waited = round(self._clock.monotonic() - self._started)
        for sid, (before, answer) in waiting.items():
            decided[sid] = _pending(before, newest[sid], answer, waited)
        return [decided[sight.sid] for sight, _ in asked]

    async def _look(self) -> dict[str, Sight]:
        """Everybody's token as a light visit sees it; nothing where the host does not answer this time."""
        options = replace(self._hands.visitor.collect_options, event_hours=self._plan.light_event_hours)
        hands = replace(self._hands, visitor=replace(self._hands.visitor, collect_options=options))
        outcome = await hands.visit(self._target)
        self._keep("after", outcome)
        return {} if outcome.evidence is None else {sight.sid: sight for sight in sights_of(outcome)}

    def _keep(self, when: str, outcome: VisitOutcome) -> None:
        """Of every moment the newest capture."""
        if outcome.capture is not None:
            self._captures = [one for one in self._captures if one[0] != when] + [(when, outcome.capture)]

    def _done(self, before: VisitOutcome, parts: list[DeedPart], failure: Failure | None = None) -> HostDeed:
        return HostDeed(
            target=self._target,
            outcome=before.outcome,
            address=before.address,
            failure=failure or before.failure,
            parts=tuple(parts),
            started_at=before.started_at,
            duration_seconds=round(self._clock.monotonic() - self._started, 3),
            captures=tuple(self._captures),
        )


LOCK = Remark("refresh.lock-and-unlock")


def _wanted(sights: tuple[Sight, ...], only_user: str) -> tuple[Sight, ...]:
    wanted = only_user.casefold()
    if not wanted:
        return sights
    return tuple(sight for sight in sights if wanted in {sight.sid.casefold(), sight.session.upn.casefold()})


def _nobody(only_user: str) -> DeedPart:
    key = "refresh.not-signed-in" if only_user else "refresh.nobody"
    return DeedPart(only_user, Deed.NOT_POSSIBLE, remarks=(Remark(key), Remark("refresh.sign-in")))


def _why_not(sight: Sight) -> Remark | None:
    """Why nothing can be asked for this user; None where it can."""
    if sight.status is Status.NOT_APPLICABLE:
        return Remark("refresh.not-applicable")
    if sight.session.kind is not SessionKind.USER or not sight.sid:
        return Remark("refresh.no-session")
    return None


def _not_possible(sight: Sight, why: Remark) -> DeedPart:
    return _part(sight, Deed.NOT_POSSIBLE, why)


def _decide(before: Sight, now: Sight, answer: RefreshAnswer) -> DeedPart | None:
    """What became of it, as far as this look can tell."""
    if was_renewed(before, now):
        unlocked = before.session.state is SessionState.LOCKED and now.session.state is SessionState.ACTIVE
        remarks = (Remark("refresh.renewed-by-unlock" if unlocked else "refresh.renewed"), *_left(answer))
        return _part(before, Deed.DONE, *remarks, after=now)
    failed = failed_since(before, now)
    if failed is None:
        return None
    finding = now.findings[0] if now.findings else None
    code = failed.status.spelling if failed.status is not None else ""
    remarks = (Remark("refresh.failed", (("code", code or "?"),)), *_left(answer))
    return replace(_part(before, Deed.FAILED, *remarks, after=now), finding=finding)


def _pending(before: Sight, now: Sight, answer: RefreshAnswer, waited: int) -> DeedPart:
    """Nothing moved: what was seen, and what to try."""
    seen = Remark("refresh.not-seen", (("seconds", str(waited)),))
    if _lacks_switch(answer.text):
        return _part(before, Deed.NOT_POSSIBLE, Remark("refresh.no-switch"), LOCK, *_left(answer), after=now)
    state = Remark(f"refresh.session-{now.session.state.value}")
    if now.prt and now.updated_at is None:
        seen = Remark("refresh.no-time")
    said = () if _SCHEDULED in answer.text else (Remark("refresh.said", (("words", own_words(answer)),)),)
    return _part(before, Deed.PENDING, seen, state, *said, LOCK, *_left(answer), after=now)


def own_words(answer: RefreshAnswer) -> str:
    """What dsregcmd itself printed, in one short line; the state of the task where it printed nothing."""
    said = answer.text.partition("REMOTE-PRT-DSREGCMD")[2].split()
    return " ".join(said)[:200] or answer.state


def _lacks_switch(text: str) -> bool:
    """Whether dsregcmd printed its usage instead."""
    own = text.partition("REMOTE-PRT-DSREGCMD")[2].casefold()
    return _SCHEDULED not in own and sum(word in own for word in _USAGE) > 1


def _left(answer: RefreshAnswer) -> tuple[Remark, ...]:
    return () if answer.is_removed else (Remark("deed.left-behind"),)


def _part(sight: Sight, deed: Deed, *remarks: Remark, after: Sight | None = None) -> DeedPart:
    now = after or sight
    return DeedPart(
        subject=sight.session.name or sight.session.upn or sight.sid,
        deed=deed,
        before=_token(sight),
        after="" if after is None else _token(now),
        remarks=remarks,
        details=(
            ("Sid", sight.sid),
            ("Upn", sight.session.upn),
            ("StatusBefore", sight.status.value),
            ("StatusAfter", "" if after is None else now.status.value),
        ),
    )


def _token(sight: Sight) -> str:
    """The update time, or what stands where there is none."""
    return _time(sight.updated_at) if sight.updated_at is not None else sight.prt


def _time(at: datetime) -> str:
    return at.strftime(_UTC)
