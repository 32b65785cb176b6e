"""Who on which Windows PC has a healthy Entra Primary Refresh Token, and if not, why not and what to do.

The public face for programs; see `examples/`. Names are loaded when first used, so that importing the package is cheap.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from remote_prt.version import __version__

if TYPE_CHECKING:
    from remote_prt.cli.composition import SweepSettings, open_visitor
    from remote_prt.cli.library import sweep_hosts
    from remote_prt.collectors.prt_visit import CollectOptions
    from remote_prt.controller.sweep import sweep
    from remote_prt.controller.visit import Visitor
    from remote_prt.diagnosis.diagnosis import Diagnosis, Status
    from remote_prt.errors import HostError, RemotePrtError, UsageError
    from remote_prt.model import AuthMethod, Context, Outcome, Run, Target, VisitOutcome
    from remote_prt.transports.credentials import Credential
    from remote_prt.transports.settings import TransportSettings

#: Public name -> where it lives.
_HOMES = {
    "AuthMethod": "remote_prt.model",
    "CollectOptions": "remote_prt.collectors.prt_visit",
    "Context": "remote_prt.model",
    "Credential": "remote_prt.transports.credentials",
    "Diagnosis": "remote_prt.diagnosis.diagnosis",
    "HostError": "remote_prt.errors",
    "Outcome": "remote_prt.model",
    "RemotePrtError": "remote_prt.errors",
    "Run": "remote_prt.model",
    "Status": "remote_prt.diagnosis.diagnosis",
    "SweepSettings": "remote_prt.cli.composition",
    "Target": "remote_prt.model",
    "TransportSettings": "remote_prt.transports.settings",
    "UsageError": "remote_prt.errors",
    "VisitOutcome": "remote_prt.model",
    "Visitor": "remote_prt.controller.visit",
    "open_visitor": "remote_prt.cli.composition",
    "sweep": "remote_prt.controller.sweep",
    "sweep_hosts": "remote_prt.cli.library",
}

__all__ = [
    "AuthMethod",
    "CollectOptions",
    "Context",
    "Credential",
    "Diagnosis",
    "HostError",
    "Outcome",
    "RemotePrtError",
    "Run",
    "Status",
    "SweepSettings",
    "Target",
    "TransportSettings",
    "UsageError",
    "VisitOutcome",
    "Visitor",
    "__version__",
    "open_visitor",
    "sweep",
    "sweep_hosts",
]


def __getattr__(name: str) -> object:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'remote_prt' has no attribute {name!r}")
    return getattr(import_module(home), name)


def __dir__() -> list[str]:
    return sorted(__all__)
