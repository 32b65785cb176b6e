"""The dsregcmd texts of one host in a case: which are the same user's at different times, and from which file each is.

A ticket often holds the text of yesterday and that of today. They belong together where device id and account are the
same and their times differ; the newest decides and names the earlier ones. Nothing is dropped on a guess: a text
without an account or a time stays a row of its own, and every row says its file.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from remote_prt.diagnosis.dsreg_facts import DsregFacts, parse_time
from remote_prt.diagnosis.dsreg_keys import DIAGNOSTICS_KEYS, KNOWN_KEYS
from remote_prt.diagnosis.dsreg_report import DsregReport, Row
from remote_prt.diagnosis.evidence import Observation, SessionKind
from remote_prt.readers.file_contents import FileContents


@dataclass(frozen=True, slots=True)
class _Text:
    """One text, who it is about and when it was made, as far as it says so."""

    file: str
    report: DsregReport
    observation: Observation
    owner: tuple[str, str] | None  #: device id and account; None where it lacks one of them
    at: datetime | None


def stated_texts(
    files: Sequence[FileContents], known: Sequence[Observation], observed: Callable[[FileContents], Observation]
) -> tuple[Observation, ...]:
    """Each different text of the files once, the earlier ones of a user folded into the newest.

    Args:
        files: of one host, in the order of their names.
        known: what the host's capture observed.
        observed: makes an observation of a file's text.
    """
    texts: list[_Text] = []
    for content in files:
        if content.report is not None and all(_said(content.report) != _said(text.report) for text in texts):
            texts.append(_text(content.name, content.report, observed(content)))
    groups: list[list[_Text]] = []
    for text in texts:
        group = next((group for group in groups if all(_is_another_time(text, other) for other in group)), None)
        if group is None:
            groups.append([text])
        else:
            group.append(text)
    own = [one for one in known if one.session.kind is SessionKind.USER]
    is_alone = len(texts) + len(own) == 1
    return tuple(_newest(group) if not is_alone else group[0].observation for group in groups)


def _said(report: DsregReport) -> tuple[Row, ...]:
    """What dsregcmd itself printed: the sentences of a mail around it make no other text."""
    return tuple(row for row in report.rows if row.key in KNOWN_KEYS or row.key in DIAGNOSTICS_KEYS)


def _text(file: str, report: DsregReport, observation: Observation) -> _Text:
    facts, session = DsregFacts(report), observation.session
    account = (session.upn or session.name).casefold()
    owner = (facts.device_id, account) if facts.device_id and account else None
    return _Text(file, report, observation, owner, _made_at(facts, observation.taken_at))


def _made_at(facts: DsregFacts, clock: datetime | None) -> datetime | None:
    """When a text was made: by its clock, or else not before the last thing that it tells of."""
    told = [
        facts.prt_updated_at,
        *(parse_time(row.value) for row in facts.report.rows if row.key == "Previous Prt Attempt"),
    ]
    return clock or max((at for at in told if at is not None), default=None)


def _is_another_time(one: _Text, other: _Text) -> bool:
    """Whether two texts are of the same user and device, made at times that can be told apart."""
    return one.owner is not None and one.owner == other.owner and None not in (one.at, other.at) and one.at != other.at


def _newest(group: Sequence[_Text]) -> Observation:
    """The newest text of a user, with its file and those of the earlier ones, newest first."""
    ordered = sorted(group, key=lambda text: 0.0 if text.at is None else -text.at.timestamp())
    earlier = tuple(
        f"{text.file} ({text.at:%Y-%m-%d %H:%M} UTC)" if text.at is not None else text.file for text in ordered[1:]
    )
    return replace(ordered[0].observation, file=ordered[0].file, earlier_files=earlier)
