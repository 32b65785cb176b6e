"""What this machine's Kerberos says, in words, and whether it counts against the account."""

import pytest
import spnego
from spnego import exceptions

from remote_prt.errors import HostMisbehaved, HostRefused, LogonRefused, NoTicket, Phase
from remote_prt.model import AuthMethod
from remote_prt.transports.native_logon import NativeCode, missing_error, native_code
from remote_prt.transports.pypsrp_errors import translate
from tests.transports.test_pypsrp_errors import new_wire

KERBEROS, NEGOTIATE, NTLM, BASIC = AuthMethod.KERBEROS, AuthMethod.NEGOTIATE, AuthMethod.NTLM, AuthMethod.BASIC
KRB5_BASE = -1765328384
GSS_S_FAILURE = 851968


class FromGssapi(Exception):
    """An error as python-gssapi makes it."""

    def __init__(self, number: int) -> None:
        super().__init__("Major (851968): Unspecified GSS failure")
        self.maj_code, self.min_code = GSS_S_FAILURE, (KRB5_BASE + number) % 2**32


class FromWindows(Exception):
    """An error as SSPI makes it."""

    def __init__(self, number: int) -> None:
        super().__init__("something failed")
        self.winerror = number - 2**32


def from_krb5(number: int) -> Exception:
    """An error as pykrb5 makes it; pyspnego lets these through."""
    error = type("Krb5Error", (Exception,), {"__module__": "krb5._exceptions"})("Preauthentication failed")
    error.err_code = KRB5_BASE + number
    return error


def wrapped(native: Exception) -> Exception:
    """The error as pyspnego hands it on."""
    return exceptions.SpnegoError(base_error=native, context_msg="Processing security token")


NOT_THE_PASSWORD = [
    (from_krb5(6), "does not know the account"),
    (from_krb5(18), "disabled or locked"),
    (from_krb5(23), "password has expired"),
    (from_krb5(37), "clocks"),
    (from_krb5(156), "no domain controller could be reached"),
    (from_krb5(99), "the logon did not complete: Preauthentication failed"),
    (wrapped(FromGssapi(7)), "does not know the host"),
    (wrapped(FromGssapi(37)), "clocks"),
    (wrapped(FromGssapi(41)), "wrong service principal"),
    (wrapped(FromWindows(0x80090303)), "does not know the host"),
    (wrapped(FromWindows(0x80090322)), "wrong service principal"),
    (wrapped(FromWindows(0x80090324)), "clocks"),
    (wrapped(FromWindows(0x80090311)), "no domain controller could be reached"),
    (wrapped(FromWindows(0x80090308)), "the logon did not complete"),
    (exceptions.InvalidCredentialError(context_msg="No applicable credentials available"), "no ticket or credential"),
    (exceptions.NoCredentialError(), "no ticket or credential"),
    (exceptions.BadBindingsError(), "another TLS channel"),
]


@pytest.mark.parametrize("method", [KERBEROS, NEGOTIATE, NTLM, BASIC])
@pytest.mark.parametrize(("error", "words"), NOT_THE_PASSWORD, ids=[words for _, words in NOT_THE_PASSWORD])
def test_names_clocks_and_missing_tickets_do_not_count_against_the_account(
    error: Exception, words: str, method: AuthMethod
):
    """Whatever is wrong but the password is a refusal in phase authenticate with its own words."""
    ours = translate(error, new_wire(Phase.AUTHENTICATE), method)

    assert type(ours) is HostRefused
    assert ours.phase is Phase.AUTHENTICATE
    assert words in ours.reason


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (from_krb5(156), NoTicket.UNANSWERED),
        (wrapped(FromGssapi(154)), NoTicket.UNANSWERED),
        (wrapped(FromWindows(0x80090311)), NoTicket.UNANSWERED),
        *((from_krb5(number), NoTicket.NOT_TO_BE_HAD) for number in (6, 18, 23, 32, 141, 195)),
        (wrapped(FromGssapi(32)), NoTicket.NOT_TO_BE_HAD),
        (exceptions.NoCredentialError(), NoTicket.NOT_TO_BE_HAD),
        (exceptions.CredentialsExpiredError(), NoTicket.NOT_TO_BE_HAD),
        (wrapped(FromGssapi(7)), None),
        (wrapped(FromGssapi(37)), None),
        (wrapped(FromGssapi(41)), None),
        (from_krb5(24), None),
        (exceptions.BadBindingsError(), None),
    ],
)
def test_what_no_host_is_to_blame_for_is_known(error: Exception, kind: NoTicket | None):
    """A want of tickets is told apart from a name, a clock or a key that is one host's own."""
    ours = translate(error, new_wire(Phase.AUTHENTICATE), KERBEROS)

    assert ours is not None
    assert ours.no_ticket is kind


