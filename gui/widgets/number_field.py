"""The one field for numbers, whole or decimal, of the whole program."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QAbstractSpinBox, QLineEdit, QSizePolicy

from gui.widgets.numbers import Numbers
from gui.widgets.tooltips import describe
from gui.widgets.typed import Typed
from gui.widgets.wheel import WheelGuard

INSET = (6, 0, 0, 0)  # of the text, where style sheets do not reach
LONGEST = 60  # letters that can be typed
ARROWS = 24  # pixels of the field besides its text


class NumberField(Typed, QAbstractSpinBox):
    """A number. A text that is not one of `numbers` is never turned into another: which are allowed is said."""

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
        self._line.setTextMargins(*INSET)
        self._line.setMaxLength(LONGEST)
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
        if value != self._value:
            self._show(value)

    def show_numbers(self, numbers: Numbers) -> None:
        """Allow other numbers; the present one is cut to them without a signal."""
        if numbers != self._numbers:
            self._numbers = numbers
            self._show(self._value)

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

    def sizeHint(self) -> QSize:
        """Room for the longest limit."""
        texts = map(self._numbers.write, (self._numbers.minimum, self._numbers.maximum))
        widest = max(self.fontMetrics().horizontalAdvance(text) for text in texts)
        return QSize(widest + ARROWS + INSET[0], super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """As wide as the hint, unless a layout says otherwise."""
        return self.sizeHint()

    @property
    def _line(self) -> QLineEdit:
        return self.lineEdit()

    def _show(self, value: float) -> None:
        self._value = self._numbers.cut(value)
        if not self._line.isModified():
            self._write()

    def _write(self) -> None:
        text = self._numbers.write(self._value)
        if text != self._line.text() or self._line.isModified():
            self._line.setText(text)

    def _accept(self, text: str) -> None:
        self.setValue(self._numbers.read(text))

    def _finish(self) -> None:
        self.finished.emit()
        super()._finish()
