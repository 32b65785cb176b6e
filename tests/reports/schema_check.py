"""The part of JSON Schema that docs/report.schema.json uses, stricter in one point: unknown members are faults here."""

import re
from collections.abc import Iterator
from typing import Any

_TYPES: dict[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": (int, float),
    "null": type(None),
    "boolean": bool,
}

#: Every keyword below is judged or says nothing about values; another one in the schema must not pass unseen.
KNOWN = frozenset(
    [
        "$schema",
        "$defs",
        "$ref",
        "title",
        "description",
        "type",
        "required",
        "properties",
        "additionalProperties",
        "propertyNames",
        "items",
        "enum",
        "const",
        "pattern",
        "minimum",
        "maximum",
        "anyOf",
    ]
)


def faults(value: Any, schema: dict[str, Any], root: dict[str, Any], path: str = "$") -> Iterator[str]:
    """Every place where the value breaks the schema."""
    assert set(schema) <= KNOWN, f"{path}: keywords the checker does not know: {set(schema) - KNOWN}"

    if "$ref" in schema:
        yield from faults(value, root["$defs"][schema["$ref"].removeprefix("#/$defs/")], root, path)
    if "anyOf" in schema and all(list(faults(value, one, root, path)) for one in schema["anyOf"]):
        yield f"{path}: fits none of the alternatives"
    if "type" in schema and not _has_type(value, schema["type"]):
        yield f"{path}: {value!r} is no {schema['type']}"
        return
    yield from _scalar_faults(value, schema, path)
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from faults(item, schema.get("items", {}), root, f"{path}[{index}]")
    if isinstance(value, dict) and "type" in schema:
        yield from _member_faults(value, schema, root, path)


def _has_type(value: Any, types: str | list[str]) -> bool:
    names = [types] if isinstance(types, str) else types
    if isinstance(value, bool):  # Python's bool is an int, JSON's is not
        return "boolean" in names
    return any(isinstance(value, _TYPES[name]) for name in names)


def _scalar_faults(value: Any, schema: dict[str, Any], path: str) -> Iterator[str]:
    if "enum" in schema and value not in schema["enum"]:
        yield f"{path}: {value!r} is not listed"
    if "const" in schema and value != schema["const"]:
        yield f"{path}: {value!r} is not {schema['const']!r}"
    if "pattern" in schema and isinstance(value, str) and not re.search(schema["pattern"], value):
        yield f"{path}: {value!r} does not match"
    if isinstance(value, (int, float)) and not schema.get("minimum", value) <= value <= schema.get("maximum", value):
        yield f"{path}: {value!r} is out of range"


def _member_faults(value: dict[str, Any], schema: dict[str, Any], root: dict[str, Any], path: str) -> Iterator[str]:
    for missing in set(schema.get("required", ())) - set(value):
        yield f"{path}.{missing}: missing"
    for name, member in value.items():
        known = schema.get("properties", {}).get(name, schema.get("additionalProperties"))
        if known is None:
            yield f"{path}.{name}: not in the schema"
        else:
            yield from faults(name, schema.get("propertyNames", {}), root, f"{path}.{name} (name)")
            yield from faults(member, known, root, f"{path}.{name}")
