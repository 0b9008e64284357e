"""The middle of the window: the scene, and the drawing of a schedule."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from gui.style import GAP

LOW = 460  # below this height the two stand side by side: each would be cut
SHARES = {True: (1, 1), False: (3, 2)}
"""Of the scene and the drawing, by whether they stand side by side."""


class Middle(QWidget):
    """A scene over the drawing of a schedule, or beside it where there is little height."""

    def __init__(self, scene: QWidget, drawing: QWidget) -> None:
        super().__init__()
        self._row = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(GAP)
        self._row.addWidget(scene)
        self._row.addWidget(drawing)
        self._share(low=False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put them where there is room for both."""
        super().resizeEvent(event)
        self._share(low=self.height() < LOW)

    def _share(self, *, low: bool) -> None:
        way = QBoxLayout.Direction
        self._row.setDirection(way.LeftToRight if low else way.TopToBottom)
        for place, share in enumerate(SHARES[low]):
            self._row.setStretch(place, share)
