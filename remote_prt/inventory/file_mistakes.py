"""What pydantic found, told as file, line, key, what is there and what was expected.

Values under a key that looks like a secret are never repeated, and such a key is refused with a hint of its own.
"""

import re
from collections.abc import Iterator
from difflib import get_close_matches
from typing import TYPE_CHECKING

from remote_prt.directory.computer import Scope
from remote_prt.errors import InventoryError
from remote_prt.inventory.file_model import (
    MAX_TEXT,
    MOST_DAYS,
    NOT_TEXT,
    Group,
    HostSettings,
    InventoryFile,
    Settings,
    Source,
)
from remote_prt.inventory.file_source import CUT_BY_COMMA, GroupsFrom
from remote_prt.inventory.names import shown
from remote_prt.inventory.yaml_lines import KeyPath, YamlTree
from remote_prt.model import AuthMethod

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails, ValidationError

_NOT_KEPT_HERE = "no secret in this file; remote_prt asks for the password, or use --password-file or --password-fd"
_NOT_KEPT_IN_SOURCE = "no secret in this file; remote_prt asks for the password, or use --ldap-password-file"
_SECRET_KEY = re.compile(r"passw|passphrase|^pass$|pwd|secret|token|credential|api_?key", re.IGNORECASE)
_NAME_IN_LIST = "a name; hosts with settings are `NAME:` lines without dashes"
_SETTINGS = "a mapping of settings such as `port: 5986`"
_TRUE_OR_FALSE = "true or false"
EXPECTED = {
    "port": "a whole number from 1 to 65535",
    "https": _TRUE_OR_FALSE,
    "enabled": _TRUE_OR_FALSE,
    "auth": "one of " + ", ".join(AuthMethod),
    "user": f"an account such as DOMAIN\\name or name@domain, at most {MAX_TEXT} characters",
    "configuration_name": f"an endpoint such as PowerShell.7, at most {MAX_TEXT} characters",
    "disabled_reason": f"one line of text, at most {MAX_TEXT} characters",
    "address": "a host name or an IP address",
    "hosts": "a list of hosts, or a mapping from hosts to their settings",
    "children": "a mapping from group names to groups",
    "groups": "a mapping from group names to groups",
    "defaults": _SETTINGS,
    "source": "a mapping with ou: the computers of Active Directory that are in the group",
    "ou": "a distinguished name such as OU=Clients,DC=corp,DC=example, or a list of them",
    "filter": "an LDAP filter such as (operatingSystem=Windows 11*)",
    "search_scope": "one of " + ", ".join(Scope),
    "max_logon_age": f"days such as 45d, from 1d to {MOST_DAYS}d",
    "groups_from": "one of " + ", ".join(GroupsFrom),
    "server": "the full name of a domain controller",
    "ldaps": _TRUE_OR_FALSE,
    "ca_cert": "the path of a PEM file",
}
_ELSEWHERE = {
    "address": "it belongs to a single host",
    "hosts": "it belongs to a group or to the top of the file",
    "children": "it belongs to a group",
    "groups": "it belongs to the top of the file; inside a group it is children",
    "defaults": "it belongs to the top of the file",
    "source": "it belongs to a group or to the top of the file",
    "ou": "it belongs to a source",
    "filter": "it belongs to a source",
    "all": "every host of the file is @all without being named so; write groups",
}


def mistakes(error: "ValidationError", tree: YamlTree) -> Iterator[InventoryError]:
    """Every mistake that pydantic saw in `tree`, in its order."""
    for detail in error.errors(include_url=False):
        if detail["type"] == NOT_TEXT:
            for position in detail["ctx"]["positions"]:
                problem = f"{_described(detail['input'][position])} in the list of hosts"
                yield tree.error((*detail["loc"], position), problem, _NAME_IN_LIST)
        else:
            yield _mistake(detail, tree)


def _mistake(detail: "ErrorDetails", tree: YamlTree) -> InventoryError:
    path = detail["loc"]
    key = str(path[-1]) if path else ""
    if detail["type"] == "extra_forbidden":
        return tree.error(path, *_unknown_key(key, path))
    if detail["type"] == "missing":
        return tree.error(path[:-1], f"a source without {key}", f"{key}: with {EXPECTED[key]}")
    verb = "stands" if detail["input"] is None else "does not fit"
    return tree.error(path, f"{_described(detail['input'])} {verb} here", _expected(path))


def _unknown_key(key: str, path: KeyPath) -> tuple[str, str]:
    """The problem and what was expected."""
    if _SECRET_KEY.search(key):
        return "a password or token must not be kept in an inventory", (
            _NOT_KEPT_IN_SOURCE if _is_source(path[:-1]) else _NOT_KEPT_HERE
        )
    if "=" in key and _is_source(path[:-1]):
        return CUT_BY_COMMA
    known = sorted(_known_keys(path[:-1]))
    if key in _ELSEWHERE:
        return f"{key} cannot stand here, {_ELSEWHERE[key]}", "one of " + ", ".join(known)
    near = get_close_matches(key.lower(), known, 1)
    return "unknown key" + (f", did you mean {near[0]}?" if near else ""), "one of " + ", ".join(known)


def _known_keys(path: KeyPath) -> set[str]:
    return set(_model_at(path).model_fields)


def _is_source(path: KeyPath) -> bool:
    """Whether the mapping at `path` is a source, and no group of that name."""
    return path[-1:] == ("source",) and len(path) % 2 == 1


def _model_at(path: KeyPath) -> type[InventoryFile | Settings | Source]:
    """The model of the mapping at `path`: names of groups and hosts follow `groups`, `children` and `hosts`."""
    if not path:
        return InventoryFile
    if path == ("defaults",):
        return Settings
    if _is_source(path):
        return Source
    return HostSettings if _parents(path)[-1:] == ["hosts"] else Group


def _parents(path: KeyPath) -> list[str]:
    """The keys that hold names (`groups`, `children`, `hosts`) along the path, if it ends with such a name."""
    return [str(part) for part in path[::2]] if len(path) % 2 == 0 else []


def _expected(path: KeyPath) -> str:
    if not path:
        return "a mapping with " + ", ".join(InventoryFile.model_fields)
    holders = _parents(path)
    if holders and holders[-1] in {"groups", "children", "hosts"}:
        return f"{_SETTINGS}, or nothing" if holders[-1] == "hosts" else "a mapping with hosts, children or settings"
    return EXPECTED.get(str(path[-1]), _SETTINGS)


def _described(value: object) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, str):
        return shown(value)
    return "a list" if isinstance(value, list) else "a mapping"
