"""What a host sent, made safe to print."""

import pytest

from remote_prt.transports.printable import printable


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("two\r\n lines", "two lines"),
        ("\x1b[2Jgone", "\\x1b[2Jgone"),
        ("right\u202eleft", "right\\u202eleft"),
        ("日本語", "日本語"),
        (None, "None"),
    ],
)
def test_nothing_a_terminal_obeys_gets_through(text: object, expected: str):
    """Control and direction characters are escaped, lines joined, letters of any script kept."""
    assert printable(text) == expected


def test_length_is_bounded():
    """However long the text, the result is not."""
    assert len(printable("\x00" * 10**6)) == 300
    assert printable("abcdef", 5) == "ab..."
