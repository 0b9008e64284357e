"""The line over two views that are compared: how, and in what they differ."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QToolButton, QWidget

from engine.scenes import SCENES
from engine.scenes.pinned import MODES, MOST_GAIN
from engine.state.changes import compare_as, exchange, unpin
from engine.state.differences import MOST, differences, names_of
from engine.state.view import View
from gui.style import GAP
from gui.widgets.elided_label import ElidedLabel
from gui.widgets.number_field import NumberField
from gui.widgets.numbers import Numbers

HELP = {
    "side": "The pinned view beside the present one",
    "wipe": "The pinned view left of an edge, the present one right of it: drag the edge",
    "difference": "The present view less the pinned one; grey where they are equal",
}


class PinBar(QWidget):
    """There while a view is pinned. `wanted` is a change."""

    wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("pin_bar")
        self._view: View | None = None
        self._away = False
        self._modes = QButtonGroup(self)
        self._buttons = {name: self._mode_button(name) for name in MODES}
        self._gain = NumberField(
            "gain", Numbers(1, MOST_GAIN, decimals=1), "What the difference is multiplied by"
        )
        self._gain.setFixedWidth(74)
        self._gain.valueChanged.connect(lambda gain: self.wanted.emit(compare_as(gain=float(gain))))
        self._a, self._b = ElidedLabel("dim"), ElidedLabel("dim")
        self._a.setObjectName("pinned_a")
        self._b.setObjectName("pinned_b")
        line = QGridLayout(self)
        line.setContentsMargins(GAP, 0, 0, 0)
        line.setVerticalSpacing(0)
        line.setColumnStretch(0, 1)
        line.addWidget(self._a, 0, 0)
        line.addWidget(self._b, 1, 0)
        others = (
            self._gain,
            _button("exchange", "Exchange", "A becomes B, and B becomes A  Shift+X", self._exchange),
            _button("unpin", "Unpin", "Compare no more  Escape", self._unpin),
        )
        for column, widget in enumerate((*self._buttons.values(), *others), 1):
            line.addWidget(widget, 0, column, 2, 1, Qt.AlignmentFlag.AlignVCenter)
        self.hide()

    def _mode_button(self, name: str) -> QToolButton:
        button = _button(f"compare_{name}", MODES[name], HELP[name], partial(self._choose, name))
        button.setCheckable(True)
        self._modes.addButton(button)
        return button

    def show_view(self, view: View) -> None:
        """Show how a view is compared; nothing where none is pinned."""
        if view is self._view:
            return
        self._view, pin = view, view.pin
        self._appear()
        if pin is None:
            return
        self._buttons[pin.shown.mode].setChecked(True)
        self._gain.show_value(pin.shown.gain)
        self._gain.setEnabled(pin.shown.mode == "difference")
        if SCENES[view.scene].has_charts:
            self._a.show_text("A waits: charts are compared by the list of runs.")
            self._b.show_text("")
            return
        found = differences(pin.view, view)
        for place, text, label in zip((1, 2), names_of(pin.view, view), (self._a, self._b), strict=True):
            label.show_text(text)
            if len(found) > MOST:
                label.setToolTip("\n".join(f"{each[0]} {each[place]}" for each in found))

    def stay_away(self, on: bool) -> None:
        """Be hidden whatever is compared, or be there again."""
        self._away = on
        self._appear()

    def _appear(self) -> None:
        compares = self._view is not None and self._view.pin is not None
        self.setVisible(compares and not self._away)

    def _choose(self, mode: str) -> None:
        self.wanted.emit(compare_as(mode=mode))

    def _exchange(self) -> None:
        self.wanted.emit(exchange())

    def _unpin(self) -> None:
        self.wanted.emit(unpin())


def _button(name: str, text: str, help: str, run: object) -> QToolButton:
    button = QToolButton()
    button.setObjectName(name)
    button.setText(text)
    button.setToolTip(help)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.clicked.connect(run)
    return button
