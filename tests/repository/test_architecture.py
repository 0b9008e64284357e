"""The lines that hold the program together: who may import whom, and what is loaded when."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ENGINE = sorted((ROOT / "engine").glob("*.py"))
SCENES = sorted((ROOT / "engine" / "scenes").glob("*.py"))
DENOISERS = sorted((ROOT / "engine" / "denoisers").glob("*.py"))
GUI = sorted((ROOT / "gui").glob("*.py"))

# What each module of the engine may import besides the standard library and numpy; anything else fails.
SCENE = {
    "engine.denoisers",
    "engine.mix",
    "engine.process",
    "engine.predictions",
    "engine.generation.recipe",
    "engine.generation.progress",
    "engine.samplers.oracle",
    "engine.schedules",
    "engine.scenes",
}
WITH_TORCH = {
    *("noise", "picture_pyramid", "layers", "measure", "renderer", "export", "simulator"),
    *("coarse_to_fine", "generation", "picture_sets", "runs"),
}
ALLOWED: dict[str, set[str]] = {
    "__init__": set(),
    "schedule": set(),
    "schedules": {"engine.schedules.schedule"},
    "mix": set(),
    "process": {"engine.schedules"},
    "predictions": {"engine.process", "engine.schedules"},
    "chain": {"engine.mix"},
    "sampling": {"engine.chain", "engine.mix", "engine.predictions", "engine.process", "engine.schedules"},
    "region": set(),
    "run": {"engine.mix", "engine.generation.recipe"},
    "messages": {
        "engine.mix",
        "engine.generation.recipe",
        "engine.pixels.region",
        "engine.generation.progress",
        "engine.scenes",
        "engine.schedules",
    },
    "picture_formats": {"PIL", "imageio"},
    "pictures": {"PIL", "engine.pictures.formats", "engine.pictures.working_sizes", "resources"},
    "working_sizes": set(),
    "cache": {"torch"},
    "noise": {"torch", "engine.pixels.cache"},
    "picture_pyramid": {"torch", "engine.pixels.noise", "engine.pictures.picture"},
    "layers": {
        "torch",
        "engine.pixels.cache",
        "engine.mix",
        "engine.pixels.noise",
        "engine.pixels.pyramid",
        "engine.pixels.region",
    },
    "renderer": {"torch", "engine.pixels.layers", "engine.messages", "engine.mix", "engine.pixels.region"},
    "measure": {
        "torch",
        "engine.pixels.cache",
        "engine.pixels.layers",
        "engine.messages",
        "engine.mix",
        "engine.pixels.noise",
    },
    "export": {
        "imageio",
        "engine.pixels.layers",
        "engine.pixels.measure",
        "engine.messages",
        "engine.pixels.renderer",
        "engine.scenes",
    },
    "recipe": {"engine.samplers.oracle"},
    "coarse_to_fine": {"torch", "engine.pixels.noise", "engine.schedules"},
    "generation": {
        "torch",
        "engine.denoisers",
        "engine.denoisers.estimate",
        "engine.denoisers.ideal",
        "engine.process",
        "engine.generation.coarse_to_fine",
        "engine.generation.recipe",
        "engine.schedules",
    },
    "picture_sets": {"torch", "engine.pictures.picture", "resources"},
    "runs": {
        "torch",
        "engine.generation.coarse_to_fine",
        "engine.denoisers.estimate",
        "engine.denoisers.patches.denoiser",
        "engine.generation.walk",
        "engine.messages",
        "engine.pixels.pyramid",
        "engine.generation.progress",
        "engine.schedules",
    },
    "devices": {"torch", "engine.messages"},
    "failures": set(),
    "slices": set(),
    "worker": {"PySide6.QtCore", "engine.failures", "engine.messages", "engine.generation.progress"},
    "simulator": {
        "torch",
        "engine.pixels.devices",
        "engine.exports.cells",
        "engine.generation.walk",
        "engine.pixels.layers",
        "engine.pixels.measure",
        "engine.messages",
        "engine.pixels.noise",
        "engine.pictures.picture",
        "engine.pixels.pyramid",
        "engine.pictures.sets",
        "engine.pixels.region",
        "engine.pixels.renderer",
        "engine.generation.progress",
        "engine.generation.kept",
        "engine.scenes",
    },
}


def imports(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file} imports relatively"
            yield node.module or ""


def own(name: str) -> str:
    """The part of a module's name that the rules speak of."""
    return name if name.startswith(("engine", "PySide6", "gui")) else name.split(".")[0]


@pytest.mark.parametrize("file", ENGINE, ids=lambda file: file.stem)
def test_the_engine_imports_only_what_it_may(file: Path) -> None:
    used = {own(name) for name in imports(file)} - sys.stdlib_module_names - {"numpy"}
    assert used <= ALLOWED[file.stem]


@pytest.mark.parametrize("file", SCENES, ids=lambda file: file.stem)
def test_a_scene_is_names_and_numbers(file: Path) -> None:
    used = {
        name.rsplit(".", 1)[0] if name.startswith("engine.scenes.") else own(name) for name in imports(file)
    }
    assert used - sys.stdlib_module_names - {"numpy"} <= SCENE


@pytest.mark.parametrize("file", DENOISERS, ids=lambda file: file.stem)
def test_a_denoiser_is_made_of_pictures_alone(file: Path) -> None:
    used = {own(name) for name in imports(file) if not name.startswith("engine.denoisers.")}
    allowed = {"torch", "engine.generation.recipe"} if file.stem == "__init__" else {"torch"}
    assert used - sys.stdlib_module_names <= allowed


@pytest.mark.parametrize("file", GUI, ids=lambda file: file.stem)
def test_the_window_knows_no_torch_and_no_engine_but_names(file: Path) -> None:
    used = {own(name) for name in imports(file)}
    assert not used & {
        "torch",
        "engine.pixels.renderer",
        "engine.pixels.layers",
        "engine.pixels.noise",
        "engine.simulator",
    }
    if file.stem not in ("main_window", "generating", "numbers"):
        assert "engine.worker" not in used


def run(code: str) -> str:
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return result.stdout.strip()


def test_the_engine_needs_neither_qt_nor_torch_to_be_imported() -> None:
    modules = [file.stem for file in ENGINE if file.stem not in ("__init__", "worker")]
    no_torch = [name for name in modules if name not in WITH_TORCH]
    no_torch += ["scenes", "denoisers"]
    lines = "; ".join(f"import engine.{name}" for name in no_torch)
    assert (
        run(f"import sys; {lines}; print('torch' in sys.modules, 'PySide6' in sys.modules)") == "False False"
    )
    lines = "; ".join(f"import engine.{name}" for name in modules)
    assert run(f"import sys; sys.modules['PySide6'] = None; {lines}; print('torch' in sys.modules)") == "True"


def test_the_window_is_there_before_torch() -> None:
    code = "import sys; import main, gui.window.main_window; print('torch' in sys.modules)"
    assert run(code) == "False"


@pytest.mark.parametrize("file", [*ENGINE, *DENOISERS, *GUI], ids=lambda file: file.stem)
def test_no_module_has_a_name_that_says_nothing(file: Path) -> None:
    assert file.stem not in {"utils", "helpers", "common", "manager", "base", "misc", "tools"}
