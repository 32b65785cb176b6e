"""Works out the texts a snippet builds, as far as they are made of literals, variables, `+`, `-f`, `-join` and Replace.

Enough to see the XML and the command lines that Windows would get, without an engine; anything else is refused.
"""

from collections.abc import Mapping

from tree_sitter import Node

from tests.ps_snippets.powershell_source import Source, words

Value = str | list[str]

#: Nodes that only wrap the one expression inside.
_WRAPPERS = {
    "argument_expression", "assignment_value", "cast_expression", "expression_with_unary_operator",
    "parenthesized_expression", "pipeline", "pipeline_chain", "statement_list", "string_literal", "unary_expression",
}  # fmt: skip

_SIGNS = {"(", ")", "+", ",", "@(", "[", "]", "type_literal", "comparison_operator", "format_operator"}


def assigned(source: Source, variable: str, values: Mapping[str, Value], occurrence: int = 0) -> Value:
    """What an assignment to that variable gives, the others being as in `values`."""
    found = [
        node
        for node in source.nodes("assignment_expression")
        if words(node.children[0]) == f"${variable}" and words(node.children[1]) == "="
    ]
    return evaluate(found[occurrence].children[2], values)


def emitted(source: Source, start: str, values: Mapping[str, Value]) -> Value:
    """What the last statement that begins so gives."""
    found = [node for node in source.nodes("pipeline") if words(node).startswith(start)]
    return evaluate(found[-1], values)


def evaluate(node: Node, values: Mapping[str, Value]) -> Value:  # noqa: PLR0911 - one return per kind of node
    """The value of an expression."""
    parts = [child for child in node.children if child.type not in _SIGNS]
    match node.type:
        case "verbatim_string_characters":
            return words(node)[1:-1].replace("''", "'")
        case "expandable_string_literal":
            return words(node)[1:-1].replace("`r", "\r").replace("`n", "\n")
        case "variable":
            return values[words(node).removeprefix("$")]
        case "additive_expression":
            return _text(parts[0], values) + _text(parts[1], values)
        case "array_expression" | "array_literal_expression":
            return [item for part in parts for item in _items(evaluate(part, values))]
        case "comparison_expression" if "-join" in [words(child) for child in node.children]:
            return _text(parts[1], values).join(_items(evaluate(parts[0], values)))
        case "format_expression":
            return _text(parts[0], values).format(
                *[item for part in parts[1:] for item in _items(evaluate(part, values))]
            )
        case "invocation_expression" if words(parts[2]) == "Replace":
            old, new = (_text(child, values) for child in parts[3].children[1].children if child.type not in _SIGNS)
            return _text(parts[0], values).replace(old, new)
        case kind if kind in _WRAPPERS and len(parts) == 1:
            return evaluate(parts[0], values)
    raise AssertionError(f"{node.type} is beyond this reader: {words(node)[:80]}")


def _items(value: Value) -> list[str]:
    return [value] if isinstance(value, str) else value


def _text(node: Node, values: Mapping[str, Value]) -> str:
    value = evaluate(node, values)
    assert isinstance(value, str)
    return value
