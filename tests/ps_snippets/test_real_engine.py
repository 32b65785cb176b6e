"""What only Windows PowerShell 5.1 itself would show, and no parser: how it passes preferences, lists and letters."""

import re

import pytest

from remote_prt.snippets import list_snippets
from tests.ps_snippets.shipped_sources import ALL_SOURCES

#: Commands that are functions of a module in Windows PowerShell 5.1. The preferences of whoever calls them do not reach
#: a module (about_Preference_Variables): under Stop their errors would still end nothing, and no catch would see them.
_MODULE_FUNCTIONS = (
    "Compress-Archive|Expand-Archive|Get-FileHash|Get-ScheduledTask|Get-ScheduledTaskInfo|Register-ScheduledTask"
    "|Start-ScheduledTask|Stop-ScheduledTask|Unregister-ScheduledTask"
)

#: The names in the issuer of a device certificate as X.509 libraries of Windows print them.
_ISSUERS = (
    ("CN=MS-Organization-Access, DC=windows, DC=net", True),
    ("DC=net, DC=windows, CN=MS-Organization-Access, OU=82dbaca4-3e81-46ca-9c73-0950c1eaca97", True),
    ("DC=net + DC=windows + CN=MS-Organization-Access + OU=82dbaca4-3e81-46ca-9c73-0950c1eaca97", True),
    ("CN=MS-Organization-P2P-Access [2026]", False),
    ("CN=MS-Organization-Access-Test, DC=net", False),
)


def _code(name: str) -> list[str]:
    text = re.sub(r"<#.*?#>", "", ALL_SOURCES[name].text, flags=re.DOTALL)
    return [line for line in text.split("\n") if not line.lstrip().startswith("#")]


@pytest.mark.parametrize("name", ALL_SOURCES)
def test_functions_of_modules_are_told_what_an_error_means(name: str) -> None:
    """Each call of a function of a module of Windows says itself what becomes of its errors."""
    calls = [line for line in _code(name) if re.search(rf"(?:^|[ (|])(?:{_MODULE_FUNCTIONS})(?= )", line)]

    assert [line for line in calls if "-ErrorAction " not in line] == []


@pytest.mark.parametrize("name", ALL_SOURCES)
def test_no_list_in_one_piece_is_wrapped(name: str) -> None:
    """Nothing wraps what Get-Content gives in one piece (ReadCount 0): @() would make a list of one list of it."""
    assert [line for line in _code(name) if re.search(r"@\(Get-Content [^|]*-ReadCount", line)] == []


@pytest.mark.parametrize("name", ALL_SOURCES)
def test_signs_outside_a_class_are_replaced_with_regard_to_case(name: str) -> None:
    """A class of signs is taken out by creplace: without regard to case the Kelvin sign passes for a k."""
    assert [line for line in _code(name) if re.search(r"-replace '\[(?:\^|\\x20)", line) and "\\p{" not in line] == []


@pytest.mark.parametrize(("issuer", "is_device"), _ISSUERS)
def test_device_certificates_are_known_by_their_issuer(issuer: str, is_device: bool) -> None:
    """The issuer is found wherever its name stands, also where all names are one element; its namesakes are not."""
    text = next(snippet.text for snippet in list_snippets() if snippet.name == "Get-PrtDeviceCertificate")
    pattern = re.findall(r"Issuer -notmatch '([^']+)'", text)[0]

    assert bool(re.search(pattern, issuer)) is is_device
