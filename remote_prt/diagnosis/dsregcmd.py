"""`dsregcmd /status` as rows and as a typed report."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One printed row: nothing printed is lost, duplicates and unknown keys are kept in order."""

    section: str  #: title of the box it stands in, "" before the first
    block: str  #: "" or EntraAcquire, EntraRefresh, EnterpriseAcquire, EnterpriseRefresh, WorkAccount1...
    key: str
    value: str  #: as printed, trimmed; "" = printed without a value


@dataclass(frozen=True, slots=True)
class DsregReport:
    """All rows of one text."""

    rows: tuple[Row, ...]
