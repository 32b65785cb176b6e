"""A Debian box for the walk-through of examples/nightly: its commands, and its service as systemd would start it.

Run in a mount namespace of its own (`unshare --mount`), beside a domain controller: /etc is a copy, /opt, /var/lib,
/var/log and /run are empty, and all of it ends with the process. What needs a registry or a running systemd is done in
another way, and said so. Results go to standard output as JSON.
"""

import contextlib
import grp
import json
import os
import pwd
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent.parent
sys.path.insert(0, str(ROOT))
from tests.nightly import commands  # noqa: E402
from tests.systemd_unit import command_line, read_unit, specified, words_of  # noqa: E402

UNITS = Path("/etc/systemd/system")
SERVICE = "remote_prt-nightly.service"
STATE, LOGS = Path("/var/lib/remote_prt"), Path("/var/log/remote_prt")
HEARTBEAT = STATE / "nightly.heartbeat.json"
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin"
_PR_SET_MDWE = 65  # MemoryDenyWriteExecute= of a kernel since 6.3
_LIMIT_SECONDS = 240.0

#: As `ProtectSystem=strict`, `ProtectHome=yes` and `PrivateTmp=yes`: all is read-only but the unit's own folders.
_MOUNTS = """
for each in / /etc /opt /var/lib /var/log; do
  [ "$each" = / ] && mount --bind / /
  mount -o remount,bind,ro "$each"
done
for each in {own}; do mount --bind "$each" "$each"; mount -o remount,bind,rw "$each"; done
for each in {hidden}; do mount -t tmpfs -o ro tmpfs "$each"; done
mount -t tmpfs -o mode=1777 tmpfs /tmp
exec setpriv --reuid {user} --regid {group} --clear-groups --no-new-privs --bounding-set=-all --inh-caps=-all "$@"
"""
_START = (
    f"import ctypes, os, sys; ctypes.CDLL(None).prctl({_PR_SET_MDWE}, 1, 0, 0, 0); os.execv(sys.argv[1], sys.argv[1:])"
)


@dataclass
class Box:
    """The box, and what has happened in it."""

    folder: Path
    krb5_config: Path
    password: str
    environment: dict[str, str] = field(default_factory=lambda: {"PATH": f"{PATH}:/sbin:/bin", "HOME": "/root"})
    results: dict[str, Any] = field(default_factory=lambda: {"Skipped": [], "Ran": []})

    def begin(self) -> None:
        """Make its folders."""
        shutil.copytree("/etc", self.folder / "etc", symlinks=True, ignore_dangling_symlinks=True, ignore=_unreadable)
        must("mount", "--bind", str(self.folder / "etc"), "/etc")
        for place in ("/opt", "/var/lib", "/var/log"):
            own = self.folder / place.strip("/").replace("/", "-")
            own.mkdir(mode=0o755)
            must("mount", "--bind", str(own), place)
        must("mount", "-t", "tmpfs", "-o", "mode=755", "tmpfs", "/run")
        shutil.copyfile(self.krb5_config, "/etc/krb5.conf")

    def type(self, line: str) -> None:
        """Do what a line of the walk-through says."""
        if line.startswith("export "):
            self.environment |= dict(word.split("=", 1) for word in line.split()[1:])
        elif line.startswith("apt-get ") or line == "systemctl daemon-reload" or " enable " in line:
            self.results["Skipped"].append(line)
        elif "pip install" in line:
            self._install()
        elif line == "ktutil":
            self._make_keytab()
        elif line.startswith("systemctl start "):
            self.results["First"] = self.start().wait(_LIMIT_SECONDS)
        else:
            done = subprocess.run(
                ["bash", "-c", line], env=self.environment, cwd="/", capture_output=True, text=True, check=False
            )
            self.results["Ran"].append([line, done.returncode, done.stdout[-2000:], done.stderr[-2000:]])

    def _install(self) -> None:
        """What pip would install, from where this test has it."""
        (packages,) = Path("/opt/remote_prt/lib").glob("python3*/site-packages")
        seen = Path("/opt/source")  # a service sees no /home and no /tmp, where this tree may lie
        seen.mkdir()
        must("mount", "--bind", str(ROOT), str(seen))
        packed = [Path(path) for path in sys.path if path.endswith("-packages")]
        places = [seen, *(seen / path.relative_to(ROOT) if path.is_relative_to(ROOT) else path for path in packed)]
        (packages / "box.pth").write_text("\n".join(map(str, places)) + "\n", "utf-8")
        script = Path("/opt/remote_prt/bin/remote_prt")
        script.write_text(
            "#!/opt/remote_prt/bin/python\nimport sys\nfrom remote_prt.__main__ import main\nsys.exit(main())\n",
            "utf-8",
        )
        script.chmod(0o755)
        system = Path("/etc/remote_prt")  # a setting of the machine: hosts that hang are not waited for
        system.mkdir(exist_ok=True)
        settings = ("host-timeout = 10", "connect-timeout = 3", "retries = 0", "concurrency = 64", "")
        (system / "config.toml").write_text("\n".join(settings), "utf-8")

    def _make_keytab(self) -> None:
        typed = [line.removeprefix("ktutil:").strip() for line in commands("Debian", "text")]
        first, *rest = typed
        text = "\n".join([first, self.password, *rest]) + "\n"
        done = subprocess.run(
            ["ktutil"], input=text, env=self.environment, capture_output=True, text=True, check=False, timeout=30
        )
        self.results["Ran"].append(["ktutil", done.returncode, done.stdout, done.stderr])

    def start(self) -> "subprocess.Popen[str]":
        """The service, as systemd.exec(5) and systemd.service(5) say it is started."""
        service = read_unit((UNITS / SERVICE).read_text("utf-8"))["Service"]
        user, group = pwd.getpwnam(service["User"][0]), grp.getgrnam(service["Group"][0])
        credentials = Path("/run/credentials") / SERVICE
        specifiers = {"S": "/var/lib", "L": "/var/log", "t": "/run", "d": str(credentials), "n": SERVICE, "%": "%"}
        for folder, name, mode in ((STATE, "StateDirectory", "0750"), (LOGS, "LogsDirectory", "0750")):
            assert service[name] == [folder.name]
            folder.mkdir(mode=int(mode, 8), exist_ok=True)
            folder.chmod(int(service[f"{name}Mode"][0], 8))
            os.chown(folder, user.pw_uid, group.gr_gid)
        _lay_credentials(service["LoadCredential"], credentials, user.pw_uid, specifiers)
        environment = {
            "PATH": PATH, "LANG": "C.UTF-8", "HOME": user.pw_dir, "LOGNAME": user.pw_name, "USER": user.pw_name,
            "SHELL": user.pw_shell, "CREDENTIALS_DIRECTORY": str(credentials), "STATE_DIRECTORY": str(STATE),
            "LOGS_DIRECTORY": str(LOGS),
        }  # fmt: skip
        for line in service["Environment"]:
            environment |= dict(specified(word, specifiers).split("=", 1) for word in words_of(line))
        (line,) = service["ExecStart"]
        program, *words = command_line(line, specifiers, environment)
        hidden = [place for place in ("/home", "/root") if Path(place).is_dir()]
        mounts = _MOUNTS.format(
            own=f"{STATE} {LOGS}", hidden=" ".join(hidden) or '""', user=user.pw_uid, group=group.gr_gid
        )
        inside = ["/opt/remote_prt/bin/python", "-c", _START, program, *words]
        return subprocess.Popen(
            ["unshare", "--mount", "--propagation", "private", "sh", "-eu", "-c", mounts, "sh", *inside],
            env=environment,
            cwd=specified(service["WorkingDirectory"][0], specifiers),
            umask=int(service["UMask"][0], 8),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=(self.folder / "journal").open("a"),
            text=True,
        )


