"""The help on the scene: a sheet that unfolds over the pictures."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from gui.style import GAP, PAD

WIDTH = 420


class HelpSheet(QFrame):
    """Lies over the upper right corner of a widget, as wide as it is easy to read."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self.setObjectName("help_sheet")
        self._text = QLabel()
        self._text.setObjectName("help")
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.RichText)
        column = QVBoxLayout(self)
        column.setContentsMargins(PAD, PAD, PAD, PAD)
        column.addWidget(self._text)
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
        self.setVisible(on)
        self._place()

    def eventFilter(self, over: QObject, event: QEvent) -> bool:
        """Stay in the corner."""
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def _place(self) -> None:
        over = self._over
        width = min(WIDTH, over.width() - 2 * GAP)
        height = min(self._text.heightForWidth(width - 2 * PAD) + 2 * PAD, over.height() - 2 * GAP)
        self.setGeometry(over.width() - width - GAP, GAP, width, height)
        self.raise_()
