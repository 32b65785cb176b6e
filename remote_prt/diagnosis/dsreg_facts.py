"""What a `dsregcmd /status` report says, typed; absent, empty, NO and ERROR stay four different answers."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

from remote_prt.diagnosis.attempt import Attempt, AttemptKind, AttemptSource, failing_phase
from remote_prt.diagnosis.codes import parse_code, server_codes
from remote_prt.diagnosis.diagnosis import JoinType
from remote_prt.diagnosis.dsreg_keys import DEVICE_STATE, USER_STATE
from remote_prt.diagnosis.dsreg_report import DsregReport, Row
from remote_prt.diagnosis.finding import EvidenceReference


class AuthorityKind(StrEnum):
    """The fingerprint of a logon session: what stands behind AzureAdPrtAuthority."""

    ABSENT = "absent"  #: the row was not printed: Windows 10 1607, or a cut text
    NO = "no"  #: no SSO information for this logon session at all: network logon, SYSTEM, not joined
    EMPTY = "empty"  #: information without an Entra account: a local user
    URL = "url"  #: this user should have a PRT
    OTHER = "other"  #: none of the above: damaged


class DeviceAuth(StrEnum):
    """What DeviceAuthStatus means; it is tested live, as the device, when dsregcmd runs."""

    UNKNOWN = "unknown"  #: row absent (before 21H1) or damaged
    SUCCESS = "success"
    DISABLED_OR_DELETED = "disabled-or-deleted"
    UNTESTED = "untested"  #: `FAILED. Error: 0x...`: could not be tested, which is not "disabled"


_TIME = re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?)(?: UTC)?")
_GUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
_DISABLED: Final = "failed. device is either disabled"
_BLOCKS: Final = {
    "EntraAcquire": AttemptKind.ACQUIRE,
    "EntraRefresh": AttemptKind.REFRESH,
    "EnterpriseAcquire": AttemptKind.ENTERPRISE_ACQUIRE,
    "EnterpriseRefresh": AttemptKind.ENTERPRISE_REFRESH,
}


@dataclass(frozen=True, slots=True)
class ExecutingAccount:
    r"""Who dsregcmd says it ran as: `DOMAIN\sam, upn` (1809+)."""

    name: str
    upn: str  #: "" for a local user

    @property
    def is_machine(self) -> bool:
        """Whether it is the computer account, `HOST$`."""
        return self.name.endswith("$")


@dataclass(frozen=True, slots=True)
class DsregFacts:
    """A typed view of one report; every property reads rows, none guesses."""

    report: DsregReport

    def _yes_no(self, key: str) -> bool | None:
        return {"YES": True, "NO": False}.get(self.report.value(key) or "")

    @property
    def is_entra_joined(self) -> bool | None:
        """AzureAdJoined; None where the row is absent or neither YES nor NO."""
        return self._yes_no("AzureAdJoined")

    @property
    def is_workplace_joined(self) -> bool:
        """Whether this user registered a work account (Workplace join)."""
        return self.report.value("WorkplaceJoined") == "YES"

    @property
    def join_type(self) -> JoinType:
        """How the device is joined, by the three Device State rows (and WorkplaceJoined for registered)."""
        entra, enterprise, domain = (self._yes_no(key) for key in ("AzureAdJoined", "EnterpriseJoined", "DomainJoined"))
        if entra is None or domain is None:
            return JoinType.UNKNOWN
        if entra:
            return JoinType.HYBRID if domain else JoinType.ENTRA
        if enterprise:
            return JoinType.ON_PREMISES
        if domain:
            return JoinType.DOMAIN
        return JoinType.REGISTERED if self.is_workplace_joined else JoinType.NONE

    @property
    def prt(self) -> str | None:
        """AzureAdPrt as printed; None = not printed, which is not NO."""
        return self.report.value("AzureAdPrt")

    @property
    def prt_updated_at(self) -> datetime | None:
        """AzureAdPrtUpdateTime, UTC; None where absent or no time."""
        return parse_time(self.report.value("AzureAdPrtUpdateTime"))

    @property
    def prt_expires_at(self) -> datetime | None:
        """AzureAdPrtExpiryTime, UTC; None where absent or no time."""
        return parse_time(self.report.value("AzureAdPrtExpiryTime"))

    @property
    def authority_kind(self) -> AuthorityKind:
        """What AzureAdPrtAuthority says about the logon session; a row that ends the text may have lost its value."""
        value = self.report.value("AzureAdPrtAuthority")
        if value is None:
            return AuthorityKind.ABSENT
        if value == "":
            last = self.report.rows[-1]
            return AuthorityKind.OTHER if last.key == "AzureAdPrtAuthority" else AuthorityKind.EMPTY
        if value == "NO":
            return AuthorityKind.NO
        return AuthorityKind.URL if value.lower().startswith("https://") else AuthorityKind.OTHER

    @property
    def tenant_id(self) -> str:
        """The tenant GUID, lower case: TenantId, else the GUID of the authority URL, else ""."""
        for text in (self.report.value("TenantId"), self.report.value("AzureAdPrtAuthority")):
            guid = _GUID.search((text or "").lower()[:200])
            if guid:
                return guid.group()
        return ""

    @property
    def device_id(self) -> str:
        """The DeviceId, a lower-case GUID, or "": two computers that print the same one are clones."""
        return guid_or_empty(self.report.value("DeviceId") or "")

    @property
    def joined_at(self) -> datetime | None:
        """When the device was registered: the first time of DeviceCertificateValidity, up to an hour early."""
        printed = (self.report.value("DeviceCertificateValidity") or "").lstrip("[ ")
        return parse_time(printed.partition(" --")[0].strip())

    @property
    def is_virtual_desktop(self) -> bool:
        """Whether Windows counts itself as a virtual desktop of a pool (row of newer builds)."""
        return (self.report.value("Virtual Desktop") or "").upper().startswith("YES")

    @property
    def is_key_damaged(self) -> bool:
        """Whether the device key was tried and did not work; `MUST Run elevated to test` is no answer."""
        return (self.report.value("KeySignTest") or "").upper().startswith("FAILED")

    def proxy_rows(self, section: str) -> tuple[EvidenceReference, ...]:
        """The rows of a proxy section that name a proxy or a script."""
        return tuple(
            reference(row)
            for row in self.report.rows
            if row.section == section and row.key in {"Proxy Server List", "Auto-Configuration URL"} and row.value
        )

    @property
    def device_auth_text(self) -> str:
        """DeviceAuthStatus as printed, or ""."""
        return self.report.value("DeviceAuthStatus") or ""

    @property
    def device_auth(self) -> DeviceAuth:
        """What DeviceAuthStatus means."""
        text = self.device_auth_text.lower()
        if text.startswith(_DISABLED):
            return DeviceAuth.DISABLED_OR_DELETED
        if text.startswith("failed. error"):
            return DeviceAuth.UNTESTED
        return DeviceAuth.SUCCESS if text == "success" else DeviceAuth.UNKNOWN

    @property
    def executing_account(self) -> ExecutingAccount | None:
        """Executing Account Name; None where the row is absent (before 1809, some pre-join texts) or empty."""
        printed = self.report.value("Executing Account Name")
        if not printed:
            return None
        name, _, upn = printed.partition(",")
        return ExecutingAccount(name.strip(), upn.strip())

    @property
    def user_context(self) -> str:
        """`SYSTEM`, `UN-ELEVATED User`, `ELEVATED User` or "": printed before a join only."""
        return self.report.value("User Context") or ""

    @property
    def is_cut_before_prt_verdict(self) -> bool:
        """Whether the text ended where AzureAdPrt, its authority or its attempts were still due.

        EnterprisePrt follows the last row about the Entra PRT; people also paste excerpts that end anywhere, which are
        told from cut texts by lacking Device State.
        """
        keys = {row.key for row in self.report.rows}
        if self.prt is None or "EnterprisePrt" in keys:
            return self.prt is None and self.report.is_cut
        last = self.report.rows[-1]
        if last.section == USER_STATE:  # 1607 ends with AzureAdPrt, 1803 goes on: a NO at the very end may be either
            return last.key == "AzureAdPrt" and self.prt == "NO"
        return self.report.is_cut or last.key == "AzureAdPrt"

    def row(self, key: str, block: str = "") -> EvidenceReference | None:
        """Where that row stands, for a finding's evidence; None where it was not printed."""
        return next((reference(row) for row in self.report.rows if row.key == key and row.block == block), None)

    @property
    def attempts(self) -> tuple[Attempt, ...]:
        """The diagnostics blocks (21H1+): printed only when the failure is newer than the last success."""
        return tuple(
            self._attempt(block, kind)
            for block, kind in _BLOCKS.items()
            if any(row.block == block and row.key != _MARKER[block] for row in self.report.rows)
            and not self._is_owner_cut_off(block)
        )

    @property
    def may_lack_its_owner(self) -> bool:
        """Whether this is a whole output that ended, or was damaged, before it said whom it is about.

        Every Windows that prints attempts ends with Diagnostic Data, whose Executing Account Name is that person. An
        excerpt that somebody chose to paste begins later and is theirs.
        """
        begins_at_the_top = any(row.section == DEVICE_STATE or row.key == "AzureAdJoined" for row in self.report.rows)
        is_named = self.executing_account is not None and self.report.rows[-1].key != "Executing Account Name"
        return (begins_at_the_top or self.report.is_cut) and not is_named

    def _is_owner_cut_off(self, block: str) -> bool:
        """Whether the text ended in this block before it said whose attempt it was."""
        last = self.report.rows[-1]
        names_nobody = self.report.value("User Identity", block) is None or last.key == "User Identity"
        return self.report.is_cut and last.block == block and names_nobody

    def _attempt(self, block: str, kind: AttemptKind) -> Attempt:
        rows = [row for row in self.report.rows if row.block == block]
        printed = {row.key: row.value for row in reversed(rows)}
        at = parse_time(printed.get("Previous Prt Attempt"))
        status, sub_error = parse_code(printed.get("Attempt Status", "")), parse_code(printed.get("HTTP Error", ""))
        url = printed.get("Endpoint URI", "")
        return Attempt(
            source=AttemptSource.DSREGCMD,
            kind=kind,
            started_at=at,
            ended_at=at,
            status=status,
            user=printed.get("User Identity", ""),
            server_codes=server_codes(printed.get("Server Error Description", "")),
            server_error=printed.get("Server Error Code", ""),
            sub_error=None if sub_error is None or sub_error.is_success else sub_error,
            http_status=http_status(printed.get("HTTP status", "")),
            url=url,
            correlation_id=guid_or_empty(printed.get("Correlation ID", "")),
            credential_type=printed.get("Credential Type", ""),
            references=tuple(reference(row) for row in rows if row.key in _SHOWN and row.value),
            phase=failing_phase(frozenset(), (status, sub_error), url),  # a block is printed for a failure only
        )


