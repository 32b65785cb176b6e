"""Fuzzes one target after another, guided by coverage (libFuzzer under atheris), and says what came of it.

    python -m venv .venv-fuzz && .venv-fuzz/bin/pip install -e . atheris==3.0.0 psutil cryptography
    .venv-fuzz/bin/python tests/fuzz/run.py [--seconds 120] [--corpus FOLDER] [--keep] [TARGET...]

Inputs grow in the corpus folder; what a target cannot bear is left there as `TARGET/crash-*`, `timeout-*` or `oom-*`.
`--keep` copies some of them to tests/data/fuzz, where the ordinary tests try them all. Prints for each target: inputs
tried, code edges reached, inputs kept, crashes. Ends with 1 if there was any.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
KEPT = ROOT / "tests" / "data" / "fuzz"
NAMES = ("http", "sealed", "envelopes", "fragments", "records", "actions", "events")
_MOST_INPUT_BYTES = 32_000
_SLOW_SECONDS = 10
_MOST_MEGABYTES = 1500
_MOST_KEPT = 30  #: inputs of one target
_MOST_KEPT_BYTES = 10_000  #: of one input; larger ones show little more and fill the repository
_CHILD = "--one"
_DONE = re.compile(r"#(\d+)\s+DONE\s+cov: (\d+) ft: (\d+) corp: (\d+)")
_FOUND = ("crash-*", "timeout-*", "oom-*", "leak-*")


def main() -> int:
    """Each target in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("targets", nargs="*", metavar="TARGET")
    parser.add_argument("--seconds", type=int, default=120)
    parser.add_argument("--corpus", type=Path, default=Path(tempfile.gettempdir()) / "remote_prt-fuzz")
    parser.add_argument("--keep", action="store_true")
    asked = parser.parse_args()
    found = [_campaign(name, asked.corpus / name, asked.seconds) for name in asked.targets or NAMES]
    if asked.keep:
        for name in asked.targets or NAMES:
            _keep(name, asked.corpus / name)
    return int(any(found))


def _campaign(name: str, folder: Path, seconds: int) -> bool:
    folder.mkdir(parents=True, exist_ok=True)
    words = [f"-max_total_time={seconds}", f"-max_len={_MOST_INPUT_BYTES}", f"-timeout={_SLOW_SECONDS}"]
    words += [f"-rss_limit_mb={_MOST_MEGABYTES}", f"-artifact_prefix={folder}/", f"-dict={_dictionary(name)}"]
    began = time.monotonic()
    done = _run(name, [*words, str(folder), str(KEPT / name)])
    took = time.monotonic() - began
    end = _DONE.search(done)
    told = "{0} inputs, {1} edges, {3} kept".format(*end.groups()) if end else "ended early:\n" + done[-3000:]
    crashes = [path.name for pattern in _FOUND for path in folder.glob(pattern)]
    sys.stdout.write(f"{name:10} {took:5.0f} s  {told}, {len(crashes)} crashes {' '.join(crashes)}\n")
    sys.stdout.flush()
    return bool(crashes) or end is None


def _keep(name: str, folder: Path) -> None:
    """Some of the small inputs, evenly over their sizes; each was kept by the fuzzer for code it reached."""
    found = [path for path in folder.iterdir() if 0 < path.stat().st_size <= _MOST_KEPT_BYTES]
    small = sorted(
        (path for path in found if not any(path.match(pattern) for pattern in _FOUND)),
        key=lambda path: (path.stat().st_size, path.name),
    )
    for path in small[:: len(small) // _MOST_KEPT + 1]:
        shutil.copy(path, KEPT / name / path.name[:16])


def _run(name: str, words: list[str]) -> str:
    """Runs the fuzzer proper; what it said."""
    child = [sys.executable, __file__, _CHILD, name, *words]
    ran = subprocess.run(child, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=dict(os.environ))
    said = ran.stdout.decode("utf-8", "replace")
    assert "A corpus is not provided" not in said, said
    return said


def _dictionary(name: str) -> Path:
    """Words of the formats, which a fuzzer would not guess."""
    return Path(__file__).with_name("words") / ("records.dict" if name in {"records", "actions"} else "wire.dict")


def _fuzz(name: str, words: list[str]) -> None:
    import atheris

    sys.path.insert(0, str(ROOT))
    with atheris.instrument_imports(include=["remote_prt", "pypsrp", "urllib3", "http", "tests.fuzz"]):
        from tests.fuzz.targets import TARGETS
    atheris.Setup([sys.argv[0], *words], TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    if sys.argv[1:2] == [_CHILD]:
        _fuzz(sys.argv[2], sys.argv[3:])
    else:
        sys.exit(main())
