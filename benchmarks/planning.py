"""How long plans, suggestions, spectra and densities take, on one thread, and what a sampler costs as a generator.

Run `make bench`, or `python -m benchmarks.planning`. Times are the least of some runs, in milliseconds: what the
arithmetic costs, whatever else the machine does. Plans are of a spectrum with 38 bands.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator
from functools import partial
from itertools import pairwise

import numpy as np
import torch

from benchmarks.harness.report import print_heading, print_table
from engine.planning.density import heat_map, pair, plane
from engine.planning.histogram import histogram
from engine.planning.loss_floor import loss_floor
from engine.planning.plan import plan
from engine.planning.quantile_paths import exact_paths, sampling_paths
from engine.planning.spectrum import Spectrum, spectrum
from engine.planning.suggest import Suggestion, suggest
from engine.planning.suggest_sampler import suggest_sampler
from engine.samplers.catalogue import SAMPLERS
from engine.samplers.error import propagated
from engine.samplers.level import Level, at_timesteps
from engine.samplers.noise_path import NoisePath
from engine.samplers.run import SamplerRun, parse
from engine.samplers.walk import finished
from engine.scenes.density_joint import joint
from engine.scenes.plan_map import FindKlMap
from engine.schedules import make_schedule
from engine.slices import finish

RUNS = tuple(
    parse(text)
    for text in (
        "ddim:steps=50", "heun:spacing=karras,steps=50", "dpmpp_2m:spacing=karras,steps=50", "unipc:steps=50",
        "ddpm:steps=50", "dpmpp_2m_sde:steps=50",
    )
)  # fmt: skip
SCHEDULE = make_schedule("linear")
REPEATS = 15


def least(work: Callable[[], object], repeats: int = REPEATS) -> float:
    """The least time of some runs, ms; the first, which fills what is kept, is not counted."""
    work()
    times = []
    for _ in range(repeats):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return 1000 * min(times)


def _finished(search: Callable[[], Generator[float, None, Suggestion]]) -> Suggestion:
    return finish(search())


def longest_slice(text: str, fine: Spectrum) -> float:
    """The longest wait of the engine in a search, ms."""
    times = [time.perf_counter()]
    times += (time.perf_counter() for _ in suggest(parse(text), SCHEDULE, fine))
    return 1000 * max(later - earlier for earlier, later in pairwise(times))


def picture(height: int, width: int) -> np.ndarray:
    """Noise of a falling spectrum with the levels of a picture, (height, width, 3) float32."""
    rng = np.random.default_rng(0)
    steps = rng.normal(size=(height, width, 3)).cumsum(0).cumsum(1)
    return np.asarray(np.clip(steps / np.abs(steps).max(), -1, 1), dtype=np.float32)


def tasks() -> Iterator[tuple[str, float, str]]:
    """What is measured, the time, and what is asked of it."""
    x0 = picture(512, 1024)
    yield "spectrum of 1024 x 512, octaves", least(lambda: spectrum(x0)), "50"
    fine = spectrum(x0, per_octave=4)
    yield "6 plans of 50 steps", least(lambda: [plan(run, SCHEDULE, fine) for run in RUNS]), "8"
    for text in ("ddim:steps=20", "dpmpp_2m:steps=20", "dpmpp_sde:steps=20", "heun:steps=50"):
        search = partial(suggest, parse(text), SCHEDULE, fine)
        yield f"suggestion for {text}", least(partial(_finished, search), 3), "1000"
        yield "its longest slice", min(longest_slice(text, fine) for _ in range(3)), "50"
    best = partial(suggest_sampler, parse("ddim:steps=20"), SCHEDULE, fine)
    yield "sampler suggested for 20 evaluations", least(lambda: finish(best()), 1), "-"
    found = FindKlMap.of("dpmpp_2m", SCHEDULE, fine)
    yield "map of KL, spacings x steps", least(lambda: finish(found.run()), 1), "-"
    yield "loss floor, T = 1000", least(lambda: loss_floor(SCHEDULE, fine)), "-"
    prior = histogram(x0)
    columns = at_timesteps(SCHEDULE, np.linspace(1000, 0, 512).tolist())
    points = at_timesteps(SCHEDULE, np.linspace(1000, 0, 64).tolist())
    starts = np.linspace(-2.5, 2.5, 12)
    yield "heat map 512 x 256", least(lambda: heat_map(prior, columns, 256)), "30"
    yield "12 exact paths, 64 points", least(lambda: exact_paths(prior, points, starts)), "8"
    run = parse("ddpm:steps=50")
    course = run.course(SCHEDULE)
    yield "12 paths of DDPM, 50 steps", least(lambda: finish(sampling_paths(run, course, prior, starts))), "8"
    both = pair(x0)
    yield "chart of two pixels", least(lambda: joint.__wrapped__(SCHEDULE, 300, both, False, "log")), "8"
    yield "two pixels, 64 x 64, with score", least(lambda: plane(both, points[20], 64, 3.0)), "-"


def overhead(name: str, steps: int = 20, side: int = 512) -> list[str]:
    """One run on tensors (side, side, 3), without a denoiser, and the same on numbers: what the generator costs."""
    run = SamplerRun(name, steps, "karras")
    course = run.course(SCHEDULE)
    image = torch.zeros(side, side, 3)

    def on_tensors() -> object:
        return finished(
            run.walk(image, course, NoisePath(lambda key: image, "p").between), lambda x, level: image
        )

    def half(x: float, level: Level) -> float:
        return 0.5 * x

    def on_numbers() -> object:
        return finished(run.walk(1.0, course, NoisePath(lambda key: 1.0, "p").between), half)

    tensors, numbers = least(on_tensors, 3), least(on_numbers)
    exact = least(lambda: propagated(run, course, np.ones(32)))
    return [name, f"{tensors:.1f}", f"{numbers:.2f}", f"{100 * numbers / tensors:.1f} %", f"{exact:.2f}"]


def main() -> None:
    """Print two tables."""
    torch.set_num_threads(1)
    print_heading("Planning, milliseconds")
    print_table(
        ["what".ljust(34), "ms", "at most"], ([name, f"{ms:.1f}", most] for name, ms, most in tasks())
    )
    print_heading("Samplers, 20 steps: milliseconds on 512 x 512 x 3 tensors, and on numbers")
    headers = ["sampler".ljust(18), "tensors", "numbers", "share", "32 bands"]
    print_table(headers, (overhead(name) for name in SAMPLERS))


if __name__ == "__main__":
    main()
