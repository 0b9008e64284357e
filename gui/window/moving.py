"""What another t changes in panels: their texts and cursors, each with its place. All else is painted once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

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
        parts = [part for panel in panels for part in parts_of(panel)]
        self._parts = [(part, part.parentWidget() or root, _way_to_look_at(part)) for part in parts]
        self._looks = self._look()

    def changed(self) -> list[QRegion]:
        """Where something differs from what was there when this was asked last, a region for each parent of it."""
        before, self._looks = self._looks, self._look()
        regions: dict[QWidget, QRegion] = {}
        for (_, parent, _), old, new in zip(self._parts, before, self._looks, strict=True):
            if old == new:
                continue
            for was, now in zip(old, new, strict=True):
                if was != now:
                    region = regions.get(parent, QRegion())
                    regions[parent] = region + was[1].united(now[1])  # also between the handles of a slider
        return list(regions.values())

    def _look(self) -> list[tuple[Look, ...]]:
        corners = {parent: parent.mapTo(self._root, QPoint()) for parent in {each[1] for each in self._parts}}
        return [look(part, corners[parent], self._root) for part, parent, look in self._parts]


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


Way = Callable[[Any, QPoint, QWidget], tuple[Look, ...]]
"""To look at a widget, whose parent is at a place of another one."""


def _at_plot(plot: Plot, corner: QPoint, root: QWidget) -> tuple[Look, ...]:
    place = plot.geometry().translated(corner)
    return (_Same(plot.content), place), (plot.cursor, plot.covered.translated(place.topLeft()))


def _at_slider(slider: TrackSlider, corner: QPoint, root: QWidget) -> tuple[Look, ...]:
    place = slider.geometry().translated(corner)
    ends = slider.minimum(), slider.maximum()
    return (ends, place), (slider.value(), slider.covered.translated(place.topLeft()))


def _at(look_of: Callable[[Any], object]) -> Way:
    """What a widget shows as a whole, as far as t can change it; whether it is there at all is a part of that."""

    def look(part: QWidget, corner: QPoint, root: QWidget) -> tuple[Look, ...]:
        return ((look_of(part) if part.isVisibleTo(root) else None, part.geometry().translated(corner)),)

    return look


_WAYS: tuple[tuple[type[QWidget] | tuple[type[QWidget], ...], Way], ...] = (
    (Plot, _at_plot),
    (TrackSlider, _at_slider),
    (FormulaLabel, _at(lambda part: part.shown)),
    ((QLabel, QAbstractSpinBox), _at(lambda part: (part.text(), part.property("role")))),
    ((QAbstractSlider, QProgressBar), _at(lambda part: (part.minimum(), part.value(), part.maximum()))),
    (
        QAbstractButton,
        _at(lambda part: (part.text(), part.isEnabled(), part.isChecked(), part.icon().cacheKey())),
    ),
    (QComboBox, _at(lambda part: (part.currentText(), part.isEnabled()))),
)
_UNKNOWN = _at(lambda part: object())  # nothing is equal to that
_WHOLE = tuple(kind for kinds, _ in _WAYS for kind in (kinds if isinstance(kinds, tuple) else (kinds,)))


def _way_to_look_at(part: QWidget) -> Way:
    return next((way for kinds, way in _WAYS if isinstance(part, kinds)), _UNKNOWN)
