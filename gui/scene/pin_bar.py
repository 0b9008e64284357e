"""The line over two views that are compared: how, and in what they differ."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from engine.scenes import SCENES
from engine.scenes.pinned import MODES, MOST_GAIN
from engine.state.change import Change
from engine.state.differences import MOST, differences, names_of
from engine.state.pinning import a_of, compare_as, exchange, follow, unpin
from engine.state.view import View
from gui import style
from gui.style import GAP, THEMES, Theme
from gui.widgets.card import label
from gui.widgets.elided_label import ElidedLabel
from gui.widgets.number_field import NumberField
from gui.widgets.numbers import Numbers

if TYPE_CHECKING:
    from engine.generation.trajectory import Trajectory
    from gui.scene.pin_menu import PinMenu

HELP = {
    "side": "The pinned view beside the present one",
    "wipe": "The pinned view left of an edge, the present one right of it: drag the edge",
    "difference": "The present view less the pinned one; grey where they are equal",
}
LEAST_TEXT = 80  # pixels of what is said: where there are fewer, the buttons are a menu
ENOUGH_TEXT = 150  # the same: where there are fewer, and it is longer, the gain has no word
NARROW = GAP // 2


class PinBar(QWidget):
    """There while a view is pinned. `wanted` is a change."""

    wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("pin_bar")
        self._view: View | None = None
        self._run: Trajectory | None = None
        self._away = self._short = False
        self._theme = THEMES["dark"]
        self._a, self._b = ElidedLabel("dim"), ElidedLabel("dim")
        self._a.setObjectName("pinned_a")
        self._b.setObjectName("pinned_b")
        self._modes = QButtonGroup(self)
        self._buttons = {name: self._mode_button(name) for name in MODES}
        self._same_t = self._button("same_t", follow())
        self._same_t.setCheckable(True)
        self._exchange = self._button("exchange", exchange())
        self._unpin = self._button("unpin", unpin())
        _name(self._exchange, "Exchange A and B", "A becomes B, and B becomes A  Shift+X")
        _name(self._unpin, "Unpin", "Unpin: compare no more  Escape")
        self._gain = NumberField(
            "gain", Numbers(1, MOST_GAIN, decimals=1), "What the difference is multiplied by"
        )
        self._gain.setAccessibleName("Gain of the difference B − A")
        self._gain.setFixedWidth(66)
        self._gain.valueChanged.connect(lambda gain: self.wanted.emit(compare_as(gain=float(gain))))
        self._menu: PinMenu | None = None  # until it is needed first
        self._lay_out()
        self.hide()

    def _lay_out(self) -> None:
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addWidget(self._a)
        texts.addWidget(self._b)
        self._factor = QWidget()
        factor = _line(self._factor)
        self._word = label("gain ×", "dim")
        self._word.setBuddy(self._gain)
        factor.addWidget(self._word)
        factor.addWidget(self._gain)
        self._row = QWidget()
        row = _line(self._row)
        for button in (*self._buttons.values(), self._same_t, self._exchange, self._unpin):
            row.addWidget(button)
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(GAP, 0, 0, 0)
        self._line.setSpacing(GAP)
        self._line.addLayout(texts, 1)
        # The gain is left of the buttons, so that none of them moves where it comes and goes.
        for widget in (self._factor, self._row):
            self._line.addWidget(widget)

    def _mode_button(self, name: str) -> QToolButton:
        button = self._button(f"compare_{name}", compare_as(mode=name))
        button.setText(MODES[name])
        _name(button, MODES[name], HELP[name])
        button.setCheckable(True)
        self._modes.addButton(button)
        return button

    def _button(self, name: str, change: Change) -> QToolButton:
        button = QToolButton()
        button.setObjectName(name)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(partial(self._want, change))
        return button

    def _want(self, change: Change, _: bool = False) -> None:
        self.wanted.emit(change)

    def show_run(self, run: Trajectory | None) -> None:
        """Know the new pictures of A, whose states have timesteps of their own, before a view is shown."""
        if run is not self._run:
            self._run, self._view = run, None

    def show_view(self, view: View) -> None:
        """Show how a view is compared; nothing where none is pinned."""
        if view is self._view:
            return
        self._view, pin = view, view.pin
        self._appear()
        if pin is None:
            return
        shown = pin.shown
        self._buttons[shown.mode].setChecked(True)
        self._gain.show_value(shown.gain)
        self._factor.setVisible(shown.mode == "difference")
        words, help = _of_same_t(view)
        self._same_t.setChecked(shown.follows)
        if words != self._same_t.text():
            self._same_t.setText(words)
            _name(self._same_t, words, help)
        self._show_menu()
        if SCENES[view.scene].has_charts:
            self._a.show_text("A waits: charts are compared by the list of runs.")
            self._b.show_text("")
            return
        self._say_differences(a_of(view, self._run), view)

    def _say_differences(self, a: View, b: View) -> None:
        found = differences(a, b)
        for place, text, words in zip((1, 2), names_of(a, b), (self._a, self._b), strict=True):
            words.show_text(text)
            if len(found) > MOST:
                words.setToolTip("\n".join(f"{each[0]} {each[place]}" for each in found))
        self._fit()

    def stay_away(self, on: bool) -> None:
        """Be hidden whatever is compared, or be there again."""
        self._away = on
        self._appear()

    def show_short(self, on: bool) -> None:
        """Be no more than a menu, or a line: what is compared is said above the images too."""
        self._short = on
        for words in (self._a, self._b):
            words.setHidden(on)
        self._fit()

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        if not self.isHidden():
            self._show_icons()

    def minimumSizeHint(self) -> QSize:
        """Room for the menu, and for the gain beside it."""
        least = super().minimumSizeHint()
        menu = self._menu.sizeHint().width() if self._menu is not None else 0
        return QSize(2 * GAP + self._factor.sizeHint().width() + menu, least.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the buttons where they fit, else a menu."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        room = self.width() - self._gain.width() - self._row.sizeHint().width() - 3 * GAP
        said = max(each.fontMetrics().horizontalAdvance(each.text()) for each in (self._a, self._b))
        self._word.setVisible(room - self._word.sizeHint().width() - NARROW >= min(said, ENOUGH_TEXT))
        fits = room >= LEAST_TEXT and not self._short
        self._row.setVisible(fits)
        if not fits and self._menu is None:
            self._add_menu()
        if self._menu is not None:
            self._menu.setVisible(not fits)

    def _add_menu(self) -> None:
        from gui.scene.pin_menu import PinMenu  # most windows compare nothing

        self._menu = PinMenu()
        self._menu.wanted.connect(self.wanted)
        self._line.addWidget(self._menu)
        self._show_menu()

    def _show_menu(self) -> None:
        if self._menu is not None and self._view is not None and self._view.pin is not None:
            self._menu.show_comparison(self._view.pin.shown, self._same_t.text())

    def _appear(self) -> None:
        there = self._view is not None and self._view.pin is not None and not self._away
        if there and self.isHidden():
            self._show_icons()
            self._fit()
        self.setVisible(there)

    def _show_icons(self) -> None:
        self._exchange.setIcon(style.icon("exchange", self._theme.dim))
        self._unpin.setIcon(style.icon("close", self._theme.dim))


def _of_same_t(view: View) -> tuple[str, str]:
    """What the switch is called for a view that is compared, and what it does."""
    assert view.pin is not None
    ours, theirs = view.schedule.final_steps, view.pin.view.schedule.final_steps
    if ours == theirs:
        where = "at the t of B"
    else:
        where = f"at the t that is the same share of its T = {theirs} as t of B is of T = {ours}"
    words = "Same t" if ours == theirs else "Same t / T"
    return words, f"A goes with B, {where}, or to the nearest that it has; off: A stays as pinned  Shift+T"


def _name(button: QToolButton, words: str, help: str) -> None:
    button.setAccessibleName(words)
    button.setToolTip(help)


def _line(widget: QWidget) -> QHBoxLayout:
    line = QHBoxLayout(widget)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(NARROW)
    return line
