"""Mistakes in settings are named with their place and, where possible, with what was meant."""

import pytest

from remote_prt.cli.config.check import check_sources, unread_variables
from remote_prt.cli.main import cli
from remote_prt.errors import ConfigError
from tests.cli.config.builders import sources


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("\nconcurency = 3", ":2: concurency: there is no such setting - did you mean concurrency?"),
        ("frobnicate = 3", ":1: frobnicate: there is no such setting - settings are named as the long options"),
        ("[refresh]\nonly_usr = 'x'", ":2: only_usr: there is no such setting - did you mean only-user?"),
        ("[swep]\nport = 1", ":1: [swep]: there is no such section - did you mean [sweep]?"),
        ("[logs.enabel]", ":1: [logs.enabel]: there is no such section - did you mean [logs.enable]?"),
        ("seed = 3", ":1: seed: this has no meaning here - it belongs in [demo], [lab]"),
        ("[analyze]\nport = 1", ":2: port: this has no meaning here - it belongs in ["),
        ("https = true\nhttp = true", ":2: http: this is said twice: also as https in line 1"),
        ("fanout = 3\nconcurrency = 3", ":2: concurrency: this is said twice: also as fanout in line 1"),
        ("password = 'hunter2'", ":1: password: secrets have no place here - use --password-file"),
        ("[sweep]\nclient_secret = 'hunter2'", ":2: client_secret: secrets have no place here"),
        ("help = true", ":1: help: there is no such setting"),
        ("config = 'x'", ":1: config: there is no such setting"),
        ("yes = true", ":1: yes: this is said for one run, not in a file"),
        ("no-verify-tls = true", ":1: no-verify-tls: what lowers security does not come from the current folder"),
        ("allow_ntlm = true", ":1: allow_ntlm: what lowers security does not come from the current folder"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_place(text: str, says: str) -> None:
    """File, line and key stand in front; a secret is never repeated."""
    with pytest.raises(ConfigError) as caught:
        check_sources(sources(project_file=text), ("sweep",), cli)

    assert says in str(caught.value)
    assert "hunter2" not in str(caught.value)


def test_what_lowers_security_may_stand_in_files_of_the_user() -> None:
    """Only the current folder is not believed."""
    check_sources(sources(user_file="no-verify-tls = true\nallow_ntlm = true"), ("sweep",), cli)


def test_a_file_is_checked_for_every_command() -> None:
    """A mistake in the section of another verb is found by whatever verb runs."""
    with pytest.raises(ConfigError, match="did you mean only-user"):
        check_sources(sources(user_file="[refresh]\nonly-usr = 'x'"), ("sweep",), cli)


def test_an_override_is_about_the_command_it_stands_at() -> None:
    """`-O` takes the keys of its own command, and no others."""
    check_sources(sources(overrides={"connect_timeout": "3"}), ("sweep",), cli)
    with pytest.raises(ConfigError, match=r"^-O: only-usr: there is no such setting - did you mean only-user\?"):
        check_sources(sources(overrides={"only-usr": "x"}), ("refresh",), cli)


def test_a_variable_that_nothing_reads_is_told() -> None:
    """A slip in a variable's name is shown to whoever looks at the settings; other people's variables are not ours."""
    found = sources(environment={"REMOTE_PRT_CONCURENCY": "3", "REMOTE_PRT_PASSWORD": "x", "PATH": "/bin"})

    assert unread_variables(found, frozenset({"REMOTE_PRT_CONCURRENCY"})) == ("REMOTE_PRT_CONCURENCY",)
