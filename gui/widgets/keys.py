"""The keys belong to the control that has the focus; the menu's shortcuts act where it has no use for them.

Qt asks with a ShortcutOverride, first the widget and then its parents up to the window, whether a key is
meant for the widget rather than for a shortcut. Buttons, tabs, sliders and boxes never answer: one filter on
the window answers for them.
"""

from __future__ import annotations

import sys

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QSlider,
    QToolButton,
    QWidget,
)

from gui.widgets.focus import give_keys_back

Key = Qt.Key
PLAIN = Qt.KeyboardModifier.NoModifier
ENTER = {Key.Key_Return, Key.Key_Enter}
ALONG = {Key.Key_Left, Key.Key_Right, Key.Key_Home, Key.Key_End}
PAGES = {Key.Key_PageUp, Key.Key_PageDown}
ACROSS = {Key.Key_Up, Key.Key_Down, *PAGES}
OWN: dict[type[QWidget], set[Qt.Key]] = {
    QAbstractButton: {Key.Key_Space, *ENTER},
    QSlider: ALONG | ACROSS,
    QComboBox: {Key.Key_Space, Key.Key_Home, Key.Key_End, *ACROSS},
}
"""What each kind of control does by itself, or with `_act`."""
TYPED = (QLineEdit, QAbstractSpinBox)
BESIDES = {Qt.KeyboardModifier.KeypadModifier, Qt.KeyboardModifier.ShiftModifier}

MAC = {"Ctrl+Tab": "Meta+Tab", "Ctrl+Shift+Tab": "Meta+Shift+Tab", "F11": "Ctrl+Meta+F"}
"""There ⌘ Tab goes to another program, and F11 shows the desktop; Qt calls its key ⌃ Meta."""
_TEXT = QKeySequence.SequenceFormat.NativeText


class Keys(QObject):
    """Gives a window's keys to the control that has the focus; made once for each window."""

    escaped = Signal()
    """Escape was pressed where it means nothing to any control."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Whether the event goes no further."""
        if event.type() not in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress):
            return False
        assert isinstance(event, QKeyEvent)
        control = self._window.focusWidget()
        pressed = event.type() == QEvent.Type.KeyPress
        if pressed and event.key() == Key.Key_Escape and not isinstance(control, (*OWN, *TYPED)):
            self.escaped.emit()
            return _accept(event, True)
        if control is None:
            return False
        return _accept(event, _act(control, event) if pressed else wants(control, event))


def wants(control: QWidget, event: QKeyEvent) -> bool:
    """Whether a key means something to a control that has the focus, so that no shortcut takes it."""
    modifiers = event.modifiers()
    for besides in BESIDES:
        modifiers &= ~besides
    if modifiers != PLAIN:
        return False
    if isinstance(control, QComboBox) and event.text().isprintable() and event.text():
        return True  # letters and digits choose the entry that begins with them
    if event.key() in ALONG and _siblings(control):
        return True  # of several buttons one is down: they are walked through
    if event.key() in PAGES and isinstance(control, QAbstractSpinBox):
        return True  # ten steps; its line leaves these keys to the shortcuts
    return any(isinstance(control, kind) and event.key() in keys for kind, keys in OWN.items())


def _act(control: QWidget, event: QKeyEvent) -> bool:
    """What Qt leaves out: Enter presses, Down opens a menu, Home and End choose, Escape goes to the view."""
    key = Key(event.key())
    if key == Key.Key_Escape and _is_control(control):
        give_keys_back(control)
    elif key in ENTER and isinstance(control, QAbstractButton):
        control.click()
    elif key == Key.Key_Down and isinstance(control, QToolButton) and control.menu() is not None:
        control.showMenu()
    elif key in (Key.Key_Home, Key.Key_End) and (siblings := _siblings(control)):
        end = siblings[0 if key == Key.Key_Home else -1]
        end.setFocus(Qt.FocusReason.TabFocusReason)
        end.click()
    else:
        return False
    return True


def _siblings(control: QWidget) -> list[QAbstractButton]:
    """The buttons of which one is down, of which a button is one; Left and Right go through them in Qt itself."""
    group = control.group() if isinstance(control, QAbstractButton) else None
    if group is None or not group.exclusive():
        return []
    return [button for button in group.buttons() if button.isVisible() and button.isEnabled()]


def _is_control(control: QWidget) -> bool:
    return isinstance(control, tuple(OWN))


def _accept(event: QKeyEvent, taken: bool) -> bool:
    if taken:
        event.accept()
    return taken


def sequences(keys: str, platform: str = sys.platform) -> list[QKeySequence]:
    """Those of a text as "Ctrl+Y; F3"; none of an empty one."""
    chosen = [MAC.get(key, key) if platform == "darwin" else key for key in keys.split("; ")]
    return [QKeySequence(key) for key in chosen if key]


def written(keys: str) -> str:
    """As this system writes them in its menus."""
    return ", ".join(each.toString(_TEXT) for each in sequences(keys))


def modifier() -> str:
    """How this system writes the key that Qt calls Ctrl."""
    return "⌘" if sys.platform == "darwin" else "Ctrl"
