"""One small function per cause, view in, findings out; findings of equal weight keep the order of the tuples."""

from collections.abc import Callable
from typing import Final

from remote_prt.diagnosis.catalog_entry import Catalog
from remote_prt.diagnosis.diagnosis import Status
from remote_prt.diagnosis.finding import Finding
from remote_prt.diagnosis.rules import above_the_prt, device, token_state
from remote_prt.diagnosis.view import HostView, UserView

HostRule = Callable[[HostView, Catalog], tuple[Finding, ...]]
UserRule = Callable[[UserView, Catalog], tuple[Finding, ...]]

#: Asked once per host.
HOST_RULES: Final[tuple[HostRule, ...]] = (
    device.device_gone,
    device.other_name,
    device.nameless_failure,
    device.lone_end,
    device.key_damaged,
    device.certificate_lost,
    device.way_blocked,
    device.clock_skew,
    device.device_untested,
    above_the_prt.broker_alone,
)
#: Asked once the status is decided: a rule explains a status, it does not make one.
RULES_OF_STATUS: Final[dict[Status, tuple[UserRule, ...]]] = {
    Status.UNKNOWN: (token_state.wrong_session, token_state.prt_row_is_error, above_the_prt.broker_of_user),
    Status.NOT_APPLICABLE: (token_state.not_applicable, token_state.join_pending),
    Status.BROKEN: (token_state.failed_attempt, token_state.expired, token_state.no_prt),
    Status.FAILING: (token_state.failed_attempt,),
    Status.STALE: (token_state.not_renewed,),
    Status.HEALTHY: (above_the_prt.broker, above_the_prt.policy_prompt, above_the_prt.idle),
}
#: Asked at every status: worth knowing, whatever was decided.
RULES_OF_ALL: Final[tuple[UserRule, ...]] = (token_state.clock, token_state.dual_state)
