"""Names of codes: number to name and name to number, from remote_prt/catalog/symbols/*.tsv.

A file per class, a line per number: `C000006D<TAB>STATUS_LOGON_FAILURE`, further names of it after a blank each.
Numbers stand as in catalogue keys, in order; `#` begins a comment. Numbers and names only: what a code means is in the
catalogue. Four thousand codes in 160 KB are searched as text, which takes less time than to build a table of them.
"""

from collections.abc import Iterator
from functools import cache
from importlib import resources

from remote_prt.diagnosis.codes import CodeClass, ErrorCode
from remote_prt.errors import UnreadableInput

_FILES = {
    CodeClass.NTSTATUS: "ntstatus",
    CodeClass.CLOUDAP: "cloudap",
    CodeClass.XML: "xml",
    CodeClass.WAM: "wam",
    CodeClass.WINHTTP: "winhttp",
    CodeClass.HTTP: "http",
    CodeClass.REGISTRATION: "registration",
    CodeClass.SECURITY: "security",
    CodeClass.WIN32: "win32",
    CodeClass.HRESULT: "hresult",
    CodeClass.ENTRA: "entra",
}
_DECIMAL = frozenset({CodeClass.WINHTTP, CodeClass.HTTP, CodeClass.WIN32, CodeClass.ENTRA})
#: Names are this long at least where a part of one is asked for: `E_` stands in nearly all of them.
_SHORTEST_PART = 5
#: What people leave out before a name, the likeliest first where several names end alike.
_PREFIXES = (
    "STATUS_", "AAD_CLOUDAP_E_", "STATUS_AAD_CLOUDAP_E_", "ERROR_ADAL_", "ERROR_WINHTTP_", "WC_E_", "DSREG_AUTOJOIN_",
    "DSREG_", "MENROLL_E_", "NTE_", "TPM_E_", "SEC_E_", "CERT_E_", "CRYPT_E_", "ERROR_", "WININET_E_",
    "ERROR_INTERNET_", "E_",
)  # fmt: skip


def symbols_of(code: ErrorCode) -> tuple[str, ...]:
    """The public names of a code, the most usual one first; empty where the tables have none."""
    if code.code_class not in _FILES:
        return ()
    number = str(code.number) if code.code_class in _DECIMAL else f"{code.number:08X}"
    text = _table(_FILES[code.code_class])
    start = text.find(f"\n{number}\t")
    if start < 0:
        return ()
    end = text.index("\n", start + 1)
    return tuple(text[start + len(number) + 2 : end].split(" "))


def symbol_of(code: ErrorCode) -> str:
    """The most usual public name of a code, or ""."""
    return next(iter(symbols_of(code)), "")


def code_named(symbol: str) -> ErrorCode | None:
    """The code of a public name in any case, or None."""
    wanted = symbol.upper()
    for code, names in _lines_with(wanted):
        if wanted in (name.upper() for name in names):
            return code
    return None


def codes_ending(name: str) -> tuple[ErrorCode, ...]:
    """The codes whose public name is this one behind a usual prefix: `OAUTH_USERNAME_IS_MALFORMED`, in any case."""
    wanted = name.upper()
    if len(wanted) < _SHORTEST_PART:
        return ()
    full = {prefix + wanted: place for place, prefix in enumerate(_PREFIXES)}
    found = [
        (full[upper], code) for code, names in _lines_with(wanted) for upper in map(str.upper, names) if upper in full
    ]
    return tuple(code for _, code in sorted(found, key=lambda pair: pair[0]))


def symbols_like(part: str, limit: int = 5) -> tuple[str, ...]:
    """Up to `limit` public names that contain the text, in any case, the shortest first."""
    wanted = part.upper()
    if len(wanted) < _SHORTEST_PART:
        return ()
    found = {name for _, names in _lines_with(wanted) for name in names if wanted in name.upper()}
    return tuple(sorted(found, key=lambda name: (len(name), name))[:limit])


def _lines_with(wanted: str) -> Iterator[tuple[ErrorCode, list[str]]]:
    """The lines that contain the upper-case text among their names; none for what can be no part of a name."""
    if not wanted.isidentifier():
        return
    for code_class, name in _FILES.items():
        text = _table(name)
        upper = text.upper()
        position = upper.find(wanted)
        while position >= 0:
            start, end = upper.rfind("\n", 0, position) + 1, upper.index("\n", position)
            number, tab, names = text[start:end].partition("\t")
            if tab and not number.startswith("#"):
                yield _code(code_class, number), names.split(" ")
            position = upper.find(wanted, end)


def _code(code_class: CodeClass, number: str) -> ErrorCode:
    prefix = "AADSTS" if code_class is CodeClass.ENTRA else ""
    return ErrorCode(code_class, int(number, 10 if code_class in _DECIMAL else 16), prefix)


@cache
def _table(name: str) -> str:
    """A file's text, every line between two line ends; read once, when first asked for."""
    file = resources.files("remote_prt").joinpath("catalog", "symbols", f"{name}.tsv")
    try:
        text = file.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableInput(
            f"{file.name}: cannot be read ({type(error).__name__})", "reinstall remote_prt"
        ) from error
    return f"\n{text.rstrip()}\n"
