"""The domain controller of these tests is what they think it is."""

from pathlib import Path

from tests.real.directory import BASE_DN, COMPUTERS, TOKYO, under
from tests.real.samba_dc import SambaDc


def search(dc: SambaDc, ccache: Path, base: str, *words: str) -> str:
    """What ldapsearch answers an ordinary account, by Kerberos with signing and sealing."""
    query = ("ldapsearch", "-N", "-Q", "-LLL", "-Y", "GSSAPI", "-H", f"ldap://{dc.name}", "-b", base, *words)
    done = dc.run(*query, ccache=ccache)

    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_directory_holds_the_planned_computers(dc: SambaDc, tmp_path: Path) -> None:
    """An ordinary account sees a thousand computers beside the domain controller, and the planned ones under Tokyo."""
    ccache = dc.kinit(tmp_path / "ccache")

    everywhere = search(dc, ccache, BASE_DN, "(objectClass=computer)", "1.1").count("dn:")
    in_tokyo = search(dc, ccache, f"{TOKYO},{BASE_DN}", "(objectClass=computer)", "1.1").count("dn:")

    assert everywhere == COMPUTERS + 1
    assert in_tokyo == len(under(TOKYO, dc.computers))


def test_services_of_lab_hosts_get_tickets_and_unknown_hosts_none(dc: SambaDc, tmp_path: Path) -> None:
    """The domain controller gives out tickets for every service name of a lab host, and for no host it lacks."""
    ccache = dc.kinit(tmp_path / "ccache")
    host = next(computer.fqdn for computer in dc.computers if computer.has_keytab)

    known = dc.run("kvno", f"WSMAN/{host}", f"HTTP/{host}", f"HOST/{host}", ccache=ccache)
    unknown = dc.run("kvno", f"HTTP/nobody.{dc.domain}", ccache=ccache)

    assert known.returncode == 0, known.stderr
    assert "Server not found in Kerberos database" in unknown.stderr
