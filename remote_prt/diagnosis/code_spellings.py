"""How one code is written in the places where people meet it: the reverse of `codes.parse_code`."""

from typing import Final

from remote_prt.diagnosis.codes import CodeClass, ErrorCode

_DWORD: Final = 0x1_0000_0000
_SIGN: Final = 0x8000_0000
_SIGN_EXTENSION: Final = 0xFFFF_FFFF_0000_0000
_HRESULT_FROM_NT: Final = 0x1000_0000
_NTSTATUS_CUSTOMER_BIT: Final = 0x4000_0000
_WIN32_HRESULT: Final = 0x8007_0000
_ADAL_INTERNET: Final = 0xCAA8_0000
_ADAL_HTTP: Final = 0xCAA3_0000
_HTTP_HRESULT: Final = 0x8019_0000
_NT_CLASSES: Final = frozenset({CodeClass.NTSTATUS, CodeClass.CLOUDAP})


def spellings(code: ErrorCode) -> tuple[str, ...]:
    """Every usual spelling of a code, the one its fields print first; each reads back as that code.

    `0xc000006d`, `-1073741715`, `3221225581`, `0xd000006d` and `0xffffffffc000006d`; `12007`, `0x80072ee7`,
    `-2147012889`, `0xcaa82ee7` and `0x2ee7`. An HTTP status alone (`400`) reads back as a Win32 number: what it means
    depends on the field it stands in.
    """
    if code.prefix:
        return (code.key,)
    number = code.number
    match code.code_class:
        case CodeClass.SUCCESS:
            return ("0x0", "0")
        case CodeClass.WINHTTP:
            hresult = _WIN32_HRESULT | number
            adal = f"0x{_ADAL_INTERNET | number:08x}"
            return (str(number), f"0x{hresult:08x}", _signed(hresult), adal, f"0x{number:x}")
        case CodeClass.WIN32:
            hresult = _WIN32_HRESULT | number
            return (f"0x{hresult:08x}", str(number), _signed(hresult), f"0x{number:x}")
        case CodeClass.HTTP:
            return (str(number), f"0x{_ADAL_HTTP | number:08x}", f"0x{_HTTP_HRESULT | number:08x}")
        case _:
            return _of_dword(code)


def signed_decimal(code: ErrorCode) -> str:
    """The code as a log prints it where it takes the number for signed: `-1073741715`; a small number as it is."""
    return _signed(code.number)


def _of_dword(code: ErrorCode) -> tuple[str, ...]:
    number = code.number
    forms = [f"0x{number:08x}", _signed(number), str(number)]
    if code.code_class is CodeClass.CLOUDAP and number >> 8 & 0xFF in (0x84, 0x85):
        forms.append(f"0x{number & ~_NTSTATUS_CUSTOMER_BIT:08x}")
    if code.code_class in _NT_CLASSES:
        forms.append(f"0x{number | _HRESULT_FROM_NT:08x}")
    if number & _SIGN:
        forms.append(f"0x{_SIGN_EXTENSION | number:016x}")
    return tuple(dict.fromkeys(forms))


def _signed(number: int) -> str:
    return str(number - _DWORD if number & _SIGN else number)
