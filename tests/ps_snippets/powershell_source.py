"""PowerShell text as a syntax tree, and what the grammar itself cannot tell: the parser's blind spots.

The tree is tree-sitter's, checked against the verdicts of a real parser: it finds every kind of broken script but a
`try` without `catch` or `finally`, and it accepts what only PowerShell 7 knows. Both are looked for here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import tree_sitter_pwsh
from tree_sitter import Language, Node, Parser

_PARSER = Parser(Language(tree_sitter_pwsh.language()))

#: Syntax that Windows PowerShell 5.1 does not know, by node or token.
_SEVEN_ONLY = {
    "??=": "null assignment",
    "null_coalesce_expression": "null coalescing",
    "ternary_expression": "the ternary operator",
    "pipeline_chain_tail": "a pipeline chain",
    "clean": "a clean block",
}


@dataclass(frozen=True)
class Source:
    """One text and its tree."""

    text: str

    @cached_property
    def root(self) -> Node:
        """The whole tree."""
        return _PARSER.parse(self.text.encode()).root_node

    def nodes(self, *types: str) -> Iterator[Node]:
        """All nodes of these types, in order of the text."""
        return (node for node in walk(self.root) if node.type in types)

    def below(self, node: Node, node_type: str) -> Iterator[Node]:
        """The nodes of that type at or under a node."""
        return (child for child in walk(node) if child.type == node_type)

    def broken(self) -> list[str]:
        """Why the text does not parse, or would not in Windows PowerShell 5.1."""
        found = [_at(node, "syntax") for node in walk(self.root) if node.is_error or node.is_missing]
        endings = {"catch_clauses", "finally_clause"}
        alone = (node for node in self.nodes("try_statement") if endings.isdisjoint(c.type for c in node.children))
        found += [_at(node, "try without catch or finally") for node in alone]
        found += [_at(node, f"only PowerShell 7 knows {what}") for node, what in self._seven_only()]
        return found

    def _seven_only(self) -> Iterator[tuple[Node, str]]:
        return ((node, _SEVEN_ONLY[node.type]) for node in walk(self.root) if node.type in _SEVEN_ONLY)


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it."""
    yield node
    for child in node.children:
        yield from walk(child)


def words(node: Node) -> str:
    """The text of a node."""
    return (node.text or b"").decode()


def line_of(node: Node) -> int:
    """1-based line."""
    return node.start_point[0] + 1


def enclosing(node: Node, node_type: str) -> Node | None:
    """The nearest ancestor of that type."""
    parent = node.parent
    while parent is not None and parent.type != node_type:
        parent = parent.parent
    return parent


def _at(node: Node, problem: str) -> str:
    return f"line {line_of(node)}: {problem}"
