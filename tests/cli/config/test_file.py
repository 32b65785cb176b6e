"""Settings files: what is read, on which line it stands, and what is left alone."""

import os
from pathlib import Path

import pytest

from remote_prt.cli.config.file import MOST_BYTES, parse_config, read_config
from remote_prt.cli.config.places import Level, Place, usual_places
from remote_prt.errors import ConfigError

TEXT = """\
# a comment with [brackets] and key = value
concurrency = 3
hosts = [
  "pc-01",   # concurrency = 4
  "pc-02",
]
user = '''
concurrency = 5
'''
sweep.context = "caller"

[logs.enable]  # here
"wait" = { a = 1 }
"""


def test_every_key_has_its_line() -> None:
    """Lists over lines, dotted and quoted keys and texts that look like keys are told apart."""
    found = parse_config(Place(Level.USER_FILE, Path("x.toml")), TEXT)

    assert [
        ((), "concurrency", 2),
        ((), "hosts", 3),
        ((), "user", 7),
        (("sweep",), "context", 10),
        (("logs", "enable", "wait"), "a", 13),
    ] == [(entry.section, entry.key, entry.line) for entry in found.entries]
    assert (("logs", "enable"), 12) in found.sections


def test_a_long_list_costs_no_time() -> None:
    """The lines of a file with thousands of hosts are found in one pass over it."""
    hosts = "".join(f'  "pc-{number:05}",\n' for number in range(5_000))
    found = parse_config(Place(Level.USER_FILE, Path("x.toml")), f"hosts = [\n{hosts}]\nport = 1\n")

    assert [1, 5003] == [entry.line for entry in found.entries]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"a = 1\nb = \n", "x.toml:2: this is no TOML"),
        (b"a = 1\na = 2\n", "x.toml:2: this is no TOML"),
        (b"a = 1\nb = '\xff'\n", "x.toml:2: this is not UTF-8"),
        (b"#" * (MOST_BYTES + 1), "x.toml: more than"),
    ],
    ids=["unfinished", "twice", "latin-1", "too long"],
)
def test_a_file_is_read_whole_or_refused(content: bytes, says: str, tmp_path: Path) -> None:
    """A mistake names the file and, where it is known, the line; nothing of the file counts."""
    (tmp_path / "x.toml").write_bytes(content)
    with pytest.raises(ConfigError) as caught:
        read_config(Place(Level.USER_FILE, tmp_path / "x.toml"))

    assert f"{tmp_path}/{says}" in str(caught.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_windows_editors_may_have_written_it(encoding: str, tmp_path: Path) -> None:
    """Byte order marks and line ends of Windows are no mistakes."""
    (tmp_path / "x.toml").write_bytes('user = "山田"\r\nhosts = [\r\n "pc"\r\n]\r\nport = 1\r\n'.encode(encoding))
    found = read_config(Place(Level.USER_FILE, tmp_path / "x.toml"))

    assert found is not None
    assert [("user", "山田", 1), ("hosts", ["pc"], 2), ("port", 1, 5)] == [
        (e.key, e.value, e.line) for e in found.entries
    ]


@pytest.mark.skipif(os.name != "posix", reason="modes of Windows files say nothing")
@pytest.mark.parametrize("level", [Level.PROJECT_FILE, Level.USER_FILE, Level.SYSTEM_FILE])
def test_a_file_that_others_may_write_is_left_alone(level: Level, tmp_path: Path) -> None:
    """Nobody else decides where this account logs on; a file that was named is the namer's own choice."""
    path = tmp_path / "x.toml"
    path.write_text("port = 1\n", "utf-8")
    path.chmod(0o666)
    found, named = read_config(Place(level, path)), read_config(Place(Level.NAMED_FILE, path))

    assert found is not None
    assert (found.entries, found.unread) == ((), "everybody may write it")
    assert named is not None
    assert len(named.entries) == 1


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root can give files away")
def test_a_file_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    """In the folder of another account its settings do not count."""
    path = tmp_path / "x.toml"
    path.write_text("port = 1\n", "utf-8")
    os.chown(path, 12345, 12345)
    found = read_config(Place(Level.PROJECT_FILE, path))

    assert found is not None
    assert (found.entries, found.unread) == ((), "it belongs to another account")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no FIFOs in folders")
def test_a_pipe_is_no_settings_file(tmp_path: Path) -> None:
    """A FIFO would be waited for without end; it is left alone, and refused where it was named."""
    os.mkfifo(tmp_path / "pipe")
    found = read_config(Place(Level.PROJECT_FILE, tmp_path / "pipe"))

    assert found is not None
    assert found.unread == "it is no regular file"
    with pytest.raises(ConfigError, match="no regular file"):
        read_config(Place(Level.NAMED_FILE, tmp_path / "pipe"))


def test_a_file_that_is_named_must_be_there(tmp_path: Path) -> None:
    """The usual files may be missing; one that somebody named may not."""
    assert read_config(Place(Level.USER_FILE, tmp_path / "none.toml")) is None
    with pytest.raises(ConfigError, match=r"none\.toml: no such file"):
        read_config(Place(Level.NAMED_FILE, tmp_path / "none.toml"))


@pytest.mark.parametrize(
    ("environment", "windows", "expected"),
    [
        ({"HOME": "/home/a"}, False, ["/here/remote_prt.toml", "/home/a/.config/remote_prt/config.toml"]),
        ({"HOME": "/h", "XDG_CONFIG_HOME": "/x"}, False, ["/here/remote_prt.toml", "/x/remote_prt/config.toml"]),
        ({"HOME": "/h", "XDG_CONFIG_HOME": "x"}, False, ["/here/remote_prt.toml", "/h/.config/remote_prt/config.toml"]),
        ({}, False, ["/here/remote_prt.toml"]),
        (
            {"APPDATA": "/r", "ProgramData": "/p", "HOME": "/h"},
            True,
            ["/here/remote_prt.toml", "/r/remote_prt/config.toml", "/p/remote_prt/config.toml"],
        ),
    ],
    ids=["home", "xdg", "relative xdg", "no home", "windows"],
)
def test_the_usual_places(environment: dict[str, str], windows: bool, expected: list[str]) -> None:
    """The current folder, then the user's, then the system's; an account without a profile has no user file."""
    found = [str(place.path) for place in usual_places(environment, Path("/here"), windows=windows)]

    assert ([*expected] if windows else [*expected, "/etc/remote_prt/config.toml"]) == found
