"""The guard against bindings that take references to None, True and False without giving them back.

Where these are counted (before Python 3.12), a Qt that does so kills the program after some seconds of playing. It
paints in a process of its own: among what a whole suite has left, painting is slow, and garbage is counted too.
"""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication

from engine.schedules import make_schedule
from gui.plots.curves import Curves

PAINTS = 200
NOISE = (
    100  # references that come and go by themselves; one that is lost at each call of Qt is lost 10,000 times
)


def count_references() -> tuple[int, ...]:
    return tuple(sys.getrefcount(each) for each in (None, True, False))


def paint_and_count() -> None:
    """Paint curves, and fail when fewer references are left than there were."""
    application = QApplication([])
    curves = Curves()
    schedules = [make_schedule(name) for name in ("linear", "cosine")]  # each new one is remembered
    curves.resize(380, 300)
    curves.show()

    def paint(t: int) -> None:
        if t % 10 == 0:  # the cursor is painted over a picture of the curve, which this makes anew
            curves.show_schedule(schedules[t // 10 % len(schedules)])
        curves.show_t(t)
        curves.grab()

    for t in range(50):  # what is made once and kept is made here
        paint(t)
    gc.collect()
    gc.disable()
    before = count_references()
    for t in range(PAINTS):
        paint(t)
    gc.collect()
    after = count_references()
    curves.close()
    application.quit()
    assert all(now > then - NOISE for now, then in zip(after, before, strict=True)), f"{before} -> {after}"


def test_a_live_plot_keeps_the_references_to_none_true_and_false() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.repository.test_reference_counts"],
        cwd=Path(__file__).parents[2],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr


if __name__ == "__main__":
    paint_and_count()
