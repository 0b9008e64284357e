"""The grid of pictures: a frame with cells that can be clicked, enlarged and moved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QMouseEvent, QRegion, QWheelEvent
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from gui.images.cell_description import describe_cell, describe_curves, find_cell
from gui.images.frame_view import FrameView
from gui.images.text_scale import grown
from gui.images.zooming import pan_by, zoom_by

if TYPE_CHECKING:
    from engine.requests import Frame

EDGE = 8  # pixels beside the edge of a wipe at which it can be taken
WHEEL_DOUBLES = 360  # eighths of a degree, after which all is twice as large: three notches of most wheels


class ImageGrid(FrameView):
    """Shows frames, says what a cell is and which one was clicked, and marks cells of small rows."""

    cell_clicked = Signal(int)
    """The index of the cell in the frame's `grid.cells`."""
    hovered = Signal(object)
    """Where in a cell the mouse is, as parts (x, y) of its width and height, 0..1; None when it is in none."""
    zoom_changed = Signal(object)
    """The part of the picture that the user wants to see in all cells: a Zoom, or None for all of it."""

    edge_dragged = Signal(float)
    """Where the user wants the edge between two images at one place, as a part of their width."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("image_grid")
        self.setAccessibleName("Pictures")
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # so that keys are no longer those of a field
        self._mouse: QPoint | None = None
        self._pressed: int | None = None
        self._grasped = QSize()
        """The size of the image that was grasped."""
        self._edging: bool | None = None
        """Whether the edge is dragged; None where the mouse is not near it."""
        self._grasp: QPointF | None = None
        """Where the picture was grasped or last moved, as long as the button is down."""

    def show_frame(self, frame: Frame) -> QRegion | None:
        """Show a frame. The pixels of the one before may be written to as soon as this returns."""
        region = super().show_frame(frame)
        self._mark_under_mouse()
        return region

    def event(self, event: QEvent) -> bool:
        """Say what a cell is."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            index = self.cell_at(event.pos())
            text = describe_cell(self.frame, index) if self.frame and index is not None else ""
            row = self._row_at(event.pos())
            if self.frame and row is not None:
                text = describe_curves(self.frame, row)
            where = event.globalPos()
            if index is not None:  # below the image, not on the pixels that are being read
                where = self.mapToGlobal(self.cell_rect(index).bottomLeft())
            QToolTip.showText(where, text, self)
            return True
        return super().event(event)

    def _row_at(self, position: QPoint) -> int | None:
        """The index of the row whose label is there, if there is one."""
        labels = self._layout_of(self.frame).labels if self.frame else ()
        seen = (grown(label, self._text_scale) for label in labels)
        return next((n for n, rect in enumerate(seen) if rect.contains(position)), None)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the picture under the hand, or mark the cell under the mouse."""
        self._mouse = event.position().toPoint()
        if self._edging:
            rect = self.cell_rect(0)
            part = (event.position().x() - rect.x()) / rect.width()
            self.edge_dragged.emit(min(max(part, 0.0), 1.0))
            return
        self._look_for_edge(event.position())
        if self._grasp is not None:
            self._drag(event.position())
        self._mark_under_mouse()
        self.hovered.emit(self._place_in_cell(event.position()))

    def _look_for_edge(self, position: QPointF) -> None:
        """Show that the edge can be dragged, where it can."""
        wipe = self.frame.grid.wipe if self.frame else None
        near = False
        if wipe is not None:
            rect = self.cell_rect(0)
            inside = rect.adjusted(-EDGE, 0, EDGE, 0).contains(position.toPoint())
            near = inside and abs(position.x() - rect.x() - wipe * rect.width()) <= EDGE
        if near != (self._edging is not None):
            self._edging = False if near else None
            self.setCursor(Qt.CursorShape.SplitHCursor if near else Qt.CursorShape.ArrowCursor)

    def _drag(self, position: QPointF) -> None:
        """Past a small distance it is no click any more."""
        assert self._grasp is not None
        move = position - self._grasp
        if self.zoom is None or (
            self._pressed is not None and move.manhattanLength() < QApplication.startDragDistance()
        ):
            return
        self._pressed, self._grasp = None, position
        parts = move.x() / self._grasped.width(), move.y() / self._grasped.height()
        self.zoom_changed.emit(pan_by(parts, self.zoom, self.picture_size, self.cell_sizes[0]))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Enlarge what is under the mouse, or the opposite."""
        place = self._place_in_cell(event.position())
        if place is None:
            event.ignore()
            return
        factor = 2 ** (event.angleDelta().y() / WHEEL_DOUBLES)
        self.zoom_changed.emit(zoom_by(factor, self.zoom, self.picture_size, self.cell_sizes[0], place))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Show all of the picture."""
        if event.button() == Qt.MouseButton.LeftButton and self.zoom is not None:
            self.zoom_changed.emit(None)

    def leaveEvent(self, event: QEvent) -> None:
        """Mark nothing."""
        self._mouse = None
        self._mark_under_mouse()
        self.hovered.emit(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a click, or take hold of the picture."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._look_for_edge(event.position())
            if self._edging is not None:
                self._edging = True
                return
            self._pressed = self.cell_at(event.position().toPoint())
            if self._pressed is not None:
                self._grasp, self._grasped = event.position(), self.cell_rect(self._pressed).size()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a click, if it is over the cell where it began."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._edging = None if self._edging is None else False
            pressed, self._pressed, self._grasp = self._pressed, None, None
            if pressed is not None and pressed == self.cell_at(event.position().toPoint()):
                self.cell_clicked.emit(pressed)

    def _place_in_cell(self, position: QPointF) -> tuple[float, float] | None:
        index = self.cell_at(position.toPoint())
        if index is None:
            return None
        rect = self.cell_rect(index)
        part = (position.x() - rect.x()) / rect.width(), (position.y() - rect.y()) / rect.height()
        return min(max(part[0], 0.0), 1.0), min(max(part[1], 0.0), 1.0)

    def _mark_under_mouse(self) -> None:
        index = None if self._mouse is None else self.cell_at(self._mouse)
        if self.frame and index is not None and find_cell(self.frame.grid, index)[0].large:
            index = None
        self.show_mark(index)
