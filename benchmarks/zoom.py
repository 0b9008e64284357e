"""How long after the wheel or the hand the images have moved: the real window and worker, off-screen.

Run `make bench`, or `python -m benchmarks.zoom`. Milliseconds from the event to the end of a paint: of the old
images, scaled; of the first images of the new part (a draft, where layers are missing); and of the sharp ones. Each
event comes when all is at rest.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

from benchmarks.harness.pictures import make_picture
from benchmarks.harness.report import percentiles, print_heading, print_table
from benchmarks.harness.window import begin, make_application, open_window, wait_until_settled
from gui.images.image_grid import ImageGrid
from gui.window import columns
from gui.window.main_window import MainWindow

SIZES = (1024, 512), (4096, 2048), (16384, 8192)
NOTCHES = 18  # of a wheel, three of which double the size
NOTCH = 120
PLACE = 0.6, 0.4
RESAMPLINGS = "average", "pixels"

painted: dict[str, float] = {}
"""When the old images ("scaled"), the first and the sharp ones were first painted."""


class ObservedGrid(ImageGrid):
    """The grid of the window, noting when it has painted what."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Paint, then look at the clock."""
        super().paintEvent(event)
        if self.frame is None:
            return
        shown = ["scaled"] if self.frame.request.view.zoom != self.zoom else ["scaled", "first"]
        if "first" in shown and not self.frame.draft:
            shown.append("sharp")
        for what in shown:
            painted.setdefault(what, time.perf_counter())


def turn(grid: ImageGrid, notches: int) -> None:
    """Turn the wheel over a place of the first image."""
    rect = grid.cell_rect(0)
    place = QPointF(rect.x() + PLACE[0] * rect.width(), rect.y() + PLACE[1] * rect.height())
    angle, no_keys = QPoint(0, notches * NOTCH), Qt.KeyboardModifier.NoModifier
    phase, no_button = Qt.ScrollPhase.NoScrollPhase, Qt.MouseButton.NoButton
    QApplication.sendEvent(
        grid,
        QWheelEvent(place, place, QPoint(), angle, no_button, no_keys, phase, False),
    )


def zoom(window: MainWindow, grid: ImageGrid) -> dict[str, list[float]]:
    """In and out again by one notch at a time; the milliseconds for each."""
    times: dict[str, list[float]] = {"scaled": [], "first": [], "sharp": []}
    for notches in [1] * NOTCHES + [-1] * NOTCHES:
        painted.clear()
        started = time.perf_counter()
        turn(grid, notches)
        wait_until_settled(window)
        QApplication.processEvents()  # which paints the last frame
        for what, values in times.items():
            values.append(1000 * (painted[what] - started))
    return times


def measure() -> Iterator[list[str]]:
    """A line for each picture and resampling."""
    for width, height in SIZES:
        for resampling in RESAMPLINGS[
            : 1 if width > SIZES[1][0] else 2
        ]:  # single pixels of all of it take a minute
            options = begin(
                picture=make_picture(width, height),
                working_size=None,
                resampling=resampling,
                window_size=(1600, 1000),
                theme="dark",
            )
            with open_window(options) as window:
                grid = window.findChild(ImageGrid)
                assert grid is not None
                times = zoom(window, grid)
            yield [
                f"{width} x {height}",
                resampling,
                *(percentiles(each, 50, 100) for each in times.values()),
            ]


def main() -> None:
    """Print one table."""
    application = make_application()
    setattr(columns, "ImageGrid", ObservedGrid)  # noqa: B010 - mypy
    print_heading(
        f"The Forward scene at 1600 x 1000, {NOTCHES} notches of the wheel in and out, milliseconds"
    )
    headers = ["picture", "resampling", "scaled p50 / max", "first p50 / max", "sharp p50 / max"]
    print_table(headers, measure())
    application.quit()


if __name__ == "__main__":
    main()
