"""Which value counts, and where it is said to come from."""

from pathlib import Path

import pytest

from remote_prt.cli.config.keys import KeyPath
from remote_prt.cli.config.places import Level
from remote_prt.cli.config.settings import Setting, effective
from remote_prt.cli.config.sources import Sources
from remote_prt.cli.main import cli
from remote_prt.errors import ConfigError
from tests.cli.config.builders import sources

SWEEP: KeyPath = ("sweep",)


def setting(key: str, found: Sources, path: KeyPath = SWEEP, typed: frozenset[str] = frozenset()) -> Setting:
    """The effective setting of a key."""
    return next(one for one in effective(path, cli, found, typed) if one.key == key)


def test_the_strongest_level_counts() -> None:
    """Taken away one by one from the top, each level gives way to the next, and says so."""
    given = {
        "overrides": {"concurrency": "1"},
        "environment": {"REMOTE_PRT_CONCURRENCY": "2"},
        "named_file": "concurrency = 3",
        "project_file": "concurrency = 4",
        "user_file": "concurrency = 5",
        "system_file": "concurrency = 6",
    }
    seen = []
    while given:
        one = setting("concurrency", sources(**given))
        seen.append((one.value, one.level, one.place))
        del given[next(iter(given))]

    assert [
        (1, Level.COMMAND_LINE, "-O"),
        (2, Level.ENVIRONMENT, "REMOTE_PRT_CONCURRENCY"),
        (3, Level.NAMED_FILE, "/somewhere/named_file/x.toml:1"),
        (4, Level.PROJECT_FILE, "/somewhere/project_file/x.toml:1"),
        (5, Level.USER_FILE, "/somewhere/user_file/x.toml:1"),
        (6, Level.SYSTEM_FILE, "/somewhere/system_file/x.toml:1"),
    ] == seen
    assert setting("concurrency", sources()).level is Level.DEFAULT
    assert setting("concurrency", sources()).value == 32


@pytest.mark.parametrize(
    ("path", "value", "line"),
    [
        (("logs", "enable"), 3, 6),
        (("logs", "status"), 2, 4),
        (("sweep",), 1, 1),
    ],
    ids=["its own section", "that of its verb", "the top"],
)
def test_the_narrower_section_counts(path: KeyPath, value: int, line: int) -> None:
    """Within a file a command's own section beats that of its verb, and that the top."""
    text = "concurrency = 1\n\n[logs]\nconcurrency = 2\n[logs.enable]\nconcurrency = 3\n"
    one = setting("concurrency", sources(user_file=text), path)

    assert (value, f"/somewhere/user_file/x.toml:{line}") == (one.value, one.place)


def test_the_narrower_variable_counts() -> None:
    """`REMOTE_PRT_REFRESH_CONCURRENCY` is for refresh only, and there beats `REMOTE_PRT_CONCURRENCY`."""
    found = sources(environment={"REMOTE_PRT_CONCURRENCY": "7", "REMOTE_PRT_REFRESH_CONCURRENCY": "1"})

    assert setting("concurrency", found).value == 7
    assert setting("concurrency", found, ("refresh",)).value == 1


def test_what_is_typed_about_hosts_speaks_alone() -> None:
    """Who names a host, a host file or an inventory does not mean the hosts of a file as well; exclusions stay."""
    found = sources(user_file='hosts = ["pc-[01-99]"]\nexclude = "pc-13"\n')

    assert setting("hosts", found).value == ("pc-[01-99]",)
    for typed in ("hosts", "hostfile", "inventory", "resume"):
        assert setting("hosts", found, typed=frozenset({typed})).value is None, typed
        assert setting("exclude", found, typed=frozenset({typed})).value == ("pc-13",)


@pytest.mark.parametrize(
    ("key", "typed", "file"),
    [
        ("format", "output", 'format = "json"'),
        ("output", "format", 'output = "x.csv"'),
        ("password-fd", "ask-pass", "password-fd = 3"),
    ],
)
def test_what_answers_the_same_question_is_not_mixed(key: str, typed: str, file: str) -> None:
    """The place of the report, and the source of the password, come from one level as a whole."""
    assert setting(key, sources(system_file=file)).level is Level.SYSTEM_FILE
    assert setting(key, sources(system_file=file), typed=frozenset({typed})).level is Level.DEFAULT


def test_simulated_hosts_get_no_real_settings() -> None:
    """`lab` prints its password, so `password-file` at the top is not for it; `lang` is for everybody."""
    secret = Path(__file__)
    found = sources(user_file=f"password-file = {str(secret)!r}\nlang = 'ja'\n")

    assert setting("password-file", found, ("lab",)).level is Level.DEFAULT
    assert setting("lang", found, ("lab",)).value == "ja"
    assert (
        setting("password-file", sources(user_file=f"[lab]\npassword-file = {str(secret)!r}"), ("lab",)).value == secret
    )


def test_a_path_lies_beside_its_file(tmp_path: Path) -> None:
    """A relative path of a file means the file's own folder; one of a variable means the current folder."""
    (tmp_path / "user_file").mkdir()
    (tmp_path / "user_file" / "ca.pem").touch()
    found = sources(folder=tmp_path, user_file='ca-cert = "ca.pem"\nhostfile = ["hosts.txt", "-"]')

    assert setting("ca-cert", found).value == tmp_path / "user_file" / "ca.pem"
    assert setting("hostfile", found).value == (str(tmp_path / "user_file" / "hosts.txt"), "-")
    assert setting("hostfile", sources(environment={"REMOTE_PRT_HOSTFILE": "hosts.txt"})).value == ("hosts.txt",)


@pytest.mark.parametrize(
    ("found", "place"),
    [
        (sources(environment={"REMOTE_PRT_CONCURRENCY": "many"}), "REMOTE_PRT_CONCURRENCY: "),
        (sources(overrides={"concurrency": "many"}), "-O: concurrency: "),
        (sources(user_file="\nconcurrency = 'many'"), "/somewhere/user_file/x.toml:2: concurrency: "),
    ],
    ids=["variable", "override", "file"],
)
def test_a_wrong_value_says_where_it_stands(found: Sources, place: str) -> None:
    """The variable, or file, line and key are named."""
    with pytest.raises(ConfigError) as caught:
        effective(SWEEP, cli, found)

    assert str(caught.value).startswith(place)


def test_a_value_that_was_put_in_the_wrong_place_is_not_shown() -> None:
    """Somebody may have written the password itself where its descriptor belongs."""
    with pytest.raises(ConfigError) as caught:
        effective(SWEEP, cli, sources(environment={"REMOTE_PRT_PASSWORD_FD": "hunter2"}))

    assert "hunter2" not in str(caught.value)
    assert "REMOTE_PRT_PASSWORD_FD" in str(caught.value)
