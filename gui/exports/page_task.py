"""A page in the making: painted and written once all of its frames are there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from engine.exports.files import write_whole
from engine.failures import explain
from engine.requests import Frame, Request


class Content(Protocol):
    """What a page shows."""

    @property
    def count(self) -> int:
        """How many frames it has."""

    def request(self, number: int) -> Request:
        """What one of them shows. Raises ValueError where there is no such view."""

    def data(self, frames: Sequence[Frame]) -> bytes:
        """The bytes of the file. Raises ValueError when it cannot be painted."""

    def image(self, frames: Sequence[Frame]) -> QImage:
        """The page as an image, for a preview: to make a PNG and to read it takes longer than to paint."""


class PageTask(QObject):
    """Takes the frames of a page, in their order, and writes it."""

    advanced = Signal(int)
    """So many frames are there."""
    ended = Signal(str)
    """Why it failed; empty when the file is there, or nobody wants it."""

    def __init__(
        self,
        content: Content,
        file: Path,
        also: Callable[[], None] | None = None,
        parent: QObject | None = None,
    ) -> None:
        """`also` writes what stands beside the page, once that is there."""
        super().__init__(parent)
        self._also = also
        self.file, self.count = file, content.count
        self._content = content
        self._frames: list[Frame] = []

    def start(self) -> None:
        """Wait for frames."""

    def request(self, number: int) -> Request:
        """What a frame shows."""
        return self._content.request(number)

    def take(self, frame: Frame) -> None:
        """Have a frame; the last one completes the page."""
        self._frames.append(frame)
        self.advanced.emit(len(self._frames))
        if len(self._frames) == self.count:
            problem = ""
            try:
                write_whole(self.file, self._content.data(self._frames))
                if self._also is not None:
                    self._also()
            except Exception as error:
                problem = explain(error)
            self.ended.emit(problem)

    def cancel(self) -> None:
        """Want nothing more."""
        self.ended.emit("")

    def release(self) -> None:
        """Give the frames back."""
        self._frames.clear()
