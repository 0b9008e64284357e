"""Texts side by side in the status line, which may change 120 times a second."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QWidget

from gui.style import PAD
from gui.widgets.two_lines import TwoLines

ROOM = 560  # pixels that a message has at least, or all that it needs: a longer one has two lines
SPACE = 6  # between places, as in any QStatusBar
SPARE = 40  # pixels of the line that no text takes


class StatusPlaces(QWidget):
    """Labels of their own width, and a message in what is left of the line.

    They are placed by hand: a layout would be that of the whole window, for each text that changes.
    """

    def __init__(self, places: Sequence[QLabel], urgent: Sequence[QLabel], message: TwoLines) -> None:
        """`places` from left to right; `urgent` are the same, first what stays where there is little room."""
        super().__init__()
        self._places, self._urgent, self._message = places, urgent, message
        for place in (*places, message):
            place.setParent(self)

    def sizeHint(self) -> QSize:
        """The height of a line; no text asks for a width."""
        return QSize(0, max(each.sizeHint().height() for each in (*self._places, self._message)))

    def say(self, place: QLabel, text: str) -> None:
        """Show a text in a place."""
        if text != place.text():
            place.setText(text)
            self._make_room()

    def say_message(self, text: str) -> None:
        """Show a message."""
        self._message.show_text(text)
        self._make_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what there is no room for."""
        self._make_room()

    def _make_room(self) -> None:
        """A message comes before numbers, and a number is whole or not there: cut, it would be another one."""
        said = self._message.fontMetrics().horizontalAdvance(self._message.text())
        room = self.width() - SPARE - min(said, max(ROOM, said // 2))
        widths = {place: place.sizeHint().width() for place in self._places}
        seen = set()
        for place in self._urgent:
            if widths[place] + 2 * PAD <= room:
                room -= widths[place] + 2 * PAD
                seen.add(place)
        x = 0
        for place, width in widths.items():
            place.setVisible(place in seen)
            if place in seen:
                place.setGeometry(x, 0, width, self.height())
                x += width + SPACE
        self._message.setGeometry(x, 0, self.width() - x, self.height())
