"""The probe sends requests only where it was asked to, without credentials, to names that no user chose."""

import re

from tests.ps_snippets.powershell_source import words
from tests.ps_snippets.shipped_sources import SOURCES

VISIT, PROBE, ASKING = (SOURCES[name] for name in ("Invoke-PrtVisit", "Get-PrtNetworkProbe", "Test-PrtEndpoint"))


def test_only_the_probe_sends_requests() -> None:
    """One function asks servers; the probe alone calls it, and the visit calls the probe only on demand."""
    callers = {
        name
        for name, source in SOURCES.items()
        if any(words(node) == "Test-PrtEndpoint" for node in source.nodes("command_name"))
    }
    guarded = VISIT.text.partition("if ($Probe -eq 'network') {")[2]

    assert callers == {"Get-PrtNetworkProbe"}
    assert VISIT.text.count("Get-PrtNetworkProbe' -") == guarded.count("Get-PrtNetworkProbe' -") == 1
    assert [
        name for name, source in SOURCES.items() if re.search(r"WinHttpRequest|Invoke-WebRequest @", source.text)
    ] == ["Test-PrtEndpoint"]


def test_requests_carry_no_credentials() -> None:
    """WinHTTP is told never to log on by itself, and nobody asks for default credentials."""
    assert "$request.SetAutoLogonPolicy(2)" in ASKING.text
    assert "redential" not in re.sub(r"<#.*?#>|#[^\n]*", "", ASKING.text, flags=re.DOTALL)


def test_the_task_runs_the_very_function() -> None:
    """What SYSTEM runs is the text of the function that is in the script, and one call of it."""
    assert '"function Test-PrtEndpoint {`r`n" + [string]${function:Test-PrtEndpoint} + "}`r`n" + $call' in PROBE.text


def test_no_user_names_a_server() -> None:
    """Names of servers come from SYSTEM's events and the visit's own dsregcmd, never from what a user's task wrote."""
    added = re.findall(r"\$texts \+= (.*)", VISIT.text)
    before_tasks = VISIT.text.partition("foreach ($task in $tasks)")[0]

    assert added == ["@($record['Data']['Events'])", "[string]$record['Data']['Text']"]
    assert "$record['Data']['Events']" in before_tasks
    assert "-notmatch 'UserID=.S-1-5-18.')" in SOURCES["Get-PrtEndpointName"].text
    assert "Get-PrtDsregStatus" in VISIT.text.partition("$texts += [string]")[0].rpartition("if (")[0]


def test_the_probe_gets_what_is_left_at_most_half_a_minute() -> None:
    """Both late steps that can take long are held to thirty seconds and to the budget."""
    assert VISIT.text.count("if ($left -gt 30) {\n                $left = 30") == 2
    assert "$share = [int]($TaskSeconds / 3)" in PROBE.text
