"""A film of the whole window: panels of its own, which are laid out as on the screen and never shown there."""

from __future__ import annotations

from dataclasses import replace
from weakref import ref

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QImage, QRegion
from PySide6.QtWidgets import QWidget

from engine.pictures.opened import PictureOpened
from engine.pixels.region import Size
from engine.planning.spectrum import Spectrum
from engine.requests import Frame, Request
from engine.schedules.curve_looks import CurveLooks
from engine.state.view import View
from gui import style
from gui.images.arrangement import shape_of
from gui.images.layout_blocks import Shape
from gui.style import RADIUS, Theme
from gui.widgets.card import Card
from gui.widgets.layouts import lay_out_now
from gui.window.columns import Columns
from gui.window.looks import LEAST_UNFOLDED
from gui.window.moving import Moving

WITH_GROUND = QWidget.RenderFlag.DrawWindowBackground | QWidget.RenderFlag.DrawChildren


class WholeStage:
    """All panels, `width` x `height` pixels, LEAST_WINDOW or more."""

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
        columns.right.setVisible(width >= LEAST_UNFOLDED)
        columns.resize(width, height)
        columns.show_width(width)
        columns.show()
        columns.installEventFilter(_PaintedByHand(columns))
        self._sheets: list[_Sheet] = []
        self._newest: _Sheet | None = None
        self._cards: list[tuple[Card, QRect]] = []
        self._inspected: View | None = None
        self._seen: list[QRect] = []
        self._moving = Moving(columns, ())
        self._sizes: dict[Shape, tuple[Size, Size]] = {}
        self.changed: list[QRect] | None = None
        """Where the last picture differs from the one before; None where that may be anywhere."""

    def sized(self, request: Request) -> Request:
        """The request with the sizes that its cells have here: all grids of one shape have the same."""
        shape = shape_of(request.grid())
        if shape not in self._sizes:
            self._show(request)
            self._sizes[shape] = self._columns.images.cell_sizes
        large, small = self._sizes[shape]
        return replace(request, large=large, small=small)

    def draw(self, frame: Frame) -> QImage:
        """All panels as they are at the frame's timestep; in memory that is used again once nobody has the image."""
        self._show(frame.request)
        regions = self._changed(frame)
        self.changed = None if regions is None else [each.boundingRect() for each in regions]
        for sheet in self._sheets:
            for region in [QRegion(self._columns.rect())] if regions is None else regions:
                sheet.stale += region
        sheet = self._newest = self._free_sheet()
        self._paint(sheet)
        return sheet.lend()

    @property
    def panels(self) -> QWidget:
        """What is painted."""
        return self._columns

    def close(self) -> None:
        """Give the panels back."""
        self._columns.hide()
        self._columns.deleteLater()

    def _changed(self, frame: Frame) -> list[QRegion] | None:
        """What has to be painted for a frame that is not as it was for the one before; None for everything."""
        columns, view = self._columns, frame.request.view
        part = columns.images.show_frame(frame)
        images = self._place(columns.images)
        inspected, places = replace(view, t=0), self._places()
        if (inspected, places) != (self._inspected, self._seen):
            self._inspected, self._seen = inspected, places
            # Of the left column only this says t: all else is painted once, as long as nothing but t changes.
            self._moving = Moving(
                columns, (columns.generate, columns.equation, columns.right, columns.timeline)
            )
            cards = columns.findChildren(Card)  # without those that a column which is scrolled cuts off
            whole = (each for each in cards if each.visibleRegion().boundingRect() == each.rect())
            self._cards = [(each, self._place(each)) for each in whole]
            return None
        panels = [panel for panel in (columns.pins, columns.charts) if panel.isVisibleTo(columns)]
        regions = [
            *self._moving.changed(),
            QRegion(images) if part is None else part.translated(images.topLeft()),
            *(QRegion(self._place(panel)) for panel in panels),
        ]
        seen = (region & columns.rect() for region in regions)  # a column that is folded lies beyond it
        return [region for region in seen if not region.isEmpty()]

    def _paint(self, sheet: _Sheet) -> None:
        """Paint what is stale: in a card without what is behind it, which is seen beside its round corners alone."""
        behind = QRegion(sheet.stale)
        for card, place in self._cards:
            part = sheet.stale & place.adjusted(0, RADIUS, 0, -RADIUS)
            if not part.isEmpty():
                behind -= part
                _render(card, sheet.image, part, place.topLeft(), QWidget.RenderFlag.DrawChildren)
        if not behind.isEmpty():
            _render(self._columns, sheet.image, behind, QPoint(), WITH_GROUND)

    def _free_sheet(self) -> _Sheet:
        for sheet in self._sheets:
            if sheet.is_free:
                return sheet
        if self._newest is None:
            image = QImage(self._columns.size(), QImage.Format.Format_RGB32)
            new = _Sheet(image, QRegion(self._columns.rect()))
        else:  # which is faster than to paint all
            new = _Sheet(self._newest.image.copy(), QRegion(self._newest.stale))
        self._sheets.append(new)
        return new

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

    def _show(self, request: Request) -> None:
        columns, grid = self._columns, request.grid()
        columns.show_view(request.view, request.trajectory, request.pinned)
        columns.equation.show_equation(grid.equation, grid.law, grid.remark)
        columns.images.show_grid(grid)
        columns.charts.show_charts(grid.charts, grid.cursors)
        columns.runs.show_notes(grid.runs, grid.heading)
        columns.images.show_zoom(request.view.zoom, self._picture_id)
        columns.curves.show_compared(grid.schedules)
        # Everything is shown and has its place now, not when the loop of events comes to it.
        if replace(request.view, t=0) != self._inspected:
            for widget in columns.findChildren(QWidget):  # a layout shows later what was put into it
                QCoreApplication.sendPostedEvents(widget, QEvent.Type.MetaCall)
        lay_out_now()


def _render(widget: QWidget, image: QImage, region: QRegion, corner: QPoint, how: QWidget.RenderFlag) -> None:
    """Paint a region of an image, in which a widget has its corner there."""
    # It is painted from the corner of what is painted.
    widget.render(image, region.boundingRect().topLeft(), region.translated(-corner), how)


class _Sheet:
    """An image of the panels, with what is to be painted on it before it shows a frame."""

    def __init__(self, image: QImage, stale: QRegion) -> None:
        self.image, self.stale = image, stale
        self._lent: ref[QImage] | None = None

    @property
    def is_free(self) -> bool:
        """Whether nobody has the image any more."""
        return self._lent is None or self._lent() is None

    def lend(self) -> QImage:
        """The image, which shows a frame now. It shares its pixels until one of both is painted on."""
        self.stale = QRegion()
        image = QImage(self.image)
        self._lent = ref(image)
        return image


class _PaintedByHand(QObject):
    """Keeps a widget from being painted in the loop of events too."""

    def eventFilter(self, _: QObject, event: QEvent) -> bool:
        """Swallow what asks for it."""
        return event.type() == QEvent.Type.UpdateRequest