_MARKER: Final = {block: f"{'Acquire' if block.endswith('Acquire') else 'Refresh'}PrtDiagnostics" for block in _BLOCKS}
_SHOWN: Final = frozenset(
    {
        "Previous Prt Attempt",
        "Attempt Status",
        "HTTP Error",
        "HTTP status",
        "Server Error Code",
        "Server Error Description",
        "Endpoint URI",
    }
)


def reference(row: Row) -> EvidenceReference:
    """A row as evidence: `SSO State/EntraAcquire/Attempt Status`."""
    where = "/".join(part for part in (row.section, row.block, row.key) if part)
    return EvidenceReference("dsregcmd", where, row.value[:500])


def parse_time(text: str | None) -> datetime | None:
    """`2020-07-12 22:57:53.000 UTC` as aware UTC, or None: dsregcmd prints UTC with the word UTC, never local time."""
    match = _TIME.fullmatch(text or "")
    if match is None:
        return None
    try:
        moment = datetime.fromisoformat(match[1]).replace(tzinfo=UTC)
    except ValueError:
        return None
    return moment if 1601 <= moment.year < 3000 else None  # what no clock of Windows has would overflow in sums


def http_status(text: str) -> int | None:
    """An HTTP status of three digits, or None."""
    return int(text) if re.fullmatch(r"[1-5][0-9]{2}", text.strip()) else None


def guid_or_empty(text: str) -> str:
    """A GUID in lower case without braces, or "" where the text is none."""
    bare = text.strip().strip("{}").lower()
    return bare if _GUID.fullmatch(bare) else ""
