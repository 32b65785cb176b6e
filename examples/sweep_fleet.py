"""Print each signed-in user's PRT status on the hosts named as arguments. Account: PRT_USER, REMOTE_PRT_PASSWORD."""

import asyncio
import os
import sys

import remote_prt


async def main() -> None:
    user, password = os.environ.get("PRT_USER"), os.environ.get("REMOTE_PRT_PASSWORD")
    if not (user and password and sys.argv[1:]):
        sys.exit("usage: PRT_USER=... REMOTE_PRT_PASSWORD=... python sweep_fleet.py HOST...")
    credential = remote_prt.Credential(user, password)
    run = await remote_prt.sweep_hosts(sys.argv[1:], remote_prt.SweepSettings(credential=credential))
    for outcome in run.outcomes:
        print(outcome.target.name, outcome.status_word, outcome.failure.message if outcome.failure else "")
        for user in outcome.diagnosis.users if outcome.diagnosis else ():
            print("  ", user.session.name, user.status, user.findings[0].title if user.findings else "")


asyncio.run(main())
