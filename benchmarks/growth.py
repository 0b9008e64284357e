"""How the engine's time for a frame grows: with the picture, with T, with the cells, and with the screen.

Run `make bench`, or `python -m benchmarks.growth`. One thread; times are milliseconds.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from statistics import median

from benchmarks.harness.engine import Engine, at, rescheduled, scrubbed
from benchmarks.harness.pictures import make_picture
from benchmarks.harness.report import percentiles, print_heading, print_table
from engine.scenes import Strip

FRAMES = 100
PICTURES = (1024, 512), (512, 256), (2048, 1024), (4096, 2048), (16384, 8192)
STEPS = 10, 100, 1000, 10_000, 100_000
STRIPS = Strip(2, 2), Strip(4, 4), Strip(8, 7)
SCREENS = 1.0, 2.0, 4.0
"""Pixels, against a window of 1600 x 1000."""


def with_picture() -> Iterator[list[str]]:
    """One line for each size of the picture: its first sharp frame, then t moves."""
    usual = 0.0
    for width, height in PICTURES:
        engine = Engine(make_picture(width, height))
        request = engine.request()
        started = time.perf_counter()
        engine.draw(request)
        first = 1000 * (time.perf_counter() - started)
        times = engine.times(scrubbed(request, FRAMES))
        usual = usual or median(times)
        ratio = f"{median(times) / usual:.2f}"
        yield [f"{width} x {height}", f"{first:.0f}", percentiles(times, 50, 95, digits=2), ratio]


def with_steps(engine: Engine) -> Iterator[list[str]]:
    """One line for each T and scene; t moves."""
    for scene in ("forward", "reverse"):
        usual = 0.0
        for steps in STEPS:
            times = engine.times(scrubbed(engine.request(scene, steps), FRAMES))
            usual = usual or median(times)
            ratio = f"{median(times) / usual:.2f}"
            yield [scene, str(steps), percentiles(times, 50, 95, digits=2), ratio]


def with_cells(engine: Engine) -> Iterator[list[str]]:
    """One line for each strip; all cells are drawn anew for each frame."""
    usual = 0.0
    for strip in STRIPS:
        request = at(engine.request(), strip=strip)
        cells = len(engine.draw(request).cells)
        times = engine.times(rescheduled(request, FRAMES))
        usual = usual or median(times) / cells
        yield [str(cells), percentiles(times, 50, 95, digits=2), f"{median(times) / cells / usual:.2f}"]


def with_screen(engine: Engine) -> Iterator[list[str]]:
    """One line for each size of the screen; all cells are drawn anew for each frame."""
    usual = 0.0
    for factor in SCREENS:
        request = engine.request()
        request = replace(
            request, large=enlarged(request.large, factor), small=enlarged(request.small, factor)
        )
        pixels = sum(cell.width * cell.height for cell in engine.draw(request).cells) / 1e6
        times = engine.times(rescheduled(request, FRAMES))
        usual = usual or median(times) / pixels
        ratio = f"{median(times) / pixels / usual:.2f}"
        yield [f"{pixels:.2f}", percentiles(times, 50, 95, digits=2), ratio]


def enlarged(size: tuple[int, int], factor: float) -> tuple[int, int]:
    """A size with so many times the pixels."""
    width, height = (round(side * factor**0.5) for side in size)
    return width, height


def main() -> None:
    """Print a table for each thing that grows."""
    print_heading("Frames of the Forward grid, with t moving, against pixels of the picture (aim: flat)")
    print_table(["picture", "first frame", "frame p50 / p95", "ratio"], with_picture())

    engine = Engine()
    print_heading("Frames with t moving, against T (aim: flat)")
    print_table(["scene", "T", "frame p50 / p95", "ratio"], with_steps(engine))

    print_heading("Frames with all cells drawn anew, against the number of cells (aim: ratio <= 1)")
    print_table(["cells", "frame p50 / p95", "ratio for each cell"], with_cells(engine))

    print_heading("Frames with all cells drawn anew, against pixels of the screen (aim: ratio <= 1)")
    print_table(["megapixels drawn", "frame p50 / p95", "ratio for each pixel"], with_screen(engine))


if __name__ == "__main__":
    main()
