"""The sentence that a run is told from what was kept of it."""

from datetime import timedelta, tzinfo

from remote_prt.model import JudgedAgain
from remote_prt.reports.times import local_text
from remote_prt.reports.words import Words


def judged_again_text(again: JudgedAgain, words: Words, zone: tzinfo | None = None) -> str:
    """When it was judged again, and by which settings."""
    key = "header.again-site" if again.has_site_catalog else "header.again"
    return words.say(key, at=local_text(again.at, zone), hours=f"{again.stale_after / timedelta(hours=1):g}")
