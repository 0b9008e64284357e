"""How fast schedules change: a parameter that moves, Compare with many, and the doctor.

Run `make bench`, or `python -m benchmarks.schedules`; `python -m benchmarks.schedules cosine flow` takes these two.
The real window and worker, off-screen. Times are milliseconds: from the change to the end of the paint that shows
images of the new schedule, the processor time of all threads for it, and of the window's thread. On a quiet machine
the first is no more than the second. Aims: 16 for a parameter at T = 10,000, p95; 60 frames a second of 12 schedules;
20 for the doctor at T = 1000.
"""

from __future__ import annotations

import sys
import time
from dataclasses import replace

from PySide6.QtCore import QEventLoop
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication

from benchmarks.harness.pictures import make_picture
from benchmarks.harness.report import percentiles, print_heading, print_table
from benchmarks.harness.window import Beat, begin, make_application, open_window, run_for
from engine.scenes.compare import MOST_SCHEDULES, CompareSettings
from engine.schedules import SCHEDULES
from engine.schedules.case import Facts
from engine.schedules.choice import ScheduleChoice
from engine.schedules.doctor import examine
from engine.state.changes import choose_schedule
from gui.images.image_grid import ImageGrid
from gui.timeline.timestep_slider import TimestepSlider
from gui.window import columns
from gui.window.main_window import MainWindow

STEPS, MOVES, SECONDS = 10_000, 20, 4.0
FACTS = Facts("a picture", (1024, 512), (-4.0, 9.0))

painted: list[tuple[ScheduleChoice, int]] = []
"""The schedule and t of each frame that was painted."""


class ObservedGrid(ImageGrid):
    """The grid of the window, noting what it has painted."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Paint, then say what."""
        super().paintEvent(event)
        if self.frame is not None:
            painted.append((self.frame.request.view.schedule, self.frame.request.view.t))


def moved(name: str) -> list[ScheduleChoice]:
    """A family with its first parameter, or T where it has none, at MOVES values near the usual one."""
    numbers = [each for each in SCHEDULES[name].parameters if each.kind == "number"]
    if not numbers:
        return [ScheduleChoice(name, STEPS - 1 - n) for n in range(MOVES)]
    first, usual = numbers[0], ScheduleChoice(name, STEPS)
    found = []
    for n in range(MOVES):
        value = min(
            max(first.default * (1 - 0.001 * (n + 1)) or 0.001 * (n + 1), first.minimum), first.maximum
        )
        found.append(replace(usual, parameters=((first.name, value),)))
    return found


def move(window: MainWindow, choice: ScheduleChoice) -> tuple[float, float, float]:
    """Wall and processor time, and that of this thread, until the images of a schedule are there."""
    painted.clear()
    begins = time.perf_counter(), time.process_time(), time.thread_time()
    window.store.apply(choose_schedule(choice, merge="move"))
    while not any(schedule == choice for schedule, _ in painted):
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    ends = time.perf_counter(), time.process_time(), time.thread_time()
    wall, busy, own = (1000 * (end - begin) for end, begin in zip(ends, begins, strict=True))
    return wall, busy, own


def judge(name: str) -> float:
    """Processor time of the doctor at T = 1000."""
    choice = ScheduleChoice(name)
    choice.make()  # the window has it already
    began = time.thread_time()
    examine(choice, FACTS)
    return 1000 * (time.thread_time() - began)


def family(window: MainWindow, name: str) -> list[str]:
    """One line of the table."""
    times = [move(window, choice) for choice in moved(name)][1:]
    walls, busy, own = zip(*times, strict=True)
    return [
        name,
        percentiles(walls, 50, 95),
        percentiles(busy, 50, 95),
        percentiles(own, 50, 95),
        percentiles([judge(name) for _ in range(5)], 50, 100),
    ]


def compare() -> list[str]:
    """Frames a second of Compare with as many schedules as it takes, t moving 120 times a second."""
    families = list(SCHEDULES)[: MOST_SCHEDULES - 2]
    texts = [*families, "cosine | zero_terminal", "drawn:0:9,0.5:0,1:-9"]
    options = begin(
        picture=make_picture(1024, 512),
        working_size=None,
        scene="compare",
        schedule=ScheduleChoice("linear", STEPS),
        settings=(("compare", CompareSettings(tuple(texts))),),
    )
    with open_window(options) as window:
        slider = window.findChild(TimestepSlider)
        assert slider is not None
        with Beat(8, lambda: slider.setValue((slider.value() + 7) % STEPS)) as beat:
            run_for(1.0)
            painted.clear()
            busy, began = time.process_time(), time.perf_counter()
            run_for(SECONDS)
            wall, busy = time.perf_counter() - began, time.process_time() - busy
    shown = len({t for _, t in painted})
    return [
        str(len(texts)),
        f"{shown / wall:.0f}",
        f"{1000 * busy / shown:.1f}",
        percentiles(beat.lateness, 99, 100),
    ]


def main() -> None:
    """Print one table of the families, and a line for Compare."""
    application = make_application()
    setattr(columns, "ImageGrid", ObservedGrid)  # noqa: B010 - mypy
    print_heading(f"A parameter moved at T = {STEPS}, 1600 x 1000, {MOVES - 1} times each")
    options = begin(
        picture=make_picture(1024, 512), working_size=None, schedule=ScheduleChoice("linear", STEPS)
    )
    with open_window(options) as window:
        headers = [
            "family",
            "wall p50 / p95",
            "processor p50 / p95",
            "of the window",
            "doctor, T = 1000, p50 / max",
        ]
        print_table(headers, (family(window, name) for name in sys.argv[1:] or SCHEDULES))
    print_heading(f"Compare at T = {STEPS}, 1024 x 512")
    print_table(["schedules", "fps", "processor a frame", "window late p99 / max"], [compare()])
    application.quit()


if __name__ == "__main__":
    main()
