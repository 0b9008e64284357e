"""How long until the window and its curves are painted, against a bare PySide6 + pyqtgraph program.

Run `make bench`, or `python -m benchmarks.startup`. Each start is a process of its own, and the two programs
take turns. Times are seconds from the start of the process to the end of the paint; modules are compiled
already, as after the first start.
"""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

STARTS = 7
SCREEN = {
    "name": "large",
    "x": 0,
    "y": 0,
    "width": 1920,
    "height": 1200,
    "logicalDpi": 96,
    "logicalBaseDpi": 96,
    "dpr": 1,
}
"""Off-screen there is one of 800 x 800 otherwise, and no window is larger than its screen."""


def note(event: str) -> None:
    """Tell the benchmark that something is painted, and whether torch is loaded. All processes share the clock."""
    print(event, time.monotonic(), int("torch" in sys.modules), flush=True)


def start_plot() -> None:
    """The bare program: one plot, until it is painted."""
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QApplication

    # isort: split
    import numpy as np
    import pyqtgraph as pg

    class ObservedPlot(pg.PlotWidget):  # type: ignore[misc]
        def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
            super().paintEvent(event)
            note("curves")
            QApplication.exit()

    application = QApplication([])
    plot = ObservedPlot()
    plot.plot(np.linspace(0, 1, 1000))
    plot.resize(1600, 1000)
    plot.show()
    application.exec()


def start_program() -> None:
    """This program, until its first sharp images are painted."""
    gc.disable()  # as main.py does
    import engine.state.plain_line  # noqa: F401 - first, as main.py does: Qt slows down the imports after it
    from gui.startup.plain_imports import use_plain_imports

    use_plain_imports()
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QApplication

    from engine.schedules.curve_looks import DEFAULT
    from gui.images.image_grid import ImageGrid
    from gui.plots import curve_card
    from gui.plots.plot import Plot
    from gui.window import columns
    from main import main

    unpainted = len(DEFAULT)

    class ObservedPlot(Plot):
        def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
            nonlocal unpainted
            super().paintEvent(event)
            unpainted -= 1
            if unpainted == 0:
                note("curves")

    class ObservedGrid(ImageGrid):
        def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
            super().paintEvent(event)
            if self.frame is not None and not self.frame.draft:
                note("images")
                QApplication.exit()

    setattr(curve_card, "Plot", ObservedPlot)  # noqa: B010 - mypy
    setattr(columns, "ImageGrid", ObservedGrid)  # noqa: B010
    main(["--size", "1600x1000"])


PROGRAMS: dict[str, Callable[[], None]] = {"plot": start_plot, "program": start_program}


def start(program: str, folder: str) -> dict[str, tuple[float, bool]]:
    """Start one of PROGRAMS; returns for each event the seconds until then and whether torch was loaded.

    Compiled modules and settings are kept in a folder.
    """
    surroundings = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    screens = Path(folder, "screens.json")
    screens.write_text(json.dumps({"screens": [SCREEN]}), encoding="utf-8")
    surroundings |= {"QT_QPA_PLATFORM": f"offscreen:configfile={screens}"}
    surroundings |= {"QT_LOGGING_RULES": "default.warning=false"}
    surroundings |= {"PYTHONPYCACHEPREFIX": folder, "XDG_CONFIG_HOME": folder}
    command = [sys.executable, "-m", "benchmarks.startup", program]
    started = time.monotonic()
    done = subprocess.run(command, env=surroundings, check=True, stdout=subprocess.PIPE, text=True)
    events = (line.split() for line in done.stdout.splitlines())
    return {event: (float(at) - started, torch == "1") for event, at, torch in events}


def main() -> None:
    """Print a table, with the ratio of neighbouring starts."""
    from benchmarks.harness.report import percentiles, print_heading, print_table  # not for the programs

    print_heading(f"Start-up, seconds, {STARTS} starts of each program in turn")
    with tempfile.TemporaryDirectory() as folder:
        start("plot", folder), start("program", folder)  # compile
        pairs = [(start("plot", folder), start("program", folder)) for _ in range(STARTS)]
    rows = {
        "a bare program has painted a plot": [plot["curves"][0] for plot, _ in pairs],
        "the window and its curves are painted": [here["curves"][0] for _, here in pairs],
        "its first images are painted": [here["images"][0] for _, here in pairs],
        "ratio of window to bare program": [here["curves"][0] / plot["curves"][0] for plot, here in pairs],
    }
    print_table(
        ["until", "median", "p95"],
        ([name, f"{median(values):.2f}", percentiles(values, 95, digits=2)] for name, values in rows.items()),
    )
    early = any(here["curves"][1] for _, here in pairs)
    print(f"\ntorch was {'' if early else 'not '}being loaded when the curves were painted")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        PROGRAMS[sys.argv[1]]()
    else:
        main()
