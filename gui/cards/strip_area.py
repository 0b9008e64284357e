"""Where the strip of the scene stands: as high as it needs, up to a limit beyond which it scrolls."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from gui.cards.strip import Strip


class StripArea(QScrollArea):
    """Holds strips, of which one is shown."""

    def __init__(self) -> None:
        super().__init__()
        self._limit = 0
        self.setObjectName("strips")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._strips = QWidget()
        self._column = QVBoxLayout(self._strips)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.setWidget(self._strips)
        self._strips.installEventFilter(self)

    def add(self, strip: Strip) -> None:
        """Hold one more."""
        self._column.addWidget(strip)

    def show_limit(self, height: int) -> None:
        """How high it may be, in pixels."""
        self._limit = height
        self._fit()

    def eventFilter(self, strips: QObject, event: QEvent) -> bool:
        """Follow the fields that come and go."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow strip has more lines."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        needed = self._column.totalHeightForWidth(self.viewport().width())
        self.setFixedHeight(min(needed, self._limit))
