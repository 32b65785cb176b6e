"""Which language is spoken when nobody says."""

import pytest

from remote_prt.cli.language import language


@pytest.mark.parametrize(
    ("choice", "environment", "windows", "expected"),
    [
        ("ja", {"LANG": "en_US.UTF-8"}, None, "ja"),
        ("en", {"LANG": "ja_JP.UTF-8"}, 0x0411, "en"),
        ("auto", {"LANG": "ja_JP.UTF-8"}, None, "ja"),
        ("auto", {"LANG": "ja"}, None, "ja"),
        ("auto", {"LANG": "Japanese_Japan.932"}, None, "ja"),
        ("auto", {"LC_ALL": "C", "LANG": "ja_JP.UTF-8"}, None, "en"),
        ("auto", {"LC_ALL": "", "LC_MESSAGES": "ja_JP", "LANG": "de_DE"}, None, "ja"),
        ("auto", {"LANG": "jam_JM"}, None, "en"),
        ("auto", {}, 0x0411, "ja"),
        ("auto", {}, 0x0407, "en"),
        ("auto", {}, None, "en"),
    ],
)
def test_the_language_is_found(choice: str, environment: dict[str, str], windows: int | None, expected: str) -> None:
    """The choice wins, then LC_ALL, LC_MESSAGES and LANG in this order, then Windows, then English."""
    assert language(choice, environment, lambda: windows) == expected
