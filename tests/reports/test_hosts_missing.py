"""A run whose list of hosts broke off says so in every report that people or monitoring read."""

import json
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from remote_prt.diagnosis.diagnosis import Status
from remote_prt.model import Run, StopReason
from remote_prt.reports.json_document import render_json
from remote_prt.reports.junit import render_junit
from remote_prt.reports.markdown import render_markdown
from remote_prt.reports.nagios import NagiosState, nagios_line
from remote_prt.reports.prometheus import render_prometheus
from remote_prt.reports.redaction import Redact, Redactor
from remote_prt.reports.table import render_table
from tests.reports.builders import run, user, visited

WHY = "directory server dc1.corp.example: it closed the connection"
SAID = {
    "en": f"Hosts are missing here: {WHY}.",
    "ja": "ここに含まれていないホストがあります: ディレクトリ サーバー dc1.corp.example: 接続が閉じられました。",
}


@pytest.fixture
def broken_off() -> Run:
    """One healthy host, and who knows how many others."""
    return replace(run(visited("pc-01", user(Status.HEALTHY))), hosts_missing=WHY)


@pytest.mark.parametrize("language", SAID)
def test_pages_say_that_hosts_are_missing_and_why(broken_off: Run, language: str) -> None:
    """At the top, in the reader's language."""
    table = render_table(broken_off, width=200, colour=False, encoding="utf-8", show_all=False, language=language)
    page = render_markdown(broken_off, exit_codes=(4,), language=language)

    assert SAID[language] in table
    assert SAID[language] in page.replace("\\", "")


def test_programs_are_told_too(broken_off: Run) -> None:
    """JSON has the reason; to monitoring the run is not complete."""
    document = json.loads(render_json(broken_off, exit_code=4))

    assert document["Run"]["HostsMissing"] == WHY
    assert "remote_prt_run_complete{" in (metrics := render_prometheus(broken_off, exit_code=4))
    assert [line.split()[-1] for line in metrics.splitlines() if line.startswith("remote_prt_run_complete{")] == ["0.0"]


def test_no_name_is_told_where_hosts_are_replaced(broken_off: Run) -> None:
    """The domain controller is a host, too."""
    assert Redactor([Redact.HOSTS]).run(broken_off).hosts_missing == "their list broke off"
    assert Redactor([Redact.USERS]).run(broken_off).hosts_missing == WHY


@pytest.mark.parametrize("language", SAID)
def test_a_build_is_not_green_where_hosts_are_missing(broken_off: Run, language: str) -> None:
    """A case of the run itself is an error, and is counted as one; a run that knows all its hosts has none."""
    suite = ET.fromstring(render_junit(broken_off, language=language))[0]
    error = suite.find("./testcase[@classname='(run)']/error")

    assert error is not None
    assert (error.get("type"), error.get("message")) == ("HOSTS_MISSING", f"HOSTS_MISSING: {SAID[language]}")
    assert (suite.get("tests"), suite.get("errors"), len(suite)) == ("2", "1", 2)
    assert "HOSTS_MISSING" not in render_junit(replace(broken_off, hosts_missing=""))


def test_the_line_for_monitoring_says_what_is_wrong_with_the_run(broken_off: Run) -> None:
    """Not the reason, which names a server; beside it what stopped the run."""
    line = nagios_line(NagiosState.UNKNOWN, replace(broken_off, stopped_by=StopReason.DEADLINE))
    cut_off = nagios_line(NagiosState.UNKNOWN, replace(broken_off, hosts_missing="", interrupted=True))

    assert "; judged 1 of 1, hosts missing from their list, stopped: deadline | asked=1" in line
    assert "corp.example" not in line
    assert "; judged 1 of 1, stopped: interrupted | " in cut_off
