"""A run in the list of those that a scene compares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton

from gui import style
from gui.style import GAP, THEMES, Theme, row_colour
from gui.widgets.tooltips import show_tooltip

if TYPE_CHECKING:
    from engine.scenes.chart import RunNote

LINE, SWATCH = 22, 9
SMALL, BELOW = 11, 15  # the size of the other numbers, and the height of their line
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class RunLine(QAbstractButton):
    """A run: its colour, its name and its number, and below them what else is known of it. A click selects it."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number
        self.setObjectName(f"run_{number + 1}")
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._theme = THEMES["dark"]
        self._value, self._small = "", ""

    def show_run(self, title: str, text: str, selected: bool, *, small: bool) -> None:
        """Show which run it is, with room for numbers below it if they are to come."""
        self.setText(title)
        self.setAccessibleName(f"{title} {'(selected)' if selected else ''}".strip())
        show_tooltip(self, text)
        self.setChecked(selected)
        self._show("", " " if small else "")
        self.update()

    def show_note(self, note: RunNote) -> None:
        """Show its numbers."""
        if note.title == self.text():
            self._show(note.number, note.small)

    def _show(self, number: str, small: str) -> None:
        if (number, small) != (self._value, self._small):
            self._value, self._small = number, small
            self.updateGeometry()
            self.update()

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.update()

    def nextCheckState(self) -> None:
        """The view says which is selected, not the click."""

    def sizeHint(self) -> QSize:
        """One line, or one and a smaller one."""
        return QSize(120, LINE + (BELOW if self._small else 0))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the line, tinted where it is selected."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            if self.isChecked() or self.underMouse() or self.hasFocus():
                painter.setBrush(QColor(self._theme.field))
                painter.drawRoundedRect(QRectF(self.rect()), 4, 4)
            painter.setBrush(QColor(row_colour(self._theme, self.number)))
            swatch = QPointF(6, (LINE - SWATCH) / 2)
            painter.drawRoundedRect(QRectF(swatch, swatch + QPointF(SWATCH, SWATCH)), 2, 2)
            room = QRectF(0, 0, self.width(), LINE).adjusted(6 + SWATCH + GAP, 0, -6, 0)
            numbers = style.text_font(12)
            width = QFontMetricsF(numbers).horizontalAdvance(self._value)
            painter.setFont(numbers)
            painter.setPen(QColor(self._theme.text))
            painter.drawText(room, _RIGHT, self._value)
            self._paint_name(painter, room.adjusted(0, 0, -width - GAP, 0))
            if self._small.strip():
                below = QRectF(room.left(), LINE - 3, room.width(), BELOW)
                painter.setFont(style.text_font(SMALL))
                painter.setPen(QColor(self._theme.dim))
                painter.drawText(below, _LEFT, self._small)

    def _paint_name(self, painter: QPainter, room: QRectF) -> None:
        font = style.text_font(12, self.isChecked())
        painter.setFont(font)
        painter.setPen(QColor(self._theme.text if self.isChecked() else self._theme.dim))
        name = QFontMetricsF(font).elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, _LEFT, name)
