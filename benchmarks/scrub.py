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
from engine.worker import Worker
from gui import panels, style
from gui.command_line import Options
from gui.image_grid import ImageGrid
from gui.main_window import MainWindow
from gui.timestep_slider import TimestepSlider
from main import make_engine

SECONDS = 8.0
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


def main() -> None:
    """Print one table for the default grid."""
    picture = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    application = QApplication(sys.argv[:1])
    application.setStyle("Fusion")
    style.load_fonts()
    setattr(panels, "ImageGrid", ObservedGrid)  # noqa: B010 - mypy
    options = Options(
        picture=picture, schedule=ScheduleChoice("linear", STEPS), window_size=(1600, 1000), theme="dark"
    )
    worker = Worker(make_engine)
    window = MainWindow(worker, options)
    window.show()
    with worker:
        window.when_settled(application.exit)  # not quit, which closes windows
        application.exec()
        scrub = Scrub(window)
        scrub.run(WARM_UP)
        busy, started = time.process_time(), time.perf_counter()
        scrub.run(SECONDS)
        wall, busy = time.perf_counter() - started, time.process_time() - busy
        waits = [1000 * (painted[t] - asked) for t, asked in scrub.asked.items() if t in painted]
        images = window.findChild(ImageGrid, "image_grid")
        assert images is not None
        assert images.frame is not None
        frame = images.frame
        pixels = sum(cell.width * cell.height for cell in frame.cells)
        window.close()

    rows = {
        "machine": f"{platform.system()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "picture": f"{picture.name if picture else 'bundled hills'}, cells of {pixels / 1e6:.2f} Mpx in all",
        "requests per second": f"{len(scrub.asked) / wall:.0f}",
        "shown frames per second": f"{len(painted) / wall:.0f}",
        "request to painted p50 / p95 / p99": percentiles(waits, 50, 95, 99),
        "engine, last frame": f"{1000 * frame.seconds:.1f}",
        "window late p99 / max": percentiles(scrub.lateness, 99, 100),
        "cores busy": f"{busy / wall:.2f}",
        "peak memory (RSS)": f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB",
    }
    print("\nScrubbing the Forward scene, 1600 x 1000, 5 rows of 4 samples")
    for name, value in rows.items():
        print(f"  {name:36}{value}")


if __name__ == "__main__":
    main()
