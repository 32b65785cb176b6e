r"""Whose a settings file is: one that somebody else may write decides where we log on, so it is not read.

Trusted are the current account, and the administrators: root, or on Windows the owners `BUILTIN\Administrators` and
`SYSTEM`. Everybody may make folders below `%ProgramData%`, and anybody's folder may be the current one.
"""

import os
import stat
import sys
from pathlib import Path
from typing import Final

#: BUILTIN\Administrators and NT AUTHORITY\SYSTEM (MS-DTYP 2.4.2.4).
_ADMINISTRATORS: Final = frozenset({"S-1-5-32-544", "S-1-5-18"})


def distrust(path: Path, found: os.stat_result) -> str:
    """Why a file must not be read, or "" where it may; `found` is of the file that is open."""
    if os.name == "posix":
        if found.st_uid not in {os.geteuid(), 0}:
            return "it belongs to another account"
        return "everybody may write it" if found.st_mode & stat.S_IWOTH else ""
    return "" if _windows_owner(path) in {_windows_account(), *_ADMINISTRATORS} else "it belongs to another account"


def _windows_owner(path: Path) -> str | None:
    """The owner's SID, or None where it cannot be told (GetNamedSecurityInfoW; unverified on Windows)."""
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415  elsewhere it is not needed

        owner, descriptor = ctypes.c_void_p(), ctypes.c_void_p()
        of_file, of_owner = 1, 1  # SE_FILE_OBJECT, OWNER_SECURITY_INFORMATION
        failed = ctypes.windll.advapi32.GetNamedSecurityInfoW(
            str(path), of_file, of_owner, ctypes.byref(owner), None, None, None, ctypes.byref(descriptor)
        )
        if not failed:
            try:
                return _windows_sid_text(owner)
            finally:
                ctypes.windll.kernel32.LocalFree(descriptor)
    return None


def _windows_account() -> str | None:
    """The SID of this process's account (GetTokenInformation; unverified on Windows)."""
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415  elsewhere it is not needed

        advapi, token, length = ctypes.windll.advapi32, ctypes.c_void_p(), ctypes.c_ulong()
        this_process, query, token_user = ctypes.c_void_p(-1), 0x0008, 1  # GetCurrentProcess, TOKEN_QUERY, TokenUser
        if advapi.OpenProcessToken(this_process, query, ctypes.byref(token)):
            try:
                room = ctypes.create_string_buffer(256)
                if advapi.GetTokenInformation(token, token_user, room, len(room), ctypes.byref(length)):
                    # TOKEN_USER begins with the pointer to the SID.
                    return _windows_sid_text(ctypes.c_void_p.from_buffer(room))
            finally:
                ctypes.windll.kernel32.CloseHandle(token)
    return None


def _windows_sid_text(sid: object) -> str | None:
    """A SID as it is written (ConvertSidToStringSidW; unverified on Windows)."""
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415  elsewhere it is not needed

        text = ctypes.c_wchar_p()
        if ctypes.windll.advapi32.ConvertSidToStringSidW(sid, ctypes.byref(text)):
            try:
                return text.value
            finally:
                ctypes.windll.kernel32.LocalFree(text)
    return None
