"""How long the window does not react: the greatest lateness of a 5 ms timer while something is done.

Run `make bench`, or `python -m benchmarks.stalls`. The real window and worker, off-screen; milliseconds. Aim: never
above 50 ms, but for once while torch is loaded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QTabBar

from benchmarks.harness.pictures import make_picture
from benchmarks.harness.report import percentiles, print_heading, print_table
from benchmarks.harness.window import Beat, begin, make_application, run_for, wait_until_settled
from engine.exports.table import write_schedule_table
from engine.schedules.choice import ScheduleChoice
from engine.worker import Worker
from gui.startup.first_paint import after_first_paint
from gui.timeline.timestep_slider import TimestepSlider
from gui.widgets.number_field import NumberField
from gui.window.main_window import MainWindow
from main import make_engine

INTERVAL = 5
PICTURES = (1024, 512), (4096, 2048), (16384, 8192)

Action = Callable[[MainWindow], None]


def scrub(window: MainWindow) -> None:
    """Drag the slider for 3 s."""
    slider = window.findChild(TimestepSlider)
    assert slider is not None
    with Beat(8, lambda: slider.setValue((slider.value() + 7) % slider.maximum())):
        run_for(3)


def switch_scenes(window: MainWindow) -> None:
    """Visit each scene, and the first again."""
    tabs = window.findChild(QTabBar, "scene")
    assert tabs is not None
    for index in [*range(1, tabs.count()), 0]:
        tabs.setCurrentIndex(index)
        run_for(0.3)
        wait_until_settled(window)


def change_schedule(window: MainWindow) -> None:
    """Turn at the parameter beta_end, then at T."""
    beta_end, steps = window.findChild(NumberField, "beta_end"), window.findChild(NumberField, "steps")
    assert beta_end is not None
    assert steps is not None
    for n in range(100):
        beta_end.setValue(0.02 + n * 1e-4)
        run_for(0.01)
    for n in range(20):
        steps.setValue(1000 + 100 * n)
        run_for(0.05)


def resize(window: MainWindow) -> None:
    """Make the window smaller and larger again, in small steps."""
    for n in [*range(40), *range(40, -1, -1)]:
        window.resize(1600 - 12 * n, 1000 - 6 * n)
        run_for(0.01)
    wait_until_settled(window)


def opening(width: int, height: int) -> Action:
    """Drop a picture on the window."""
    picture = make_picture(width, height)

    def drop(window: MainWindow) -> None:
        files = QMimeData()
        files.setUrls([QUrl.fromLocalFile(str(picture))])
        where, button = QPointF(10, 10), Qt.MouseButton.LeftButton
        copy, keys = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
        window.dropEvent(QDropEvent(where, copy, files, button, keys))
        while window.windowTitle() != f"{picture.name} - Diffusion Sandbox":
            run_for(0.05)
        wait_until_settled(window)

    return drop


def open_table(window: MainWindow) -> None:
    """Open a table of 100,000 timesteps as JSON, some 26 MB."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "table.json"
        write_schedule_table(ScheduleChoice("linear", 100_000), file)
        window.schedules.open(file)
        while window.store.view.schedule.steps != 100_000:
            run_for(0.05)
        wait_until_settled(window)


ACTIONS: dict[str, Action] = {
    "scrubbing": scrub,
    "switching scenes": switch_scenes,
    "changing the schedule": change_schedule,
    "resizing": resize,
    "opening a table": open_table,
    **{f"opening {width} x {height}": opening(width, height) for width, height in PICTURES},
}


def measure() -> Iterator[list[str]]:
    """A line for the start of a window, and one for each action on it."""
    options = begin(
        working_size=None,
        schedule=ScheduleChoice("linear", 1000),
        window_size=(1600, 1000),
        theme="dark",
    )
    worker = Worker(make_engine)
    window = MainWindow(worker, options)
    with ExitStack() as running, Beat(INTERVAL) as beat:
        window.show()
        after_first_paint(window, lambda: running.enter_context(worker))
        wait_until_settled(window)
        yield line("starting, while torch is loaded", beat)
        for name, action in ACTIONS.items():
            beat.lateness.clear()
            action(window)
            yield line(name, beat)
        window.close()


def line(name: str, beat: Beat) -> list[str]:
    """One line of the table: a percentile, and the two greatest values."""
    second, first = sorted(beat.lateness)[-2:]
    return [name, percentiles(beat.lateness, 99), f"{first:.0f}", f"{second:.0f}"]


def main() -> None:
    """Print a table with a line for each action."""
    application = make_application()
    print_heading(f"Lateness of a timer of {INTERVAL} ms in the window, 1600 x 1000, in milliseconds")
    print_table(["action", "p99", "greatest", "second"], measure())
    application.quit()


if __name__ == "__main__":
    main()
