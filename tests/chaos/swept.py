"""The command line in this process, and what it left behind: `python tests/chaos/swept.py LEFT.json WORDS...`.

Runs `remote_prt WORDS` to its end, then writes which threads and sockets are still there and how much memory it took at
most.
"""

import json
import resource
import sys
import threading
from pathlib import Path

import psutil

sys.path.insert(0, str(Path(__file__).parents[2]))

from remote_prt.__main__ import main

LEFT, *WORDS = sys.argv[1:]
sys.argv = ["remote_prt", *WORDS]
code: object = 0
try:
    main()
except SystemExit as ended:
    code = ended.code
me = psutil.Process()
document = {
    "ExitCode": code,
    "Threads": [one.name for one in threading.enumerate() if one is not threading.main_thread()],
    "Sockets": [str(one.raddr) for one in me.net_connections(kind="inet")],
    "PeakMegabytes": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
}
Path(LEFT).write_text(json.dumps(document), "utf-8")
