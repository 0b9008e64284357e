"""How much memory the program takes, at its peak and after many frames.

Run `make bench`, or `python -m benchmarks.memory`. Each picture has a process of its own: the real window and
worker, off-screen, with the next timestep asked for as soon as a frame is shown. Megabytes of resident memory,
which only Linux tells.
"""

from __future__ import annotations

import subprocess
import sys

from benchmarks.harness.memory import STATUS, megabytes
from benchmarks.harness.pictures import make_picture
from benchmarks.harness.report import print_heading, print_table

SIZES = (1024, 512), (16384, 8192)
WARM_UP, FRAMES = 2000, 10_000


def show_frames(width: int, height: int) -> None:
    """Show FRAMES frames of the Forward scene; print the memory before and after, and at its peak."""
    from PySide6.QtWidgets import QApplication

    from benchmarks.harness.window import Beat, begin, make_application, open_window
    from gui.images.image_grid import ImageGrid
    from gui.timeline.timestep_slider import TimestepSlider

    application = make_application()
    picture = make_picture(width, height)
    with open_window(begin(picture=picture, working_size=None, window_size=(1600, 1000))) as window:
        grid, slider = window.findChild(ImageGrid), window.findChild(TimestepSlider)
        assert grid is not None
        assert slider is not None
        wanted, shown = WARM_UP, 0

        def go_on() -> None:
            nonlocal shown
            if grid.frame is not None and grid.frame.request.view.t == slider.value():
                shown += 1
                slider.setValue(shown % slider.maximum())
            if shown == wanted:
                QApplication.exit()

        for more in (0, FRAMES):
            wanted += more
            with Beat(1, go_on):
                QApplication.exec()
            print(megabytes("VmRSS"))
    print(megabytes("VmHWM"))
    application.quit()


def measure(width: int, height: int) -> list[str]:
    """One line of the table."""
    make_picture(width, height)
    command = [sys.executable, "-m", "benchmarks.memory", str(width), str(height)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    before, after, peak = map(float, done.stdout.split())
    return [f"{width} x {height}", f"{peak:.0f}", f"{before:.0f}", f"{after:.0f}", f"{after - before:+.1f}"]


def main() -> None:
    """Print a table with a line for each picture."""
    if not STATUS.exists():
        print("\nMemory: only Linux tells, skipped")
        return
    print_heading(f"Memory of the program in MB, after {WARM_UP} frames and after {FRAMES} more")
    headers = ["picture", "peak", f"after {WARM_UP} frames", f"after {FRAMES} more", "growth"]
    print_table(headers, (measure(*size) for size in SIZES))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        show_frames(int(sys.argv[1]), int(sys.argv[2]))
    else:
        main()
