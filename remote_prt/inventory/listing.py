"""A selection as lines, one host each: what `--list-hosts` prints, and itself a host file."""

from collections.abc import Iterator

from remote_prt.inventory.selection import Selection
from remote_prt.model import Target


def host_lines(selection: Selection) -> Iterator[str]:
    """`pc-01`, `pc-02:15985`, and a disabled host as the comment `# pc-03  disabled: in repair`."""
    for target in selection.targets:
        if target.enabled:
            yield _word(target)
        else:
            yield f"# {_word(target)}  disabled: {target.disabled_reason}".rstrip(": ")


def _word(target: Target) -> str:
    if target.port is None:
        return target.name
    return f"[{target.name}]:{target.port}" if ":" in target.name else f"{target.name}:{target.port}"
