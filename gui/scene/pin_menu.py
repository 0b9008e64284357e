"""How two views are compared, as one button with a menu: for where there is no room for a row of buttons."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton

from engine.scenes.pinned import MODES, Shown
from engine.state.change import Change
from engine.state.pinning import compare_as, exchange, follow, unpin


class PinMenu(QToolButton):
    """Says how two views are compared, and offers what can be done to them. `wanted` is a change."""

    wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("pin_menu")
        self.setAccessibleName("Comparison")
        self.setToolTip("How A and B are compared")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu, group = QMenu(self), QActionGroup(self)
        self._modes = {name: self._add(menu, words, compare_as(mode=name)) for name, words in MODES.items()}
        for action in self._modes.values():
            action.setCheckable(True)
            group.addAction(action)
        menu.addSeparator()
        self._same_t = self._add(menu, "Same t", follow())
        self._same_t.setCheckable(True)
        self._add(menu, "Exchange A and B", exchange())
        self._add(menu, "Unpin", unpin())
        self.setMenu(menu)

    def _add(self, menu: QMenu, words: str, change: Change) -> QAction:
        action = menu.addAction(words)
        action.triggered.connect(partial(self._want, change))
        return action

    def _want(self, change: Change, _: bool = False) -> None:
        self.wanted.emit(change)

    def show_comparison(self, shown: Shown, same_t: str) -> None:
        """Check what is in force; `same_t` is what the switch of A's timestep is called."""
        self.setText(f"{MODES[shown.mode]} ▾")
        self._modes[shown.mode].setChecked(True)
        self._same_t.setChecked(shown.follows)
        self._same_t.setText(same_t)
