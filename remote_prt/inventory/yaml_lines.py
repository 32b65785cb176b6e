"""YAML with line numbers: plain values, and for every key the line it stands on. The only importer of ruamel.yaml.

Scalars stay the text that was written (`no`, `0123` and `12:30` are host names here), except an empty or null one,
which is None. What an inventory has no use for is refused, so that a hostile file cannot grow: anchors and aliases
(nine lines can mean a billion values), tags, several documents, deep nesting.
"""

import re
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from remote_prt.errors import InventoryError, InventoryErrors
from remote_prt.inventory.names import shown

YamlValue: TypeAlias = "str | dict[str, YamlValue] | list[YamlValue] | None"
KeyPath: TypeAlias = tuple[str | int, ...]
"""Keys and list positions from the top: `("groups", "tokyo", "hosts", 0)`."""

_MAX_DEPTH = 40
_CORE_TAG = "tag:yaml.org,2002:"
_NAMED = re.compile(r"\b(alias|anchor|handle) ['\"].*")  # the parser repeats the word, which may be part of a secret
_KEY_SHOWN_BARE = re.compile(r"[\w\[\],/:-]{1,60}")


@dataclass(slots=True)
class YamlTree:
    """A file's value and the line of each key; `mistakes` were found while walking and do not stop the rest."""

    source: str
    value: YamlValue = None
    lines: dict[KeyPath, int] = field(default_factory=dict)
    mistakes: list[InventoryError] = field(default_factory=list)

    def line_of(self, path: KeyPath) -> int:
        """The line of the key, or of the nearest key around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def error(self, path: KeyPath, problem: str, expected: str = "") -> InventoryError:
        """The mistake at that key."""
        return InventoryError(self.source, self.line_of(path), dotted(path), problem, expected)


def dotted(path: KeyPath) -> str:
    """`groups.tokyo.hosts."pc1.corp".port`: what has a dot or odd characters of its own is quoted."""
    parts = [str(part) for part in path]
    return ".".join(part if _KEY_SHOWN_BARE.fullmatch(part) else f'"{shown(part)[1:-1]}"' for part in parts)


def read_yaml(text: str, source: str) -> YamlTree:
    """The tree of `text`, which must hold one document.

    Raises:
        InventoryErrors: text that is not YAML; the parser stops at the first such place.
    """
    node = _compose(text, source)
    tree = YamlTree(source)
    if node is not None:
        tree.value = _value(node, (), tree)
    return tree


def _compose(text: str, source: str) -> Any:
    from ruamel.yaml import YAML  # noqa: PLC0415  only runs with an inventory pay for it
    from ruamel.yaml.error import YAMLError  # noqa: PLC0415  as above

    try:
        yaml = YAML(typ="safe", pure=True)
        yaml.composer.warn_double_anchors = False  # anchors are mistakes here, said as such and not as a warning
        return yaml.compose(text)
    except YAMLError as error:
        raise _not_yaml(source, *_line_and_problem(error, text)) from None
    except RecursionError:
        raise _not_yaml(source, None, "brackets nested too deeply") from None


def _line_and_problem(error: Any, text: str) -> tuple[int | None, str]:
    """The two shapes of ruamel's errors: a character it refuses, and a place in the grammar."""
    if hasattr(error, "character"):
        return text[: error.position].count("\n") + 1, f"the control character U+{error.character:04X}"
    at_end = "end of stream" in (error.problem or "") and error.context_mark is not None
    mark = error.context_mark if at_end else error.problem_mark
    problem = " ".join(part for part in (error.context, error.problem) if part)
    return None if mark is None else mark.line + 1, _NAMED.sub(r"\1", problem)


def _not_yaml(source: str, line: int | None, problem: str) -> InventoryErrors:
    expected = "lines such as `port: 5986`, indented with spaces; text that begins with @ * & % { [ in quotes"
    return InventoryErrors((InventoryError(source, line, "", f"not YAML: {problem}", expected),))


def _value(node: Any, path: KeyPath, tree: YamlTree) -> YamlValue:
    tree.lines.setdefault(path, node.start_mark.line + 1)
    if problem := _refused(node, path):
        tree.mistakes.append(tree.error(path, *problem))
        return None
    if node.id == "mapping":
        return _mapping(node, path, tree)
    if node.id == "sequence":
        return [_value(child, (*path, position), tree) for position, child in enumerate(node.value)]
    return None if node.tag == f"{_CORE_TAG}null" else str(node.value)


def _refused(node: Any, path: KeyPath) -> tuple[str, str] | None:
    if node.anchor:
        return "anchors and aliases are not read", "the settings in a group around the hosts that share them"
    if not node.tag.startswith(_CORE_TAG):
        return "YAML tags (!...) are not read", "plain text"
    if len(path) > _MAX_DEPTH:
        return "nested too deeply", f"at most {_MAX_DEPTH} levels"
    return None


def _mapping(node: Any, path: KeyPath, tree: YamlTree) -> dict[str, YamlValue]:
    values: dict[str, YamlValue] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if key_node.id != "scalar":
            problem, expected = "a list or mapping as a key", "quotes around a key that begins with ["
            tree.mistakes.append(InventoryError(tree.source, line, dotted(path), problem, expected))
            continue
        key = (*path, str(key_node.value))
        if key[-1] in values:
            problem = f"the key stands here a second time, first in line {tree.lines[key]}"
            tree.mistakes.append(InventoryError(tree.source, line, dotted(key), problem, "each key once"))
            continue
        tree.lines[key] = line
        values[str(key_node.value)] = _value(value_node, key, tree)
    return values
