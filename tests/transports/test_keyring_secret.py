"""Passwords from the keyring of the operating system."""

from collections.abc import Iterator

import pytest

keyring = pytest.importorskip("keyring", reason="the extra `secrets` is not installed")

from keyring.backend import KeyringBackend  # noqa: E402  after the check above
from keyring.backends import fail  # noqa: E402
from keyring.errors import KeyringLocked  # noqa: E402

from remote_prt.errors import SecretUnavailable  # noqa: E402
from remote_prt.transports.secret_sources import Secret, find_password  # noqa: E402


class Drawer(KeyringBackend):
    """A keyring in memory, as honest as any."""

    priority = 1

    def __init__(self, entries: dict[tuple[str, str], str] | None = None, *, locked: bool = False) -> None:
        super().__init__()
        self._entries = entries or {}
        self._locked = locked

    def get_password(self, service: str, username: str) -> str | None:
        if self._locked:
            raise KeyringLocked("hunter2 lies here")
        return self._entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._entries[service, username] = password


@pytest.fixture(autouse=True)
def _own_keyring() -> Iterator[None]:
    before = keyring.get_keyring()
    yield
    keyring.set_keyring(before)


def test_the_entry_of_service_and_account_is_the_password() -> None:
    """A password is found by the service's name and the account's, before any other source."""
    keyring.set_keyring(Drawer({("fleet", "CORP\\anna"): "hunter2"}))

    assert find_password("CORP\\anna", keyring="fleet", environment={"REMOTE_PRT_PASSWORD": "no"}) == Secret("hunter2")


@pytest.mark.parametrize(
    ("backend", "said"),
    [
        (Drawer({("fleet", "somebody"): "hunter2"}), "the keyring has no password of anna for fleet"),
        (Drawer({}, locked=True), "the keyring cannot be read (KeyringLocked)"),
        (fail.Keyring(), "this machine has no keyring that can be read"),
    ],
    ids=["no entry", "locked", "no backend"],
)
def test_a_keyring_without_the_password_says_why(backend: KeyringBackend, said: str) -> None:
    """What is missing is named; nothing that lies in the keyring is."""
    keyring.set_keyring(backend)

    with pytest.raises(SecretUnavailable) as refused:
        find_password("anna", keyring="fleet", environment={})

    assert refused.value.message == said
    assert "hunter2" not in str(refused.value)
