"""Reading a real directory: signed, sealed, in pages, by a ticket."""

import json
from pathlib import Path

from tests.real.directory import COMPUTERS
from tests.real.samba_dc import SambaDc

SCRIPT = """
import asyncio, json, sys
import sansldap
from remote_prt.directory.ldap_session import open_session
from remote_prt.errors import DirectoryError

async def main(server):
    try:
        async with open_session(server, seconds=10) as session:
            base = await session.naming_context()
            which = sansldap.LDAPFilter.from_string("(objectClass=computer)")
            names = [entry.text("cn") async for entry in session.search(base, which, ["cn"], page_size=300)]
            print(json.dumps([base, len(names), len(set(names))]))
    except DirectoryError as error:
        print(json.dumps(str(error)))

asyncio.run(main(sys.argv[1]))
"""


def test_a_ticket_reads_the_directory_in_pages(dc: SambaDc, tmp_path: Path) -> None:
    """Pages of 300 bring every computer once."""
    done = dc.run("python", "-c", SCRIPT, dc.name, ccache=dc.kinit(tmp_path / "ccache"))

    assert json.loads(done.stdout) == [dc.base_dn, COMPUTERS + 1, COMPUTERS + 1], done.stderr


def test_without_a_ticket_one_line_says_so(dc: SambaDc) -> None:
    """No ticket is told as such, with what to do."""
    done = dc.run("python", "-c", SCRIPT, dc.name)

    assert (
        json.loads(done.stdout)
        == f"directory server {dc.name}: Kerberos gave no ticket for it - kinit; use its full name"
    )


def test_a_server_that_is_none_is_named(dc: SambaDc) -> None:
    """Where nobody listens, the line names server and port."""
    done = dc.run("python", "-c", SCRIPT, "127.0.0.250")

    assert json.loads(done.stdout).startswith("directory server 127.0.0.250: TCP 389 does not answer")
