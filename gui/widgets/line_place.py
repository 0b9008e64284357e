"""Room for a line of text that changes often."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from gui.widgets.elided_label import ElidedLabel


class LinePlace(QWidget):
    """A line for a label whose text changes with t: all is laid out anew only where a text is of another height."""

    def __init__(self, label: ElidedLabel) -> None:
        super().__init__()
        self._label = label
        self._least = QSize()
        label.setParent(self)
        self.setSizePolicy(label.sizePolicy())

    def show_text(self, text: str) -> None:
        """Show a text in the label."""
        self._label.show_text(text)
        self._label.ensurePolished()
        least = self._label.minimumSizeHint()
        if least != self._least:
            self._least = least
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        """That of the label."""
        return self._label.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """That of the label with the present text."""
        return self._label.minimumSizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The label has all of it."""
        self._label.resize(self.size())
