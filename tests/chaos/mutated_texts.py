"""Damages published and our own texts many times: nothing may raise, and no doubt may become BROKEN.

```
python tests/chaos/mutated_texts.py --cases 100000 --corpus FOLDER
```
Exits 1 where a case failed, and writes each into the current folder.
"""

import argparse
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.diagnosis.test_doubt_stays_doubt import NEVER_A_FAULT  # noqa: E402  after the path
from tests.readers.test_mutations import became_broken, without_fault  # noqa: E402


def main() -> int:
    """Play, tell, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=3)
    parser.add_argument("--corpus", type=Path, help="a folder with dsregcmd/ and events/")
    asked = parser.parse_args()
    texts = {name: text.encode() for name, text in NEVER_A_FAULT.items()}
    if asked.corpus:
        files = [*asked.corpus.glob("dsregcmd/*.txt"), *asked.corpus.glob("events/*.txt")]
        texts |= {file.name: file.read_bytes() for file in [*files, *asked.corpus.glob("events/*.xml")]}
    started = time.perf_counter()
    broken = became_broken(texts, asked.cases, asked.seed)
    for number, (name, damaged) in enumerate(broken):
        Path(f"broken-{asked.seed}-{number}-{name}").write_bytes(damaged)
    doubtful = len(without_fault(texts))
    seconds = time.perf_counter() - started
    told = f"{asked.cases} cases of {len(texts)} texts, {doubtful} of them without a fault, in {seconds:.0f} s"
    sys.stdout.write(f"{told}: {len(broken)} became BROKEN\n")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
