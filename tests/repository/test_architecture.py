"""The lines that hold the program together: which room may import which, and what is loaded when."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = sorted(
    file
    for file in [ROOT / "main.py", *(ROOT / "engine").rglob("*.py"), *(ROOT / "gui").rglob("*.py")]
    if "__pycache__" not in file.parts
)

# A room may import the rooms above it in this list and itself. A room is a folder, or some files beside it.
ROOMS: tuple[tuple[str, ...], ...] = (
    ("resources", "engine.quoting", "engine.json_text"),
    ("engine.schedules",),
    ("engine.option", "engine.mix", "engine.process", "engine.predictions", "engine.chain", "engine.slices"),
    ("engine.samplers",),
    ("engine.planning",),
    ("engine.pixels",),
    ("engine.pictures",),
    ("engine.denoisers",),
    ("engine.generation",),
    ("engine.scenes",),
    ("engine.exports",),
    ("engine.state",),
    (
        "engine.requests",
        "engine.open_jobs",
        "engine.schedule_jobs",
        "engine.measure_jobs",
        "engine.prepare",
        "engine.jobs",
        "engine.failures",
        "engine.material",
        "engine.holdings",
        "engine.handlers",
        "engine.simulator",
        "engine.reports",
        "engine.worker",
        "engine.errands",
    ),
    ("gui.style",),
    ("gui.startup",),
    ("gui.widgets",),
    ("gui.formulas",),
    ("gui.plots",),
    ("gui.images",),
    ("gui.timeline",),
    ("gui.cards",),
    ("gui.scene",),
    ("gui.exports",),
    ("gui.controllers",),
    ("gui.window",),
    ("main",),
)
# Arrows back that are still to be cut; none may be added.
BACK: set[tuple[str, str]] = set()
QT = {"engine.worker"}
"""The modules of the engine that may import Qt, and there only its core."""
MOST_LINES = 250
NO_NAME = {"utils", "helpers", "common", "manager", "base", "misc", "tools"}


def module(file: Path) -> str:
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(file: Path) -> Iterator[str]:
    """The modules that a file imports; `from package import module` is that module."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file} imports relatively"
            name = node.module or ""
            if name in ("engine", "gui"):
                yield from (f"{name}.{each.name}" for each in node.names)
            else:
                yield name


def room(name: str) -> int | None:
    """The place in ROOMS of the room with the longest name that a module's name begins with."""
    found = [
        (len(prefix), place)
        for place, prefixes in enumerate(ROOMS)
        for prefix in prefixes
        if name == prefix or name.startswith(f"{prefix}.")
    ]
    return max(found)[1] if found else None


@pytest.mark.parametrize("file", FILES, ids=module)
def test_a_room_imports_only_rooms_above_it(file: Path) -> None:
    own = module(file)
    if own in ("engine", "gui"):
        return
    here = room(own)
    assert here is not None, f"{own} is in no room"
    for name in imports(file):
        there = room(name)
        if there is not None and there > here:
            allowed = any(own.startswith(one) and name.startswith(two) for one, two in BACK)
            assert allowed, f"{own} may not import {name}"


@pytest.mark.parametrize("file", FILES, ids=module)
def test_the_engine_knows_no_widgets_and_the_window_no_torch(file: Path) -> None:
    used = set(imports(file))
    if module(file).startswith("engine"):
        qt = {name for name in used if name.startswith("PySide6")}
        assert qt <= ({"PySide6.QtCore"} if module(file) in QT else set())
    elif module(file).startswith("gui"):
        assert not {name for name in used if name.split(".")[0] == "torch" or name == "engine.simulator"}


def run(code: str) -> str:
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return result.stdout.strip()


def test_the_engine_needs_no_qt_to_be_imported() -> None:
    names = [module(file) for file in FILES if module(file).startswith("engine") and module(file) not in QT]
    lines = "; ".join(f"import {name}" for name in names)
    run(f"import sys; sys.modules['PySide6'] = None; {lines}")


def test_names_and_numbers_need_no_torch() -> None:
    names = (
        "engine.scenes",
        "engine.denoisers",
        "engine.state.start_line",
        "engine.requests",
        "engine.jobs",
    )
    lines = "; ".join(f"import {name}" for name in names)
    assert (
        run(f"import sys; {lines}; print('torch' in sys.modules, 'PySide6' in sys.modules)") == "False False"
    )


def test_the_window_is_there_before_torch() -> None:
    code = "import sys; import main, gui.window.main_window; print('torch' in sys.modules)"
    assert run(code) == "False"


def test_no_file_of_the_program_is_long() -> None:
    lengths = {module(file): len(file.read_text(encoding="utf-8").splitlines()) for file in FILES}
    assert {name: length for name, length in lengths.items() if length > MOST_LINES} == {}
    assert lengths["gui.window.main_window"] < 200  # it joins all others, and grows with each


@pytest.mark.parametrize("file", FILES, ids=module)
def test_no_module_has_a_name_that_says_nothing(file: Path) -> None:
    assert file.stem not in NO_NAME
