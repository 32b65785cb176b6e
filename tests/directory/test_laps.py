"""What LAPS keeps, in all its spellings, and what is none of them."""

import json
from collections.abc import AsyncIterator, Sequence

import pytest

sansldap = pytest.importorskip("sansldap", reason="the extra `ad` is not installed")

from remote_prt.directory.laps import LapsSecret, laps_secret  # noqa: E402  after the check above
from remote_prt.directory.ldap_session import DirectoryEntry  # noqa: E402
from remote_prt.errors import SecretUnavailable  # noqa: E402

HOST = "pc-01.corp.example"


class Directory:
    """A session that finds these entries, and remembers what it was asked."""

    def __init__(self, *found: dict[str, str]) -> None:
        self._found = found
        self.asked: list[str] = []

    async def search(
        self, base: str, which: "sansldap.LDAPFilter", attributes: Sequence[str]
    ) -> AsyncIterator[DirectoryEntry]:
        self.asked.append(str(which))
        for values in self._found:
            wanted = {name.lower(): (value.encode(),) for name, value in values.items() if name in attributes}
            yield DirectoryEntry(f"CN=pc-01,{base}", wanted)


def windows(document: object) -> dict[str, str]:
    """Windows LAPS in clear text."""
    return {"msLAPS-Password": document if isinstance(document, str) else json.dumps(document)}


@pytest.mark.parametrize(
    ("kept", "expected"),
    [
        (windows({"n": "Admin", "t": "1d8", "p": "hunter2"}), LapsSecret("Admin", "hunter2")),
        ({"ms-Mcs-AdmPwd": "hunter2"}, LapsSecret("", "hunter2")),
        (windows({"n": "Admin", "p": "new"}) | {"ms-Mcs-AdmPwd": "old"}, LapsSecret("Admin", "new")),
    ],
    ids=["windows", "legacy", "both"],
)
async def test_both_kinds_are_read_and_the_newer_one_wins(kept: dict[str, str], expected: LapsSecret) -> None:
    """Windows LAPS names its account; the older one leaves that to the policy."""
    assert await laps_secret(Directory(kept), "DC=corp,DC=example", HOST) == expected


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ((), f"the directory has no computer {HOST}"),
        (({}, {}), f"the directory has more than one computer {HOST}"),
        (({},), f"LAPS keeps no password of {HOST}"),
        (({"msLAPS-PasswordExpirationTime": "1"},), f"this account may not read the LAPS password of {HOST}"),
        (({"ms-Mcs-AdmPwdExpirationTime": "1"},), f"this account may not read the LAPS password of {HOST}"),
        (
            ({"msLAPS-EncryptedPassword": "x", "msLAPS-PasswordExpirationTime": "1"},),
            f"the LAPS password of {HOST} is kept encrypted, which is not read here",
        ),
        *(
            ((windows(hostile),), f"what LAPS keeps of {HOST} is not what Windows writes")
            for hostile in (
                "",
                "hunter2",
                "[" * 3000,
                {"p": "hunter2"},
                {"n": 1, "p": "hunter2"},
                {"n": "", "p": "x"},
                [1],
            )
        ),
    ],
)
async def test_what_is_missing_is_said_and_no_password_is(found: tuple[dict[str, str], ...], said: str) -> None:
    """Each way in which there is no password has its own line, which holds nothing of what was found."""
    with pytest.raises(SecretUnavailable) as refused:
        await laps_secret(Directory(*found), "DC=corp,DC=example", HOST)

    assert refused.value.message == said
    assert "hunter2" not in str(refused.value)


async def test_a_name_is_a_value_and_no_filter() -> None:
    """A host called like a piece of a filter asks for exactly that name."""
    directory = Directory({})

    with pytest.raises(SecretUnavailable):
        await laps_secret(directory, "DC=corp,DC=example", "pc*)(cn=*")

    assert directory.asked == [r"(&(objectCategory=computer)(sAMAccountName=pc\2a\29\28cn=\2a$))"]
