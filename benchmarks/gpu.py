"""Whether a GPU does what the CPU does, and how fast: `python benchmarks/gpu.py [DEVICE]`, under 4 minutes.

Needs torch, numpy, imageio and pillow alone. Prints tables, and ends with exit code 1 when something is wrong.
Without a GPU the CPU is compared with itself, which tries the script and shows what the CPU takes.
"""

from __future__ import annotations

import sys
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[1]))  # it is started as a file, where nothing is installed

import numpy as np
import torch

from benchmarks.harness.engine import LARGE, SMALL, Engine, rescheduled
from benchmarks.harness.report import percentiles, print_heading, print_table
from benchmarks.limit import bytes_touched, seconds_to_copy
from engine.denoisers import DENOISERS
from engine.failures import is_out_of_memory
from engine.generation.recipe import Recipe
from engine.generation.trajectory import Trajectory
from engine.generation.walk import generate, prepare
from engine.jobs import FindFacts, FindMatches, Generate
from engine.mix import noise
from engine.open_jobs import OpenBundled
from engine.pixels.canvas import Canvas
from engine.pixels.devices import choose_device, find_devices, use_threads
from engine.pixels.noise import white_noise
from engine.pixels.region import RESAMPLINGS, Zoom
from engine.process import jump
from engine.requests import Frame, Request
from engine.samplers.run import parse
from engine.scenes import SCENES
from engine.schedules import make_schedule
from engine.schedules.choice import ScheduleChoice
from engine.simulator import Simulator
from engine.slices import finish
from engine.state.view import View

STEPS, SEED, SIZE = 1000, 5, 512
ZOOMS = {"all": None, "part": Zoom(200, 120, 150), "enlarged": Zoom(300, 100, 40)}
FULL = (1024, 512)  # of the bundled picture, which 25 cells show
ROOM = 2**24  # bytes that are left of the GPU's memory for a request that needs ten times as much
PATCH_RUNS = {48: 40, 192: 10}  # rows: steps

wrong: list[str] = []
"""What was not as it should be."""


def verdict(fine: bool, what: str) -> str:
    """A word for a table; what is wrong is kept for the end."""
    if not fine:
        wrong.append(what)
    return "fine" if fine else "WRONG"


class Place:
    """An engine that computes on one device, with the bundled landscape open."""

    def __init__(self, device: str) -> None:
        self.device = device
        self.engine = Simulator()
        self.picture: str = finish(self.engine.run(OpenBundled("hills", SIZE))).id
        self.facts = finish(self.engine.run(FindFacts(self.picture)))

    def draw(self, view: View, run: Trajectory | None = None, scale: int = 1) -> Frame:
        """The sharp frame that shows a view."""
        large, small = ((scale * width, scale * height) for width, height in (LARGE, SMALL))
        request = Request(view, self.picture, large, small, self.device, run, self.facts)
        return [frame for frame in self.engine.frames(request, _canvas) if frame is not None][-1]

    def generate(self, recipe: Recipe, device: str = "") -> Trajectory:
        """A whole run."""
        job = Generate(self.picture, ScheduleChoice("linear", STEPS), recipe, device=device or self.device)
        run: Trajectory = finish(self.engine.run(job))
        return run


def _canvas(height: int, width: int) -> Canvas:
    return Canvas(np.zeros((height, width, 4), np.uint8))


def difference(one: Frame, other: Frame) -> np.ndarray:
    """The grey levels between two frames, for each value."""
    levels: np.ndarray = np.abs(one.pixels.astype(np.int16) - other.pixels)
    return levels


def scenes(there: Place, here: Place) -> Iterator[list[str]]:
    """The same seed gives the same pixels: every scene, at three zooms, with both resamplings."""
    for scene in SCENES:
        worst, notices = 0, set()
        made: list[Trajectory | None] = [None, None]
        if scene == "generate":
            made = [
                place.generate(Recipe(denoiser="gaussian", sampler=parse("ddim:steps=5")), "cpu")
                for place in (there, here)
            ]
        started = time.perf_counter()
        for zoom in ZOOMS.values():
            for resampling in RESAMPLINGS:
                view = View(scene=scene, t=300, seed=SEED, zoom=zoom, resampling=resampling)
                frames = there.draw(view, made[0]), here.draw(view, made[1])
                worst = max(worst, int(difference(*frames).max()))
                notices |= {frames[0].notice} - {""}
        word = verdict(worst <= 1 and not notices, f"scene {scene}: {worst} grey levels {notices or ''}")
        yield [
            scene,
            f"{len(ZOOMS)} x {len(RESAMPLINGS)}",
            str(worst),
            f"{time.perf_counter() - started:.1f}",
            word,
        ]


