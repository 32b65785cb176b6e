"""Kerberos end to end: an ordinary account with a ticket, a real domain controller, hosts that accept real tickets."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.real.conftest import need
from tests.real.directory import REALM
from tests.real.kerberos_lab import ALIAS, OTHER_REALM_HOST, KerberosLab
from tests.real.samba_dc import SWEEPER, SWEEPER_PASSWORD, SambaDc

FAKE_TIME = Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1")


def visit(dc: SambaDc, *words: str, ccache: Path | None, more: dict[str, str] | None = None) -> dict[str, Any]:
    """The document of one sweep in the namespace, which writes nothing beside it."""
    options = ("--format", "json", "--no-journal", "--host-timeout", "60")
    done = dc.run("remote_prt", *options, *words, ccache=ccache, more=more)
    assert done.stdout, done.stderr
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def failure_of(dc: SambaDc, host: str, *words: str, ccache: Path | None, more: dict[str, str] | None = None) -> str:
    """Why the one host was not visited, and what to try."""
    (result,) = visit(dc, host, *words, ccache=ccache, more=more)["Results"]
    assert result["Outcome"] == "REFUSED", result
    return f"{result['Failure']['Message']} | {result['Failure']['Try']}"


@pytest.fixture(scope="module")
def ticket(dc: SambaDc, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The cache of an ordinary account that has run kinit."""
    return dc.kinit(tmp_path_factory.mktemp("ticket") / "ccache")


def krb5_config(dc: SambaDc, folder: Path, *changes: tuple[str, str]) -> dict[str, str]:
    """KRB5_CONFIG for a copy of the configuration with changes."""
    text = dc.krb5_config.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    changed = folder / "krb5.conf"
    changed.write_text(text, encoding="utf-8")
    return {"KRB5_CONFIG": str(changed)}


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_ticket_opens_a_sealed_session(dc: SambaDc, lab: KerberosLab, ticket: Path, scheme: str) -> None:
    """The ticket of kinit alone opens a session, sealed over HTTP and bound to the channel over HTTPS."""
    over_tls = ("--https", "--ca-cert", str(lab.ca_certificate)) if scheme == "https" else ()

    document = visit(dc, lab.host_with("HEALTHY"), *over_tls, ccache=ticket)

    assert document["Results"][0]["Status"] == "HEALTHY"


@pytest.mark.parametrize("service", ["HTTP", "WSMAN", "HOST"])
def test_each_service_name_works(dc: SambaDc, lab: KerberosLab, ticket: Path, service: str) -> None:
    """Whichever service a ticket is asked for, a domain member takes it."""
    document = visit(dc, lab.host_with("HEALTHY"), "--kerberos-service", service.lower(), ccache=ticket)

    assert document["Results"][0]["Status"] == "HEALTHY"


def test_tickets_of_hosts_do_not_pile_up_in_the_users_cache(dc: SambaDc, lab: KerberosLab, tmp_path: Path) -> None:
    """After a sweep the user's own cache holds what it held before."""
    ccache = dc.kinit(tmp_path / "ccache")
    before = dc.run("klist", ccache=ccache).stdout

    visit(dc, lab.host_with("HEALTHY"), ccache=ccache)

    assert dc.run("klist", ccache=ccache).stdout == before


@pytest.mark.parametrize(
    "spelling",
    [f"{SWEEPER}@{REALM}", f"{SWEEPER}@corp.example", f"CORP\\{SWEEPER}", f"corp.example\\{SWEEPER}", SWEEPER],
)
def test_a_password_does_for_every_spelling_of_an_account(
    dc: SambaDc, lab: KerberosLab, tmp_path: Path, spelling: str
) -> None:
    """Without a ticket the password gets one, however Windows people write the account."""
    secret = tmp_path / "password"
    secret.touch(mode=0o600)
    secret.write_text(SWEEPER_PASSWORD, encoding="utf-8")
    words = ("--user", spelling, "--password-file", str(secret), "--auth", "kerberos")

    document = visit(dc, lab.host_with("HEALTHY"), *words, ccache=None)

    assert document["Results"][0]["Status"] == "HEALTHY"


