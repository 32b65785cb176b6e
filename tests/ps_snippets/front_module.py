"""`examples/powershell` as the tests of this folder look at it: its text, functions, and tables as Python values."""

import re
from collections.abc import Iterator, Mapping

from tree_sitter import Node

from tests.ps_snippets.powershell_rules import declared_parameters
from tests.ps_snippets.powershell_source import Source, walk, words
from tests.ps_snippets.shipped_sources import ROOT

FOLDER = ROOT / "examples" / "powershell"
TEXT = (FOLDER / "RemotePrt.psm1").read_bytes().decode()
MODULE = Source(TEXT)
MANIFEST = (FOLDER / "RemotePrtFront.psd1").read_bytes().decode()


def _functions() -> Iterator[tuple[str, Source]]:
    for node in MODULE.nodes("function_statement"):
        name = next(child for child in node.children if child.type == "function_name")
        yield words(name), Source(words(node) + "\n")


#: Every function of the module by name.
SOURCES: Mapping[str, Source] = dict(_functions())

#: Its parameters, and whether each is mandatory.
FUNCTIONS = {name: declared_parameters(source) for name, source in SOURCES.items()}


def table(name: str) -> dict[str, str]:
    """A hash literal of texts that is assigned to a variable of the module."""
    literal = next(MODULE.below(_assigned(name), "hash_literal_expression"))
    found = {}
    for entry in MODULE.below(literal, "hash_entry"):
        key, _, value = words(entry).partition("=")
        found[key.strip()] = value.strip().strip("'")
    return found


def texts(name: str) -> list[str]:
    """The literal texts in the value of a variable of the module."""
    return [words(node).strip("'") for node in MODULE.below(_assigned(name), "verbatim_string_characters")]


def parameter_text(function: str, parameter: str) -> str:
    """How a parameter is declared, attributes and all."""
    for node in SOURCES[function].nodes("script_parameter"):
        variable = next(child for child in node.children if child.type == "variable")
        if words(variable) == f"${parameter}":
            return words(node)
    raise AssertionError(f"{function} has no -{parameter}")


def allowed_values(declaration: str) -> list[str] | None:
    """The words of a ValidateSet, None where there is none."""
    found = re.search(r"\[ValidateSet\(([^)]*)\)\]", declaration)
    return None if found is None else re.findall(r"'([^']*)'", found[1])


def members(source: Source, variable: str) -> set[str]:
    """The members that are read of a variable: `Outcome` of `$record.Outcome`."""
    text = re.sub(r"<#.*?#>", "", source.text, flags=re.DOTALL)
    return set(re.findall(rf"(?i)\${variable}\.(\w+)", text))


def finally_commands() -> list[str]:
    """The commands in finally blocks."""
    blocks = MODULE.nodes("finally_clause")
    return [words(node) for block in blocks for node in walk(block) if node.type == "command"]


def _assigned(name: str) -> Node:
    for node in MODULE.nodes("assignment_expression"):
        if words(node.children[0]) == f"$script:{name}":
            return node.children[2]
    raise AssertionError(f"the module sets no $script:{name}")
