"""The rows of one `dsregcmd /status` text as values: what `dsregcmd` makes of a text, without the means to read one."""

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
    sections: tuple[str, ...] = ()  #: titles in order, also of boxes without rows
    other_lines: tuple[str, ...] = ()  #: prompts, banners, the closing line: kept, never judged
    is_cut: bool = False  #: the text ended inside a row or section, or exceeded our bounds

    def value(self, key: str, block: str = "") -> str | None:
        """The first value of that key in that block; None = not printed, "" = printed without a value."""
        return next((row.value for row in self.rows if row.key == key and row.block == block), None)
