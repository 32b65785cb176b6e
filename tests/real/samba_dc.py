"""A real Active Directory domain controller (Samba) in a network namespace of its own, with a thousand computers.

The namespace has loopback only, so its ports 53, 88, 389, 636 and 3268 clash with nobody's and nothing reaches a
network. Whoever talks to it runs inside: `dc.run("remote_prt", ...)`. There /etc/hosts and /etc/resolv.conf are the
namespace's own (ip-netns(8)). Everything else lies in one folder. All processes in the namespace are ended by their
ids, also those of a run that was killed before it could clean up.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from tests.real.directory import BASE_DN, DOMAIN, NETBIOS, REALM, Computer, plan_directory
from tests.real.directory_ldif import computer_files, laps_schema, ou_records
from tests.real.keytabs import write_service_keytab

PROGRAMS = ("ip", "samba", "samba-tool", "ldbadd", "ldbmodify", "kinit", "ldapsearch")
DC_NAME = "dc1"
ADMIN_PASSWORD = "Passw0rd!Lab"
SWEEPER = "svc-prt"  #: an ordinary account
SWEEPER_PASSWORD = "Sweep!Lab42"
_SCHEMA_CHANGES = "--option=dsdb:schema update allowed=true"
_PREFIX = "remote_prt-dc-"
_NETNS = Path("/etc/netns")
_START_SECONDS = 90.0
_END_SECONDS = 10.0
_STEP_SECONDS = 120.0


def missing_programs() -> list[str]:
    """What would have to be installed (see .ci/run)."""
    return [name for name in PROGRAMS if shutil.which(name) is None]


def why_no_namespace() -> str | None:
    """Why this process can make no network namespace; None where it can."""
    if os.geteuid() != 0:
        return "a network namespace needs root"
    name = f"{_PREFIX}try-{os.getpid()}"
    if _quiet("ip", "netns", "add", name).returncode != 0:
        return "this machine lets us make no network namespace"
    _quiet("ip", "netns", "del", name)
    return None


@dataclass(frozen=True, slots=True)
class SambaDc:
    """A running domain controller."""

    folder: Path
    namespace: str
    computers: tuple[Computer, ...] = field(repr=False)

    domain: str = DOMAIN
    realm: str = REALM
    base_dn: str = BASE_DN

    @property
    def name(self) -> str:
        """Its own name in DNS."""
        return f"{DC_NAME}.{DOMAIN}"

    @property
    def krb5_config(self) -> Path:
        """What KRB5_CONFIG names in there."""
        return self.folder / "krb5.conf"

    @property
    def keytab(self) -> Path:
        """Keys of WSMAN/, HTTP/ and HOST/ of every computer that has a keytab."""
        return self.folder / "hosts.keytab"

    @property
    def ca_certificate(self) -> Path:
        """What verifies its LDAPS certificate."""
        return self.folder / "private/tls/ca.pem"

    @property
    def database(self) -> Path:
        """The directory as its own tools open it (`-H`)."""
        return self.folder / "private/sam.ldb"

    @property
    def smb_config(self) -> Path:
        """Its configuration (`-s`)."""
        return self.folder / "etc/smb.conf"

    def environment(self, ccache: Path | None = None) -> dict[str, str]:
        """The environment of a client in there; without a cache it has no ticket."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("KRB5", "REMOTE_PRT_"))}
        return {
            **kept,
            "KRB5_CONFIG": str(self.krb5_config),
            "KRB5CCNAME": f"FILE:{ccache or self.folder / 'no-such-cache'}",
            "SMB_CONF_PATH": str(self.smb_config),
            "KRB5RCACHETYPE": "none",  # the replay cache of acceptors is one file for the whole machine
            "LDAPSASL_NOCANON": "on",  # else OpenLDAP asks for a ticket to the machine's own name
        }

    def inside(self, *words: str) -> list[str]:
        """A command line that runs the words in the namespace; `remote_prt` and `python` mean this environment's."""
        own = {"remote_prt": [sys.executable, "-m", "remote_prt"], "python": [sys.executable]}
        return ["ip", "netns", "exec", self.namespace, *own.get(words[0], [words[0]]), *words[1:]]

    def run(
        self,
        *words: str,
        ccache: Path | None = None,
        stdin: str = "",
        more: Mapping[str, str] | None = None,
        seconds: float = _STEP_SECONDS,
    ) -> subprocess.CompletedProcess[str]:
        """A command in the namespace, run to its end."""
        environment = {**self.environment(ccache), **(more or {})}
        return subprocess.run(
            self.inside(*words),
            env=environment,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )

    def kinit(self, ccache: Path, principal: str = SWEEPER, password: str = SWEEPER_PASSWORD, *words: str) -> Path:
        """A ticket cache with a fresh ticket of an account."""
        done = self.run("kinit", *words, f"{principal}@{REALM}", ccache=ccache, stdin=f"{password}\n")
        assert done.returncode == 0, done.stderr
        return ccache

    def modify(self, ldif: str, *words: str) -> None:
        """Changes the directory by its own tools, as nobody else may."""
        done = self.run("ldbmodify", "-H", str(self.database), *words, stdin=ldif)
        assert done.returncode == 0, done.stderr

    def serve_hosts(self, hosts: Mapping[str, str]) -> None:
        """Makes names (of a computer or in full) resolve to addresses in the namespace."""
        _write_hosts(self.namespace, hosts)


