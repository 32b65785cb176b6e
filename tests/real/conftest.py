"""Tests against real programs: a domain controller, a browser.

`make real` runs them; where a program is missing they skip and say so, unless REMOTE_PRT_REAL=required (as in .ci/run,
which installs them), where that is a failure.
"""

import os
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

import pytest

from remote_prt.lab.fleet import plan_fleet
from tests.real.kerberos_lab import KerberosLab, kerberos_lab
from tests.real.samba_dc import SambaDc, missing_programs, running_dc, why_no_namespace

LAB_HOSTS = 220
LAB_SEED = 6
_HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks every test of this folder `real`, which plain `pytest` leaves out."""
    for item in items:
        if item.path.is_relative_to(_HERE):
            item.add_marker(pytest.mark.real)


def need(missing: Sequence[str]) -> None:
    """Programs or packages that are missing skip a test on people's machines and fail it in CI."""
    if not missing:
        return
    reason = f"not installed: {', '.join(missing)}"
    if os.environ.get("REMOTE_PRT_REAL") == "required":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def dc(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SambaDc]:
    """A real domain controller with a thousand computers; those of `lab_host_names` have keys in its keytab."""
    need(missing_programs())
    reason = why_no_namespace()
    if reason is not None:
        pytest.skip(reason)
    with running_dc(tmp_path_factory.mktemp("dc"), lab_host_names()) as running:
        yield running


@pytest.fixture(scope="session")
def lab(dc: SambaDc) -> Iterator[KerberosLab]:
    """Simulated hosts that accept the domain's tickets, in the domain controller's namespace."""
    need([name for name in ("gssapi", "krb5") if find_spec(name) is None])
    with kerberos_lab(dc, LAB_HOSTS, LAB_SEED) as running:
        yield running


def lab_host_names() -> list[str]:
    """The names of the hosts that `remote_prt lab --hosts 220 --seed 6` plays."""
    return [host.computer_name for host in plan_fleet(LAB_HOSTS, LAB_SEED, datetime(2026, 1, 1, tzinfo=UTC))]
