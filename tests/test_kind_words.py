"""Whoever reads Japanese is told no word of a closed set in English only."""

import importlib
import inspect
import pkgutil
import re
from enum import StrEnum
from itertools import groupby

import pytest

import remote_prt
from remote_prt.diagnosis.attempt import AttemptPhase
from remote_prt.diagnosis.codes import CodeClass
from remote_prt.diagnosis.evidence import MissingReason, SessionKind, SessionState
from remote_prt.diagnosis.finding import CauseClass, Confidence, EvidenceReference
from remote_prt.diagnosis.kind_words import EVIDENCE_JAPANESE, JAPANESE, spoken, spoken_with_value, told_evidence
from remote_prt.diagnosis.notes import Remark, worded
from remote_prt.reports.csv_file import render_csv
from remote_prt.reports.table import render_table
from remote_prt.reports.words import ENGLISH, LANGUAGES, words_of
from tests.reports.builders import fleet

#: The same in every language: what is typed as an option's value, or in an inventory file.
TYPED = {"AuthMethod", "Context", "FailOn", "ColourChoice", "ListingFormat", "Scope", "Redact"} | {
    "DigestDay",
    "GroupsFrom",
    "Occasion",
}
#: Shown to programs only, or what the core tells itself.
INSIDE = {"AuthorityKind", "DeviceAuth", "BrokerCause", "AccountKind", "ChannelState", "ProbePhase"} | {
    "Dialect",
    "NoTicket",
    "PlaceKind",
    "StopReason",
    "TicketState",
}
#: Said at the prompt, whose own table has their Japanese (tests/cli/test_prompt_conventions.py).
AT_THE_PROMPT = {"ChainStep", "Level", "LocalCheck", "RunState", "StepState", "Undelivered"}
READABLE = re.compile(r"[ぁ-んァ-ヶ一-龠]")


def closed_sets() -> list[type[StrEnum]]:
    """Every set of words in the package, the lab's left out: it plays hosts and tells people nothing."""
    names = [one.name for one in pkgutil.walk_packages(remote_prt.__path__, "remote_prt.")]
    left_out = (".lab", "__main__", ".krb5_tickets")  # the last needs an extra, and has no set of its own
    modules = [importlib.import_module(name) for name in names if not any(part in name for part in left_out)]
    return [
        member
        for module in modules
        for _, member in inspect.getmembers(module, inspect.isclass)
        if issubclass(member, StrEnum) and member.__module__ == module.__name__
    ]


SHOWN = [one for one in closed_sets() if one.__name__ in JAPANESE]


def has_words_elsewhere(members: type[StrEnum]) -> bool:
    """Whether it is said by the texts or reasons of reports, or is a status word, which is the same everywhere."""
    endings = {key.partition(".")[2] for key in ENGLISH.texts}
    return members is MissingReason or all(one.value.isupper() or one.value in endings for one in members)


def test_every_set_is_said_or_known_to_need_no_words() -> None:
    """A new set of words must be given its Japanese, or a place in one of the lists above."""
    silent = {one.__name__ for one in closed_sets() if not has_words_elsewhere(one)}

    assert sorted(silent - JAPANESE.keys() - TYPED - INSIDE - AT_THE_PROMPT) == []
    assert JAPANESE.keys() <= {one.__name__ for one in closed_sets()}


@pytest.mark.parametrize("members", SHOWN, ids=lambda one: one.__name__)
def test_every_member_that_is_shown_has_words_in_both_languages(members: type[StrEnum]) -> None:
    """English is the value; Japanese is Japanese, says each member, no more, and no two alike."""
    words = JAPANESE[members.__name__]

    assert [one.value for one in members] == list(words)
    assert all(spoken(one, "en") == one.value for one in members)
    assert [word for word in words.values() if not READABLE.search(word)] == []
    assert [word for word, same in groupby(sorted(words.values())) if len(list(same)) > 1] == []


def test_a_reader_can_still_search_for_the_value() -> None:
    """The value stands in brackets behind a word that does not hold it, in Japanese only."""
    assert spoken_with_value(CauseClass.NETWORK, "ja") == "ネットワーク [network]"
    assert spoken_with_value(CauseClass.NETWORK, "en") == "network"
    assert spoken(CodeClass.NTSTATUS, "ja") == "状態コード (NTSTATUS)"
    assert spoken(SessionState.UNKNOWN, "ja") == "不明"


def test_evidence_is_told_in_words_and_what_a_host_printed_stays() -> None:
    """Only words of ours are said in Japanese: not a row, a log, a record, or a value that looks like a word."""
    step = EvidenceReference("attempt", "failing step", AttemptPhase.WS_TRUST)
    row = EvidenceReference("dsregcmd", "SSO State/AzureAdPrt", "keys")
    session = EvidenceReference("session", SessionKind.CALLER, "user")

    assert told_evidence(step, "ja") == EvidenceReference(
        "試行 [attempt]", "失敗した手順 [failing step]", "WS-Trust エンドポイントへの要求 [ws-trust]"
    )
    assert told_evidence(session, "ja") == EvidenceReference("セッション [session]", "呼び出し元 [caller]", "user")
    assert told_evidence(row, "ja") == row
    assert told_evidence(step, "en") is step


def test_a_contradiction_names_both_causes_in_words() -> None:
    """A note beside a status says classes as the reader says them."""
    remark = Remark("two-causes", {"first": CauseClass.NETWORK, "second": CauseClass.UPN})

    assert "ネットワーク [network]" in worded(remark, "ja")
    assert worded(remark).endswith("to network and to upn")


def test_a_table_says_sessions_joins_and_phases_in_japanese() -> None:
    """What stands in a Japanese table's cells are words; CSV and JSON keep the values."""
    table = render_table(fleet(), width=100, colour=False, encoding="utf-8", show_all=True, wide=True, language="ja")

    assert "ユーザー/使用中" in table
    assert "ハイブリッド参加" in table
    assert "接続 http:5985" in table
    assert not re.search(r"user/|caller/|/unknown|\bhybrid\b", table)
    assert ",hybrid," in render_csv(fleet(), language="ja")


def test_every_word_of_evidence_that_is_ours_is_said() -> None:
    """What rules write into evidence beside rows and records has its Japanese."""
    written = set()
    rules = importlib.import_module("remote_prt.diagnosis.rules")
    for module in pkgutil.iter_modules(rules.__path__, "remote_prt.diagnosis.rules."):
        source = inspect.getsource(importlib.import_module(module.name))
        calls = re.findall(r"EvidenceReference\(([^)]*)\)", source)
        written |= {word for call in calls for word in re.findall(r'"([^"{]+)"', call)}

    assert len(written) > 5
    assert sorted(written - EVIDENCE_JAPANESE.keys() - {"dsregcmd", "URL", "ComputerName"}) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_reports_say_confidence_as_the_core_does(language: str) -> None:
    """One word for one idea in a language."""
    say = words_of(language).say

    assert [one.value for one in Confidence if say(f"confidence.{one.value}") != spoken(one, language)] == []
