"""A hook for the tests of notices."""

from collections.abc import Iterator

import pytest

from tests.notices.servers import Hook, running_hook


@pytest.fixture
def hook() -> Iterator[Hook]:
    """A hook that runs as long as the test."""
    with running_hook() as running:
        yield running
