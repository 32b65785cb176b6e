"""`remote_prt analyze RUN-FOLDER`: the outcomes of a kept run, its captures judged as of today."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from remote_prt.cli.composition import judge
from remote_prt.cli.kept_run import judged_again
from remote_prt.cli.prompt import say
from remote_prt.diagnosis.catalog_entry import Catalog
from remote_prt.diagnosis.evidence import Policy
from remote_prt.model import Context, VisitOutcome
from remote_prt.store.journal_reading import read_journal


def journalled(path: Path, catalog: Catalog, policy: Policy, *, keep_evidence: bool) -> Iterator[VisitOutcome]:
    """Every outcome that a journal holds, whoever wrote it; hosts that failed are told as they failed then.

    Raises:
        UnreadableInput: it is no journal of this version, or its head is damaged.
    """
    contents = read_journal(path, is_ours=False)
    then = contents.header.options
    say(f"run {contents.header.run_id}: {len(contents.entries)} of {len(contents.targets)} hosts are in its journal")
    if contents.damaged:
        say(f"run {contents.header.run_id}: damaged records that are left out: {contents.damaged}")
    policy = replace(
        policy,
        requires_own_session=then.context is Context.USER,
        only_user=policy.only_user or then.only_user,
    )
    for _, outcome in judged_again(contents, partial(judge, catalog, policy), keep_evidence=keep_evidence):
        yield outcome
