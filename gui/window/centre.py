"""The card in the middle of the window: the scenes, the equation, and charts and images to the bottom."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from gui.scene.equation import EquationLine
from gui.style import GAP
from gui.widgets.card import Card
from gui.widgets.screens import NO_LIMIT

LOW = 340  # below this height the images need that of the equation
CHARTS, PICTURES = 3, 2  # how the room is shared where there are charts


class Centre(Card):
    """A line of scenes and buttons, other lines, and below them charts beside images.

    In a low window, as it is where everything is large, the equation stands beside the scenes.
    """

    def __init__(
        self,
        scenes: QWidget,
        buttons: Iterable[QWidget],
        lines: Iterable[QWidget],
        equation: EquationLine,
        pins: QWidget,
        parts: tuple[QWidget, QWidget],
    ) -> None:
        super().__init__()
        self._scenes, self._equation, self._pins = scenes, equation, pins
        self._low = False
        self._top = QHBoxLayout()
        self._top.addWidget(scenes, 1)
        for button in buttons:
            self._top.addWidget(button)
        self.body.addLayout(self._top)
        for line in (*lines, equation, pins):
            self.body.addWidget(line)
        middle = QHBoxLayout()
        middle.setSpacing(GAP)
        for part, share in zip(parts, (CHARTS, PICTURES), strict=True):
            middle.addWidget(part, share)
        self.body.addLayout(middle, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the equation where there is room for it."""
        super().resizeEvent(event)
        low = self.height() < LOW
        if low == self._low:
            return
        self._low = low
        self._scenes.setMaximumWidth(self._scenes.minimumSizeHint().width() if low else NO_LIMIT)
        if low:
            self._top.insertWidget(1, self._equation, 1)
        else:
            self.body.insertWidget(self.body.indexOf(self._pins), self._equation)
        self._equation.show_short(low)
