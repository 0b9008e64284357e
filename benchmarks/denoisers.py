"""How long it takes to generate a picture with each denoiser, on one thread, on two, and on a GPU.

Run `make bench`, or `python -m benchmarks.denoisers [PICTURE]`. Each row is a process of its own, so that its peak
memory is its own. "Floor" is the time of the matrix products of the patches alone, at the rate that a product of
1024 x 1024 had in the same process. "Slice" is the longest wait between two yields, after the first ten.

The second table is of the sampler alone, whose denoiser always says the same: as a generator, and the same arithmetic
in a loop, in turn; time of the processor, the median of TURNS. On one number almost all of it is what Python takes.
"""

from __future__ import annotations

import math
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from statistics import median

import torch

from benchmarks.harness.memory import megabytes
from benchmarks.harness.report import print_heading, print_table
from engine.denoisers.patches import ANYWHERE, PatchesSettings
from engine.denoisers.patches.search import Search
from engine.generation.recipe import Recipe
from engine.generation.walk import generate, prepare
from engine.pictures.picture import decode, read_bundled, read_file
from engine.samplers.level import Course
from engine.samplers.run import SamplerRun, parse
from engine.samplers.walk import finished
from engine.schedules import make_schedule
from engine.slices import finish

HEADERS = ("what".ljust(37), "on", "seconds", "floor", "slice ms", "peak MB")
RECIPES = {
    "patches, 48 rows, 40 steps": Recipe(),
    "patches, 48 rows, 40 steps, anywhere": Recipe(settings=PatchesSettings(row_width=ANYWHERE)),
    "patches, 96 rows, 40 steps": Recipe(rows=96),
    "patches, 192 rows, 40 steps": Recipe(rows=192),
    "patches, 192 rows, 40 steps, anywhere": Recipe(settings=PatchesSettings(row_width=ANYWHERE), rows=192),
    "ideal of 64 crops, 48 rows, 40 steps": Recipe(denoiser="ideal"),
    "Wiener, 512 rows, 50 steps": Recipe(denoiser="gaussian", rows=512, sampler=parse("ddim:steps=50")),
}
TURNS = 15
WALKED = (((1, 1, 1), 200), ((512, 1024, 3), 2))
"""Sizes of x_t, and how many runs of 50 steps are measured together."""


class Products:
    """Counts the operations of the matrix products, and knows how long they take at best."""

    def __init__(self) -> None:
        self.operations = 0
        plain = Search.weights

        def counted(search: Search, row: int, columns: slice) -> torch.Tensor:
            weights = plain(search, row, columns)
            self.operations += 2 * weights.numel() * (len(search.queries) + len(search.centres))
            return weights

        Search.weights = counted  # type: ignore[method-assign, assignment]

    def floor(self, device: str) -> float:
        """The seconds that the operations take at the rate of a large product."""
        matrix = torch.rand(1024, 1024, device=device)
        best = min(self._seconds(matrix) for _ in range(10))
        return self.operations * best / (2 * 1024**3)

    @staticmethod
    def _seconds(matrix: torch.Tensor) -> float:
        started = time.perf_counter()
        matrix @ matrix
        wait_for(str(matrix.device))
        return time.perf_counter() - started


def wait_for(device: str) -> None:
    """A GPU works on while the program does."""
    if device != "cpu":
        torch.cuda.synchronize(device)


def measure(name: str, place: str, picture: Path | None) -> None:
    """Print a row of the table, its cells apart by tabs. A place is a number of threads, or a GPU."""
    device = "cpu" if place.isdigit() else place
    if place.isdigit():
        torch.set_num_threads(int(place))
    recipe, schedule, products = RECIPES[name], make_schedule("linear", 1000), Products()
    data = read_file(picture) if picture else read_bundled("hills")
    x0 = torch.from_numpy(decode(data, "picture", 1024 if recipe.rows > 192 else 512).x0()).to(device)
    with torch.inference_mode():
        started = before = time.perf_counter()
        slices = []
        for _ in generate(finish(prepare(x0, recipe)), schedule, recipe):
            now = time.perf_counter()
            slices.append(now - before)
            before = now
        wait_for(device)
        seconds, floor = time.perf_counter() - started, products.floor(device)
    cells = (
        f"{place} thread{'s' if place > '1' else ''}" if place.isdigit() else place,
        f"{seconds:.1f}",
        f"{floor:.1f}" if floor else "-",
        f"{1000 * max(slices[10:]):.0f}",
        megabytes("VmHWM"),
    )
    print("\t".join((name, *cells)))


def in_a_loop(x: torch.Tensor, course: Course, x0_hat: torch.Tensor) -> torch.Tensor:
    """DDIM as anybody would write it (Song et al. 2021, eq. 12)."""
    for now, then in course.steps():
        x = (then.noise / now.noise) * x + (then.signal * -math.expm1(now.lam - then.lam)) * x0_hat
    return x


def as_generator(x: torch.Tensor, course: Course, x0_hat: torch.Tensor, run: SamplerRun) -> torch.Tensor:
    """The same as the program does it."""
    return finished(run.walk(x, course, lambda now, then: x), lambda x_t, level: x0_hat)[0]


def walks() -> Iterator[list[str]]:
    """The rows of the second table."""
    torch.set_num_threads(1)
    run = parse("ddim:steps=50")
    course = run.course(make_schedule("linear", 1000))
    for size, runs in WALKED:
        x, x0_hat = torch.rand(size), torch.rand(size)
        assert torch.equal(in_a_loop(x, course, x0_hat), as_generator(x, course, x0_hat, run))
        loop, generator = [], []
        for _ in range(TURNS):
            loop.append(_of_processor(partial(in_a_loop, x, course, x0_hat), runs))
            generator.append(_of_processor(partial(as_generator, x, course, x0_hat, run), runs))
        one, other = (median(each) / run.steps * 1e6 for each in (loop, generator))
        yield [" x ".join(map(str, size)), f"{one:.1f}", f"{other:.1f}", f"{other - one:+.1f}"]


def _of_processor(work: Callable[[], object], runs: int) -> float:
    started = time.thread_time()
    for _ in range(runs):
        work()
    return (time.thread_time() - started) / runs


def rows(picture: list[str]) -> Iterator[list[str]]:
    """The rows of the table, each measured when it is asked for."""
    places = ["1", "2", *(f"cuda:{index}" for index in range(torch.cuda.device_count()))]
    for name in RECIPES:
        for place in places:
            command = [sys.executable, "-m", "benchmarks.denoisers", "--one", name, place, *picture]
            result = subprocess.run(command, capture_output=True, text=True, check=True)
            yield result.stdout.strip().split("\t")


def main() -> None:
    """Print the table, or the one row that this process is for."""
    arguments = sys.argv[1:]
    if arguments[:1] == ["--one"]:
        measure(arguments[1], arguments[2], Path(arguments[3]) if arguments[3:] else None)
        return
    print_heading("New pictures from a picture, in closed form")
    print_table(HEADERS, rows(arguments))
    print_heading("A sampler as a generator: microseconds a step")
    print_table(("x_t".ljust(15), "in a loop", "generator", "more"), walks())
    if not torch.cuda.is_available():
        print("\nno CUDA device here: skipped")


if __name__ == "__main__":
    main()
