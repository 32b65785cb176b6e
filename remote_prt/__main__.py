"""`python -m remote_prt`, and what the console script `remote_prt` calls.

Nothing is imported at the top, so that a Ctrl-C during the imports is met by the same line as later.
"""

import sys


def main() -> None:
    """Run the command line of this process; an early Ctrl-C is one line and exit code 130."""
    try:
        from remote_prt.cli.main import main as start  # noqa: PLC0415  see above

        start()
    except KeyboardInterrupt:
        if sys.stderr is not None:
            sys.stderr.write("remote_prt: interrupted\n")
        sys.exit(130)


if __name__ == "__main__":
    main()