def test_a_wrong_password_is_the_domain_controllers_word(dc: SambaDc, lab: KerberosLab, tmp_path: Path) -> None:
    """A wrong password is told as such, not as a broken logon."""
    secret = tmp_path / "password"
    secret.touch(mode=0o600)
    secret.write_text("not-the-password", encoding="utf-8")
    words = ("--user", SWEEPER, "--password-file", str(secret), "--auth", "kerberos")

    assert "the domain controller rejected the credential" in failure_of(
        dc, lab.host_with("HEALTHY"), *words, ccache=None
    )


def test_no_ticket(dc: SambaDc, lab: KerberosLab) -> None:
    """Without any ticket the line says so and names kinit."""
    said = failure_of(dc, lab.host_with("HEALTHY"), ccache=None)

    assert said == "there is no ticket or credential to log on with | run kinit, or give --user and a password"


def test_no_ticket_of_that_account(dc: SambaDc, lab: KerberosLab, ticket: Path) -> None:
    """The ticket of one account is not used for another."""
    said = failure_of(dc, lab.host_with("HEALTHY"), "--user", f"other@{REALM}", "--auth", "kerberos", ccache=ticket)

    assert said.startswith("this machine holds no ticket of that account | run kinit for it")


def test_missing_service_name(dc: SambaDc, lab: KerberosLab, ticket: Path) -> None:
    """An alias that is no computer's name has no service: the line names the alias and setspn."""
    said = failure_of(dc, ALIAS, ccache=ticket)

    assert said.startswith("Kerberos does not know the host under this name | use its full DNS name, no alias;")
    assert "setspn -Q HTTP/NAME" in said


def test_wrong_key(dc: SambaDc, lab: KerberosLab, ticket: Path) -> None:
    """A host whose key is not the domain controller's any more refuses the ticket; nobody blames the password."""
    said = failure_of(dc, lab.spoilt, ccache=ticket)

    assert said.startswith("the host did not accept the Kerberos ticket | check the clocks here and there")


def test_no_common_kind_of_key(dc: SambaDc, lab: KerberosLab, ticket: Path) -> None:
    """A computer without AES keys is no ticket's target for a client that takes AES only."""
    said = failure_of(dc, f"os-0001.{dc.domain}", ccache=ticket)

    assert said.startswith("the domain allows no kind of key that the host's account and this machine share")


def test_unknown_realm(dc: SambaDc, lab: KerberosLab, ticket: Path, tmp_path: Path) -> None:
    """A host of a realm whose domain controllers are not known says that."""
    more = krb5_config(dc, tmp_path, ("[domain_realm]", "[domain_realm]\n .other.example = OTHER.EXAMPLE"))
    said = failure_of(dc, OTHER_REALM_HOST, ccache=ticket, more=more)

    assert said.startswith(("no domain controller is known for the realm", "Kerberos does not know the host"))


def test_domain_controller_down(dc: SambaDc, lab: KerberosLab, ticket: Path, tmp_path: Path) -> None:
    """Where no domain controller answers, that is the line, and not the host's fault."""
    more = krb5_config(dc, tmp_path, ("kdc = 127.0.0.1", "kdc = 127.0.0.250"))
    said = failure_of(dc, lab.host_with("HEALTHY"), ccache=ticket, more=more)

    assert said.startswith("no domain controller could be reached for the logon | check the VPN")


def test_expired_ticket(dc: SambaDc, lab: KerberosLab, tmp_path: Path) -> None:
    """A ticket whose time is over says so and names kinit."""
    need([] if FAKE_TIME.exists() else ["libfaketime"])
    ccache = dc.kinit(tmp_path / "ccache", SWEEPER, SWEEPER_PASSWORD, "-l", "5m")
    said = failure_of(dc, lab.host_with("HEALTHY"), ccache=ccache, more=clock("+2h"))

    assert said == "the ticket has expired | run kinit again"


