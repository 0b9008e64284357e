"""How long a film of the window takes, against what its encoder alone takes on the same frames.

Run `make bench`, or `python -m benchmarks.film`. The window is off-screen, and the film is made as from its dialog.
The frames are kept once, as they come to the encoder, in a temporary file; then the film and the encoder alone take
turns, so that whatever else the machine does is shared fairly.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from benchmarks.harness.report import print_heading, print_table
from benchmarks.harness.window import begin, make_application, open_window, wait_until_settled
from engine.exports import films
from engine.exports.films.still import Still
from engine.exports.options import ending_of
from engine.exports.settings import FilmSettings
from gui.window.main_window import MainWindow

SIZE = (1600, 1000)
FRAMES = 300
ROUNDS = 2
FILM = FilmSettings(part="window", width=SIZE[0], height=SIZE[1], frames=FRAMES, hold=0)


def film(window: MainWindow, settings: FilmSettings, file: Path) -> float:
    """The seconds that the window takes for a film."""
    started = time.perf_counter()
    window.home.save("film", settings, file)
    ended = window.home.exporting.ended.connect(
        lambda *_: QApplication.exit()
    )  # asking again and again would take its part
    QApplication.exec()
    QObject.disconnect(ended)
    return time.perf_counter() - started


def kept_frames(window: MainWindow, folder: Path) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """The frames as the encoder gets them, (frames, height, width, 4)."""
    kept = np.lib.format.open_memmap(
        folder / "frames.npy", mode="w+", dtype=np.uint8, shape=(FRAMES, SIZE[1], SIZE[0], 4)
    )

    def keep(stills: Iterable[Still], file: Path, settings: FilmSettings, text: str) -> None:
        for number, still in enumerate(stills):
            kept[number] = still.pixels

    write, films.write_film = films.write_film, keep
    film(window, FILM, folder / "none.mp4")
    films.write_film = write
    return kept


def encoder(
    frames: np.ndarray[tuple[int, ...], np.dtype[np.uint8]], settings: FilmSettings, file: Path
) -> float:
    """The seconds that the encoder takes for these frames."""
    started = time.perf_counter()
    films.write_film((Still(pixels) for pixels in frames), file, settings, "")
    return time.perf_counter() - started


def measure(formats: Iterable[str] = ("mp4",)) -> Iterator[list[str]]:
    """A line for each round of each format."""
    with (
        tempfile.TemporaryDirectory() as name,
        open_window(begin(window_size=SIZE, theme="dark")) as window,
    ):
        wait_until_settled(window)
        folder = Path(name)
        frames = kept_frames(window, folder)
        for format in formats:
            settings = replace(FILM, format=format)
            file = folder / f"film{ending_of(format)}"
            for _ in range(ROUNDS):
                alone, whole = encoder(frames, settings, file), film(window, settings, file)
                yield [format, f"{whole:.1f}", f"{alone:.1f}", f"{whole / alone:.2f}"]


def main() -> None:
    """Print one table."""
    application = make_application()
    print_heading(f"A film of the window, {FRAMES} frames of {SIZE[0]} x {SIZE[1]}, seconds")
    print_table(["format", "film", "encoder alone", "ratio"], measure())
    application.quit()


if __name__ == "__main__":
    main()
