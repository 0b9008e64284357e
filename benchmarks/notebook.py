"""Against the notebook's way: whole pictures, fresh noise, a loop over all steps, redrawn by matplotlib.

Run `make bench`, or `python -m benchmarks.notebook`. Both ways are timed in the same run, on one thread.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median

import matplotlib as mpl
import numpy as np
import torch

mpl.use("Agg")

from matplotlib import pyplot

from benchmarks.harness.engine import Engine, at
from benchmarks.harness.report import percentiles, print_heading, print_table
from engine.pictures.picture import decode, read_bundled
from engine.schedules import make_schedule

STEPS = 1000
FRAMES = 50


def milliseconds(work: Callable[[], object], repeats: int) -> list[float]:
    """The times of some work, after a first time that does not count."""
    times = []
    for _ in range(repeats + 1):
        started = time.perf_counter()
        work()
        times.append(1000 * (time.perf_counter() - started))
    return times[1:]


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
    engine = Engine()
    x0 = torch.from_numpy(decode(read_bundled("hills"), "hills", None).x0()).permute(2, 0, 1)
    chance = np.random.default_rng(0).permutation(STEPS).tolist()
    cases: dict[str, tuple[Callable[[torch.Tensor], object], int, str]] = {
        "a redraw of the Forward grid": (redraw_forward, 5, "forward"),
        "one state of the reverse chain, at random": (walk_back, 1, "reverse"),
    }

    def compare(name: str) -> list[str]:
        redraw, repeats, scene = cases[name]
        request = engine.request(scene, STEPS)
        slow = milliseconds(lambda: redraw(x0), repeats)
        fast = engine.times(at(request, t=t) for t in chance[:FRAMES])
        ratio = f"{median(slow) / median(fast):.0f}"
        return [name, f"{median(slow):.0f}", percentiles(fast, 50, 95), ratio]

    height, width = x0.shape[1:]
    print_heading(f"The notebook's way and this program's, {width} x {height}, T = {STEPS}, ms, one thread")
    print_table(["until it is sharp", "notebook, median", "here p50 / p95", "ratio"], map(compare, cases))


if __name__ == "__main__":
    main()
