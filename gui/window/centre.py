"""The middle of the window: a card with scenes, equation, charts and images, and the drawing of a schedule."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QWidget

from gui.scene.equation import EquationLine
from gui.scene.pin_bar import PinBar
from gui.scene.tabs import SceneTabs
from gui.style import GAP, PAD
from gui.widgets.card import Card

BESIDE = 440  # below this height the images need that of the equation, which stands beside the scenes
LOW = 340  # the same of its remark, and of what is empty around them
LOW_PAD = 6
LEAST_WITH_BUTTONS = 400  # pixels wide
ABREAST = 460  # below this height a scene and a drawing stand side by side: each would be cut
SHARES = {True: (1, 1), False: (3, 2)}
"""Of the scene and the drawing, by whether they stand side by side."""
CHARTS, PICTURES = 3, 2  # how the room is shared where there are charts


class Centre(Card):
    """A line of scenes and buttons, other lines, and below them charts beside images.

    In a low window, as it is where everything is large, the equation stands beside the scenes, and in a very low one
    so does what is compared. `middle` is what charts and images share.
    """

    def __init__(
        self,
        scenes: SceneTabs,
        buttons: Iterable[QWidget],
        lines: Iterable[QWidget],
        equation: EquationLine,
        pins: PinBar,
        parts: tuple[QWidget, QWidget],
    ) -> None:
        super().__init__()
        self._scenes, self._equation, self._pins = scenes, equation, pins
        self._beside = self._low = False
        self._top = QHBoxLayout()
        self._top.addWidget(scenes, 1)
        self._buttons = QWidget()  # each may be hidden by itself too
        line = QHBoxLayout(self._buttons)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(GAP)
        for button in buttons:
            line.addWidget(button)
        self._top.addWidget(self._buttons)
        self.body.addLayout(self._top)
        for each in (*lines, equation, pins):
            self.body.addWidget(each)
        self.middle = QWidget()
        row = QHBoxLayout(self.middle)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        for part, share in zip(parts, (CHARTS, PICTURES), strict=True):
            row.addWidget(part, share)
        self.body.addWidget(self.middle, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the equation where there is room for it."""
        super().resizeEvent(event)
        whole = self.parentWidget()
        shares = whole is not None and self.height() < whole.height()  # with a drawing that may come and go
        beside, low = self.height() < (LOW if shares else BESIDE), self.height() < LOW
        if (beside, low) != (self._beside, self._low):
            self._beside, self._low = beside, low
            self._arrange(beside, low)
        self._buttons.setHidden(self.width() < LEAST_WITH_BUTTONS)

    def _arrange(self, beside: bool, low: bool) -> None:
        around = LOW_PAD if low else PAD
        self.body.setContentsMargins(around, around, around, around)
        self._scenes.show_short(beside)
        self._equation.show_short(low)
        self._pins.show_short(low)
        for number, (line, up) in enumerate(((self._equation, beside), (self._pins, low)), 1):
            for layout in (self._top, self.body):
                layout.removeWidget(line)
            if up:
                self._top.insertWidget(number, line, int(line is self._equation))
            else:
                self.body.insertWidget(self.body.indexOf(self.middle), line)


class Middle(QWidget):
    """A scene over the drawing of a schedule, or beside it where there is less height than width, and little."""

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
        self._share(low=self.height() < min(ABREAST, self.width()))

    def _share(self, *, low: bool) -> None:
        way = QBoxLayout.Direction
        self._row.setDirection(way.LeftToRight if low else way.TopToBottom)
        for place, share in enumerate(SHARES[low]):
            self._row.setStretch(place, share)