def denoisers(there: Place, here: Place) -> Iterator[list[str]]:
    """What each denoiser predicts of the same x_t, at three timesteps."""
    x0 = torch.from_numpy(here.engine.holdings.pictures[here.picture].picture.x0(slice(None), slice(None)))
    schedule = make_schedule("linear", STEPS)
    for name in DENOISERS:
        recipe = Recipe(denoiser=name, rows=48)
        for t in (900, 500, 100):
            estimates = []
            for device in (there.device, here.device):
                material = finish(prepare(x0.to(device), recipe))
                picture = material.pictures[0]
                eps = white_noise(SEED, noise("gpu").key, 0, *map(range, picture.shape[:2])).to(device)
                work = material.denoisers[0].denoise(
                    jump(schedule, t, picture, eps), float(schedule.alpha_bar[t])
                )
                estimates.append(finish(work).x0_hat.cpu())
            levels = 127.5 * (estimates[0] - estimates[1]).abs()
            near = float((levels <= 1).float().mean())
            word = verdict(
                near >= 0.999, f"denoiser {name} at t = {t}: {100 * near:.2f} % of the values agree"
            )
            yield [name, str(t), f"{float(levels.max()):.3f}", f"{100 * near:.2f}", word]


def runs(there: Place, here: Place) -> Iterator[list[str]]:
    """Runs there, whose images come back: the last states, and where their patches are from."""
    for name in DENOISERS:
        recipe = Recipe(denoiser=name, rows=48, sampler=parse("ddim:steps=10"), seed=SEED)
        made, expected = there.generate(recipe), here.generate(recipe)
        view = View(scene="generate", t=0, seed=SEED)
        levels = difference(there.draw(view, made), here.draw(view, expected))
        matches = finish(there.engine.run(FindMatches(made.id, 0, 3, (0.5, 0.5))))
        matched = bool(matches) == (name == "patches")
        fine = levels.mean() < 2 and matched and (not made.notice or there.device == "mps")
        word = verdict(fine, f"run of {name}: {levels.mean():.2f} grey levels, {made.notice or 'no notice'}")
        yield [name, f"{levels.mean():.3f}", str(levels.max()), str(len(matches)), word]


