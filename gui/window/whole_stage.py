"""A film of the whole window: panels of its own, which are laid out as on the screen and never shown there."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QImage, QRegion
from PySide6.QtWidgets import QWidget

from engine.pictures.opened import PictureOpened
from engine.pixels.region import Size
from engine.planning.spectrum import Spectrum
from engine.requests import Frame, Request
from engine.schedules.curve_looks import CurveLooks
from engine.state.view import View
from gui import style
from gui.formulas.formula_label import FormulaLabel
from gui.images.arrangement import shape_of
from gui.images.layout_blocks import Shape
from gui.style import Theme
from gui.window.columns import Columns
from gui.window.looks import LEAST_UNFOLDED

LEAST = QSize(1024, 700)
Looks = dict[FormulaLabel, tuple[str, str, QRect]]
"""What formulas show, and where."""
T_INSPECTED = {"generate"}
"""The scenes whose left column says t; that of the others is painted once, as long as nothing but t changes."""


class WholeStage:
    """All panels, `width` x `height` pixels, or more where they need it."""

    def __init__(
        self,
        width: int,
        height: int,
        theme: Theme,
        picture: PictureOpened,
        curves: CurveLooks,
        spectrum: Spectrum | None = None,
    ) -> None:
        """`curves` are those that are shown, and how; `spectrum` is that of the picture, once it is measured."""
        self._columns = Columns(timings=False)
        self._picture_id = picture.id
        columns = self._columns
        columns.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        columns.setStyleSheet(style.stylesheet(theme))
        columns.setPalette(style.palette(theme))
        columns.show_theme(theme)
        columns.picture.show_picture(picture)
        columns.images.show_picture_size(picture.size)
        columns.images.show_export_scale(1 / columns.devicePixelRatioF())
        columns.curves.show_looks(curves)
        columns.curves.show_spectrum(spectrum)
        columns.statistics.hide()  # of the view in the window, and of no other
        size = QSize(width, height).expandedTo(LEAST)
        columns.right.setVisible(size.width() >= LEAST_UNFOLDED)
        columns.resize(size)
        columns.show_width(size.width())
        columns.show()
        # Painted when a frame is there, and not in the loop of events too.
        columns.setUpdatesEnabled(False)
        self._image = QImage()
        self._inspected: View | None = None
        self._seen: list[QRect] = []
        self._labels: Looks = {}
        self._sizes: dict[Shape, tuple[Size, Size]] = {}

    def sized(self, request: Request) -> Request:
        """The request with the sizes that its cells have here: all grids of one shape have the same."""
        shape = shape_of(request.grid())
        if shape not in self._sizes:
            self._show(request)
            self._sizes[shape] = self._columns.images.cell_sizes
        large, small = self._sizes[shape]
        return replace(request, large=large, small=small)

    def draw(self, frame: Frame) -> QImage:
        """All panels as they are at the frame's timestep."""
        self._show(frame.request)
        self._columns.images.show_frame(frame)
        columns, view = self._columns, frame.request.view
        inspected, places, labels = replace(view, t=0), self._places(), self._looks()
        if (inspected, places) == (self._inspected, self._seen) and view.scene not in T_INSPECTED:
            part, image = _moving(places, labels, self._labels), self._image.copy()
        else:
            part = QRegion(columns.rect())
            image = QImage(columns.size(), QImage.Format.Format_RGB32)
            image.fill(columns.palette().window().color())
        self._seen, self._labels = places, labels
        self._image, self._inspected = image, inspected
        columns.setUpdatesEnabled(True)
        columns.render(image, part.boundingRect().topLeft(), part)  # that is where its corner comes to
        columns.setUpdatesEnabled(False)
        return image

    def close(self) -> None:
        """Give the panels back."""
        self._columns.hide()
        self._columns.deleteLater()

    def _places(self) -> list[QRect]:
        """Where the panels are that may change with t; all else is painted once, as long as nothing but t changes."""
        columns = self._columns
        panels = (
            columns.equation,
            columns.pins,
            columns.charts,
            columns.images,
            columns.right,
            columns.timeline,
        )
        return [self._place(panel) for panel in panels if panel.isVisibleTo(columns)]

    def _place(self, widget: QWidget) -> QRect:
        return widget.rect().translated(widget.mapTo(self._columns, QPoint()))

    def _looks(self) -> Looks:
        labels = self._columns.findChildren(FormulaLabel)
        return {
            label: (*label.shown, self._place(label)) for label in labels if label.isVisibleTo(self._columns)
        }

    def _show(self, request: Request) -> None:
        columns, grid = self._columns, request.grid()
        columns.show_view(request.view, request.trajectory)
        columns.equation.show_equation(grid.equation, grid.law, grid.remark)
        columns.images.show_grid(grid)
        columns.charts.show_charts(grid.charts, grid.cursors)
        columns.runs.show_notes(grid.runs, grid.heading)
        columns.images.show_zoom(request.view.zoom, self._picture_id)
        columns.curves.show_compared([(row.curve, row.colour) for row in grid.rows if row.curve is not None])
        # Everything has its place now, not when the loop of events comes to it.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)


def _moving(places: list[QRect], labels: Looks, before: Looks) -> QRegion:
    """What may have changed with t: most formulas have not, and painting them takes a third of the time."""
    part = QRegion()
    for place in places:
        part += QRegion(place)
    for label, look in labels.items():
        if before.get(label) == look:
            part -= QRegion(look[-1])
    return part
