"""One error code, many spellings, one value.

`0xc000006d`, `-1073741715`, `3221225581`, `0xFFFFFFFFC000006D` and `0xd000006d` are STATUS_LOGON_FAILURE; `12007`,
`0x2ee7`, `0x80072ee7` and `0xcaa82ee7` are one network error. A code is normalised once, here, and compared by value
after that. Families and twins: the article's step 3 (prefixes `0xc000`, `0xc004`, `0xc00c`, `AADSTS`, `ERROR_WINHTTP_`)
and what events add to them: 1084 prints the HRESULT-shaped twin `0x800484c1` of the NTSTATUS `0xc00484c1`, dsregcmd and
WAM set HRESULT_FROM_NT's bit (`0xd...`), ADAL wraps WinHTTP numbers (`0xcaa8....`) and HTTP statuses (`0xcaa3....`).
The other direction, a code's spellings, is `code_spellings.py`; names (`STATUS_LOGON_FAILURE`) are readers/symbols.py.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class CodeClass(StrEnum):
    """Which component speaks: shown for a code that is not in the catalogue."""

    SUCCESS = "success"
    NTSTATUS = "NTSTATUS"
    CLOUDAP = "CloudAP plug-in"
    XML = "XML parser"
    WAM = "WAM/ADAL token broker"
    WINHTTP = "WinHTTP network stack"
    HTTP = "HTTP status"
    REGISTRATION = "device registration"
    SECURITY = "TPM, certificate or key"
    WINRM = "WinRM"
    WIN32 = "Win32"
    HRESULT = "HRESULT"
    ENTRA = "Entra server"
    FEDERATION = "federation server"


_KEY_PREFIX: Final = {
    CodeClass.SUCCESS: "STATUS",
    CodeClass.NTSTATUS: "STATUS",
    CodeClass.CLOUDAP: "CLOUDAP",
    CodeClass.XML: "XML",
    CodeClass.WAM: "WAM",
    CodeClass.REGISTRATION: "DSREG",
    CodeClass.SECURITY: "SECURITY",
    CodeClass.WINRM: "WINRM",
    CodeClass.HRESULT: "HRESULT",
    CodeClass.WINHTTP: "WINHTTP",
    CodeClass.HTTP: "HTTP",
    CodeClass.WIN32: "WIN32",
}
_CLASS_OF_KEY: Final = {prefix: code_class for code_class, prefix in _KEY_PREFIX.items()}
_DECIMAL_CLASSES: Final = frozenset({CodeClass.WINHTTP, CodeClass.HTTP, CodeClass.WIN32})

_WINHTTP_FIRST: Final = 12_001
_WINHTTP_LAST: Final = 12_999
_HRESULT_FROM_NT: Final = 0x1000_0000
#: The top byte of an NTSTATUS error with that bit; other numbers above 0xD0000000 are nobody's twin.
_NT_IN_HRESULT: Final = 0xD0
_NTSTATUS_CUSTOMER_BIT: Final = 0x4000_0000
_WIN32_HRESULT: Final = 0x8007_0000
#: Upper halves that carry a Win32 or WinHTTP number: HRESULT_FROM_WIN32 and NTSTATUS_FROM_WIN32.
_WIN32_WRAPPERS: Final = (0x8007, 0xC007)
_WORD: Final = 0xFFFF
_DWORD: Final = 0xFFFF_FFFF


@dataclass(frozen=True, slots=True)
class ErrorCode:
    """A normalised code: equal values are equal codes, whatever was printed."""

    code_class: CodeClass
    number: int  #: unsigned 32-bit value; for WinHTTP, HTTP, Win32, Entra and federation codes the plain decimal number
    prefix: str = ""  #: `AADSTS`, `MSIS` or `ID` for server codes

    @property
    def key(self) -> str:
        """The catalogue key: `STATUS-C000006D`, `WINHTTP-12007`, `AADSTS50126`."""
        if self.prefix:
            return f"{self.prefix}{self.number}"
        number = str(self.number) if self.code_class in _DECIMAL_CLASSES else f"{self.number:08X}"
        return f"{_KEY_PREFIX[self.code_class]}-{number}"

    @property
    def spelling(self) -> str:
        """How the field usually writes it: `0xc000006d`, `12007`, `AADSTS50126`."""
        if self.prefix:
            return self.key
        if self.code_class is CodeClass.WIN32:
            return f"0x{_WIN32_HRESULT | self.number:08x}"
        return str(self.number) if self.code_class in _DECIMAL_CLASSES else f"0x{self.number:08x}"

    @property
    def is_success(self) -> bool:
        """Whether it says that nothing failed."""
        return self.code_class is CodeClass.SUCCESS


SUCCESS: Final = ErrorCode(CodeClass.SUCCESS, 0)

#: Class by the upper half of an HRESULT or NTSTATUS; the longest listed prefix decides.
_CLASS_BY_PREFIX: Final = (
    ("C00C", CodeClass.XML),  # an HRESULT although it starts like an NTSTATUS: NTSTATUS tables do not apply
    ("C0048", CodeClass.CLOUDAP),  # the article's "0xc004", whose lower half is PnP; no full public list exists
    ("CAA", CodeClass.WAM),
    ("8AA", CodeClass.WAM),
    ("4AA", CodeClass.WAM),
    ("0AA", CodeClass.WAM),
    ("801C", CodeClass.REGISTRATION),
    ("8018", CodeClass.REGISTRATION),
    ("8009", CodeClass.SECURITY),
    ("800B", CodeClass.SECURITY),
    ("8028", CodeClass.SECURITY),
    ("8029", CodeClass.SECURITY),
    ("8033", CodeClass.WINRM),
    ("C0", CodeClass.NTSTATUS),
)

_HEX = re.compile(r"0[xX]([0-9a-fA-F]{1,16})")
_BARE_HEX = re.compile(r"(?=[0-9]*[a-fA-F])[0-9a-fA-F]{8}")
_DWORD_HEX = re.compile(r"[0-9a-fA-F]{8}")
_DIGITS = re.compile(r"[0-9]{1,10}")
_DECIMAL = re.compile(r"-?[0-9]{1,20}")
_SERVER = re.compile(
    r"(?<![A-Za-z0-9])(?:(AADSTS)([0-9]{4,8})|(MSIS)([0-9]{3,5})|(ID)([0-9]{4})(?=:))(?![0-9])", re.IGNORECASE
)
#: A code that is the whole text needs no colon behind it: nobody takes `ID3242` alone for a word.
_SERVER_ALONE = re.compile(r"(AADSTS)([0-9]{4,8})|(MSIS)([0-9]{3,5})|(ID)([0-9]{4})", re.IGNORECASE)
#: A server's description is bounded before it is searched: it may come from anybody.
_DESCRIPTION_LIMIT: Final = 16_384


def parse_code(text: str) -> ErrorCode | None:
    """The code that a text spells and nothing else, or None where it is no code.

    Hex of any case and width, signed, unsigned and 64-bit sign-extended decimal, `AADSTSn`, `MSISn`, `IDn`.
    """
    spelled = text.strip().strip("()[].,:;")
    server = _SERVER_ALONE.fullmatch(spelled)
    if server:
        return _server_code(server)
    number = _number(spelled)
    return None if number is None else code_of(number)


def parse_key(key: str) -> ErrorCode | None:
    """The code of a catalogue key (`STATUS-C000006D`, `WINHTTP-12007`, `AADSTS50126`), or None: a key may be a name."""
    prefix, dash, number = key.partition("-")
    code_class = _CLASS_OF_KEY.get(prefix)
    if not dash or code_class is None:
        return parse_code(key) if _SERVER_ALONE.fullmatch(key) else None
    if code_class in _DECIMAL_CLASSES:
        return ErrorCode(code_class, int(number)) if _DIGITS.fullmatch(number) else None
    return code_of(int(number, 16)) if _DWORD_HEX.fullmatch(number) else None


def code_of(number: int) -> ErrorCode | None:
    """The code of a number as Windows prints it, signed or unsigned, 32 or 64 bit; None where it does not fit."""
    value = _unsigned(number)
    if value is None:
        return None
    if value == 0:
        return SUCCESS
    return _wrapped(value) or _plain(value)


def server_codes(description: str) -> tuple[ErrorCode, ...]:
    """Every server code of an error text in order: wrappers come first, the last one is the cause.

    `AADSTS70002: Error validating credentials. AADSTS50155: Device is not authenticated.` is caused by AADSTS50155.
    """
    return tuple(_server_code(match) for match in _SERVER.finditer(description[:_DESCRIPTION_LIMIT]))


def _server_code(match: re.Match[str]) -> ErrorCode:
    prefix, digits = next((a, b) for a, b in zip(match.groups()[::2], match.groups()[1::2], strict=True) if a)
    family = CodeClass.ENTRA if prefix.upper() == "AADSTS" else CodeClass.FEDERATION
    return ErrorCode(family, int(digits), prefix.upper())


def _number(spelled: str) -> int | None:
    hexadecimal = _HEX.fullmatch(spelled)
    if hexadecimal:
        return int(hexadecimal[1], 16)
    if _BARE_HEX.fullmatch(spelled):
        return int(spelled, 16)
    return int(spelled) if _DECIMAL.fullmatch(spelled) and spelled.isascii() else None


def _unsigned(number: int) -> int | None:
    """The 32-bit pattern: -1073741715, 3221225581 and 0xFFFFFFFFC000006D are one."""
    if -(2**31) <= number <= _DWORD:
        return number & _DWORD
    if number >> 32 == _DWORD:  # sign-extended to 64 bit, printed unsigned
        return number & _DWORD
    return None


def _wrapped(value: int) -> ErrorCode | None:
    """The code inside a wrapper: HRESULT_FROM_NT or _WIN32, ADAL's network and HTTP families, CloudAP's twin.

    A number below 65536 that stands alone is a Win32 error: no NTSTATUS or HRESULT of a failure is that small.
    """
    if value >> 24 == _NT_IN_HRESULT:
        value &= ~_HRESULT_FROM_NT
    high, low = value >> 16, value & _WORD
    is_network = _WINHTTP_FIRST <= low <= _WINHTTP_LAST
    if high == 0 or high in _WIN32_WRAPPERS:
        return ErrorCode(CodeClass.WINHTTP if is_network else CodeClass.WIN32, low)
    if high & 0x3FFF == 0x0AA8 and is_network:
        return ErrorCode(CodeClass.WINHTTP, low)
    if (high & 0x3FFF == 0x0AA3 or high == 0x8019) and 100 <= low <= 599:
        return ErrorCode(CodeClass.HTTP, low)
    if high == 0x8004 and low >> 8 in (0x84, 0x85):
        return ErrorCode(CodeClass.CLOUDAP, value | _NTSTATUS_CUSTOMER_BIT)
    return None


def _plain(value: int) -> ErrorCode:
    if value >> 24 == _NT_IN_HRESULT:
        value &= ~_HRESULT_FROM_NT
    digits = f"{value:08X}"
    family = next((family for prefix, family in _CLASS_BY_PREFIX if digits.startswith(prefix)), CodeClass.HRESULT)
    return ErrorCode(family, value)
