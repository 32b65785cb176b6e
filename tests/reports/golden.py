"""Files that hold what a report must look like, byte for byte.

`REMOTE_PRT_WRITE_GOLDEN=1 pytest tests/reports` writes them anew; the difference is then read before it is committed.
"""

import os
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "data" / "reports"


def golden(name: str, text: str) -> str:
    """The expected text of that name."""
    path = FOLDER / name
    if os.environ.get("REMOTE_PRT_WRITE_GOLDEN"):
        path.write_bytes(text.encode())
    return path.read_bytes().decode()
