"""The grid of pictures: a frame of the engine with its labels and titles, painted in one go."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QHelpEvent,
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from engine.messages import Frame, FrameCell, Size
from engine.scenes import Grid, Row
from gui import style
from gui.formula import formula
from gui.layout import GAP, OUTLINE, Layout, arrange
from gui.style import THEMES, Theme

TITLE_SIZE = 13
TITLE_BASELINE = 14  # from the upper edge of a line of titles
TITLE_SHRINK = 0.7  # a title in a narrow cell is painted smaller down to this, then left to the tooltip
SMALL_TEXT = 11


class ImageGrid(QWidget):
    """Shows frames; says how large their cells should be, and which cell was clicked.

    Cells, labels and titles are those of the frame. The grid that is asked for only decides the sizes.
    """

    cell_clicked = Signal(int)
    """The index of the cell in the frame's `grid.cells`."""
    sizes_changed = Signal()
    """`cell_sizes` is not what it was."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("image_grid")
        self.setAccessibleName("Pictures")
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._theme = THEMES["dark"]
        self._picture: Size = (2, 1)
        self._grid = Grid("", "", ())
        self._export_scale = 1.0
        self._frame: Frame | None = None
        self._image = QImage()
        self._message = ""
        self._catching_up = False
        self._mouse: QPoint | None = None
        self._hovered: int | None = None
        self._pressed: int | None = None
        self._sizes = self.cell_sizes

    @property
    def frame(self) -> Frame | None:
        """The frame that is shown. Its pixels are painted from, so they must not change meanwhile."""
        return self._frame

    @property
    def cell_sizes(self) -> tuple[Size, Size]:
        """The sizes in device pixels of large and small cells with which frames need no scaling."""
        layout = arrange(self._grid, self._picture, self.size().toTuple())
        ratio = self.devicePixelRatioF() * self._export_scale
        large, small = ((_device(w, ratio), _device(h, ratio)) for w, h in (layout.large, layout.small))
        return large, small

    def cell_rect(self, index: int) -> QRect:
        """Where a cell of the frame is shown, in the order of `grid.cells`."""
        assert self._frame is not None
        return QRect(*self._layout_of(self._frame).cells[index])

    def show_picture_size(self, size: Size) -> None:
        """Make room for a picture of these proportions."""
        self._picture = size
        self._check_sizes()

    def show_grid(self, grid: Grid) -> None:
        """Make room for a grid of this shape."""
        self._grid = grid
        self._check_sizes()

    def show_export_scale(self, scale: float) -> None:
        """Ask for cells with this many times the pixels of the screen, for a screenshot."""
        self._export_scale = scale
        self._check_sizes()

    def show_frame(self, frame: Frame) -> None:
        """Show a frame. The pixels of the one before may be written to as soon as this returns."""
        height, width = frame.pixels.shape[:2]
        stride = frame.pixels.strides[0]
        self._image = QImage(frame.pixels.data, width, height, stride, QImage.Format.Format_RGB32)
        self._frame = frame
        self._check_hover()
        self.update()

    def show_message(self, text: str) -> None:
        """Say this as long as there is no frame."""
        self._message = text
        self.update()

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
        return QSize(320, 240)

    # Sizes.

    def _check_sizes(self) -> None:
        sizes = self.cell_sizes
        if sizes != self._sizes:
            self._sizes = sizes
            self.sizes_changed.emit()

    def _layout_of(self, frame: Frame) -> Layout:
        """The frame's layout here: in its own proportions while it still shows another picture."""
        (width, height), (across, down) = frame.request.large, self._picture
        rounded = abs(width * down - height * across) <= 2 * max(across, down)
        return arrange(frame.grid, self._picture if rounded else frame.request.large, self.size().toTuple())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask for cells that fit."""
        self._check_sizes()

    def event(self, event: QEvent) -> bool:
        """Follow the screen's resolution, and say what a cell is."""
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._check_sizes()
        elif isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            index = self._cell_at(event.pos())
            QToolTip.showText(event.globalPos(), "" if index is None else self._describe(index), self)
            return True
        return super().event(event)

    # The mouse.

    def _cell_at(self, position: QPoint) -> int | None:
        if self._frame is None:
            return None
        cells = self._layout_of(self._frame).cells
        return next((n for n, rect in enumerate(cells) if QRect(*rect).contains(position)), None)

    def _find(self, index: int) -> tuple[Row, int]:
        """The row and the column of a cell of the frame."""
        assert self._frame is not None
        for row in self._frame.grid.rows:
            if index < len(row.cells):
                return row, index
            index -= len(row.cells)
        raise IndexError(index)

    def _describe(self, index: int) -> str:
        """Title, label and problem of a cell, in plain text."""
        assert self._frame is not None
        row, column = self._find(index)
        title = ""
        for each in self._frame.grid.rows:
            if column < len(each.cells) and each.large == row.large:
                title = each.cells[column].title or title
            if each is row:
                break
        texts = [formula(title, TITLE_SIZE).text, formula(row.label, TITLE_SIZE).text]
        return "\n".join(filter(None, (", ".join(filter(None, texts)), self._frame.cells[index].problem)))

    def _check_hover(self) -> None:
        """Mark the cell under the mouse if it is in a small row: it can be clicked."""
        index = None if self._mouse is None else self._cell_at(self._mouse)
        if index is not None and self._find(index)[0].large:
            index = None
        if index != self._hovered:
            self._hovered = index
            self.setCursor(Qt.CursorShape.ArrowCursor if index is None else Qt.CursorShape.PointingHandCursor)
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Mark the cell under the mouse."""
        self._mouse = event.position().toPoint()
        self._check_hover()

    def leaveEvent(self, event: QEvent) -> None:
        """Mark nothing."""
        self._mouse = None
        self._check_hover()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a click."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = self._cell_at(event.position().toPoint())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a click, if it is over the cell where it began."""
        if event.button() == Qt.MouseButton.LeftButton:
            pressed, self._pressed = self._pressed, None
            if pressed is not None and pressed == self._cell_at(event.position().toPoint()):
                self.cell_clicked.emit(pressed)

    # Painting.

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the frame, or the message as long as there is none."""
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), QColor(self._theme.card))
            if self._frame is None:
                self._paint_message(painter)
                return
            layout = self._layout_of(self._frame)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_band(painter, layout)
            self._paint_labels(painter, layout, self._frame.grid)
            self._paint_titles(painter, layout, self._frame.grid)
            self._paint_images(painter, layout, self._frame.cells)
            self._paint_problems(painter, layout, self._frame.cells)
            self._paint_hover(painter, layout)
            if self._catching_up:
                self._paint_catching_up(painter, layout)

    def _paint_message(self, painter: QPainter) -> None:
        if self._message:
            middle = self.rect().center()
            ratio = painter.deviceTransform().m11()
            painter.drawPixmap(middle - QPoint(24, 64), style.pixmap("picture", self._theme.muted, 48, ratio))
            painter.setFont(style.text_font())
            painter.setPen(QColor(self._theme.dim))
            room = self.rect().adjusted(style.PAD, 0, -style.PAD, 0)
            painter.drawText(room, _CENTRED, self._message)

    def _paint_band(self, painter: QPainter, layout: Layout) -> None:
        if layout.band is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self._theme.band))
            painter.drawRoundedRect(QRectF(*layout.band), style.RADIUS, style.RADIUS)

    def _paint_labels(self, painter: QPainter, layout: Layout, grid: Grid) -> None:
        for row, rect in zip(grid.rows, layout.labels, strict=True):
            headed = row.large and layout.headed
            painter.setPen(QColor(self._theme.accent if row.large else self._theme.dim))
            room = rect.width - layout.corner.width if headed else rect.width
            text, size = _fit(formula(row.label, TITLE_SIZE).text, room, row.large)
            painter.setFont(_font(size, row.large))
            side = Qt.AlignmentFlag.AlignLeft if headed else Qt.AlignmentFlag.AlignRight
            painter.drawText(QRect(*rect), side | Qt.AlignmentFlag.AlignVCenter, text)

    def _paint_titles(self, painter: QPainter, layout: Layout, grid: Grid) -> None:
        cells = grid.cells
        for index, rect in layout.titles:
            title = formula(cells[index].title, TITLE_SIZE)
            scale = min(1.0, (rect.width + GAP / 2) / max(title.width, 1.0))
            if scale >= TITLE_SHRINK:
                painter.save()
                painter.translate(rect.x + (rect.width - title.width * scale) / 2, rect.y + TITLE_BASELINE)
                painter.scale(scale, scale)
                title.paint(painter, 0.0, 0.0, self._theme.dim)
                painter.restore()

    def _paint_images(self, painter: QPainter, layout: Layout, cells: tuple[FrameCell, ...]) -> None:
        """Paint pixel on pixel where the frame was made for this layout, else scaled."""
        ratio = painter.deviceTransform().m11()
        painter.save()
        painter.scale(1 / ratio, 1 / ratio)
        for rect, cell in zip(layout.cells, cells, strict=True):
            if not cell.problem:
                target = QRect(*(_device(length, ratio) for length in rect))
                source = QRect(cell.x, cell.y, cell.width, cell.height)
                scaled = target.size() != source.size()
                painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, scaled)
                painter.drawImage(target, self._image, source)
        painter.restore()

    def _paint_problems(self, painter: QPainter, layout: Layout, cells: tuple[FrameCell, ...]) -> None:
        for rect, cell in zip(layout.cells, cells, strict=True):
            if cell.problem:
                painter.fillRect(QRect(*rect), QColor(self._theme.field))
                painter.setPen(QColor(self._theme.dim))
                self._paint_problem(painter, QRect(*rect), cell.problem)

    def _paint_problem(self, painter: QPainter, field: QRect, sentence: str) -> None:
        """Say the sentence as large as it fits; where it does not, a sign says that there is one."""
        room = field.adjusted(4, 2, -4, -2)
        for size in (style.TEXT_SIZE, SMALL_TEXT):
            painter.setFont(_font(size))
            if room.contains(painter.boundingRect(room, _CENTRED, sentence)):
                painter.drawText(room, _CENTRED, sentence)
                return
        size = min(16, field.width(), field.height())
        sign = style.pixmap("warning", self._theme.dim, size, painter.deviceTransform().m11())
        painter.drawPixmap(field.center() - QPoint(size, size) / 2, sign)

    def _paint_hover(self, painter: QPainter, layout: Layout) -> None:
        if self._hovered is not None:
            half = OUTLINE / 2
            painter.setPen(QPen(QColor(self._theme.accent), OUTLINE))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(*layout.cells[self._hovered]).adjusted(-half, -half, half, half))

    def _paint_catching_up(self, painter: QPainter, layout: Layout) -> None:
        corner, font = QRectF(*layout.corner), _font(SMALL_TEXT)
        text = "catching up…"
        width = QFontMetricsF(font).horizontalAdvance(text) + 12
        if layout.headed and width > corner.width():
            text, width = "…", corner.width()
        left = corner.right() - width if layout.headed else corner.left()
        pill = QRectF(left, corner.top() + 1, width, corner.height() - 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.card))
        painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2)
        painter.setFont(font)
        painter.setPen(QColor(self._theme.dim))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, text)


_CENTRED = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)

_font = lru_cache(maxsize=8)(style.text_font)


@lru_cache(maxsize=256)
def _fit(text: str, width: int, bold: bool) -> tuple[str, int]:
    """A label and its size in pixels: smaller where it is too wide, and cut if that is not enough."""
    for size in (style.TEXT_SIZE, SMALL_TEXT):
        if QFontMetricsF(_font(size, bold)).horizontalAdvance(text) <= width:
            return text, size
    return QFontMetricsF(_font(SMALL_TEXT, bold)).elidedText(
        text, Qt.TextElideMode.ElideRight, width
    ), SMALL_TEXT


def _device(length: float, ratio: float) -> int:
    """Logical pixels in device pixels."""
    return int(length * ratio + 0.5)
