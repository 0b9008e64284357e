"""The rounded card that every panel stands on."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from gui.style import GAP, PAD


class Card(QFrame):
    """A rounded card with a small title; put its contents into `body`."""

    def __init__(self, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(PAD, PAD, PAD, PAD)
        self.body.setSpacing(GAP)
        self._title = label(title.upper(), "title")
        self._title.setVisible(bool(title))
        if title:
            self.body.addWidget(self._title)

    def show_title(self, title: str) -> None:
        """Show another title; only a card that began with one has a place for it."""
        self._title.setText(title.upper())


def label(text: str, role: str = "") -> QLabel:
    """A label in one of the roles of style.qss: "title", "dim", "error" or plain text."""
    result = QLabel(text)
    result.setProperty("role", role)
    return result


def set_role(widget: QWidget, name: str, value: object) -> None:
    """Change a property that the style sheet looks at, and let it look again."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)
