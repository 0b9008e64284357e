"""How smooth scrubbing stays beside other things: statistics, a pinned view, a film that is being made.

Run `make bench`, or `python -m benchmarks.beside`; `python -m benchmarks.beside statistics film` takes these two. As
scrub.py does it: the real window and worker, off-screen, 120 requests a second, the Forward scene of a picture of
1024 x 512. Times are milliseconds. "Statistics" are those that were shown in a second, each of one timestep; "of the
window" is the processor time of the window's thread for an image that is shown. Aims: 60 images and 60 statistics a
second with the panel open, 100 images beside a pinned view, 60 while a film of the window is made.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from benchmarks import scrub
from benchmarks.film import FILM
from benchmarks.harness.pictures import make_picture
from benchmarks.harness.report import percentiles, print_heading, print_table
from benchmarks.harness.window import begin, make_application, open_window, run_for, wait_until_settled
from engine.pixels.statistics import Statistics
from engine.schedules.choice import ScheduleChoice
from engine.state.changes import choose_schedule
from engine.state.pinning import compare_as, pin
from gui.timeline.timestep_slider import TimestepSlider
from gui.window import columns
from gui.window.main_window import MainWindow

Beside = Callable[[MainWindow, Path], None]


def nothing(window: MainWindow, folder: Path) -> None:
    """Scrub alone."""


def statistics(window: MainWindow, folder: Path) -> None:
    """Open the panel, and wait until the layers are measured."""
    window.columns.statistics.show_open(True)
    while window.statistics.facts is None:
        run_for(0.05)


def pinned(mode: str, follows: bool, window: MainWindow, folder: Path) -> None:
    """Compare with another schedule, in one of the ways; A stays, or follows."""
    window.store.apply(pin())
    window.store.apply(choose_schedule(ScheduleChoice("cosine", scrub.STEPS)))
    window.store.apply(compare_as(mode=mode, follows=follows))


def film(window: MainWindow, folder: Path) -> None:
    """Begin a film of the window that takes longer than the measuring."""
    window.home.save("film", replace(FILM, frames=1500), folder / "film.mp4")


BESIDE: dict[str, Beside] = {
    "nothing": nothing,
    "statistics": statistics,
    "A | B": partial(pinned, "side", False),
    "A | B, same t": partial(pinned, "side", True),
    "wipe": partial(pinned, "wipe", False),
    "wipe, same t": partial(pinned, "wipe", True),
    "B - A": partial(pinned, "difference", False),
    "B - A, same t": partial(pinned, "difference", True),
    "film": film,
}


def measure(name: str, folder: Path) -> list[str]:
    """One line of the table: a window of its own, scrubbed for a while."""
    options = begin(
        picture=make_picture(1024, 512),
        working_size=None,
        schedule=ScheduleChoice("linear", scrub.STEPS),
        window_size=(1600, 1000),
        theme="dark",
    )
    with open_window(options) as window:
        slider = window.findChild(TimestepSlider)
        assert slider is not None
        hand = scrub.Scrub(slider)
        followed: set[int] = set()

        def note(found: Statistics | None, t: int) -> None:
            if found is not None:
                followed.add(t)

        window.statistics.found.connect(note)
        BESIDE[name](window, folder)
        if name != "film":
            wait_until_settled(window)
        hand.run(scrub.WARM_UP)
        followed.clear()
        own, busy, started = time.thread_time(), time.process_time(), time.perf_counter()
        hand.run(scrub.SECONDS)
        wall, own = time.perf_counter() - started, time.thread_time() - own
        busy = time.process_time() - busy
        if name == "film":
            window.home.stop()
    waits = [1000 * (scrub.painted[t] - asked) for t, asked in hand.asked.items() if t in scrub.painted]
    shown = len(scrub.painted)
    return [
        name,
        f"{shown / wall:.0f}",
        f"{len(followed) / wall:.0f}" if followed else "-",
        percentiles(waits, 50, 95, 99),
        percentiles(hand.lateness, 99, 100),
        f"{1000 * own / max(shown, 1):.1f}",
        f"{busy / wall:.2f}",
    ]


def main() -> None:
    """Print one table."""
    application = make_application()
    setattr(columns, "ImageGrid", scrub.ObservedGrid)  # noqa: B010 - mypy
    print_heading(f"Scrubbing beside other things, T = {scrub.STEPS}, {scrub.SECONDS:.0f} s each")
    headers = ["beside", "shown fps", "statistics", "request to painted p50 / p95 / p99"]
    headers += ["window late p99 / max", "of the window", "cores busy"]
    with tempfile.TemporaryDirectory() as name:
        print_table(headers, (measure(each, Path(name)) for each in sys.argv[1:] or BESIDE))
    application.quit()


if __name__ == "__main__":
    main()
