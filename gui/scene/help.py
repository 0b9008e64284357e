"""The help on the scene: a sheet that unfolds over the pictures."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from gui.style import GAP, PAD

WIDTH = 420
BORDER = 1


class HelpSheet(QFrame):
    """Lies over the upper right corner of a widget, as wide as it is easy to read."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self.setObjectName("help_sheet")
        self._text = QLabel(self)
        self._text.setObjectName("help")
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.RichText)
        self._area: QScrollArea | None = None  # made when it is first open
        self._over = over
        over.installEventFilter(self)
        self.hide()

    def show_text(self, html: str) -> None:
        """Say this."""
        if html != self._text.text():
            self._text.setText(html)
            self._place()

    def show_open(self, on: bool) -> None:
        """Unfold, or fold."""
        if on and self._area is None:
            self._area = self._scrolling()
        self.setVisible(on)
        self._place()

    def _scrolling(self) -> QScrollArea:
        """The text, in a place where it scrolls if there is too little room."""
        column = QVBoxLayout(self)
        column.setContentsMargins(PAD, PAD, PAD, PAD)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(self._text)
        column.addWidget(area)
        return area

    def eventFilter(self, over: QObject, event: QEvent) -> bool:
        """Stay in the corner."""
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def _place(self) -> None:
        if self._area is None:
            return
        over, around = self._over, 2 * (PAD + BORDER)
        width = min(WIDTH, over.width() - 2 * GAP)
        wanted, room = self._text.heightForWidth(width - around) + around, over.height() - 2 * GAP
        # Where it is cut, Tab and the arrows lead to its end.
        self._area.setFocusPolicy(Qt.FocusPolicy.TabFocus if wanted > room else Qt.FocusPolicy.NoFocus)
        self.setGeometry(over.width() - width - GAP, GAP, width, min(wanted, room))
        self.raise_()
