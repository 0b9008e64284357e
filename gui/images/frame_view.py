"""A frame of the engine with its labels and titles, painted in one go."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import QSizePolicy, QWidget

from engine.scenes import Grid
from gui.images.arrangement import arrange
from gui.images.cell_painter import pixels_of
from gui.images.changes import changed_region, images_region
from gui.images.frame_painter import FramePainter, paint_message
from gui.images.layout import Layout
from gui.images.marks import Marks
from gui.images.text_scale import covering, grown, hide_what_is_behind, in_device_pixels, room_in
from gui.style import THEMES, Theme

if TYPE_CHECKING:
    from engine.generation.matches import Match
    from engine.pixels.region import Size, Zoom
    from engine.pixels.values import Distance, Value
    from engine.requests import Frame, Request


class FrameView(QWidget):
    """Shows frames, and says how large their cells should be.

    Cells, labels and titles are those of the frame. The grid that is asked for only decides the sizes.
    """

    sizes_changed = Signal()  # `cell_sizes` is not what it was

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        hide_what_is_behind(self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._theme = THEMES["dark"]
        self.picture_size: Size = (2, 1)
        """Width and height of the picture for which there is room."""
        self.zoom: Zoom | None = None
        """The part of the picture that is shown, None for all of it."""
        self._zoomed = ""  # the picture that the zoom is of
        self._grid, self._image = Grid("", "", ()), QImage()
        self._export_scale = self._text_scale = 1.0
        self._frame: Frame | None = None
        self._distances: dict[int, Distance] = {}
        self._measured: Request | None = None
        self._measuring: float | None = None
        self._place: tuple[float, float] | None = None
        self._values: Sequence[Value] = ()
        self._matches: Sequence[Match] = ()
        self._message, self._catching_up = "", False
        self._marked: int | None = None
        self._sizes = self.cell_sizes

    @property
    def frame(self) -> Frame | None:
        """The frame that is shown. Its pixels are painted from, so they must not change meanwhile."""
        return self._frame

    @property
    def message(self) -> str:
        """What is said as long as there is no frame."""
        return self._message

    @property
    def cell_sizes(self) -> tuple[Size, Size]:
        """The sizes in device pixels of large and small cells with which frames need no scaling."""
        layout = arrange(self._grid, self.picture_size, room_in(self, self._text_scale))
        ratio = self.devicePixelRatioF() * self._export_scale * self._text_scale
        return in_device_pixels(layout.large, ratio), in_device_pixels(layout.small, ratio)

    def cell_rect(self, index: int) -> QRect:
        """Where a cell of the frame is shown, in the order of `grid.cells`."""
        assert self._frame is not None
        return grown(self._layout_of(self._frame).cells[index], self._text_scale)

    def cell_at(self, position: QPoint) -> int | None:
        """The index of the cell of the frame that is shown there, if there is one."""
        if self._frame is None:
            return None
        layout, wipe = self._layout_of(self._frame), self._frame.grid.wipe
        seen = (grown(layout.seen_part(n, wipe), self._text_scale) for n in range(len(layout.cells)))
        return next((n for n, rect in enumerate(seen) if rect.contains(position)), None)

    def show_picture_size(self, size: Size) -> None:
        """Make room for a picture of these proportions."""
        self.picture_size = size
        self._check_sizes()

    def show_zoom(self, zoom: Zoom | None, picture: str) -> None:
        """Show this part of the picture with this id: scaled from the present frame, until a better one comes."""
        if (zoom, picture) != (self.zoom, self._zoomed):
            self.zoom, self._zoomed = zoom, picture
            if self._frame is not None:
                ratio = self.devicePixelRatioF() * self._text_scale
                self.update(covering(images_region(self._layout_of(self._frame), ratio), self._text_scale))

    def show_grid(self, grid: Grid) -> None:
        """Make room for a grid of this shape."""
        self._grid = grid
        self._check_sizes()

    def show_export_scale(self, scale: float) -> None:
        """Ask for cells with this many times the pixels of the screen, for a screenshot."""
        self._export_scale = scale
        self._check_sizes()

    def show_text_scale(self, scale: float) -> None:
        """Have titles, labels and gaps so many times as large, as for a large room; images take what is left."""
        self._text_scale = scale
        self._check_sizes()
        self.update()

    def show_frame(self, frame: Frame) -> QRegion | None:
        """Show a frame. The pixels of the one before may be written to as soon as this returns.

        What is painted anew comes back; None for everything, where the frame has another layout.
        """
        self._image = pixels_of(frame)
        region, self._frame = self._changed_by(frame), frame
        self.update(QRegion(self.rect()) if region is None else region)
        return region

    def forget_frame(self, message: str) -> None:
        """Show a message instead of a frame, whose pixels may be written to as soon as this returns."""
        self._frame, self._image = None, QImage()
        self.show_message(message)

    @Slot(object, object)
    def show_distances(self, request: Request, distances: dict[int, Distance]) -> None:
        """Show exact numbers beside titles, by the index of the cell, as long as the frame is the one they are of."""
        self._measured, self._distances = request, distances
        self.update()

    @Slot(object)
    def show_measuring(self, part: float | None) -> None:
        """Say how far the search for exact numbers is, 0 to 1, instead of older ones; None once it has ended."""
        if part != self._measuring:
            self._measuring = part
            self.update()

    @Slot(object, object, object)
    def show_probe(
        self, place: tuple[float, float] | None, pixel: Size | None = None, values: Sequence[Value] = ()
    ) -> None:
        """Mark a place in every cell, as parts of its width and height, with the values there once they are known."""
        if place == self._place and not (values or self._values or self._matches):
            return
        self._place, self._values = place, values
        if not values:
            self._matches = ()
        self.update()

    @Slot(object)
    def show_matches(self, matches: Sequence[Match]) -> None:
        """Show where in the picture the pixel that is probed may come from."""
        self._matches = matches
        self.update()

    def show_mark(self, index: int | None) -> None:
        """Mark a cell of the frame as one that can be clicked, or none."""
        if index != self._marked:
            self._marked = index
            self.setCursor(Qt.CursorShape.ArrowCursor if index is None else Qt.CursorShape.PointingHandCursor)
            self.update()

    def show_message(self, text: str) -> None:
        """Say this as long as there is no frame."""
        self._message = text
        self.update()

    @Slot(bool)
    def show_catching_up(self, on: bool) -> None:
        """Mark the pictures as older than what is asked for."""
        if on != self._catching_up:
            self._catching_up = on
            self.update()

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        """Room for the default grid."""
        return QSize(900, 760)

    def minimumSizeHint(self) -> QSize:
        """The least room in which pictures can be told apart."""
        return QSize(270, 200)

    def event(self, event: QEvent) -> bool:
        """Ask for cells that fit, on a screen of another resolution too."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.DevicePixelRatioChange):
            hide_what_is_behind(self)
            self._check_sizes()
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the frame, or the message as long as there is none."""
        with QPainter(self) as painter:
            if self._frame is None:
                painter.fillRect(self.rect(), QColor(self._theme.card))
                if self._message:
                    paint_message(painter, self.rect(), self._message, self._theme)
                return
            layout, request = self._layout_of(self._frame), self._frame.request
            painter.scale(self._text_scale, self._text_scale)
            region = covering(event.region(), 1 / self._text_scale)
            parts = FramePainter(painter, self._theme, self._frame, layout, region)
            zoom = self.zoom if request.picture == self._zoomed else request.view.zoom
            parts.paint_ground(region, self._theme.card, zoom)
            parts.paint(self._image, zoom, self.picture_size)
            if self._measuring is not None:
                parts.paint_measuring(self._measuring)
            elif parts.compared and request.shows_the_same(self._measured):
                parts.paint_distances(self._distances)
            marks = Marks(painter, self._theme, self._frame, layout)
            if self._place is not None:
                marks.paint_probe(self._place, self._values)
                marks.paint_matches(self._matches, zoom, self.picture_size)
            if self._marked is not None:
                marks.paint_mark(self._marked)
            if self._catching_up:
                marks.paint_catching_up()

    def _check_sizes(self) -> None:
        sizes = self.cell_sizes
        if sizes != self._sizes:
            self._sizes = sizes
            self.sizes_changed.emit()

    def _changed_by(self, frame: Frame) -> QRegion | None:
        layout, before = self._layout_of(frame), self._frame
        if before is None or self._layout_of(before) != layout:
            return None
        region = changed_region(before, frame, layout, self.devicePixelRatioF() * self._text_scale)
        return region and covering(region, self._text_scale)

    def _layout_of(self, frame: Frame) -> Layout:
        """The frame's layout here: in its own proportions while it still shows another picture."""
        (width, height), (across, down) = frame.request.large, self.picture_size
        rounded = abs(width * down - height * across) <= 2 * max(across, down)
        size = self.picture_size if rounded else frame.request.large
        return arrange(frame.grid, size, room_in(self, self._text_scale))
