"""Write the README's sample of a sweep again: `python docs/readme_sample.py`. A test holds it to a fresh run."""

import os
import re
import subprocess
import sys
from pathlib import Path

README = Path(__file__).parent.parent / "README.md"
_BLOCK = re.compile(r"(What a sweep prints .*?```text\n)(.*?)(```\n)", re.DOTALL)
_WORDS = ("demo", "--hosts", "24", "--seed", "2")


def fresh_sample() -> str:
    """What a sweep of the sample's fleet prints now."""
    done = subprocess.run(  # noqa: S603  our own program
        [sys.executable, "-m", "remote_prt", *_WORDS, "--lang", "en", "--no-progress"],
        stdout=subprocess.PIPE,
        env={**os.environ, "COLUMNS": "118", "PYTHONUTF8": "1", "NO_COLOR": "1"},
        encoding="utf-8",
        check=False,
    )
    return done.stdout


def shown_sample(readme: str) -> str:
    """The sample that a README shows."""
    block = _BLOCK.search(readme)
    assert block is not None
    return block[2]


if __name__ == "__main__":
    sample = fresh_sample()
    text = _BLOCK.sub(lambda block: block[1] + sample + block[3], README.read_text("utf-8"))
    README.write_text(text, encoding="utf-8", newline="\n")