@contextlib.contextmanager
def running_dc(folder: Path, lab_hosts: Sequence[str]) -> Iterator[SambaDc]:
    """A provisioned domain controller that answers, with the planned computers; on leaving nothing of it is left."""
    _end_abandoned()
    dc = SambaDc(folder, f"{_PREFIX}{os.getpid()}", plan_directory(lab_hosts))
    _must("ip", "netns", "add", dc.namespace)
    try:
        _must("ip", "-n", dc.namespace, "link", "set", "lo", "up")
        _write_hosts(dc.namespace, {})
        _provision(dc)
        _fill(dc)
        log = (folder / "samba.log").open("wb")
        words = ("samba", "-s", str(dc.smb_config), "--foreground", "--no-process-group", "--model=single")
        with (
            log,
            subprocess.Popen(
                dc.inside(*words), stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=dc.environment()
            ) as samba,
        ):
            try:
                _wait_until_it_answers(dc, samba)
                yield dc
            finally:
                samba.terminate()
                with contextlib.suppress(subprocess.TimeoutExpired):
                    samba.wait(_END_SECONDS)
                _end_processes(dc.namespace)
    finally:
        _remove(dc.namespace)


def _provision(dc: SambaDc) -> None:
    """Makes the domain, and what makes it run without systemd, extended attributes or a way out."""
    options = (
        "interfaces=127.0.0.1", "bind interfaces only=yes",
        f"posix:eadb={dc.folder}/private/eadb.tdb", "vfs objects=dfs_samba4 acl_xattr xattr_tdb",
    )  # fmt: skip
    _must(
        "samba-tool", "domain", "provision", "-s", "/dev/null", f"--targetdir={dc.folder}", f"--realm={REALM}",
        f"--domain={NETBIOS}", f"--adminpass={ADMIN_PASSWORD}", "--server-role=dc", "--dns-backend=SAMBA_INTERNAL",
        f"--host-name={DC_NAME}", "--host-ip=127.0.0.1", *(f"--option={option}" for option in options),
    )  # fmt: skip
    added = (
        "[global]",
        " ldap server require strong auth = allow_sasl_over_tls",  # Windows lets SASL pass over TLS, too
        " server services = rpc, wrepl, ldap, cldap, kdc, winbindd, dns",
        f" pid directory = {dc.folder}",
        f" ncalrpc dir = {dc.folder}/ncalrpc",
        " dns forwarder = 127.0.0.255",  # nobody: nothing is looked up outside
    )
    config = dc.smb_config.read_text(encoding="utf-8")
    dc.smb_config.write_text(config.replace("[global]", "\n".join(added), 1), encoding="utf-8")
    dc.krb5_config.write_text(_KRB5.format(realm=REALM, domain=DOMAIN), encoding="utf-8")


def _fill(dc: SambaDc) -> None:
    """Loads the computers and the account while nothing runs, which is the quick way, and takes the hosts' keys."""
    _ldb(dc, "ldbadd", ou_records())
    attributes, allowed = laps_schema()
    _ldb(dc, "ldbadd", attributes, _SCHEMA_CHANGES)
    _ldb(dc, "ldbmodify", allowed, _SCHEMA_CHANGES)
    for text in computer_files(dc.computers, datetime.now(UTC)):
        _ldb(dc, "ldbadd", text)
    _ldb(
        dc,
        "ldbmodify",  # its own service registers the name only some seconds after the start
        f"dn: CN={DC_NAME.upper()},OU=Domain Controllers,{BASE_DN}\nchangetype: modify\n"
        f"add: servicePrincipalName\nservicePrincipalName: ldap/{DC_NAME}.{DOMAIN}\n",
    )
    tool = ("-H", str(dc.database), "-s", str(dc.smb_config))
    _must("samba-tool", "user", "create", SWEEPER, SWEEPER_PASSWORD, *tool)
    everything = dc.folder / "all.keytab"
    _must("samba-tool", "domain", "exportkeytab", str(everything), "-s", str(dc.smb_config))
    write_service_keytab(everything, dc.keytab, [one for one in dc.computers if one.has_keytab])
    everything.unlink()


