"""Try the application that `make app` has built: `python -m bundle.check [PROGRAM]`.

It is started without a display. Its images, films and screenshots must have the bytes of those that the sources give,
for every scene, with FILM=1 in MP4 and WebM too; and a picture file must come through its decoding process: else a
note would stand beside its name in the screenshot.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from PIL import Image

from bundle.contents import NAME, PROGRAM
from engine.scenes import SCENES

ROOT = Path(__file__).resolve().parents[1]
SMALL = ("--working-size", "128", "--rows", "2", "--samples", "2")
FILMS = (".png", ".webp", *((".mp4", ".webm") if os.environ.get("FILM") else ()))
LIMIT = 300.0  # seconds, for a machine that is busy


def main() -> None:
    """Compare the built program with the sources; ends with a sentence at the first difference."""
    suffix = ".exe" if sys.platform == "win32" else ""
    program = Path(sys.argv[1] if sys.argv[1:] else ROOT / "dist" / NAME / f"{PROGRAM}{suffix}").resolve()
    if not program.is_file():
        sys.exit(f"{program} is not there: make app builds it.")
    size, files = weigh(program.parent)
    print(f"{program.parent}: {size / 2**20:.0f} MB in {files} files")
    with tempfile.TemporaryDirectory() as folder:
        compare([str(program)], [sys.executable, str(ROOT / "main.py")], Path(folder))
    print("The application gives the bytes that the sources give.")


def weigh(folder: Path) -> tuple[int, int]:
    """The bytes of all files in a folder, and how many they are."""
    sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    return sum(sizes), len(sizes)


def compare(built: Sequence[str], source: Sequence[str], folder: Path) -> None:
    """Run both on the same options and compare what they write."""
    picture = folder / "my picture.png"
    Image.effect_noise((192, 128), 60).convert("RGB").save(picture)
    errands = [
        (".png", "--size", "1024x700", "--bundled", "hills", "--screenshot"),
        (".png", str(picture), "--screenshot"),
    ]
    film = (str(picture), "--frames", "6", "--width", "320", "--height", "180", "--film")
    errands += [(ending, *film) for ending in FILMS]
    errands += [("", str(picture), *SMALL, "--scene", scene, "--cells") for scene in SCENES]
    for ending, *errand in errands:
        seconds, outputs = [], []
        for number, command in enumerate((built, source)):
            output = folder / f"{number}{ending}"
            seconds.append(run([*command, *errand, str(output)], folder))
            outputs.append(contents(output))
        words = " ".join([*(word for word in errand if word != str(picture)), ending])
        if outputs[0] != outputs[1] or not outputs[0]:
            sys.exit(f"The application and the sources give different files for {words}.")
        print(f"same bytes: {words} ({seconds[0]:.1f} s, the sources {seconds[1]:.1f} s)")


def run(command: Sequence[str], folder: Path) -> float:
    """Run a program without a display and without settings; returns the seconds that it took."""
    surroundings = {
        name: value
        for name, value in os.environ.items()
        if name not in {"DISPLAY", "WAYLAND_DISPLAY", "PYTHONPATH"}
    }
    begun = time.monotonic()
    done = subprocess.run(
        command,
        cwd=folder,
        env={**surroundings, "HOME": str(folder), "XDG_CONFIG_HOME": str(folder)},
        capture_output=True,
        text=True,
        timeout=LIMIT,
        check=False,
    )
    said = done.stdout + done.stderr
    if done.returncode:
        sys.exit(f"{' '.join(command)} ended with code {done.returncode}:\n{said}")
    return time.monotonic() - begun


def contents(output: Path) -> dict[str, bytes]:
    """What was written into a folder, by name, or as one file; it is removed."""
    files = [output] if output.is_file() else sorted(output.rglob("*"))
    found = {str(file.relative_to(output)): file.read_bytes() for file in files}
    for file in files:
        file.unlink()
    if output.is_dir():
        output.rmdir()
    return found


if __name__ == "__main__":
    main()
