"""Colour follows the switches people know, the strongest first."""

import pytest

from remote_prt.reports.colour import ColourChoice, bold, coloured, is_colour_wanted


@pytest.mark.parametrize(
    ("choice", "environment", "is_terminal", "wanted"),
    [
        ("auto", {}, True, True),
        ("auto", {}, False, False),
        ("always", {"NO_COLOR": "1", "TERM": "dumb"}, False, True),
        ("never", {"CLICOLOR_FORCE": "1"}, True, False),
        ("auto", {"NO_COLOR": "0"}, True, False),
        ("auto", {"NO_COLOR": ""}, True, True),
        ("auto", {"NO_COLOR": "1", "CLICOLOR_FORCE": "1"}, True, False),
        ("auto", {"CLICOLOR_FORCE": "1", "CLICOLOR": "0"}, False, True),
        ("auto", {"CLICOLOR_FORCE": "0"}, False, False),
        ("auto", {"CLICOLOR": "0"}, True, False),
        ("auto", {"CLICOLOR": "1"}, False, False),
        ("auto", {"TERM": "dumb"}, True, False),
    ],
)
def test_the_strongest_switch_decides(
    choice: str, environment: dict[str, str], is_terminal: bool, wanted: bool
) -> None:
    """`--color` beats NO_COLOR beats CLICOLOR_FORCE beats CLICOLOR; TERM=dumb has none."""
    assert wanted is is_colour_wanted(ColourChoice(choice), environment, is_terminal=is_terminal, platform="linux")


@pytest.mark.parametrize(
    ("environment", "wanted"), [({}, False), ({"WT_SESSION": "1"}, True), ({"TERM": "xterm"}, True)]
)
def test_windows_console_must_be_known_to_understand(environment: dict[str, str], wanted: bool) -> None:
    """A Windows console that does not say it understands colour gets none."""
    assert wanted is is_colour_wanted(ColourChoice.AUTO, environment, is_terminal=True, platform="win32")


def test_colour_is_closed_again() -> None:
    """A coloured word ends with a reset; a word without a colour stays plain."""
    assert "\x1b[32mok\x1b[0m" == coloured("ok", "HEALTHY")
    assert "ok" == coloured("ok", "SKIPPED")
    assert "\x1b[1mok\x1b[0m" == bold("ok")
