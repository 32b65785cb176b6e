"""Logging on to a lab host by client certificate, as a host that has mapped it to the account lets in."""

import asyncio
import shutil
from pathlib import Path

import pytest
from pypsrp.exceptions import AuthenticationError

from remote_prt.lab.authenticate import CERTIFICATE_PROFILE
from remote_prt.lab.certificates import client_certificate
from tests.conftest import StartFarm
from tests.lab.pypsrp_client import connect, run
from tests.lab_farm import RunningFarm


def by_certificate(farm: RunningFarm, path: Path, *, auth: str = "certificate"):
    """A WSMan of pypsrp that shows a certificate."""
    return connect(farm, auth, ssl=True, username=None, certificate_pem=str(path), certificate_key_pem=str(path))


async def test_the_certificate_of_the_account_logs_on(start_farm: StartFarm):
    """No password is given, and one logon is counted however many requests the connection carries."""
    farm = await start_farm()

    done = await asyncio.to_thread(run, by_certificate(farm, farm.certificates.client_path), "output: hello")

    assert ["hello"] == done.output
    assert farm.farm.stats().logon_attempts == 1


async def test_a_certificate_that_is_mapped_to_nobody_is_refused(start_farm: StartFarm, tmp_path: Path):
    """Its issuer is trusted, but it names no account: 401, and it counts as an attempt."""
    farm = await start_farm()
    client_certificate(tmp_path / "other.pem", "nobody@lab", farm.certificates.authority_key)

    with pytest.raises(AuthenticationError):
        await asyncio.to_thread(run, by_certificate(farm, tmp_path / "other.pem"), "output: hello")
    assert farm.farm.stats().logon_attempts >= 1
    assert farm.farm.stats().visits == 0


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
@pytest.mark.parametrize(
    ("shows", "tls", "expected"), [(True, True, "200"), (False, True, "401"), (True, False, "401")]
)
async def test_the_header_alone_proves_nothing(start_farm: StartFarm, shows: bool, tls: bool, expected: str):
    """Curl with the certificate is let in; without it, or over plain HTTP, the header is worth nothing."""
    farm = await start_farm()
    host, paths = farm.hosts[0], farm.certificates
    endpoint = f"https://{host.address}:{host.https_port}" if tls else f"http://{host.address}:{host.http_port}"
    certificate = ["--cert", str(paths.client_path)] if shows else []

    curl = await asyncio.create_subprocess_exec(
        "curl", "--silent", "--noproxy", "*", "--cacert", str(paths.authority_path), *certificate,
        "--header", f"Authorization: {CERTIFICATE_PROFILE}", "--data", "", "--output", "/dev/null",
        "--write-out", "%{http_code}", f"{endpoint}/wsman",
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    said, _ = await curl.communicate()

    assert said.decode() == expected