@pytest.mark.parametrize("error", [from_krb5(24), wrapped(FromGssapi(24)), wrapped(FromWindows(0x8009030C))])
def test_a_password_that_the_domain_controller_rejects_counts(error: Exception):
    """Kerberos asks the domain controller, which counts a wrong password like one that a host saw."""
    assert type(translate(error, new_wire(Phase.AUTHENTICATE), KERBEROS)) is LogonRefused


def test_once_sealed_no_code_speaks_about_the_logon():
    """An error while a message is opened is the host's, whatever its number."""
    wire = new_wire(Phase.RUN)
    wire.sealed = True

    assert type(translate(wrapped(FromWindows(0x8009030C)), wire, KERBEROS)) is HostMisbehaved


def test_the_number_is_read_from_each_kind():
    """Signed, unsigned, wrapped or not, the same number comes out; an error without one has none."""
    assert native_code(from_krb5(24)) == NativeCode(24, is_kerberos=True)
    assert native_code(wrapped(FromGssapi(24))) == NativeCode(24, is_kerberos=True)
    assert native_code(wrapped(FromWindows(0x8009030C))) == NativeCode(0x8009030C, is_kerberos=False)
    assert native_code(exceptions.BadBindingsError()) is None


@pytest.mark.parametrize("method", [KERBEROS, NEGOTIATE])
@pytest.mark.parametrize(
    ("error", "package"),
    [
        (ImportError("GSSAPIProxy requires the Python gssapi library: No module named 'gssapi'"), "gssapi"),
        (ImportError("GSSAPIProxy requires the Python gssapi library: No module named 'krb5'"), "krb5"),
        (exceptions.FeatureMissingError(spnego.NegotiateOptions.negotiate_kerberos), "gssapi"),
    ],
)
def test_kerberos_says_which_package_it_needs(error: Exception, package: str, method: AuthMethod):
    """Where Kerberos was wanted and is not installed, the line says how to get it."""
    ours = translate(error, new_wire(Phase.AUTHENTICATE), method)

    assert type(ours) is HostRefused
    assert ours.reason == f"Kerberos needs the Python package {package}, which is not installed here"
    assert "remote_prt[kerberos]" in ours.try_next


@pytest.mark.parametrize(
    ("error", "method", "words"),
    [
        (ModuleNotFoundError("No module named 'cryptography'"), NTLM, "Python package cryptography, which"),
        (ModuleNotFoundError("No module named 'cryptography.hazmat'"), KERBEROS, "Python package cryptography, which"),
        (ImportError("GSSAPIProxy requires the Python gssapi library: None"), NTLM, "Python package gssapi, which"),
        (
            ImportError("SSPIProxy requires the Windows only sspilib python package"),
            NEGOTIATE,
            "package sspilib, which",
        ),
        (ImportError("libcrypto.so.3: cannot open shared object file"), BASIC, "libcrypto.so.3: cannot open"),
        (exceptions.FeatureMissingError(spnego.NegotiateOptions.wrapping_winrm), KERBEROS, "IOV extension headers"),
        (exceptions.FeatureMissingError(spnego.NegotiateOptions.session_key), NTLM, "session key"),
        (exceptions.FeatureMissingError(), NTLM, "a feature of pyspnego"),
    ],
)
def test_what_is_missing_is_named_for_what_it_is(error: Exception, method: AuthMethod, words: str):
    """A logon that lacks anything but Kerberos' packages does not send people to install those."""
    ours = translate(error, new_wire(Phase.AUTHENTICATE), method)

    assert type(ours) is HostRefused
    assert f"a logon by {method.value} lacks" in ours.reason
    assert words in ours.reason
    assert "Kerberos needs" not in ours.reason
    assert "kerberos]" not in ours.try_next


def test_what_a_library_says_is_bounded():
    """A long text of a library does not become a long line."""
    assert len(missing_error("x" * 10_000, NTLM).reason) < 300
