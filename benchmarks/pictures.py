"""How long a picture takes to open, and how long images wait meanwhile: large photographs, and files made to stop.

Run `make bench`, or `python -m benchmarks.pictures`. Each file has an engine of its own, with a picture open and the
decoding process ready. Between two slices of a job the engine answers the window, so the longest slice is the longest
wait of a request. Memory is what the program itself takes at its peak, beyond what it took before; only Linux tells.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image

from benchmarks.harness.memory import STATUS, megabytes
from benchmarks.harness.pictures import make_picture
from benchmarks.harness.report import print_heading, print_table

Image.MAX_IMAGE_PIXELS = None  # these are the program's own
GIF_OF_ONE_PIXEL = (
    b"GIF89a"
    + (14000).to_bytes(2, "little") * 2
    + b"\x80\0\0"
    + bytes(6)
    + b","
    + bytes(4)
    + b"\1\0\1\0\0\2\2D\1\0;"
)


def png_of_48_megapixels(file: Path) -> None:
    """The photograph of 8000 x 6000 pixels."""
    with Image.open(make_picture(8000, 6000)) as photograph:
        photograph.save(file, "PNG", compress_level=1)


def deep_png(file: Path) -> None:
    """16 bits of colour, 4000 x 3000 pixels."""
    noise = np.random.default_rng(0).integers(0, 65536, (3000, 4000), dtype=np.uint16)
    Image.fromarray(noise).save(file, "PNG", compress_level=1)


def canvas(file: Path) -> None:
    """49 bytes, one pixel on 196 megapixels."""
    file.write_bytes(GIF_OF_ONE_PIXEL)


def webp(file: Path) -> None:
    """One colour, 14000 x 14000."""
    Image.new("RGB", (14000, 14000)).save(file, "WEBP", lossless=True, method=0)


def many_scans(file: Path) -> None:
    """16 megapixels in 250 passes."""
    Image.new("L", (4000, 4000), 128).save(file, "JPEG", progressive=True)
    data = file.read_bytes()
    start = data.rindex(b"\xff\xda")
    file.write_bytes(data[:start] + data[start:-2] * 250 + data[-2:])


FILES: dict[str, tuple[str, Callable[[Path], None] | None]] = {
    "PNG 48 MP": ("48.png", png_of_48_megapixels),
    "JPEG 108 MP": ("", None),
    "PNG 12 MP, 16 bits": ("deep.png", deep_png),
    "GIF 49 bytes, 196 MP": ("canvas.gif", canvas),
    "WebP 196 MP": ("wide.webp", webp),
    "JPEG 16 MP, 250 scans": ("scans.jpg", many_scans),
}


def open_file(file: Path, working_size: int | None) -> None:
    """Open it as the engine does; print seconds, the longest slice in ms, megabytes and the size or the sentence."""
    from engine.open_jobs import OpenBundled, OpenFile
    from engine.simulator import Simulator
    from engine.slices import finish

    engine = Simulator()
    finish(engine.run(OpenBundled("hills", 512)))
    finish(engine.run(OpenFile(file_of_one_pixel(), 512)))  # the process is ready then
    if STATUS.exists():
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the peak counts from here
    before = megabytes("VmRSS")
    begun, longest, said = time.perf_counter(), 0.0, ""
    steps = engine.run(OpenFile(file, working_size))
    while not said:
        slice_begun = time.perf_counter()
        try:
            next(steps)
        except StopIteration as end:
            said = "{} x {}".format(*end.value.size)
        except ValueError as error:
            said = str(error)
        longest = max(longest, time.perf_counter() - slice_begun)
    seconds = time.perf_counter() - begun
    peak = megabytes("VmHWM")
    engine.close()
    memory = f"{float(peak) - float(before):.0f}" if STATUS.exists() else "-"
    print(f"{seconds:.2f}\t{longest * 1000:.0f}\t{memory}\t{said}")


def file_of_one_pixel() -> Path:
    """A file that needs no time."""
    file = Path(tempfile.gettempdir()) / "diffusion-sandbox-one-pixel.png"
    Image.new("RGB", (1, 1)).save(file)
    return file


def make(name: str) -> Path:
    """The file of this line, kept for the next time."""
    file_name, write = FILES[name]
    if write is None:
        return make_picture(12000, 9000)
    file = Path(tempfile.gettempdir()) / f"diffusion-sandbox-{file_name}"
    if not file.exists():
        write(file)
    return file


def measure(name: str, working_size: int | None) -> list[str]:
    """One line of the table."""
    command = [sys.executable, "-m", "benchmarks.pictures", str(make(name)), str(working_size or "")]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    seconds, longest, memory, said = done.stdout.rstrip("\n").split("\t")
    return [name, str(working_size or "original"), seconds, longest, memory, said]


def main() -> None:
    """Print a table with a line for each file and working size; with arguments, open one file."""
    if len(sys.argv) > 2:
        open_file(Path(sys.argv[1]), int(sys.argv[2]) if sys.argv[2] else None)
        return
    print_heading("Opening pictures")
    columns = ["file", "working size", "seconds", "longest wait, ms", "memory, MB", "opened at"]
    print_table(columns, (measure(name, size) for name in FILES for size in (512, None)))


if __name__ == "__main__":
    main()
