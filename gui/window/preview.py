"""What would be saved, small: its first frame, or the page, rendered away from the window like the file itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QRect, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QImage, QRegion

from engine.exports.options import MM_PER_INCH
from engine.exports.settings import FigureSettings, FilmSettings, ImageSettings, SheetSettings
from engine.jobs import Gather, Render
from engine.requests import Frame, Request
from gui import style
from gui.controllers.jobs import Ticket
from gui.exports.page_task import Content
from gui.exports.part_stages import OneImageStage
from gui.exports.stage import Stage
from gui.window.contents import figure_of, request_of, sheet_of, stage_of, way_of

if TYPE_CHECKING:
    from engine.material import Material  # it needs torch
    from gui.window.main_window import MainWindow

SIZE = QSize(400, 400)
MOST_IMAGES = 12
"""Of a contact sheet; one with more is shown with so many."""
BAND = 100
"""Rows of the window that are painted at once: all of it takes longer than the window may stand still."""


@dataclass(frozen=True, slots=True)
class Sketch:
    """The requests of a preview, and what paints it once their frames are there."""

    requests: Sequence[Request]
    paint: Callable[[Sequence[Frame]], QImage]


class Preview(QObject):
    """Makes previews of the present view; the newest alone is made to its end."""

    made = Signal(QImage)
    refused = Signal(str)
    """Why there is none."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._tickets: list[Ticket] = []
        self._frames: list[Frame] = []
        self._image, self._painted = QImage(), 0
        self._bands = QTimer(self, interval=0)
        self._bands.timeout.connect(self._paint_band)

    @Slot(str, object)
    def show_settings(self, kind: str, settings: Any) -> None:
        """Make a preview of a kind in EXPORTS with its settings."""
        self.stop()
        try:
            if kind == "film" and settings.part == "window":  # as it is on the screen
                self._image, self._painted = (
                    QImage(self._window.columns.size(), QImage.Format.Format_RGB32),
                    0,
                )
                self._bands.start()
                return
            sketch = SKETCHES[kind](self._window, settings)
        except ValueError as error:
            self.refused.emit(str(error))
            return
        self._submit(Gather(sketch.requests[0]), lambda material: self._render(sketch, material))

    def stop(self) -> None:
        """Make none any more."""
        self._bands.stop()
        for ticket in self._tickets:
            self._window.jobs.cancel(ticket)
        self._tickets, self._frames = [], []

    @Slot()
    def _paint_band(self) -> None:
        columns, rows = self._window.columns, QRect(0, self._painted, self._image.width(), BAND)
        columns.render(self._image, rows.topLeft(), QRegion(rows & columns.rect()))
        self._painted += BAND
        if self._painted >= self._image.height():
            self._bands.stop()
            self._say(self._image)

    def _render(self, sketch: Sketch, material: Material) -> None:
        def take(frame: Frame) -> None:
            self._frames.append(frame)
            if len(self._frames) == len(sketch.requests):
                try:
                    self._say(sketch.paint(self._frames))
                except ValueError as error:
                    self.refused.emit(str(error))

        for request in sketch.requests:
            self._submit(Render(request, material), take)

    def _submit(self, job: Gather | Render, done: Callable[[Any], None]) -> None:
        self._tickets.append(self._window.jobs.submit(job, done, failed=self.refused.emit))

    def _say(self, image: QImage) -> None:
        ratio = self._window.devicePixelRatioF()
        fitted = image.scaled(
            SIZE * ratio, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        fitted.setDevicePixelRatio(ratio)
        self.made.emit(fitted)


def _film(window: MainWindow, settings: FilmSettings) -> Sketch:
    request = request_of(window)
    way = way_of(window, settings, request)
    return _staged(stage_of(window, settings, way, request), replace(request, view=way.at(way.begin)))


def _image(window: MainWindow, settings: ImageSettings) -> Sketch:
    request, size = request_of(window), (SIZE.width(), SIZE.height())
    theme, picture = style.theme_named(window.looks.theme), window.pictures.picture
    assert picture is not None
    scale = min(size[0] / picture.size[0], size[1] / picture.size[1])
    fitted = max(1, round(picture.size[0] * scale)), max(1, round(picture.size[1] * scale))
    return _staged(OneImageStage(fitted, theme, picture.size, settings.number), request)


def _staged(stage: Stage, request: Request) -> Sketch:
    def paint(frames: Sequence[Frame]) -> QImage:
        image = stage.draw(frames[0])
        stage.close()
        return image

    return Sketch((stage.sized(request),), paint)


def _figure(window: MainWindow, settings: FigureSettings) -> Sketch:
    return _paged(figure_of(window, _small(settings), request_of(window)))


def _sheet(window: MainWindow, settings: SheetSettings) -> Sketch:
    few = replace(_small(settings), shots=min(settings.shots, MOST_IMAGES))
    return _paged(sheet_of(window, few, request_of(window)))


def _small(settings: Any) -> Any:
    """The settings of a page as a picture that is twice as wide as the preview."""
    return replace(settings, format="png", dpi=round(2 * SIZE.width() / (settings.width / MM_PER_INCH)))


def _paged(content: Content) -> Sketch:
    requests = [content.request(number) for number in range(content.count)]
    return Sketch(requests, content.image)


SKETCHES: dict[str, Callable[[MainWindow, Any], Sketch]] = {
    "film": _film,
    "figure": _figure,
    "sheet": _sheet,
    "image": _image,
}
