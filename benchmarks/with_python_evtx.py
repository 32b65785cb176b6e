"""`remote_prt`, but for event log files, which the pure-Python python-evtx reads: what evtx_reading.py measures.

python benchmarks/with_python_evtx.py analyze FILE.evtx
"""

import re
from collections.abc import Iterator

from remote_prt.readers import evtx_file

#: How python-evtx writes a time, which Windows and the compiled reader write as `...T...Z`.
BLANK_IN_TIME = re.compile(r'(SystemTime="[-0-9]{10}) ([:0-9.]+)\+00:00"')


def pure_python_texts(data: bytes) -> Iterator[str]:
    """Each record's XML, in the place of our reader's own source of it."""
    from Evtx.Evtx import FileHeader  # noqa: PLC0415 - only here, installed by hand

    for chunk in FileHeader(data, 0).chunks():
        for record in chunk.records():
            yield BLANK_IN_TIME.sub(r'\1T\2Z"', record.xml())


def use_python_evtx() -> None:
    """From now on this process reads event logs with python-evtx."""
    evtx_file._texts = pure_python_texts  # type: ignore[assignment]  # noqa: SLF001 - what is compared


if __name__ == "__main__":
    use_python_evtx()
    from remote_prt.__main__ import main

    main()
