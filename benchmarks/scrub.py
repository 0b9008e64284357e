"""How smooth is scrubbing: the real window and worker, off-screen, with 120 requests a second.

Run `make bench`, or `python benchmarks/scrub.py [PICTURE]`. Times are milliseconds. "Request to painted" is
from the move of the slider to the end of the paint that shows that timestep; requests that a newer one
replaced are not shown.
"""

from __future__ import annotations

import os
import platform
import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"
sys.path.insert(0, str(Path(__file__).parent.parent))

import numpy as np
from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication

from engine.messages import ScheduleChoice
from engine.scenes import SCENES
from engine.worker import Worker
from gui import panels, style
from gui.command_line import Options
from gui.image_grid import ImageGrid
from gui.main_window import MainWindow
from gui.timestep_slider import TimestepSlider
from main import make_engine

SECONDS = 6.0
WARM_UP = 1.0
RATE = 120
STEPS = 10_000  # so that no two requests of a run have the same timestep


painted: dict[int, float] = {}
"""When each timestep was painted first."""


class ObservedGrid(ImageGrid):
    """The grid of the window, noting when it has painted."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Paint, then look at the clock."""
        super().paintEvent(event)
        if self.frame is not None:
            painted.setdefault(self.frame.request.t, time.perf_counter())


class Scrub(QObject):
    """Moves the slider RATE times a second, and notes when each timestep was asked for."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__()
        self.asked: dict[int, float] = {}
        self.lateness: list[float] = []
        slider = window.findChild(TimestepSlider)
        assert slider is not None
        self._slider = slider
        self._beat = QElapsedTimer()
        self._timestep = iter(self._timesteps())
        self._mover = QTimer(self, timerType=Qt.TimerType.PreciseTimer, interval=round(1000 / RATE))
        self._mover.timeout.connect(self._move)

    def _timesteps(self) -> Iterator[int]:
        """Up and down through the chain, as a hand would, each timestep once."""
        yield from range(7, STEPS, 7)
        yield from range(STEPS - 3, 0, -7)

    def _move(self) -> None:
        self.lateness.append(max(0.0, self._beat.nsecsElapsed() / 1e6 - self._mover.interval()))
        self._beat.start()
        t = next(self._timestep)
        self.asked[t] = time.perf_counter()
        self._slider.setValue(t)

    def run(self, seconds: float) -> None:
        """Scrub for a while; what was noted before is forgotten."""
        self.asked.clear()
        painted.clear()
        self.lateness.clear()
        self._beat.start()
        self._mover.start()
        QTimer.singleShot(round(1000 * seconds), QApplication.exit)
        QApplication.exec()
        self._mover.stop()


def percentiles(values: list[float], *which: float) -> str:
    """Some percentiles as one text."""
    return " / ".join(f"{value:.1f}" for value in np.percentile(values, which))


def scrub_scene(picture: Path | None, scene: str) -> list[str]:
    """One line of the table: a window of its own, scrubbed for a while."""
    options = Options(
        picture=picture,
        scene=scene,
        schedule=ScheduleChoice("linear", STEPS),
        window_size=(1600, 1000),
        theme="dark",
    )
    worker = Worker(make_engine)
    window = MainWindow(worker, options)
    window.show()
    with worker:
        window.when_settled(QApplication.exit)  # not quit, which closes windows
        QApplication.exec()
        scrub = Scrub(window)
        scrub.run(WARM_UP)
        busy, started = time.process_time(), time.perf_counter()
        scrub.run(SECONDS)
        wall, busy = time.perf_counter() - started, time.process_time() - busy
        waits = [1000 * (painted[t] - asked) for t, asked in scrub.asked.items() if t in painted]
        window.close()
    return [
        scene,
        f"{len(painted) / wall:.0f}",
        percentiles(waits, 50, 95, 99),
        percentiles(scrub.lateness, 99, 100),
        f"{busy / wall:.2f}",
    ]


def main() -> None:
    """Print one table, with a line for each scene."""
    picture = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    application = QApplication(sys.argv[:1])
    application.setStyle("Fusion")
    style.load_fonts()
    setattr(panels, "ImageGrid", ObservedGrid)  # noqa: B010 - mypy
    print(f"\nScrubbing at 1600 x 1000, T = {STEPS}, {RATE} requests a second, {SECONDS:.0f} s each")
    print(
        f"  {picture.name if picture else 'bundled hills'} at working size 512; {platform.system()}, ", end=""
    )
    print(f"{os.cpu_count()} cores, Python {platform.python_version()}")
    line = "  {:12}{:>10}{:>34}{:>24}{:>12}"
    print(
        line.format(
            "scene", "shown fps", "request to painted p50/p95/p99", "window late p99/max", "cores busy"
        )
    )
    for scene in SCENES:
        print(line.format(*scrub_scene(picture, scene)), flush=True)
    print(f"  peak memory (RSS) {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
