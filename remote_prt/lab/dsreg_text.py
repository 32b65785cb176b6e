"""Writes what `dsregcmd /status` prints on a simulated host: as a signed-in user, or as the remoting account.

Written from published outputs and Microsoft's description of the sections (facts/dsregcmd.md), without a look at the
parser that reads it. Device State, Device Details and Tenant Details are the same in every logon session; User State
and SSO State belong to the one that asks, which is why the remoting account reads NO on a host full of healthy users.
"""

from collections.abc import Iterator

from remote_prt.lab import dsreg_device as of_device
from remote_prt.lab import dsreg_session as of_session
from remote_prt.lab.dsreg_view import OLD_LAYOUTS, Rows, View
from remote_prt.lab.story import Generation, JoinType

LINE_END = "\r\n"
_RULE = "+" + "-" * 70 + "+"

Box = tuple[str, int, Rows]  #: title, width of the keys, rows


def status_text(view: View, *, with_sso: bool = True) -> str:
    """The whole output of `dsregcmd /status` as that view's asker sees it; `with_sso=False` leaves out SSO State."""
    windows = view.device.windows
    lines: list[str] = []
    for title, width, rows in _old_boxes(view) if windows in OLD_LAYOUTS else _boxes(view):
        if title == "SSO State" and not with_sso:
            continue
        lines += ["", _RULE, f"| {title:<69}|", _RULE, "", *(_row(width, key, value) for key, value in rows)]
    if windows not in (*OLD_LAYOUTS, Generation.W1809):
        lines += ["", "For more information, please visit https://www.microsoft.com/aadjerrors"]
    return LINE_END.join([*lines, ""])


def _row(width: int, key: str, value: str) -> str:
    return f"{key:>{width}} : {value}" if value else f"{key:>{width}} :"


def _boxes(view: View) -> Iterator[Box]:
    """1809 and later: a section for each subject."""
    join = view.device.join
    yield "Device State", 26, of_device.device_state(view)
    if view.has_tenant:
        yield "Device Details", 26, of_device.device_details(view)
        yield "Tenant Details", 26, of_device.tenant_details(view)
    yield "User State", 26, of_session.user_state(view)
    yield "SSO State", 26, of_session.sso_state(view)
    if join is JoinType.REGISTERED and view.asker.user:
        yield "Work Account 1", 26, of_session.work_account(view)
    if view.has_tenant:
        yield "Diagnostic Data", 26, of_session.after_join(view)
    elif join in (JoinType.DOMAIN, JoinType.ON_PREMISES):
        yield "Diagnostic Data", 26, of_device.before_join(view)
    if view.device.windows is not Generation.W1809:
        yield "IE Proxy Config for Current User", 26, _proxy()
        yield "WinHttp Default Proxy Config", 26, iter([("Access Type", "DIRECT")])
    yield "Ngc Prerequisite Check", 26, of_session.ngc(view)


def _old_boxes(view: View) -> Iterator[Box]:
    """1607 and 1803: the join and the tenant in Device State, the token in User State."""
    newer = view.device.windows is Generation.W1803
    yield "Device State", 26 if newer else 17, of_device.old_device_state(view)
    yield "User State", 22 if newer else 19, of_session.old_user_state(view)
    if newer:
        yield "Ngc Prerequisite Check", 26, of_session.ngc(view)


def _proxy() -> Rows:
    yield "Auto Detect Settings", "YES"
    for key in ("Auto-Configuration URL", "Proxy Server List", "Proxy Bypass List"):
        yield key, ""
