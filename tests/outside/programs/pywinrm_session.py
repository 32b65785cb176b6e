"""Runs words of standard input on a host by pywinrm: one JSON document in, one out."""

import json
import sys

import winrm


def main() -> None:
    """Each command's exit code, output and errors."""
    asked = json.load(sys.stdin)
    session = winrm.Session(asked["endpoint"], auth=tuple(asked["auth"]), **asked["options"])
    done = [session.run_cmd(command, arguments) for command, *arguments in asked["commands"]]
    answers = [[one.status_code, one.std_out.decode(), one.std_err.decode()] for one in done]
    json.dump(answers, sys.stdout)


main()
