"""What another t changes in panels: their texts and cursors, each with its place. All else is painted once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QRegion
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QLabel,
    QProgressBar,
    QWidget,
)

from gui.formulas.formula_label import FormulaLabel
from gui.plots.plot import Plot
from gui.widgets.track_slider import TrackSlider

Look = tuple[object, QRect]
"""What is to be seen, and where."""


class Moving:
    """Looks at what is in some panels of a widget, and says what differs from the time before."""

    def __init__(self, root: QWidget, panels: Iterable[QWidget]) -> None:
        self._root = root
        self._parts = [part for panel in panels for part in parts_of(panel)]
        self._looks = self._look()

    def changed(self) -> QRegion:
        """Where something differs from what was there when this was asked last."""
        before, self._looks = self._looks, self._look()
        region = QRegion()
        for old, new in zip(before, self._looks, strict=True):
            if old != new:
                region += old[1].united(new[1])  # a slider has another colour between its handles
        return region

    def _look(self) -> list[Look]:
        return [look for part in self._parts for look in self._looks_of(part)]

    def _looks_of(self, part: QWidget) -> Iterator[Look]:
        corner = part.mapTo(self._root, QPoint())
        place = part.rect().translated(corner)
        if isinstance(part, Plot):
            yield _Same(part.content), place
            yield part.cursor, part.covered.translated(corner)
        elif isinstance(part, TrackSlider):
            yield (part.minimum(), part.maximum()), place
            yield part.value(), part.covered.translated(corner)
        else:
            yield _look_of(part) if part.isVisibleTo(self._root) else None, place


class _Same:
    """A value that is equal to itself alone: to compare all points of a curve takes longer than to paint it."""

    def __init__(self, value: object) -> None:
        self._value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other._value is self._value

    __hash__ = None  # type: ignore[assignment]


def parts_of(widget: QWidget) -> Iterator[QWidget]:
    """The widgets in it that are looked at as a whole."""
    children = [child for child in widget.children() if isinstance(child, QWidget)]
    if isinstance(widget, _WHOLE) or not children:
        yield widget
        return
    for child in children:
        yield from parts_of(child)


_WHOLE = (Plot, FormulaLabel, QLabel, QAbstractSlider, QAbstractSpinBox, QAbstractButton, QComboBox)


def _look_of(part: QWidget) -> object:
    """What it shows, as far as t can change it; nothing is equal to that of a widget which is not known here."""
    match part:
        case FormulaLabel():
            return part.shown
        case QLabel() | QAbstractSpinBox():
            return part.text(), part.property("role")
        case QAbstractSlider() | QProgressBar():
            return part.minimum(), part.value(), part.maximum()
        case QAbstractButton():
            return part.text(), part.isEnabled(), part.isChecked(), part.icon().cacheKey()
        case QComboBox():
            return part.currentText(), part.isEnabled()
        case _:
            return object()
