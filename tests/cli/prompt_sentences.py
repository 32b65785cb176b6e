"""Every English sentence that the prompt may say, read from the program's own source.

A sentence is followed from where it is said (an error that is built, a note, a help text) back to its literals: through
names, conditions, sums and the functions of the package that return it. Each is a template: `{}` where a value stands.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final

import remote_prt

ROOT: Final = Path(remote_prt.__file__).parent

#: Calls whose texts people read at the prompt, with the arguments that are no sentences.
SAYING: Final[dict[str, frozenset[int]]] = {
    **dict.fromkeys(
        [
            *("UsageError", "UnreadableInput", "SecretUnavailable", "SnippetMissing", "LabError", "NothingOfOurs"),
            *("BadRange", "BadParameter", "FieldError", "FoundPassword", "say", "note", "_say", "_remark", "spoken"),
            *("fail", "error", "speak", "in_japanese", "_close"),
        ],
        frozenset[int](),
    ),
    "_error": frozenset({0}),
    "InventoryError": frozenset({0, 1, 2}),
    "ConfigError": frozenset({0, 1, 2}),
    "Misfit": frozenset(),
    "_require": frozenset({0}),
    "DoingJob": frozenset({0}),
    **dict.fromkeys(["passed", "broken", "left_out", "untested"], frozenset({0})),
}
#: Calls whose texts reach the prompt from one file only: elsewhere reports say them.
SAYING_IN: Final[dict[str, dict[str, frozenset[int]]]] = {
    "transports/auth.py": {"HostRefused": frozenset({0}), "_refused": frozenset({0, 1})},
}
#: Keyword arguments and attributes that hold sentences, wherever they are given.
SAYING_KEYWORDS: Final = frozenset({"problem", "hint", "expected", "warning"})
SAYING_LISTS: Final = frozenset({"notes", "remarks"})
#: Functions that show a value of somebody: what they return is no sentence of ours.
SHOWING: Final = frozenset({"shown", "printable", "dotted", "source_name", "_shown", "join", "format", "str", "repr"})
_WORD = re.compile(r"[A-Za-z]{2}")


@dataclass(frozen=True, slots=True)
class Sentence:
    """An English template and where it is written."""

    template: str
    place: str


@dataclass(slots=True)
class _Module:
    """One source file, with what a name in it may mean."""

    path: Path
    tree: ast.Module
    constants: dict[str, ast.expr] = field(default_factory=dict)


def normal(template: str) -> str:
    """The template with neighbouring holes as one, for nothing tells where one value ends and the next begins."""
    return re.sub(r"(?:\{\})+", "{}", template)


class Collector:
    """The sentences of a package."""

    def __init__(self, root: Path = ROOT) -> None:
        self._modules = [_Module(path, ast.parse(path.read_text("utf-8"))) for path in sorted(root.rglob("*.py"))]
        self._root = root
        self._functions: dict[str, list[tuple[_Module, ast.FunctionDef]]] = {}
        self._constants: dict[str, tuple[_Module, ast.expr]] = {}
        for module in self._modules:
            for node in ast.walk(module.tree):
                if isinstance(node, ast.FunctionDef):
                    self._functions.setdefault(node.name, []).append((module, node))
            for node in module.tree.body:
                if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                    module.constants[node.targets[0].id] = node.value
                    self._constants.setdefault(node.targets[0].id, (module, node.value))
        self.found: dict[str, str] = {}
        self._seen: set[int] = set()

    def collect(self) -> list[Sentence]:
        """Every sentence once, with the first place where it is written."""
        for module in self._modules:
            name = module.path.relative_to(self._root).as_posix()
            if not name.startswith(("diagnosis/", "reports/words")):
                for scope in ast.walk(module.tree):
                    if isinstance(scope, ast.FunctionDef | ast.AsyncFunctionDef):
                        self._scope(module, scope)
        return [Sentence(template, place) for template, place in self.found.items()]

    def _scope(self, module: _Module, scope: ast.AST) -> None:
        for node in ast.walk(scope):
            if isinstance(node, ast.Call):
                called = _called(node)
                saying = SAYING | SAYING_IN.get(module.path.relative_to(self._root).as_posix(), {})
                if called in saying and not _is_of_reports(node):
                    for position, argument in enumerate(node.args):
                        if position not in saying[called]:
                            self._follow(argument, module, scope)
                for keyword in node.keywords:
                    if keyword.arg in SAYING_KEYWORDS:
                        self._follow(keyword.value, module, scope)
                if called == "append" and _owner(node) in SAYING_LISTS:
                    self._follow(node.args[0], module, scope)
            if isinstance(node, ast.AugAssign) and _last(node.target) in SAYING_LISTS:
                self._follow(node.value, module, scope)

    def _follow(self, node: ast.expr | None, module: _Module, scope: ast.AST) -> None:
        """Take the literals that an expression may become."""
        match node:
            case ast.Constant(value=str() as text):
                self._take(text, module, node)
            case ast.JoinedStr() | ast.BinOp(op=ast.Add()):
                for template in _templates(node):
                    self._take(template, module, node)
                for part in ast.walk(node):
                    if isinstance(part, ast.FormattedValue):
                        self._value(part.value, module, scope)
                    elif isinstance(part, ast.BinOp):
                        self._value(part.left, module, scope)
                        self._value(part.right, module, scope)
            case _:
                self._value(node, module, scope)

    def _value(self, node: ast.expr | None, module: _Module, scope: ast.AST) -> None:
        """What a value may be, where it is not a literal itself."""
        for inner in _alternatives(node):
            self._follow(inner, module, scope)
        match node:
            case ast.Name() | ast.Subscript(value=ast.Name()):
                self._name(node.id if isinstance(node, ast.Name) else _last(node.value), module, scope)
            case ast.Call() if _called(node) not in SHOWING and not _is_of_reports(node):
                self._returned(_called(node))
            case ast.Attribute():
                self._returned(node.attr)

    def _name(self, name: str, module: _Module, scope: ast.AST) -> None:
        """What a name may hold: what its scope binds it to, else a constant of the module, else one of the package."""
        if (id(scope) ^ hash(name)) in self._seen:
            return
        self._seen.add(id(scope) ^ hash(name))
        bound = [value for node in ast.walk(scope) for value in _bound(node, name)]
        for value in bound:
            self._follow(value, module, scope)
        constant = module.constants.get(name)
        if not bound and constant is not None:
            self._follow(constant, module, module.tree)
        elif not bound and name.lstrip("_").isupper() and name in self._constants:
            owner, value = self._constants[name]
            self._follow(value, owner, owner.tree)

    def _returned(self, name: str) -> None:
        """The sentences that functions of the package return under that name."""
        for module, function in self._functions.get(name, []):
            annotation = "" if function.returns is None else ast.unparse(function.returns)
            if "str" not in annotation or id(function) in self._seen:
                continue
            self._seen.add(id(function))
            for node in ast.walk(function):
                if isinstance(node, ast.Return | ast.Yield):
                    self._follow(node.value, module, function)

    def _take(self, template: str, module: _Module, node: ast.expr) -> None:
        template = normal(template)
        if _WORD.search(template.replace("{}", "")):
            place = f"{module.path.relative_to(self._root.parent).as_posix()}:{node.lineno}"
            self.found.setdefault(template, place)


def _alternatives(node: ast.expr | None) -> list[ast.expr]:
    """The expressions one of which a value is, or all of which it holds."""
    match node:
        case ast.IfExp():
            return [node.body, node.orelse]
        case ast.BoolOp() | ast.Dict():
            return node.values
        case ast.Starred():
            return [node.value]
        case ast.Tuple() | ast.List():
            return node.elts
        case ast.ListComp() | ast.GeneratorExp():
            return [node.elt]
    return []


def _bound(node: ast.AST, name: str) -> list[ast.expr]:
    """What a statement binds a name to."""
    pairs: list[tuple[ast.expr, ast.expr]] = []
    if isinstance(node, ast.Assign):
        pairs = [(target, node.value) for target in node.targets]
    elif isinstance(node, ast.NamedExpr):
        pairs = [(node.target, node.value)]
    elif isinstance(node, ast.For):
        pairs = [(node.target, node.iter)]
    for target, value in list(pairs):
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
            pairs += zip(target.elts, value.elts, strict=False)
    return [value for target, value in pairs if isinstance(target, ast.Name) and target.id == name]


def _is_of_reports(node: ast.Call) -> bool:
    """Whether it is `words.say(key)`: reports have words of their own."""
    return isinstance(node.func, ast.Attribute) and node.func.attr == "say"


def _called(node: ast.Call) -> str:
    return _last(node.func)


def _owner(node: ast.Call) -> str:
    return _last(node.func.value) if isinstance(node.func, ast.Attribute) else ""


def _last(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _templates(node: ast.expr) -> Iterator[str]:
    """The templates of a literal, an f-string or a sum of them."""
    match node:
        case ast.Constant(value=str() as text):
            yield text
        case ast.JoinedStr():
            yield "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)
        case ast.BinOp(op=ast.Add()):
            for left in _templates(node.left):
                for right in _templates(node.right):
                    yield left + right
        case _:
            yield "{}"


@cache
def collected() -> tuple[Sentence, ...]:
    """Every sentence of remote_prt."""
    return tuple(Collector().collect())
