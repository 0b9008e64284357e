"""Against the notebook's way: whole pictures, fresh noise, a loop over all steps, redrawn by matplotlib.

Run `make bench`, or `python benchmarks/notebook.py [PICTURE]`. Both ways are timed in the same run, on one thread.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import matplotlib as mpl
import numpy as np
import torch

mpl.use("Agg")

from matplotlib import pyplot

from engine.messages import Canvas, OpenBundled, OpenFile, Request, ScheduleChoice
from engine.scenes import SCENES
from engine.schedules import make_schedule
from engine.simulator import Simulator

LARGE, SMALL = (409, 204), (160, 80)  # the cells of a window of 1600 x 1000
STEPS = 1000


def seconds(work: Callable[[], object], repeats: int) -> float:
    """The median time of some work, after a first time that does not count."""
    times = []
    for _ in range(repeats + 1):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return statistics.median(times[1:])


class Program:
    """This program's engine with a picture, without a window."""

    def __init__(self, picture: Path | None) -> None:
        self._engine = Simulator()
        job = self._engine.run(OpenFile(picture, None) if picture else OpenBundled("hills", None))
        while True:
            try:
                next(job)
            except StopIteration as end:
                self.id = end.value.id
                break
        self._canvases: dict[tuple[int, int], Canvas] = {}
        self.x0 = torch.from_numpy(self._engine._pictures[self.id].picture.x0()).permute(2, 0, 1)

    def _canvas(self, height: int, width: int) -> Canvas:
        return self._canvases.setdefault((height, width), Canvas(np.zeros((height, width, 4), np.uint8)))

    def show(self, scene: str, t: int) -> None:
        """A finished frame of a scene."""
        choice = ScheduleChoice("linear", STEPS)
        request = Request(self.id, LARGE, SMALL, choice, scene, SCENES[scene].defaults, t=t)
        for _ in self._engine.frames(request, self._canvas):
            pass


def redraw_forward(x0: torch.Tensor) -> None:
    """The notebook's first figure: 5 timesteps, the mean and 4 samples of each."""
    schedule = make_schedule("linear", STEPS)
    figure, axes = pyplot.subplots(5, 5, figsize=(16, 8))
    for row, t in zip(axes, range(0, STEPS, STEPS // 5), strict=True):
        signal, noise = float(schedule.sqrt_alpha_bar[t]), float(schedule.sqrt_one_minus_alpha_bar[t])
        images = [signal * x0] + [signal * x0 + noise * torch.randn_like(x0) for _ in range(4)]
        for axis, image in zip(row, images, strict=True):
            axis.imshow(((image + 1) / 2).clamp(0, 1).permute(1, 2, 0).numpy())
            axis.axis("off")
    figure.canvas.draw()
    pyplot.close(figure)


def walk_back(x0: torch.Tensor) -> torch.Tensor:
    """The notebook's reverse process: all steps from noise back, each with fresh noise."""
    schedule = make_schedule("linear", STEPS)
    x_t = torch.randn_like(x0)
    for t in range(STEPS, 0, -1):
        signal, noise = float(schedule.sqrt_alpha_bar[t]), float(schedule.sqrt_one_minus_alpha_bar[t])
        eps = (x_t - signal * x0) / noise
        mean = (x_t - schedule.beta(t) / noise * eps) / schedule.alpha(t) ** 0.5
        x_t = mean + (schedule.beta(t) ** 0.5 * torch.randn_like(x0) if t > 1 else 0.0)
    return x_t


def main() -> None:
    """Print a table with the ratios."""
    program = Program(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
    torch.set_num_threads(1)
    height, width = program.x0.shape[1:]
    timesteps = iter(np.random.default_rng(0).permutation(STEPS).tolist() * 9)
    rows = (
        ("a redraw of the Forward grid", lambda: redraw_forward(program.x0), 3, "forward"),
        ("one state of the reverse chain, at random", lambda: walk_back(program.x0), 1, "reverse"),
    )
    print(f"\nThe notebook's way and this program's, {width} x {height}, T = {STEPS}, one thread")
    line = "  {:44}{:>14}{:>14}{:>10}"
    print(line.format("median times", "notebook", "here", "ratio"))
    for name, notebook, repeats, scene in rows:
        slow = seconds(notebook, repeats)
        fast = seconds(lambda scene=scene: program.show(scene, next(timesteps)), 30)  # type: ignore[misc]
        print(line.format(name, f"{1000 * slow:.0f} ms", f"{1000 * fast:.1f} ms", f"{slow / fast:.0f}"))


if __name__ == "__main__":
    main()
