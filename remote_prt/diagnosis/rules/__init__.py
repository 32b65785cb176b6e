"""One small function per cause, view in, findings out; the order of the tuples is the order of the findings."""

from collections.abc import Callable
from typing import Final

from remote_prt.diagnosis.catalog_entry import Catalog
from remote_prt.diagnosis.finding import Finding
from remote_prt.diagnosis.rules import device, token_state
from remote_prt.diagnosis.view import HostView, UserView

HostRule = Callable[[HostView, Catalog], tuple[Finding, ...]]
UserRule = Callable[[UserView, Catalog], tuple[Finding, ...]]

HOST_RULES: Final[tuple[HostRule, ...]] = (
    device.device_gone,
    device.nameless_failure,
    device.clock_skew,
    device.device_untested,
)
USER_RULES: Final[tuple[UserRule, ...]] = (
    token_state.failed_attempt,
    token_state.expired,
    token_state.no_prt,
    token_state.not_renewed,
    token_state.clock,
    token_state.wrong_session,
    token_state.not_applicable,
    token_state.dual_state,
)
