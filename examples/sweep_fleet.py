"""Print each signed-in user's PRT status on the hosts named as arguments. Account: PRT_USER, REMOTE_PRT_PASSWORD."""

import asyncio
import os
import sys

import remote_prt


async def main() -> None:
    credential = remote_prt.Credential(os.environ["PRT_USER"], os.environ["REMOTE_PRT_PASSWORD"])
    run = await remote_prt.sweep_hosts(sys.argv[1:], remote_prt.SweepSettings(credential=credential))
    for outcome in run.outcomes:
        print(outcome.target.name, outcome.status_word, outcome.failure.message if outcome.failure else "")
        for user in outcome.diagnosis.users if outcome.diagnosis else ():
            print("  ", user.session.name, user.status, user.findings[0].title if user.findings else "")


asyncio.run(main())
