"""No error of the libraries below leaves the door as it is."""

import importlib
import inspect
import pkgutil
import ssl
import warnings
from types import ModuleType

import pypsrp
import pytest
import requests
import spnego
import urllib3

from remote_prt.errors import HostError, HostMisbehaved, HostTimedOut, LogonRefused, Phase
from remote_prt.model import AuthMethod, Deadline
from remote_prt.transports.pypsrp_errors import translate, translated
from remote_prt.transports.settings import Bounds, PhaseLimits
from remote_prt.transports.socket_address import look_up
from remote_prt.transports.wire import Endpoint, Wire

PACKAGES = (pypsrp, spnego, requests, urllib3)
#: modules that need what is not installed here, or another operating system, or start a program
NOT_IMPORTABLE = ("emscripten", "socks", "pyopenssl", "__main__", "http2", "_winapi", "_sspi_raw", "ntlmpool")


def new_wire(phase: Phase = Phase.SHELL) -> Wire:
    """A wire that leads nowhere."""
    endpoint = Endpoint("pc-01", look_up("127.0.0.1")[0], 5985, https=False)
    wire = Wire(endpoint, None, PhaseLimits(), Bounds(), Deadline(1e12))
    wire.enter(phase)
    return wire


def modules_of(package: ModuleType) -> list[ModuleType]:
    """The package and everything below it that can be imported here."""
    found = [package]
    for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if any(word in info.name for word in NOT_IMPORTABLE):
            continue
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found.append(importlib.import_module(info.name))
    return found


def exception_classes() -> list[type[BaseException]]:
    """Every exception class those packages and ssl define, private ones too."""
    modules = [module for package in PACKAGES for module in modules_of(package)] + [ssl]
    homes = ("ssl", *(package.__name__ for package in PACKAGES))
    classes = {
        member
        for module in modules
        for _, member in inspect.getmembers(module, inspect.isclass)
        if issubclass(member, BaseException) and member.__module__.partition(".")[0] in homes
    }
    return sorted(classes, key=lambda kind: f"{kind.__module__}.{kind.__qualname__}")


@pytest.mark.parametrize("kind", exception_classes(), ids=lambda kind: f"{kind.__module__}.{kind.__qualname__}")
@pytest.mark.parametrize("phase", [Phase.AUTHENTICATE, Phase.RUN])
def test_every_exception_class_below_is_translated(kind: type[BaseException], phase: Phase):
    """Each class, whatever its arguments, becomes a host error with its place and a next step."""
    for arguments in ((), ("text", "more", "and", "more", "and", "more")):
        error = kind.__new__(kind, *arguments)
        ours = translate(error, new_wire(phase), AuthMethod.NTLM)

        assert isinstance(ours, HostError)
        assert (ours.transport, ours.port, ours.address) == ("http", 5985, "127.0.0.1")
        assert ours.try_next


def test_the_walk_finds_what_it_should():
    """All five packages are represented, so an empty walk cannot pass for a complete one."""
    homes = {kind.__module__.partition(".")[0] for kind in exception_classes()}

    assert homes == {"pypsrp", "spnego", "requests", "urllib3", "ssl"}
    assert len(exception_classes()) > 80


@pytest.mark.parametrize(
    "error", [KeyError("x"), ValueError("x"), RecursionError(), UnicodeDecodeError("a", b"", 0, 1, "")]
)
def test_code_that_stumbles_over_a_reply_reads_as_a_misbehaving_host(error: Exception):
    """What Python raises on nonsense is the host's fault, and the nonsense is not repeated."""
    assert isinstance(translate(error, new_wire(), AuthMethod.NTLM), HostMisbehaved)


def test_an_error_of_ours_survives_its_wrappings():
    """What the guard raised inside a library comes out as it was."""
    ours = LogonRefused(Phase.AUTHENTICATE, "no", "ask")
    wrapped = requests.ConnectionError(urllib3.exceptions.ProtocolError("broken", ours))

    assert translate(wrapped, new_wire(), AuthMethod.NTLM) is ours


def test_on_a_cut_wire_every_error_means_the_time_was_up():
    """The reset that a cut causes is not blamed on the host's network."""
    wire = new_wire(Phase.RUN)
    wire.cut()

    assert isinstance(translate(ConnectionResetError(), wire, AuthMethod.NTLM), HostTimedOut)


def test_cancellation_and_the_unforeseen_pass_through():
    """Only errors of the libraries are translated; an interrupt stays one."""
    with pytest.raises(KeyboardInterrupt), translated(new_wire(), AuthMethod.NTLM):
        raise KeyboardInterrupt


def test_the_cause_is_kept():
    """A translated error carries what it was made of."""
    with pytest.raises(HostError) as caught, translated(new_wire(), AuthMethod.NTLM):
        raise requests.ConnectionError("x")

    assert isinstance(caught.value.__cause__, requests.ConnectionError)
