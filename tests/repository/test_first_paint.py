"""What is read and made by the time that the window is first painted: an untimed guard of how long a start takes."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
START = """
import builtins, json, sys
import main
import gui.startup.first_paint as first_paint
from PySide6.QtWidgets import QApplication, QWidget

def look(window, then):
    def say():
        widgets = len(window.findChildren(QWidget))
        print(json.dumps([sorted(sys.modules), widgets, builtins.__import__.__name__]))
        QApplication.exit()
    painted(window, say)

painted, first_paint.after_first_paint = first_paint.after_first_paint, look
sys.exit(main.main(["--size", "1600x1000"]))
"""
NOT_READ = (
    # what takes longest of all that is installed
    *("torch", "scipy", "imageio", "av", "matplotlib", "numpy.ma", "hashlib", "difflib", "html.entities"),
    # the command line, jobs, what is taken home, what runs are made of, and all scenes but the one that is shown
    *(
        "engine.state.start_line",
        "engine.state.experiments",
        "engine.jobs",
        "engine.simulator",
        "engine.handlers",
    ),
    *("engine.exports.options", "engine.exports.films", "gui.exports.dialog", "gui.window.taking_home"),
    *("engine.samplers.run", "engine.samplers.catalogue", "engine.planning.plan", "engine.generation.recipe"),
    *("engine.scenes.chart", "gui.plots.chart_painter", "gui.cards.runs_panel", "gui.cards.family_note"),
    # schedules from outside, and the statistics, which are folded
    *("engine.schedules.opened", "engine.schedules.diffusers_config", "engine.schedules.saved_config"),
    *("engine.pixels.statistics", "gui.plots.statistics_sheet", "gui.plots.line_chart"),
    *(f"engine.scenes.{name}" for name in ("step", "generate", "compare", "samplers", "plan", "density")),
)
MOST_MODULES = 262
"""Of this program: each costs 0.3 to 1 ms, and there are 261."""
MOST_WIDGETS = 320


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[str], int, str]:
    """The modules, the widgets and the import of a second start, which reads what the first has kept."""
    folder = str(tmp_path_factory.mktemp("settings"))
    surroundings = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "XDG_CONFIG_HOME": folder, "HOME": folder}
    said: Any = None
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-c", START],
            cwd=ROOT,
            env=surroundings,
            check=True,
            capture_output=True,
            text=True,
        )
        said = json.loads(done.stdout)
    modules, widgets, importer = said
    return modules, widgets, importer


def test_the_first_paint_waits_for_nothing_that_it_does_not_show(start: tuple[list[str], int, str]) -> None:
    modules, _, _ = start
    assert "gui.plots.curve_card" in modules
    assert set(modules) & set(NOT_READ) == set()


def test_few_modules_are_read_and_few_widgets_made(start: tuple[list[str], int, str]) -> None:
    modules, widgets, _ = start
    assert len([name for name in modules if name.split(".")[0] in ("engine", "gui")]) <= MOST_MODULES
    assert 100 < widgets <= MOST_WIDGETS


def test_imports_are_those_of_python_and_read_no_source(start: tuple[list[str], int, str]) -> None:
    """PySide's own reads the source of each module after it: a third more for all of torch."""
    assert start[2] != "__feature_import__"