def must(*words: str) -> None:
    """A command that works."""
    subprocess.run(words, check=True, capture_output=True, timeout=60)


def _unreadable(folder: str, names: list[str]) -> list[str]:
    """Sockets and the like are not copied, nor what another test has put there."""
    return [name for name in names if name == "netns" or not (Path(folder) / name).exists()]


def _lay_credentials(lines: list[str], folder: Path, owner: int, specifiers: dict[str, str]) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o500)
    os.chown(folder, owner, -1)
    for line in lines:
        name, _, source = specified(line, specifiers).partition(":")
        (folder / name).write_bytes(Path(source).read_bytes())
        (folder / name).chmod(0o400)
        os.chown(folder / name, owner, -1)


def heartbeat() -> dict[str, Any]:
    """What it says now."""
    with contextlib.suppress(OSError):
        found: dict[str, Any] = json.loads(HEARTBEAT.read_text("ascii"))
        return found
    return {}


def _two_at_once(box: Box) -> Iterator[tuple[str, Any]]:
    """A second start while the first is at work."""
    before = heartbeat().get("Run")
    first = box.start()
    end = time.monotonic() + 60
    while heartbeat().get("Run") == before and time.monotonic() < end and first.poll() is None:
        time.sleep(0.05)
    yield "Beating", heartbeat()
    yield "Second", box.start().wait(60)
    yield "BeatingStill", heartbeat()
    first.terminate()
    yield "Stopped", first.wait(60)
    yield "StoppedBeat", heartbeat()


def _left_behind(box: Box) -> dict[str, Any]:
    """What the first run wrote."""
    box.results["Journal"] = (box.folder / "journal").read_text("utf-8")[-4000:]
    report, log = STATE / "reports" / "prt.json", LOGS / "nightly.jsonl"
    if not (report.exists() and log.exists()):
        sys.exit(json.dumps(box.results, indent=1))
    return {"Report": json.loads(report.read_text("utf-8")), "Log": log.read_text("ascii").count("\n")}


def _seen(path: Path) -> list[Any]:
    found = path.stat()
    return [path.owner(), path.group(), f"{found.st_mode & 0o7777:o}", found.st_size]


def main() -> None:
    """Follow the walk-through, then start the service twice at once."""
    folder, krb5_config, password = sys.argv[1:]
    box = Box(Path(folder), Path(krb5_config), password)
    box.begin()
    for line in commands("Debian", "sh"):
        box.type(line)
    box.results |= {"Ended": heartbeat(), "Unit": (UNITS / SERVICE).read_text("utf-8")}
    box.results |= _left_behind(box)
    box.results |= dict(_two_at_once(box))
    files = [path for place in (STATE, LOGS) for path in place.rglob("*") if path.is_file()]
    box.results["Files"] = {str(path): _seen(path) for path in files}
    secret = re.compile(re.escape(box.password.encode()))
    box.results["Secrets"] = [str(path) for path in files if secret.search(path.read_bytes())]
    print(json.dumps(box.results))  # noqa: T201  what this is for


if __name__ == "__main__":
    main()
