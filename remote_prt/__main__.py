"""`python -m remote_prt` is the same as the console script `remote_prt`."""

from remote_prt.cli.main import main

if __name__ == "__main__":
    main()
