"""The one field for numbers, whole or decimal, of the whole program."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractSpinBox, QDialog, QSizePolicy

from gui.widgets.card import set_role
from gui.widgets.focus import give_keys_back
from gui.widgets.note import Note
from gui.widgets.numbers import Numbers
from gui.widgets.tooltips import describe
from gui.widgets.wheel import WheelGuard

INSET = (6, 0, 0, 0)  # of the text, where style sheets do not reach
LONGEST = 60  # letters that can be typed
ARROWS = 24  # pixels of the field besides its text
STAYS = (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)


class NumberField(QAbstractSpinBox):
    """A number. What is typed stays until Enter, or until the field is left; half-typed text means nothing.

    A text that is not one of `numbers` is never turned into another: the field says which are allowed, and
    keeps its number. Enter and Escape give the keys back to the view; Escape restores the number.
    """

    valueChanged = Signal(object)  # noqa: N815 - as in Qt; `object`, as Qt's int has 32 bits
    """The user wants another number; never sent because one was shown."""
    finished = Signal()
    """Enter has taken what was typed, or Escape has dropped it."""

    def __init__(self, name: str, numbers: Numbers, help: str) -> None:
        super().__init__()
        self.setObjectName(name)
        describe(self, name, help)
        self.setKeyboardTracking(False)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self._numbers = numbers
        self._value = numbers.minimum
        self._note = Note(self)
        line = self.lineEdit()
        line.setTextMargins(*INSET)
        line.setMaxLength(LONGEST)
        line.textEdited.connect(self._forgive)
        WheelGuard(self)
        self._write()

    @property
    def numbers(self) -> Numbers:
        """What is allowed."""
        return self._numbers

    def value(self) -> float:
        """The number; not what is being typed."""
        return self._value

    def count(self) -> int:
        """The number of a field for whole ones."""
        return int(self._value)

    def setValue(self, value: float) -> None:
        """Take a number, cut to what is allowed, as if the user had typed it."""
        value = self._numbers.cut(value)
        self._forgive()
        changed = value != self._value
        self._value = value
        self._write()
        if changed:
            self.valueChanged.emit(value)

    def show_value(self, value: float) -> None:
        """Show a number, cut to what is allowed. What is being typed stays, and the number is behind it."""
        self._value = self._numbers.cut(value)
        if not self._typing:
            self._write()

    def show_numbers(self, numbers: Numbers) -> None:
        """Allow other numbers; the present one is cut to them without a signal."""
        if numbers != self._numbers:
            self._numbers = numbers
            self.show_value(self._value)

    def take(self) -> bool:
        """Take what is typed; where that is not allowed, say what is, and change nothing."""
        if not self._typing:
            return True
        try:
            value = self._numbers.read(self.text())
        except ValueError as error:
            set_role(self, "refused", "true")
            self._note.say(str(error))
            return False
        self.setValue(value)
        return True

    def stepBy(self, steps: int) -> None:
        """Go so many steps from the number, or from what is typed."""
        if self.take():
            self.setValue(self._numbers.stepped(self._value, steps))
            self.selectAll()

    def stepEnabled(self) -> QAbstractSpinBox.StepEnabledFlag:
        """Which arrows lead anywhere."""
        flags = QAbstractSpinBox.StepEnabledFlag
        up = flags.StepUpEnabled if self._value < self._numbers.maximum else flags.StepNone
        down = flags.StepDownEnabled if self._value > self._numbers.minimum else flags.StepNone
        return up | down

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes, Escape restores; both give the keys back."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.take():
                self._finish()
        elif event.key() == Qt.Key.Key_Escape:
            if isinstance(self.window(), QDialog) and not self._typing:
                event.ignore()  # it closes the dialog
                return
            self._restore()
            self._finish()
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take what was typed; restore the number where that is not possible."""
        if event.reason() not in STAYS and not self.take():
            self._write()
            set_role(self, "refused", "false")
            self._note.hide_soon()
        super().focusOutEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing half-typed comes back; a window that is only minimised keeps it."""
        if not event.spontaneous():
            self._restore()
        super().hideEvent(event)

    def sizeHint(self) -> QSize:
        """Room for the longest limit."""
        texts = map(self._numbers.write, (self._numbers.minimum, self._numbers.maximum))
        widest = max(self.fontMetrics().horizontalAdvance(text) for text in texts)
        return QSize(widest + ARROWS + INSET[0], super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """As wide as the hint, unless a layout says otherwise."""
        return self.sizeHint()

    @property
    def _typing(self) -> bool:
        return self.lineEdit().isModified()

    def _write(self) -> None:
        self.lineEdit().setText(self._numbers.write(self._value))  # is not modified any more

    def _restore(self) -> None:
        self._forgive()
        self._write()

    def _forgive(self) -> None:
        set_role(self, "refused", "false")
        self._note.hide()

    def _finish(self) -> None:
        self.finished.emit()
        give_keys_back(self)
