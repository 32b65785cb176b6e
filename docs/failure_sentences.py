"""Every sentence with which a visit can fail, read from the source of the rooms that say them.

What stands in an f-string's braces becomes `N`. A sentence that is put together elsewhere stands in one of the tables
that are named here; a test fails when a call says something that is found in neither way.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "remote_prt"
ROOMS = ("transports", "collectors", "controller")

#: Per call: how such a visit ends, and which argument is the reason; the next one is what to try.
_CALLS = {
    "HostUnreachable": ("UNREACHABLE", 1),
    "lost": ("UNREACHABLE", 0),
    "HostRefused": ("REFUSED", 1),
    "LogonRefused": ("REFUSED", 1),
    "CommandMissing": ("REFUSED", 1),
    "ScriptRefused": ("REFUSED", 1),
    "HostMisbehaved": ("REFUSED", 1),
    "misbehaved": ("REFUSED", 0),
    "_refused": ("REFUSED", 2),
    "Words": ("REFUSED", 0),
    "HostTimedOut": ("TIMED_OUT", 1),
    "LogonWithheld": ("SKIPPED", 1),
    "TicketsWithheld": ("SKIPPED", 1),
    "skipped": ("SKIPPED", 1),
}
#: Tables of sentences: how such a visit ends, and what stands around each.
_TABLES = {
    "_CERTIFICATE_WORDS": ("UNREACHABLE", "TLS not completed: {}"),
    "_HANDSHAKE_WORDS": ("UNREACHABLE", "TLS not completed: {}"),
    "_LOST_WORDS": ("UNREACHABLE", "{}"),
    "_WAITING_FOR": ("TIMED_OUT", "{}"),
    "LEFT_OUT_WORDS": ("SKIPPED", "{}"),
}
#: What the calls are given that hold a sentence of a table, or of another call.
_SAID_ELSEWHERE = {
    "error.message",  # of a UsageError: a sentence at the prompt
    "words.reason",
    "reason",  # of connect_words
    "next((words for kind, words in _LOST_WORDS if isinstance(error, kind)))",
    "*LEFT_OUT_WORDS[reason]",
}
_WAITING = "_WAITING_FOR"
_AFTER = "_AFTER_WAITING"


@dataclass(frozen=True, slots=True, order=True)
class Sentence:
    """One way to fail."""

    outcome: str
    reason: str
    hint: str  #: "" where it depends


def sentences() -> list[Sentence]:
    """All of them, each once, in order."""
    found: set[Sentence] = set()
    for room in ROOMS:
        for path in sorted((PACKAGE / room).glob("*.py")):
            module = ast.parse(path.read_text("utf-8"))
            found.update(_of_tables(module))
            found.update(_of_calls(module))
    hinted = {(one.outcome, one.reason) for one in found if one.hint}
    return sorted(one for one in found if one.hint or (one.outcome, one.reason) not in hinted)


def _of_calls(module: ast.Module) -> Iterator[Sentence]:
    for function in ast.walk(module):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        named = _assigned(function)
        if function.name == "connect_words":
            yield from _returned(function, named)
        for node in ast.walk(function):
            if isinstance(node, ast.Call):
                yield from _of_call(node, named)
    for node in module.body:  # tables of calls
        for call in ast.walk(node) if isinstance(node, ast.Assign | ast.AnnAssign) else ():
            if isinstance(call, ast.Call):
                yield from _of_call(call, {})


def _of_call(call: ast.Call, named: dict[str, list[str]]) -> Iterator[Sentence]:
    name = getattr(call.func, "id", getattr(call.func, "attr", ""))
    outcome, place = _CALLS.get(name, ("", 0))
    if not outcome or place >= len(call.args):
        return
    hints = _texts(call.args[place + 1], named) if place + 1 < len(call.args) else []
    for reason in _texts(call.args[place], named):
        yield Sentence(outcome, reason, hints[0] if len(hints) == 1 else "")


def unresolved() -> Iterator[str]:
    """Calls whose reason is neither written there nor said elsewhere."""
    for room in ROOMS:
        for path in sorted((PACKAGE / room).glob("*.py")):
            for function in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                    yield from (f"{path.name}:{line}" for line in _unresolved_in(function))


def _unresolved_in(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[str]:
    named, arguments = _assigned(function), {argument.arg for argument in function.args.args}
    for node in ast.walk(function):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        outcome, place = _CALLS.get(name, ("", 0))
        if not outcome or place >= len(node.args) or _texts(node.args[place], named):
            continue
        said = ast.unparse(node.args[place])
        if said not in _SAID_ELSEWHERE and said not in arguments and said not in named:
            yield f"{node.lineno}: {said}"


def _of_tables(module: ast.Module) -> Iterator[Sentence]:
    tables = {
        target.id: node.value
        for node in module.body
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    }
    after = _by_key(tables.get(_AFTER))
    for name, (outcome, around) in _TABLES.items():
        for key, texts in _rows(tables.get(name)):
            ended = "UNREACHABLE" if name == _WAITING and key.endswith("TLS") else outcome
            hint = texts[1] if len(texts) > 1 else after.get(key, "") if name == _WAITING else ""
            yield Sentence(ended, around.format(texts[0]), hint)


def _rows(table: ast.expr | None) -> Iterator[tuple[str, list[str]]]:
    """Key and texts of each row of a dict or of a tuple of tuples."""
    if isinstance(table, ast.Dict):
        for key, value in zip(table.keys, table.values, strict=True):
            yield ast.unparse(key) if key is not None else "", _all_texts(value)
    elif isinstance(table, ast.Tuple):
        yield from (("", _all_texts(row)) for row in table.elts)


def _by_key(table: ast.expr | None) -> dict[str, str]:
    return {key: texts[0] for key, texts in _rows(table)}


def _all_texts(node: ast.expr) -> list[str]:
    return [text for part in (node.elts if isinstance(node, ast.Tuple) else [node]) for text in _texts(part, {})]


def _returned(function: ast.FunctionDef | ast.AsyncFunctionDef, named: dict[str, list[str]]) -> Iterator[Sentence]:
    for node in ast.walk(function):
        if isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple):
            reasons, hints = (_texts(part, named) for part in node.value.elts)
            yield from (Sentence("UNREACHABLE", reason, hints[0]) for reason in reasons)


def _assigned(function: ast.AST) -> dict[str, list[str]]:
    """What the names of a function may hold, as far as it is text that is written there."""
    named: dict[str, list[str]] = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and len(node.targets) == 1:
            target, value = node.targets[0], node.value
            pairs = [(target, value)]
            if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
                pairs = list(zip(target.elts, value.elts, strict=False))
            for name, text in pairs:
                if isinstance(name, ast.Name):
                    named.setdefault(name.id, []).extend(_texts(text, named))
    return named


def _texts(node: ast.expr, named: dict[str, list[str]]) -> list[str]:
    """The texts an expression may be; none where that is not written there."""
    match node:
        case ast.Constant(value=str() as text):
            return [text] if text else []
        case ast.JoinedStr(values=parts):
            return ["".join(str(part.value) if isinstance(part, ast.Constant) else "N" for part in parts)]
        case ast.IfExp(body=body, orelse=other):
            return [*_texts(body, named), *_texts(other, named)]
        case ast.Name(id=name):
            return named.get(name, [])
        case _:
            return []
