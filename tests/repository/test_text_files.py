"""Text is read and written as UTF-8 wherever it is: without a word on that Windows takes another encoding."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDERS = (".ci", "benchmarks", "bundle", "engine", "gui", "resources", "tests")
POSITION = {"read_text": 0, "write_text": 1}
"""The place of the encoding among the arguments. Of what ruff can tell the type of, it finds these by PLW1514."""


def without_encoding(source: str) -> Iterator[int]:
    """The lines of calls that read or write text and name no encoding."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            place = POSITION.get(node.func.attr)
            named = any(keyword.arg == "encoding" for keyword in node.keywords)
            if place is not None and not named and len(node.args) <= place:
                yield node.lineno


def test_every_text_has_an_encoding() -> None:
    files = [ROOT / "main.py", *(file for folder in FOLDERS for file in (ROOT / folder).rglob("*.py"))]
    assert len(files) > 600
    found = {
        str(file): lines for file in files if (lines := [*without_encoding(file.read_text(encoding="utf-8"))])
    }
    assert found == {}


def test_calls_without_an_encoding_are_found() -> None:
    source = "a.read_text()\nb.write_text('x')\nc.read_text('utf-8')\nd.write_text('x', encoding='utf-8')\n"
    assert list(without_encoding(source)) == [1, 2]
