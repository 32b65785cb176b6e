"""A report on saved files advises nothing about visits: there is no host to visit, only files and who made them."""

import json
import re
from dataclasses import replace

import pytest

from remote_prt.diagnosis.diagnosis import Status
from remote_prt.diagnosis.evidence import MissingReason
from remote_prt.errors import Phase
from remote_prt.model import Failure, Run
from remote_prt.reports.csv_file import render_csv
from remote_prt.reports.json_document import render_json
from remote_prt.reports.table import render_table
from remote_prt.reports.words import LANGUAGES, words_for, words_of
from tests.reports.builders import run, user, visited
from tests.reports.test_words import placeholders

#: What only somebody who visits hosts can do, in both languages.
_OF_VISITS = re.compile(
    r"--(context|host-timeout|limit|user|https)\b|\bvisit|doctor|\basked\b|\breached\b|再実行|到達", re.IGNORECASE
)


def saved(*reasons: MissingReason) -> Run:
    """Files of hosts that are UNKNOWN for these reasons; the visit that made one of them had been cut off."""
    lost = Failure(Phase.RUN, "http", 5985, "the script did not finish in time", "raise --host-timeout")
    outcomes = [visited(f"pc-{reason}", user(Status.UNKNOWN, reason=reason)) for reason in reasons]
    return run(replace(outcomes[0], failure=lost), *outcomes[1:], visits_hosts=False)


def texts(value: object) -> list[str]:
    """Every text of a JSON value that is no member's name."""
    if isinstance(value, dict):
        return [one for member in value.values() for one in texts(member)]
    if isinstance(value, list):
        return [one for member in value for one in texts(member)]
    return [value] if isinstance(value, str) else []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", MissingReason)
def test_no_reason_of_saved_files_names_a_visit(reason: MissingReason, language: str) -> None:
    """Neither table nor CSV nor JSON: every reason has an action of its own for files."""
    files = saved(reason)
    pages = [
        render_table(files, width=1000, colour=False, encoding="utf-8", show_all=True, wide=wide, language=language)
        for wide in (False, True)
    ]
    pages += render_csv(files, language=language).splitlines()[1:]
    pages += texts(json.loads(render_json(files, exit_code=3, language=language)))
    told = [page.replace("VISITED", "") for page in pages]

    assert [found for page in told for found in _OF_VISITS.findall(page)] == []
    assert words_for(files.options, language).reasons[reason][1] in pages[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_of_files_stand_for_words_of_visits(language: str) -> None:
    """They replace texts that exist, fill in no other values, and a sweep keeps its own."""
    visiting, reading = words_of(language), words_for(saved(MissingReason.DEADLINE).options, language)
    changed = [key for key in reading.texts if reading.texts[key] != visiting.texts.get(key)]

    assert set(reading.texts) == set(visiting.texts)
    assert changed
    assert [key for key in changed if not placeholders(reading.texts[key]) <= placeholders(visiting.texts[key])] == []
    assert words_for(run().options, language) == visiting
