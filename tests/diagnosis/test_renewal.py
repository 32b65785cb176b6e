"""The effective renewal is the later of update time and expiry minus 14 days, within reason."""

from datetime import timedelta

import pytest

from remote_prt.diagnosis.aad_events import rebuild_attempts
from remote_prt.diagnosis.renewal import LIFETIME, effective_renewal
from tests.diagnosis.builders import NOW, ago, summary

UPDATED = ago(hours=12)


@pytest.mark.parametrize(
    ("implied", "renewed_at"),
    [
        (UPDATED + timedelta(hours=4), UPDATED + timedelta(hours=4)),
        (UPDATED, UPDATED),
        (UPDATED - timedelta(seconds=1), UPDATED),
        (UPDATED + timedelta(days=76), UPDATED),
        (NOW + timedelta(minutes=5), NOW + timedelta(minutes=5)),
        (NOW + timedelta(minutes=6), UPDATED),
    ],
    ids=["renewed-later", "together", "a-second-early", "ninety-day-lifetime", "clock-tolerance", "beyond-tolerance"],
)
def test_expiry_minus_lifetime_counts_where_it_is_believable(implied, renewed_at) -> None:
    """Published pairs differ by seconds or hours; a changed lifetime must not move the renewal into the future."""
    assert effective_renewal(UPDATED, implied + LIFETIME, NOW).at == renewed_at


def test_expiry_before_update_is_implausible() -> None:
    """A published sample has it: such times are not used."""
    renewal = effective_renewal(UPDATED, UPDATED - timedelta(days=300), NOW)

    assert renewal.is_implausible
    assert renewal.at == UPDATED


def test_a_later_success_in_the_log_is_a_renewal() -> None:
    """An attempt that succeeded after the text's times counts, and is named as the proof."""
    attempts = rebuild_attempts([summary(1252, ago(hours=1)), summary(1252, ago(minutes=30), "3221225581")])
    renewal = effective_renewal(UPDATED, None, NOW, attempts)

    assert (renewal.at, renewal.source) == (ago(hours=1), "event")


def test_nothing_proves_nothing() -> None:
    """Without times and events there is no renewal."""
    assert effective_renewal(None, None, NOW).at is None
