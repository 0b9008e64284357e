"""How near the engine is to the limit of the memory: a frame against a copy of the bytes that it must touch.

Run `make bench`, or `python -m benchmarks.limit`. A frame must read each layer of its cells (float32) and
write the cells (bytes); each is counted once. The copy is of as many bytes, on the same device.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from statistics import median

import torch

from benchmarks.harness.engine import Engine, rescheduled, scrubbed
from benchmarks.harness.report import percentiles, print_heading, print_table
from engine.requests import Frame, Request

FRAMES = 200
BYTES_OF_A_LAYER, BYTES_OF_A_CELL = 16, 4
"""For each pixel of the screen."""


def bytes_touched(before: Frame, frame: Frame) -> int:
    """What must be read and written when one frame follows another."""
    drawn = [
        (place, cell.mix)
        for place, cell, old in zip(frame.cells, frame.grid.cells, before.grid.cells, strict=True)
        if cell.mix != old.mix
    ]
    layers = {(place.width, place.height, layer) for place, mix in drawn for layer in mix.weights}
    read = sum(width * height * BYTES_OF_A_LAYER for width, height, _ in layers)
    return read + sum(place.width * place.height * BYTES_OF_A_CELL for place, _ in drawn)


def seconds_to_copy(size: int, device: str) -> float:
    """How long one copy within the memory of a device takes."""
    source = torch.zeros(size, dtype=torch.uint8, device=device)
    target = torch.empty_like(source)
    times = []
    for _ in range(50):
        started = time.perf_counter()
        target.copy_(source)
        if device.startswith("cuda"):
            torch.cuda.synchronize()
        times.append(time.perf_counter() - started)
    return median(times)


def measure(name: str, requests: Iterator[Request], engine: Engine, device: str) -> list[str]:
    """One line of the table. Copies are timed between the frames, while the machine is as busy."""
    frames = (replace(request, device=device) for request in requests)
    before = engine.draw(next(frames))
    times, copies, size = [], [], 0
    for n, request in enumerate(frames):
        request.view.schedule.make()  # the window has made it already, and it is shared
        started = time.perf_counter()
        frame = engine.draw(request)
        times.append(1000 * (time.perf_counter() - started))
        size = bytes_touched(before, frame)
        if n % 20 == 0:
            copies.append(1000 * seconds_to_copy(size, device))
        before = frame
    copy = median(copies)
    return [
        device,
        name,
        percentiles(times, 50, 95, digits=2),
        f"{size / 2**20:.1f}",
        f"{copy:.2f}",
        f"{median(times) / copy:.1f}",
    ]


def main() -> None:
    """Print a table, with lines for each device."""
    engine = Engine()
    print_heading("The Forward grid in a window of 1600 x 1000, milliseconds, on one thread of the CPU")
    cases = {"t moves": scrubbed, "the schedule moves": rescheduled}
    request = engine.request()
    print_table(
        ["device", "while", "frame p50 / p95", "MB touched", "copy", "ratio"],
        (
            measure(name, requests(request, FRAMES), engine, device)
            for device in engine.devices
            for name, requests in cases.items()
        ),
    )
    if not torch.cuda.is_available():
        print("\nno CUDA device here: skipped")


if __name__ == "__main__":
    main()
