"""The walk-through of examples/nightly, as commands."""

import re
import shlex
from pathlib import Path

NIGHTLY = Path(__file__).parent.parent / "examples" / "nightly"
LANGUAGES = {"Debian": "sh", "Windows": "powershell"}
DEBIAN_PROGRAM = "/opt/remote_prt/bin/remote_prt"
WINDOWS_PROGRAM = r"C:\Program Files\remote_prt\Scripts\remote_prt.exe"


def commands(section: str, language: str) -> list[str]:
    """The lines of the blocks of a language below a heading that begins so."""
    text = (NIGHTLY / "README.md").read_text("utf-8")
    parts = re.split(r"^## ", text, flags=re.MULTILINE)
    part = next(one for one in parts if one.startswith(section))
    blocks = re.findall(rf"^```{language}\n(.*?)^```", part, re.DOTALL | re.MULTILINE)
    return [line for block in blocks for line in block.splitlines() if line]


def schedule_words(section: str) -> list[str]:
    """What is typed behind `remote_prt schedule` there."""
    (line,) = [one for one in commands(section, LANGUAGES[section]) if " schedule " in one]
    reading = shlex.shlex(line.partition(" schedule ")[2], posix=True, punctuation_chars=False)
    reading.whitespace_split, reading.escape, reading.commenters = True, "", ""
    return list(reading)


def with_places(words: list[str], program: str, folder: Path) -> list[str]:
    """The words of `schedule`, for the program that the walk-through installs, with its files going to a folder."""
    at = words.index("--output")
    return ["schedule", *words[:at], "--program", program, "--output", str(folder), *words[at + 2 :]]