def test_clock_skew(dc: SambaDc, lab: KerberosLab, ticket: Path) -> None:
    """A clock that is off by more than the domain allows is named as such."""
    need([] if FAKE_TIME.exists() else ["libfaketime"])
    said = failure_of(dc, lab.host_with("HEALTHY"), ccache=ticket, more=clock("+20m"))

    assert said == "the clocks of this machine and the domain differ too much | set the clock"


def clock(shift: str) -> dict[str, str]:
    """The environment of a machine whose clock is wrong."""
    return {"LD_PRELOAD": str(FAKE_TIME), "FAKETIME": shift, "FAKETIME_DONT_FAKE_MONOTONIC": "1"}


def test_a_client_keytab_does_without_anybody(dc: SambaDc, lab: KerberosLab, tmp_path: Path) -> None:
    """For the unattended: a client keytab gets its own ticket."""
    keytab = tmp_path / "client.keytab"
    words = ("samba-tool", "domain", "exportkeytab", str(keytab), f"--principal={SWEEPER}", "-s", str(dc.smb_config))
    done = dc.run(*words)
    assert done.returncode == 0, done.stderr
    assert shutil.which("kinit")

    document = visit(dc, lab.host_with("HEALTHY"), ccache=None, more={"KRB5_CLIENT_KTNAME": f"FILE:{keytab}"})

    assert document["Results"][0]["Status"] == "HEALTHY"


BOUND = """
import base64, hashlib, http.client, ssl, sys
import spnego
from spnego.channel_bindings import GssChannelBindings

host, authority = sys.argv[1:]
for is_right in (True, False):
    connection = http.client.HTTPSConnection(host, 5986, context=ssl.create_default_context(cafile=authority))
    connection.connect()
    digest = hashlib.sha256(connection.sock.getpeercert(True) if is_right else b"another channel").digest()
    bound = GssChannelBindings(application_data=b"tls-server-end-point:" + digest)
    client = spnego.client(hostname=host, service="HTTP", protocol="kerberos", channel_bindings=bound)
    header = "Negotiate " + base64.b64encode(client.step()).decode()
    connection.request("POST", "/wsman", body=b"", headers={"Authorization": header})
    print(connection.getresponse().status)
"""


def test_a_ticket_bound_to_another_channel_is_refused(dc: SambaDc, lab: KerberosLab, ticket: Path) -> None:
    """Over HTTPS the lab's hosts hold a ticket to the TLS channel it was made for, so the sweep's binding is right."""
    done = dc.run("python", "-c", BOUND, lab.host_with("HEALTHY"), str(lab.ca_certificate), ccache=ticket)

    assert done.stdout.split() == ["200", "401"], done.stderr


DEAF = """
import socket, sys
listener = socket.create_server(("127.0.0.240", 88))
print("deaf", flush=True)
sys.stdin.read()
"""


def test_a_silent_domain_controller_is_not_the_hosts_fault(
    dc: SambaDc, lab: KerberosLab, ticket: Path, tmp_path: Path
) -> None:
    """Where the domain controller lets us wait until the host's time is up, the line names it and not the host."""
    more = krb5_config(dc, tmp_path, ("kdc = 127.0.0.1", "kdc = 127.0.0.240"))
    words = dc.inside("python", "-c", DEAF)
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as deaf:
        assert deaf.stdin is not None
        assert deaf.stdout is not None
        try:
            assert deaf.stdout.readline() == "deaf\n"
            options = ("--host-timeout", "5", "--retries", "0")
            (result,) = visit(dc, lab.host_with("HEALTHY"), *options, ccache=ticket, more=more)["Results"]
        finally:
            deaf.stdin.close()

    assert result["Outcome"] == "TIMED_OUT"
    assert result["Failure"]["Message"] == "no domain controller gave a ticket for the host in time"
