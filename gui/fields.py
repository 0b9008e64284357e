"""The fields that the left column's cards and the timeline share."""

from __future__ import annotations

import re
from html import escape

from PySide6.QtCore import QEvent, QLocale, QObject, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QValidator
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QSpinBox,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QWidget,
)

from gui.card import label
from gui.style import GAP

LABEL_WIDTH = 72
INSET = (6, 0, 0, 0)  # of the text in a spin box, where style sheets do not reach
FINEST = 12
"""Decimals that a NumberField keeps of what is typed or shown, whatever its arrows offer."""


def describe(widget: QWidget, name: str, help: str) -> None:
    """Tell what a widget is for: a name for screen readers, made of an objectName, and a tooltip."""
    widget.setAccessibleName(name.replace("_", " "))
    widget.setAccessibleDescription(help)
    widget.setToolTip(help)


def show_tooltip(widget: QWidget, text: str) -> None:
    """Give a widget a tooltip that shows `text` as it is, though it be a file name that looks like HTML."""
    rich = "<" in text or "&" in text  # what Qt might take for HTML
    widget.setToolTip(escape(text).replace("\n", "<br>") if rich else text)


class _WheelGuard(QObject):
    """Lets the wheel change a field only while it has the focus; otherwise the column scrolls."""

    def __init__(self, field: QWidget) -> None:
        super().__init__(field)
        self._field = field
        field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        field.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Whether the event goes no further."""
        if event.type() != QEvent.Type.Wheel or self._field.hasFocus():
            return False
        event.ignore()
        return True


class CountField(QSpinBox):
    """A whole number between two limits, both allowed."""

    def __init__(self, name: str, limits: tuple[int, int], help: str) -> None:
        super().__init__()
        self.setObjectName(name)
        describe(self, name, help)
        self.setRange(*limits)
        self.lineEdit().setTextMargins(*INSET)
        _WheelGuard(self)


class NumberField(QDoubleSpinBox):
    """A number that shows as many decimals as it needs, and is typed as 0.0001, 0,0001 or 1e-4.

    Half-typed text leaves the value as it is. The arrows go through what `offer` names; what may be
    typed is the wider `setRange`.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setDecimals(FINEST)
        self.lineEdit().setTextMargins(*INSET)
        self.setLocale(QLocale.c())
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.offer(0.0, 1.0, 0.1, 1)
        _WheelGuard(self)

    def offer(self, minimum: float, maximum: float, step: float, decimals: int) -> None:
        """Where the arrows lead."""
        self._offered = (minimum, maximum, decimals)
        self.setSingleStep(step)

    def stepBy(self, steps: int) -> None:
        """Go so many steps through what is offered."""
        minimum, maximum, decimals = self._offered
        present = self.value()
        value = min(max(round(present + steps * self.singleStep(), decimals), minimum), maximum)
        # What was typed may lie beyond what the arrows offer: then they must not lead the other way.
        self.setValue(max(value, present) if steps > 0 else min(value, present))
        self.selectAll()

    def textFromValue(self, value: float) -> str:
        """The number without trailing zeros."""
        text = f"{value:.{FINEST}f}".rstrip("0").rstrip(".")
        return "0" if text == "-0" else text

    def valueFromText(self, text: str) -> float:
        """The number that is typed; the present one while that is none."""
        try:
            return round(float(text.replace(",", ".")), FINEST)
        except ValueError:
            return self.value()

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        """Whether the text is a number in the range, or may become one."""
        plain = text.strip().replace(",", ".")
        if not re.fullmatch(r"[+-]?[0-9]*\.?[0-9]*(e[+-]?[0-9]*)?", plain, re.IGNORECASE):
            return QValidator.State.Invalid, text, position
        try:
            possible = self.minimum() <= round(float(plain), FINEST) <= self.maximum()
        except ValueError:
            possible = False
        state = QValidator.State.Acceptable if possible else QValidator.State.Intermediate
        return state, text, position


class Choice(QComboBox):
    """A choice that is never wider than its place."""

    def __init__(self, name: str, help: str) -> None:
        super().__init__()
        self.setObjectName(name)
        describe(self, name, help)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        _WheelGuard(self)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the present entry, elided where it does not fit."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        room = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, self
        )
        shown = self.fontMetrics().elidedText(
            self.currentText(), Qt.TextElideMode.ElideRight, room.width() - 4
        )
        option.currentText = shown
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        painter.end()


class ElidedLabel(QLabel):
    """One line of text that is shortened to its place; the tooltip has all of it."""

    def __init__(self, role: str = "", mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight) -> None:
        super().__init__()
        self.setProperty("role", role)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._mode = mode

    def show_text(self, text: str) -> None:
        """Show a text; a line break in it counts as a space."""
        text = " ".join(text.split())
        self.setText(text)
        show_tooltip(self, text)

    def minimumSizeHint(self) -> QSize:
        """No width of its own."""
        return QSize(0, super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(0, self.fontMetrics().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what fits."""
        shown = self.fontMetrics().elidedText(self.text(), self._mode, self.width())
        with QPainter(self) as painter:
            painter.setPen(self.palette().color(self.foregroundRole()))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)


def field_row(name: QWidget | str, *fields: QWidget) -> QHBoxLayout:
    """A row of the column: the label (a text, or a widget of its own) and the fields beside it."""
    row = QHBoxLayout()
    row.setSpacing(0)
    if isinstance(name, str):
        text = label(name, "dim")
        text.setBuddy(fields[0])
        text.setToolTip(fields[0].toolTip())
        name = text
    name.setFixedWidth(LABEL_WIDTH)
    row.addWidget(name)
    for number, field in enumerate(fields):
        row.addSpacing(GAP if number else 0)
        row.addWidget(field, 0 if number else 1)
    return row
