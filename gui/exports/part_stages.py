"""Films of the curves alone, and of one image alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from engine.pixels.region import Size
from engine.planning.spectrum import Spectrum
from engine.requests import Frame, Request
from engine.schedules.curve_looks import CurveLooks
from engine.state.view import View
from gui.exports.figure_curves import paint_curves, rows_of_screen
from gui.exports.legend import legend_height, paint_legend
from gui.exports.sheet import image_of
from gui.exports.stage import LABEL_SIZE, LINE
from gui.formulas.formula import formula
from gui.images.frame_painter import paint_message
from gui.style import GAP, PAD, TEXT_SIZE, Theme


class CurvesStage:
    """The curves in letters that can be read at a distance, with what `label` says of a view above, if anything."""

    changed = None

    def __init__(
        self,
        size: Size,
        theme: Theme,
        curves: CurveLooks,
        label: Callable[[View], str],
        text: float,
        spectrum: Spectrum | None = None,
    ) -> None:
        """`text` is the size of letters, in pixels; `spectrum` that of the picture, which the least losses need.

        Raises ValueError without curves.
        """
        self._spectrum = spectrum
        if not curves.names:
            raise ValueError("No curves are shown: choose some at the right of the window.")
        self._size, self._theme, self._curves, self._label = size, theme, curves, label
        self._scale = text / TEXT_SIZE

    def sized(self, request: Request) -> Request:
        """The request, of which no pixels are needed."""
        return replace(request, large=(1, 1), small=(1, 1))

    def draw(self, frame: Frame) -> QImage:
        """The curves of the schedules in a frame, with its timestep."""
        view, theme = frame.request.view, self._theme
        image = QImage(*self._size, QImage.Format.Format_RGB32)
        image.fill(QColor(theme.card))
        scale = self._scale
        width, height = (length / scale for length in self._size)
        label = self._label(view)
        schedules = frame.grid.schedules or ((view.schedule.make(), 0),)
        named = (LINE if label else GAP) + legend_height(schedules, width - 2 * PAD)
        room = QRectF(GAP, named, width - 2 * GAP, height - GAP - named)
        rows = rows_of_screen(self._curves.names, room.width(), room.height())
        with QPainter(image) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.scale(scale, scale)
            if label:
                formula(label, LABEL_SIZE).paint(painter, PAD, LINE - PAD / 2, theme.text)
            if len(schedules) > 1:
                painter.save()
                painter.translate(PAD, LINE if label else GAP)
                paint_legend(painter, schedules, width - 2 * PAD, theme)
                painter.restore()
            paint_curves(painter, room, self._curves, schedules, view.t, theme, rows, self._spectrum)
        return image

    def close(self) -> None:
        """It has nothing to give back."""


class OneImageStage:
    """One image as large as it can be, and nothing else."""

    changed = None

    def __init__(self, size: Size, theme: Theme, picture: Size, number: int) -> None:
        """`number` counts the images of the scene from 1."""
        scale = min(size[0] / picture[0], size[1] / picture[1])
        self._cell = max(1, round(picture[0] * scale)), max(1, round(picture[1] * scale))
        self._size, self._theme, self._number = size, theme, number

    def sized(self, request: Request) -> Request:
        """The request for this image alone. Raises ValueError where there is none of its number."""
        rows = [row for row in request.grid().rows for _ in row.cells]
        if self._number > len(rows):
            raise ValueError(f"There is no image {self._number}: this scene has {len(rows)}.")
        if rows[self._number - 1].large:
            return replace(request, large=self._cell, small=(1, 1))
        return replace(request, large=(1, 1), small=self._cell)

    def draw(self, frame: Frame) -> QImage:
        """The image, or why there is none."""
        image = QImage(*self._size, QImage.Format.Format_RGB32)
        image.fill(QColor(self._theme.card))
        problem = frame.cells[self._number - 1].problem
        with QPainter(image) as painter:
            if problem:
                paint_message(painter, QRect(0, 0, *self._size), problem, self._theme)
            else:
                left, top = ((whole - own) // 2 for whole, own in zip(self._size, self._cell, strict=True))
                painter.drawImage(QPointF(left, top), image_of(frame, self._number - 1))
        return image

    def close(self) -> None:
        """It has nothing to give back."""
