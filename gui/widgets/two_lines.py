"""A sentence in one line, or in two lines of smaller letters where it is too long for that."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent

from gui import style
from gui.widgets.elided_label import ElidedLabel

SMALL = 11  # pixels


class TwoLines(ElidedLabel):
    """Its height is that of two small lines, whatever it says; what does not fit into them is in the tooltip."""

    def sizeHint(self) -> QSize:
        """The height of two small lines, no width of its own."""
        return QSize(0, 2 * _metrics().height())

    def minimumSizeHint(self) -> QSize:
        """The same."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint one line, or two."""
        room = self.contentsRect()
        if self.fontMetrics().horizontalAdvance(self.text()) <= room.width():
            super().paintEvent(event)
            return
        height = _metrics().height()
        top = room.y() + (room.height() - 2 * height) // 2
        with QPainter(self) as painter:
            painter.setFont(_font())
            painter.setPen(self.palette().color(self.foregroundRole()))
            for number, line in enumerate(in_two_lines(self.text(), room.width())):
                where = QRect(room.x(), top + number * height, room.width(), height)
                painter.drawText(where, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, line)


def in_two_lines(text: str, width: int) -> tuple[str, str]:
    """The words that fit into a first line of small letters, and the others, shortened to the same width."""
    metrics, words = _metrics(), text.split()
    count = len(words)
    while count > 1 and metrics.horizontalAdvance(" ".join(words[:count])) > width:
        count -= 1
    first, second = " ".join(words[:count]), " ".join(words[count:])
    cut = Qt.TextElideMode.ElideRight
    return metrics.elidedText(first, cut, width), metrics.elidedText(second, cut, width)


def _font() -> QFont:
    return style.text_font(SMALL)


def _metrics() -> QFontMetrics:
    return QFontMetrics(_font())
