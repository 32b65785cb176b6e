"""Public names of codes, as data."""

import re
from importlib import resources
from pathlib import Path

import pytest

from remote_prt.diagnosis.codes import ErrorCode, parse_code
from remote_prt.readers.symbols import code_named, symbol_of, symbols_like, symbols_of

FILES = sorted(
    (Path(str(file)) for file in resources.files("remote_prt").joinpath("catalog", "symbols").iterdir()),
    key=lambda path: path.name,
)


def code(text: str) -> ErrorCode:
    """The code a text spells."""
    found = parse_code(text)
    assert found is not None
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_holds_numbers_and_names_in_order(path: Path) -> None:
    """Each line is one number and its names, each number stands once, and no sentence is among them."""
    _, *lines = path.read_text("ascii").splitlines()
    numbers = [line.split("\t")[0] for line in lines]
    values = [int(number, 10 if max(map(len, numbers)) < 8 else 16) for number in numbers]

    assert [line for line in lines if not re.fullmatch(r"[0-9A-F]+\t\w+( \w+)*", line)] == []
    assert values == sorted(set(values))


def test_every_line_is_found_by_its_number() -> None:
    """The number of a line, as its class spells it, leads to the names of that line."""
    for path in FILES:
        for line in path.read_text("ascii").splitlines()[1:]:
            number, names = line.split("\t")
            http = f"0x{0xCAA30000 | int(number):x}" if path.stem == "http" else ""
            entra = f"AADSTS{number}" if path.stem == "entra" else ""
            text = http or entra or (number if len(number) < 6 else f"0x{number}")
            assert symbols_of(code(text)) == tuple(names.split(" ")), line


@pytest.mark.parametrize(
    ("spelling", "symbol"),
    [
        ("0xc000006d", "STATUS_LOGON_FAILURE"),
        ("0xc0000072", "STATUS_ACCOUNT_DISABLED"),
        ("0xd0020017", "RPC_NT_SERVER_UNAVAILABLE"),
        ("0x800484c1", "AAD_CLOUDAP_E_WSTRUST_SAML_TOKENS_ARE_EMPTY"),
        ("0x80072f8f", "ERROR_WINHTTP_SECURE_FAILURE"),
        ("0xcaa30197", "ERROR_HTTP_STATUS_PROXY_AUTH_REQ"),
        ("0x80070520", "ERROR_NO_SUCH_LOGON_SESSION"),
        ("0xcaa2000c", "ERROR_ADAL_SERVER_ERROR_INTERACTION_REQUIRED"),
        ("0x80090016", "NTE_BAD_KEYSET"),
        ("AADSTS50155", "DeviceAuthenticationFailed"),
        ("0xc0040035", "STATUS_PNP_BAD_MPS_TABLE"),
        ("0xc0048512", ""),
        ("MSIS9682", ""),
    ],
)
def test_a_code_has_its_public_name(spelling: str, symbol: str) -> None:
    """Whatever the spelling, the usual name comes first; a code without one has none."""
    assert symbol_of(code(spelling)) == symbol


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_name_leads_back_to_a_code_that_bears_it(path: Path) -> None:
    """The first, the middle and the last name of each file are found, in any case."""
    lines = path.read_text("ascii").splitlines()[1:]
    for line in (lines[0], lines[len(lines) // 2], lines[-1]):
        name = line.split("\t")[1].split(" ")[-1]
        found = code_named(name.lower())
        assert found is not None
        assert name in symbols_of(found)


def test_parts_of_names_lead_to_names() -> None:
    """A part that is long enough gives the shortest names that hold it, and no more than asked for."""
    assert symbols_like("winhttp_timeout") == ("ERROR_WINHTTP_TIMEOUT",)
    assert len(symbols_like("STATUS_", limit=3)) == 3
    assert symbols_like("E_") == ()
    assert [code_named(text) for text in ("", "\n", "a\nb", "\nC000006D", "0x0")] == [None] * 5
    assert code_named("LOGON_FAILURE") is None