def _ldb(dc: SambaDc, tool: str, ldif: str, *more: str) -> None:
    words = (tool, "-H", str(dc.database), "--controls=relax:0", *more)
    done = subprocess.run(
        words, input=ldif, env=dc.environment(), capture_output=True, text=True, timeout=_STEP_SECONDS, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]


def _wait_until_it_answers(dc: SambaDc, samba: subprocess.Popen[bytes]) -> None:
    """Its first start makes keys, which takes seconds: then a logon and a query must work."""
    cache = dc.folder / "first.ccache"
    _poll(samba, lambda: dc.run("kinit", f"{SWEEPER}@{REALM}", ccache=cache, stdin=f"{SWEEPER_PASSWORD}\n"))
    query = ("ldapsearch", "-N", "-Q", "-LLL", "-Y", "GSSAPI", "-H", f"ldap://{dc.name}", "-s", "base", "-b", BASE_DN)
    _poll(samba, lambda: dc.run(*query, "name", ccache=cache))
    cache.unlink()


def _poll(samba: subprocess.Popen[bytes], attempt: Callable[[], subprocess.CompletedProcess[str]]) -> None:
    end = time.monotonic() + _START_SECONDS
    while (done := attempt()).returncode != 0:
        assert samba.poll() is None, "samba has ended"
        assert time.monotonic() < end, done.stderr
        time.sleep(0.2)


def _write_hosts(namespace: str, hosts: Mapping[str, str]) -> None:
    folder = _NETNS / namespace
    folder.mkdir(parents=True, exist_ok=True)
    lines = [f"127.0.0.1 {DC_NAME}.{DOMAIN} {DC_NAME} localhost"]
    lines += [f"{address} {name}" for name, address in hosts.items()]
    (folder / "hosts").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "resolv.conf").write_text(
        f"search {DOMAIN}\nnameserver 127.0.0.1\noptions timeout:1 attempts:1\n", encoding="utf-8"
    )


def _end_abandoned() -> None:
    """Removes what runs left behind that were killed: their namespaces carry their process ids."""
    for folder in _NETNS.glob(f"{_PREFIX}*"):
        owner = folder.name.removeprefix(_PREFIX)
        if owner.isdigit() and not _is_running(owner):
            _end_processes(folder.name)
            _remove(folder.name)


def _is_running(process: str) -> bool:
    """Whether a process does anything still; one that ended and that nobody asked about has no command line."""
    try:
        return bool(Path(f"/proc/{process}/cmdline").read_bytes())
    except OSError:
        return False


def _end_processes(namespace: str) -> None:
    """Ends whatever still runs in a namespace, by id."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        end = time.monotonic() + _END_SECONDS / 2
        while (left := _quiet("ip", "netns", "pids", namespace).stdout.split()) and time.monotonic() < end:
            for process in left:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(int(process), number)
            time.sleep(0.1)


def _remove(namespace: str) -> None:
    _quiet("ip", "netns", "del", namespace)
    shutil.rmtree(_NETNS / namespace, ignore_errors=True)
    with contextlib.suppress(OSError):  # others may be there
        _NETNS.rmdir()


def _must(*words: str) -> None:
    done = _quiet(*words)
    assert done.returncode == 0, f"{words[0]}: {(done.stderr or done.stdout)[-2000:]}"


def _quiet(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(words, capture_output=True, text=True, timeout=_STEP_SECONDS, check=False)


_KRB5 = """[libdefaults]
 default_realm = {realm}
 dns_lookup_kdc = false
 dns_lookup_realm = false
 rdns = false
 dns_canonicalize_hostname = false
 udp_preference_limit = 1
[realms]
 {realm} = {{
  kdc = 127.0.0.1
  admin_server = 127.0.0.1
 }}
[domain_realm]
 .{domain} = {realm}
"""
