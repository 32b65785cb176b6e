"""Documents say what the program does."""

import importlib.util
from pathlib import Path

import pytest

DOCS = Path(__file__).parent.parent / "docs"


def _generated() -> dict[Path, str]:
    specification = importlib.util.spec_from_file_location("generate", DOCS / "generate.py")
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    pages: dict[Path, str] = module.pages()
    return pages


@pytest.mark.parametrize(
    ("path", "text"), _generated().items(), ids=lambda value: value.name if isinstance(value, Path) else ""
)
def test_generated_pages_are_current(path: Path, text: str) -> None:
    """A page made from tables and help equals what they say now; `make docs` writes it again."""
    assert path.read_text("utf-8") == text
