"""The file of addresses: who may read it, what it may hold, and what of an address may be shown."""

import os
from pathlib import Path

import pytest

from remote_prt.errors import SecretUnavailable
from remote_prt.notices.addresses import read_addresses, shown_of


def file(folder: Path, content: bytes, mode: int = 0o600) -> Path:
    """A file with that content and mode."""
    path = folder / "urls"
    path.write_bytes(content)
    path.chmod(mode)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_one_url_a_line(tmp_path: Path, encoding: str) -> None:
    """Comments, blank lines, marks and line ends of Windows cost nothing; addresses alike are told apart."""
    text = "# who\r\n\r\n  json://hook.lab/a \r\njson://hook.lab/b\r\nslack://T1/B2/C3\r\n"
    found = read_addresses(file(tmp_path, text.encode(encoding)))

    assert [(one.url, one.line, one.name) for one in found] == [
        ("json://hook.lab/a", 3, "json://hook.lab"),
        ("json://hook.lab/b", 4, "json://hook.lab#2"),
        ("slack://T1/B2/C3", 5, "slack://"),
    ]
    assert "T1" not in repr(found)


@pytest.mark.parametrize(
    ("content", "mode", "says"),
    [
        (b"json://x\n", 0o640, r"others may read it \(mode 640\)"),
        (b"# nobody\n", 0o600, "no address is in it"),
        (b"json://x\nops@lab.example\n", 0o600, ":2: not a URL"),
        (b"json://x\n" * 21, 0o600, "more than 20 addresses"),
        (b"\xff\xfej", 0o600, "neither UTF-8 nor UTF-16"),
        (b"#" * 70_000, 0o600, "larger than 64 KB"),
    ],
    ids=["mode", "empty", "no-url", "many", "bytes", "big"],
)
@pytest.mark.skipif(os.name != "posix", reason="modes")
def test_what_is_refused(tmp_path: Path, content: bytes, mode: int, says: str) -> None:
    """Each with the file, and never with what a line held."""
    with pytest.raises(SecretUnavailable, match=says) as caught:
        read_addresses(file(tmp_path, content, mode))
    assert "ops@lab" not in str(caught.value)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="files of root")
def test_a_credential_of_the_service_manager_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Root's file whose mode shows the mask of an access list, but only where the service manager lays such files."""
    path = file(tmp_path, b"json://hook.lab\n", 0o440)
    with pytest.raises(SecretUnavailable):
        read_addresses(path)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))

    assert [one.name for one in read_addresses(path)] == ["json://hook.lab"]


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("mailtos://ops:pw@Mail.Lab:587/?to=a@b.c", "mailtos://mail.lab"),
        ("json://[::1]:8080/x", "json://[::1]"),
        ("jsons://ops:p@ss@hook.lab/x", "jsons://hook.lab"),
        ("json://ops:pa/ss@hook.lab/x", "json://"),
        ("json://ops:pa", "json://"),
        ("json://hook.lab?token=a@S3cr3t", "json://"),
        ("json://pa/ss?@hook.lab/x", "json://"),
        ("json://hook.lab/x?token=S3cr3t", "json://hook.lab"),
        ("tgram://123456:abcdef/1", "tgram://"),
        ("discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js", "discord://"),
        ("workflows://prod-1.logic.azure.com:443/643e69f8/s1/", "workflows://prod-1.logic.azure.com"),
        ("no url", "?"),
    ],
)
def test_what_is_shown_of_an_address(url: str, shown: str) -> None:
    """Scheme, and the host where it is one; never what may be a token or half a password."""
    assert shown == shown_of(url)
