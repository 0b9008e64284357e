"""How smooth is scrubbing: the real window and worker, off-screen, with 120 requests a second.

Run `make bench`, or `python -m benchmarks.scrub`, which take every scene with a picture of 1024 x 512, and the
Forward scene with others. `python -m benchmarks.scrub forward 4096x2048` takes one of each. Times are
milliseconds. "Request to painted" is from the move of the slider to the end of the paint that shows that
timestep, of the charts where the images do not change; requests that a newer one replaced are not shown.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator

from PySide6.QtGui import QPaintEvent

from benchmarks.harness.pictures import make_picture
from benchmarks.harness.report import percentiles, print_heading, print_table
from benchmarks.harness.window import Beat, begin, make_application, open_window, run_for
from engine.scenes import SCENES
from engine.schedules.choice import ScheduleChoice
from gui.images.image_grid import ImageGrid
from gui.plots.scene_charts import SceneCharts
from gui.timeline.timestep_slider import TimestepSlider
from gui.window import columns
from gui.window.main_window import MainWindow

SECONDS = 6.0
WARM_UP = 1.0
RATE = 120
STEPS = 10_000  # so that no two requests of a run have the same timestep
USUAL = "1024x512"
STILL = "samplers", "plan"
"""Scenes whose images stay as they are while t moves."""
SIZES = "512x512", "4096x2048", "16384x8192"

painted: dict[int, float] = {}
"""When each timestep was painted first."""


class ObservedGrid(ImageGrid):
    """The grid of the window, noting when it has painted."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Paint, then look at the clock."""
        super().paintEvent(event)
        if self.frame is not None:
            painted.setdefault(self.frame.request.view.t, time.perf_counter())


class ObservedCharts(SceneCharts):
    """The charts of the window, noting when they have painted, where they alone follow t."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Paint, then look at the clock."""
        super().paintEvent(event)
        window = self.window()
        if isinstance(window, MainWindow) and window.store.view.scene in STILL:
            painted.setdefault(window.store.view.t, time.perf_counter())


class Scrub:
    """Moves the slider RATE times a second, and notes when each timestep was asked for."""

    def __init__(self, slider: TimestepSlider) -> None:
        self.asked: dict[int, float] = {}
        self.lateness: list[float] = []
        self._slider = slider
        self._timestep = iter(self._timesteps())

    def _timesteps(self) -> Iterator[int]:
        """Up and down through the chain, as a hand would, each timestep once."""
        yield from range(7, STEPS, 7)
        yield from range(STEPS - 3, 0, -7)

    def _move(self) -> None:
        t = next(self._timestep)
        self.asked[t] = time.perf_counter()
        self._slider.setValue(t)

    def run(self, seconds: float) -> None:
        """Scrub for a while; what was noted before is forgotten."""
        self.asked.clear()
        painted.clear()
        with Beat(round(1000 / RATE), self._move) as beat:
            run_for(seconds)
        self.lateness = beat.lateness


def scrub(scene: str, size: str) -> list[str]:
    """One line of the table: a window of its own, scrubbed for a while."""
    width, height = map(int, size.split("x"))
    options = begin(
        picture=make_picture(width, height),
        working_size=None,
        scene=scene,
        schedule=ScheduleChoice("linear", STEPS),
        window_size=(1600, 1000),
        theme="dark",
    )
    with open_window(options) as window:
        slider = window.findChild(TimestepSlider)
        assert slider is not None
        hand = Scrub(slider)
        hand.run(WARM_UP)
        busy, started = time.process_time(), time.perf_counter()
        hand.run(SECONDS)
        wall, busy = time.perf_counter() - started, time.process_time() - busy
    waits = [1000 * (painted[t] - asked) for t, asked in hand.asked.items() if t in painted]
    return [
        scene,
        size,
        f"{len(painted) / wall:.0f}",
        percentiles(waits, 50, 95, 99),
        percentiles(hand.lateness, 99, 100),
        f"{busy / wall:.2f}",
    ]


def main() -> None:
    """Print one table, with a line for each scene and for each size."""
    runs = [(scene, USUAL) for scene in SCENES] + [("forward", size) for size in SIZES]
    if len(sys.argv) > 1:
        runs = [(sys.argv[1], sys.argv[2])]
    application = make_application()
    setattr(columns, "ImageGrid", ObservedGrid)  # noqa: B010 - mypy
    setattr(columns, "SceneCharts", ObservedCharts)  # noqa: B010 - mypy
    print_heading(f"Scrubbing at 1600 x 1000, T = {STEPS}, {RATE} requests a second, {SECONDS:.0f} s each")
    headers = ["scene", "picture", "shown fps", "request to painted p50 / p95 / p99"]
    headers += ["window late p99 / max", "cores busy"]
    print_table(headers, (scrub(*run) for run in runs))
    application.quit()


if __name__ == "__main__":
    main()
