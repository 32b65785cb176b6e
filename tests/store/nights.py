"""Nights made for tests of history: who was seen how."""

from datetime import UTC, datetime, timedelta

from remote_prt.diagnosis.sighting import PastRun, Sighting

FIRST = datetime(2026, 1, 1, 1, 0, tzinfo=UTC)

#: A word of a script: status and cause.
WORDS = {
    "ok": ("HEALTHY", ""),
    "pw": ("BROKEN", "PRT-AADSTS50126"),
    "net": ("FAILING", "PRT-WINHTTP-12007"),
    "off": ("UNREACHABLE", "connect http"),
    "late": ("SKIPPED", ""),
    "dark": ("UNKNOWN", "wrong-session"),
}


def past_run(night: int, scope: str = "@lab", *, whole: bool = True) -> PastRun:
    """The run of that night."""
    at = FIRST + timedelta(days=night)
    run_id = f"{at:%Y%m%dT%H%M%SZ}-{night:06x}"
    return PastRun(run_id, scope, at, at + timedelta(hours=1), (("HEALTHY", 1),), 1, 1, whole, "", 100 + night)


def sighting(host: str, word: str, night: int, user: str = "LAB\\anna") -> Sighting:
    """How a host's user was seen that night; a visit that failed saw no user."""
    status, cause = WORDS[word]
    upn = "anna@lab.example" if user == "LAB\\anna" else ""
    who = ("", "") if word in {"off", "late"} else (user, upn)
    return Sighting(host, who[0], status, cause, "", FIRST + timedelta(days=night), who[1])
