"""The shape of an inventory file, as pydantic models. Import it inside functions only: pydantic costs 80 ms.

Values arrive as text or None (`yaml_lines`); pydantic's lax mode turns `5986` and `true` into what they mean. Every
field is optional, None means "not said here". The sentences for what is wrong are in `file_mistakes.py`.
"""

from datetime import timedelta
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from remote_prt.directory.access import split_port
from remote_prt.directory.computer import Scope
from remote_prt.inventory.file_source import GroupsFrom
from remote_prt.inventory.names import name_problem
from remote_prt.model import AuthMethod

MOST_DAYS = 3650
MAX_TEXT = 256  #: characters of an account, a reason, a configuration name
MAX_LONG_TEXT = 4096  #: characters of a distinguished name, a filter, a path
NOT_TEXT = "hosts_not_text"  #: type of the error about list items that are no text; `ctx["positions"]` says which


def _printable(text: str) -> str:
    if not text.isprintable():
        raise ValueError
    return text


def _word(text: str) -> str:
    if not text.isascii() or any(c.isspace() or c in "/\\<>&\"'" for c in text):
        raise ValueError
    return _printable(text)


def _host_address(text: str) -> str:
    if name_problem(text):
        raise ValueError
    return text


def _server(text: str) -> str:
    _host_address(split_port(text)[0])
    return text


def _list_as_mapping(hosts: Any) -> Any:
    """`[pc1, pc2]` is `{pc1: , pc2: }`; what else stands there is left to pydantic."""
    if not isinstance(hosts, list):
        return {} if hosts is None else hosts
    wrong = [position for position, item in enumerate(hosts) if not isinstance(item, str)]
    if wrong:
        raise PydanticCustomError(NOT_TEXT, "hosts that are no text", {"positions": wrong})
    return dict.fromkeys(hosts)


def _one_or_more(value: Any) -> Any:
    """`OU=a` is `[OU=a]`."""
    return [value] if isinstance(value, str) else value


def _days(text: Any) -> timedelta:
    """`45d` or `45`."""
    number = str(text).removesuffix("d")
    if not (number.isascii() and number.isdigit() and len(number) <= len(str(MOST_DAYS))):
        raise ValueError
    if not 1 <= int(number) <= MOST_DAYS:
        raise ValueError
    return timedelta(days=int(number))


def _not_nothing(value: Any) -> Any:
    """A key that stands there without a value was meant to say something."""
    if value is None:
        raise ValueError
    return value


_Text = Annotated[str, Field(min_length=1, max_length=MAX_TEXT), AfterValidator(_printable)]
_LongText = Annotated[str, Field(min_length=1, max_length=MAX_LONG_TEXT), AfterValidator(_printable)]


class Settings(BaseModel):
    """What a host, a group or the defaults may say."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    port: Annotated[int, Field(ge=1, le=65535)] | None = None
    https: bool | None = None
    auth: AuthMethod | None = None
    user: _Text | None = None
    configuration_name: Annotated[_Text, AfterValidator(_word)] | None = None
    enabled: bool | None = None
    disabled_reason: _Text | None = None


class HostSettings(Settings):
    """What only a single host may say besides."""

    address: Annotated[str, AfterValidator(_host_address)] | None = None


Hosts = Annotated[dict[str, HostSettings | None], BeforeValidator(_list_as_mapping)]


class Source(BaseModel):
    """Computers of Active Directory; what its names and filter mean is read in `file_source`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    ou: Annotated[tuple[_LongText, ...], BeforeValidator(_one_or_more), Field(min_length=1)]
    filter: _LongText | None = None
    search_scope: Scope = Scope.SUBTREE
    max_logon_age: Annotated[timedelta, BeforeValidator(_days)] | None = None
    groups_from: GroupsFrom = GroupsFrom.OU
    server: Annotated[str, AfterValidator(_server)] | None = None
    ldaps: bool = False
    ca_cert: _LongText | None = None
    user: _Text | None = None


SourceOrNone = Annotated[Source | None, BeforeValidator(_not_nothing)]


class Group(Settings):
    """Settings, hosts and groups inside; what stands nearer to a host wins."""

    source: SourceOrNone = None
    hosts: Hosts = {}
    children: dict[str, "Group"] | None = None


class InventoryFile(BaseModel):
    """A whole file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    defaults: Settings | None = None
    source: SourceOrNone = None
    hosts: Hosts = {}
    groups: dict[str, Group] | None = None