def too_much(there: Place, here: Place) -> Iterator[list[str]]:
    """Memory that is not there, really: the CPU goes on, and says so; the next frame is the device's again."""
    if not there.device.startswith("cuda"):
        try:
            torch.empty(2**60, dtype=torch.uint8)
        except (RuntimeError, MemoryError) as error:
            yield ["2^60 bytes", there.device, verdict(is_out_of_memory(error), f"not known: {error}")]
        return
    view, total = View(seed=SEED), torch.cuda.get_device_properties(there.device).total_memory
    expected = here.draw(view, scale=5)
    torch.cuda.empty_cache()
    torch.cuda.set_per_process_memory_fraction(
        (torch.cuda.memory_reserved(there.device) + ROOM) / total, there.device
    )
    frame = there.draw(view, scale=5)
    levels = int(difference(frame, expected).max())
    fine = frame.device == "cpu" and "memory" in frame.notice and levels <= 1
    yield ["a large frame", frame.device, verdict(fine, f"out of memory: {frame.device}, {frame.notice!r}")]
    run = there.generate(Recipe(denoiser="gaussian", rows=SIZE // 2, sampler=parse("ddim:steps=3")))
    fine = not run.notice or "memory" in run.notice
    yield [
        "a generation",
        "cpu" if run.notice else there.device,
        verdict(fine, f"a generation: {run.notice}"),
    ]
    torch.cuda.set_per_process_memory_fraction(1.0, there.device)
    after = there.draw(view)
    yield [
        "then a small one",
        after.device,
        verdict(after.device == there.device, "the GPU is not used again"),
    ]


def speed(devices: list[str]) -> Iterator[list[str]]:
    """25 cells at full resolution that all change, against copies of the bytes on the device and back to the CPU."""
    engine = Engine()
    for device in devices:
        request = replace(engine.request(), large=FULL, small=FULL, device=device)
        times, size, before = [], 0, engine.draw(request)
        for number, moved in enumerate(rescheduled(request, 25 if device == "cpu" else 100)):
            moved.view.schedule.make()
            started = time.perf_counter()
            frame = engine.draw(moved)
            times.append(1000 * (time.perf_counter() - started))
            size = bytes_touched(before, frame) if number else size
            before = frame
        copy = 1000 * seconds_to_copy(size, device)
        back = 0.0 if device == "cpu" else 1000 * seconds_to_fetch(before.pixels.size, device)
        middle = median(times[1:])
        shown = f"{1000 / middle:.0f}", percentiles(times[1:], 50, 95), f"{before.pixels.size / 4e6:.1f}"
        yield [device, *shown, f"{copy:.2f}", f"{back:.2f}", f"{middle / (copy + back):.1f}"]


def seconds_to_fetch(size: int, device: str) -> float:
    """How long a copy from a device to the CPU takes."""
    source = torch.zeros(size, dtype=torch.uint8, device=device)
    target = torch.empty(size, dtype=torch.uint8, pin_memory=device.startswith("cuda"))
    times = []
    for _ in range(20):
        started = time.perf_counter()
        target.copy_(source)
        times.append(time.perf_counter() - started)
    return median(times)


def patches(devices: list[str], x0: torch.Tensor) -> Iterator[list[str]]:
    """New pictures of 48 and 192 rows."""
    for rows, kept in PATCH_RUNS.items():
        for device in devices:
            recipe, started = Recipe(rows=rows, sampler=parse(f"ddim:steps={kept}")), time.perf_counter()
            with torch.inference_mode():
                steps = generate(
                    finish(prepare(x0.to(device), recipe)), make_schedule("linear", STEPS), recipe
                )
                last = [step for step in steps if step is not None][-1].x_t.cpu()
            seconds = time.perf_counter() - started
            word = verdict(bool(torch.isfinite(last).all()), f"patches, {rows} rows: not finite")
            yield [str(rows), str(kept), device, f"{seconds:.1f}", f"{1000 * seconds / kept:.0f}", word]


def section(title: str, headers: list[str], rows: Callable[[], Iterator[list[str]]]) -> None:
    """A table; an error in the midst of it is wrong too, and the next one follows."""
    print(f"\n## {title}\n")
    try:
        print_table(headers, rows())
    except Exception as error:
        traceback.print_exc(file=sys.stdout)
        wrong.append(f"{title}: {type(error).__name__}: {error}")


def main() -> int:
    """Print the tables; the exit code."""
    use_threads()
    titles = {each.name: each.title for each in find_devices()}
    device = choose_device((sys.argv[1:] or ["auto"])[0], find_devices())
    print_heading(f"{titles[device]} against the CPU")
    if device == "cpu":
        print("There is no GPU here: the CPU is compared with itself.")
    started, there, here = time.perf_counter(), Place(device), Place("cpu")
    devices = ["cpu"] if device == "cpu" else [device, "cpu"]
    x0 = torch.from_numpy(here.engine.holdings.pictures[here.picture].picture.x0(slice(None), slice(None)))
    computing = there if device != "mps" else here  # where generations are computed
    section("Pixels", ["scene", "views", "levels", "seconds", ""], lambda: scenes(there, here))
    section("Denoisers", ["denoiser", "t", "levels", "% within 1", ""], lambda: denoisers(computing, here))
    section("Runs", ["denoiser", "mean level", "greatest", "matches", ""], lambda: runs(there, here))
    section("Too little memory", ["what", "computed on", ""], lambda: too_much(there, here))
    headers = ["device", "fps", "ms p50 / p95", "Mpx", "copy", "fetch", "ratio"]
    section("25 cells of 1024 x 512 and two large ones", headers, lambda: speed(devices))
    headers = ["rows", "steps", "device", "seconds", "ms a step", ""]
    section("Patches", headers, lambda: patches([each for each in devices if each != "mps"], x0))
    for place in (there, here):
        place.engine.close()
    print(
        f"\n{time.perf_counter() - started:.0f} s",
        *(["Wrong:", *wrong] if wrong else ["all is well"]),
        sep="\n",
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
