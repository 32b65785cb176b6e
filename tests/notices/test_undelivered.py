"""The words for what keeps a notice from being taken."""

import pytest

from remote_prt.cli.prompt import speaker
from remote_prt.notices.undelivered import Undelivered, hint_of, problem_of


@pytest.mark.parametrize("why", Undelivered)
def test_every_reason_is_said_in_both_languages(why: Undelivered) -> None:
    """A reason has a sentence of its own, and that and its hint are Japanese for who reads Japanese."""
    english = list(filter(None, (problem_of(why, "503"), hint_of(why))))
    japanese = [speaker("ja")(one) for one in english]

    assert len({problem_of(one, "503") for one in Undelivered}) == len(Undelivered)
    assert [said for said, one in zip(japanese, english, strict=True) if said == one] == []
