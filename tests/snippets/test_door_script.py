"""What starts a visit on this very machine: one function, one call, and no place in what goes to other hosts."""

from remote_prt.snippets import compose_bundle, compose_door, compose_visit, door_snippets
from remote_prt.snippets.snippet import sha256_of
from tests.ps_snippets.powershell_source import Source


def test_the_starter_is_its_function_and_one_call() -> None:
    """The text holds each function as it is shown, parses without error, and its hash is that of its bytes."""
    door = compose_door()

    assert all(snippet.text in door.text for snippet in door_snippets())
    assert door.text.isascii()
    assert door.sha256 == sha256_of(door.text)
    assert Source(door.text).broken() == []
    assert door.text.rstrip().endswith("Invoke-PrtScriptFile @door")


def test_no_other_script_holds_it() -> None:
    """Neither a remote visit nor the bundle carries what only this machine's door needs."""
    for snippet in door_snippets():
        assert snippet.name not in compose_visit().text
        assert snippet.name not in compose_bundle().text
