"""A field for a number of any size."""

from __future__ import annotations

import re

from PySide6.QtCore import QLocale
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QDoubleSpinBox, QSizePolicy

from gui.widgets.fields import INSET, WheelGuard

FINEST = 12
"""Decimals that a NumberField keeps of what is typed or shown, whatever its arrows offer."""


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
        WheelGuard(self)

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
