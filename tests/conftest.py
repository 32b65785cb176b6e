"""Shared fixtures: where the published corpora and the recorded dialogues lie."""

import os
from pathlib import Path

import pytest


def _folder(variable: str) -> Path:
    value = os.environ.get(variable)
    if not value or not Path(value).is_dir():
        pytest.skip(f"{variable} names no folder")
    return Path(value)


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of published dsregcmd texts and events (`dsregcmd/`, `events/`, each with an INDEX.tsv)."""
    return _folder("REMOTE_PRT_CORPUS")


@pytest.fixture(scope="session")
def recordings() -> Path:
    """The folder of recorded dialogues of real Windows hosts (`*.yml`)."""
    return _folder("REMOTE_PRT_RECORDINGS")
