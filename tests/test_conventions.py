"""The house rules that a machine can check."""

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import remote_prt
from remote_prt import errors

ROOT = Path(__file__).parent.parent
PACKAGE = sorted((ROOT / "remote_prt").rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("test_*.py"))

Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(path: Path) -> Iterator[Function]:
    """Every function and method of a file."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, Function):
            yield node


def lines_without_docstring(node: Function) -> int:
    """How long a function is to a reader."""
    documented = ast.get_docstring(node, clean=False)
    return (node.end_lineno or node.lineno) - node.lineno + 1 - (documented.count("\n") + 1 if documented else 0)


def test_no_function_is_long() -> None:
    """No function is over 60 lines, and nine in ten are under 30."""
    sizes = {
        f"{path.relative_to(ROOT)}:{node.name}": lines_without_docstring(node)
        for path in PACKAGE
        for node in functions(path)
    }

    assert {name: size for name, size in sizes.items() if size > 60} == {}
    assert sum(size < 30 for size in sizes.values()) >= 0.9 * len(sizes)


def test_no_module_is_long() -> None:
    """No module is over 350 lines."""
    assert [path.name for path in PACKAGE if path.read_text("utf-8").count("\n") > 350] == []


@pytest.mark.parametrize("path", TESTS, ids=lambda path: str(path.relative_to(ROOT / "tests")))
def test_each_test_says_what_is_true(path: Path) -> None:
    """Each test has a docstring of one sentence; none sleeps, patches or mocks."""
    text = path.read_text("utf-8")
    for node in functions(path):
        if node.name.startswith("test_"):
            documented = ast.get_docstring(node)
            assert documented, f"{path.name}:{node.name} has no docstring"
            assert documented.endswith("."), f"{path.name}:{node.name}"
            assert not documented.lower().startswith(("test", "check", "verif")), f"{path.name}:{node.name}"
    if path != Path(__file__):
        assert not re.search(r"time\.sleep\(|asyncio\.sleep\((?!0\))|monkeypatch\.setattr|unittest\.mock|mock\.", text)


def test_every_error_is_raised_somewhere() -> None:
    """No error class is only declared."""
    classes = [
        name
        for name, value in inspect.getmembers(errors, inspect.isclass)
        if issubclass(value, errors.RemotePrtError) and not value.__subclasses__()
    ]
    text = "\n".join(path.read_text("utf-8") for path in PACKAGE if path.name != "errors.py")

    assert [name for name in classes if not re.search(rf"\b{name}\(", text)] == []


def test_every_error_stands_in_the_drawn_tree() -> None:
    """The tree in the docstring of errors.py names every class of the file."""
    names = [name for name, value in inspect.getmembers(errors, inspect.isclass) if issubclass(value, Exception)]

    assert [name for name in names if name not in (errors.__doc__ or "")] == []


def test_the_public_face_is_listed_and_loads() -> None:
    """`__all__` is sorted, every name loads, and nothing else is offered."""
    assert sorted(remote_prt.__all__) == dir(remote_prt)
    for name in remote_prt.__all__:
        assert getattr(remote_prt, name) is not None
    with pytest.raises(AttributeError, match="no_such_thing"):
        _ = remote_prt.no_such_thing  # type: ignore[attr-defined]


def test_nobody_inside_uses_the_public_face() -> None:
    """Modules of the package import from where a name lives."""
    assert [
        p.name
        for p in PACKAGE
        if re.search(r"^(import remote_prt$|from remote_prt import)", p.read_text("utf-8"), re.MULTILINE)
    ] == []


def test_every_silenced_rule_has_its_reason() -> None:
    """Behind the name of a rule that is not obeyed stands why."""
    bare = re.compile(r"# noqa(: [A-Z0-9, ]+)?$|# type: ignore$")

    assert [
        f"{path.relative_to(ROOT)}:{number}"
        for path in PACKAGE
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if bare.search(line)
    ] == []


def test_documents_name_no_local_path() -> None:
    """No document, script or source names a path of somebody's machine."""
    files = [
        *PACKAGE,
        *ROOT.glob("*.md"),
        *ROOT.glob("docs/*"),
        *ROOT.glob("ps_snippets/**/*.ps1"),
        ROOT / "pyproject.toml",
    ]
    private = re.compile(r"/(home|root|Users)/\w+|/work/")

    assert [path.name for path in files if path.is_file() and private.search(path.read_text("utf-8"))] == []
