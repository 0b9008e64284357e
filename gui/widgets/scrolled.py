"""What may need more room than the screen has, where everything is large: then it scrolls."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QFrame, QScrollArea, QVBoxLayout, QWidget

from gui.widgets.layouts import lay_out_now
from gui.widgets.screens import room_on

BAR = 12  # pixels of a scroll bar


class Scrolled(QScrollArea):
    """As large as what it holds, as far as the screen has room for it; a field that gets the keys is scrolled to."""

    def __init__(self, held: QWidget) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(held)
        held.installEventFilter(self)

    def eventFilter(self, held: QObject, event: QEvent) -> bool:
        """Ask for another size where what it holds does."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(held, event)

    def fit(self) -> None:
        """Have the window that it fills as large as what it holds now."""
        held = self.widget()
        layout = held.layout() if held is not None else None
        if layout is not None:
            layout.activate()  # layouts within it keep what they needed before
        self.updateGeometry()
        lay_out_now()  # or the window could not be smaller than it had to be before
        self.window().resize(self.window().sizeHint())  # adjustSize has at most two thirds of the screen

    def showEvent(self, event: QShowEvent) -> None:
        """What it holds has its fonts by now, and other sizes than it had without them."""
        super().showEvent(event)
        if not event.spontaneous():
            self.fit()

    def sizeHint(self) -> QSize:
        """All of it, or what there is room for, with a bar beside it."""
        held = self.widget()
        assert held is not None
        wanted, room = held.sizeHint(), room_on(self.screen())
        wide = wanted.width() + (BAR if wanted.height() > room.height() else 0)
        high = wanted.height() + (BAR if wide > room.width() else 0)
        return QSize(wide, high).boundedTo(room)

    def minimumSizeHint(self) -> QSize:
        """The same: nothing is hidden that could be seen."""
        return self.sizeHint()


def hold(dialog: QDialog, held: QWidget) -> Scrolled:
    """Fill a dialog with this, and let it scroll on a small screen."""
    column = QVBoxLayout(dialog)
    column.setContentsMargins(0, 0, 0, 0)
    scrolled = Scrolled(held)
    column.addWidget(scrolled)
    return scrolled
