"""A film in the making: painted in the window's thread, encoded in one of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, QRect, QThread, Signal
from PySide6.QtGui import QImage

from engine.exports.settings import FilmSettings
from engine.failures import explain
from engine.requests import Frame, Request
from engine.state.shots import Way, shots_of
from gui.exports.stage import Stage

if TYPE_CHECKING:
    from engine.exports.films.still import Box, Still

BITS = 32  # of a pixel that Qt paints


class _Cancelled(Exception):
    """Nobody wants the film any more."""


class FilmTask(QThread):
    """Takes the frames of the shots, in their order, and writes the film."""

    advanced = Signal(int)
    """So many shots are encoded."""
    ended = Signal(str)
    """Why it failed; empty when the film is there, or nobody wants it."""

    def __init__(
        self,
        request: Request,
        way: Way,
        stage: Stage,
        file: Path,
        settings: FilmSettings,
        text: str,
        parent: QObject | None = None,
    ) -> None:
        """`request` is what the film shows, but for the views of `way`; `text` is what the file carries."""
        super().__init__(parent)
        self._shots = shots_of(settings, way)
        self.file, self.count = file, len(self._shots)
        self._request, self._way, self._stage = request, way, stage
        self._settings, self._text = settings, text
        self._images: SimpleQueue[tuple[QImage, Sequence[Box] | None] | None] = SimpleQueue()

    def request(self, number: int) -> Request:
        """What a shot shows. Raises ValueError where there is no such view."""
        view = self._way.at(self._shots[number].value)
        return self._stage.sized(replace(self._request, view=view))

    def take(self, frame: Frame) -> None:
        """Paint the next frame, and have it encoded."""
        image, changed = self._stage.draw(frame), self._stage.changed
        self._images.put((image, changed if changed is None else [_box(rect) for rect in changed]))

    def cancel(self) -> None:
        """Want nothing more: no file is left."""
        self._images.put(None)

    def release(self) -> None:
        """Wait for the thread, and give back what was needed."""
        self.wait()
        self._stage.close()

    def run(self) -> None:
        """Encode; called by QThread."""
        from engine.exports.films import write_film  # slow, and not needed before

        problem = ""
        try:
            write_film(self._stills(), self.file, self._settings, self._text)
        except _Cancelled:
            pass
        except Exception as error:
            problem = explain(error)
        self.ended.emit(problem)

    def _stills(self) -> Iterator[Still]:
        from engine.exports.films.still import Still

        for number, shot in enumerate(self._shots):
            drawn = self._images.get()
            if drawn is None:
                raise _Cancelled
            yield Still(pixels_of(drawn[0]), shot.count, drawn[1])
            del drawn  # its memory can be painted on again
            self.advanced.emit(number + 1)


def _box(rect: QRect) -> Box:
    return rect.x(), rect.y(), rect.x() + rect.width(), rect.y() + rect.height()


def pixels_of(image: QImage) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """The pixels of an image of 32 bits, uint8 (height, width, 4) blue-green-red-unused, as long as it is there."""
    assert image.depth() == BITS  # so rows follow one another without a gap
    return np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)
