"""What one `remote_prt explain` costs as a whole process, start of Python included; the budget is 150 ms.

    python benchmarks/explain_start.py [--rounds 20]

Prints median and worst of a bare interpreter, of one code in either language, of a site's own catalogue, of a word
that is nothing (all names are searched), of spellings that take the longest way, and of the whole list.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

EXPLAIN = ("-m", "remote_prt", "explain")
SITE = """[[entry]]
key = "HOUSE-RULE"
section = "house rules"
cause_class = "network"
[entry.en]
title = "t"
cause = "c"
remedy = ["r"]
where = "w"
"""


def milliseconds(words: tuple[str, ...]) -> float:
    """One process with these words, from start to end."""
    started = time.perf_counter()
    subprocess.run([sys.executable, *words], stdout=subprocess.DEVNULL, check=False)
    return (time.perf_counter() - started) * 1000


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=20)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "ours.toml").write_text(SITE, encoding="utf-8")
        calls = {
            "python -c pass": ("-c", "pass"),
            "explain 0xc000006d": (*EXPLAIN, "0xc000006d"),
            "explain AADSTS50126 --lang ja": (*EXPLAIN, "AADSTS50126", "--lang", "ja"),
            "explain 12007 --catalog DIR": (*EXPLAIN, "12007", "--catalog", folder),
            "explain nothing_of_the_kind": (*EXPLAIN, "nothing_of_the_kind"),
            "explain 'AADSTS 50155'": (*EXPLAIN, "AADSTS 50155"),
            "explain oauth_username_is_malf...": (*EXPLAIN, "oauth_username_is_malformed"),
            "explain 'ErrCode: 12007'": (*EXPLAIN, "ErrCode: 12007"),
            "explain three codes in one word": (*EXPLAIN, "0xc000006d, AADSTS50126; 12007"),
            "explain --list": (*EXPLAIN, "--list"),
        }
        for name, words in calls.items():
            times = [milliseconds(words) for _ in range(rounds)]
            print(f"{name:32} median {statistics.median(times):6.0f} ms   worst {max(times):6.0f} ms")


if __name__ == "__main__":
    main()
