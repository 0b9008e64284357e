"""The menu of a curve: what it is drawn over, its axis, its range, its data, and the other curves that there are."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from engine.planning.curves import CURVE_GROUPS, CURVES
from engine.schedules.axes import X_AXES
from engine.schedules.curve_looks import CurveLooks
from engine.schedules.quantity import Quantity
from gui.plots.chart_content import FAR_APART

OVER_WORDS = {"t": "Over t", "log_snr": "Over log SNR", "sigma": "Over σ"}


def capital(words: str) -> str:
    """Words as an entry of a menu begins: SNR stays what it is."""
    return words[:1].upper() + words[1:]


class CurveMenu(QMenu):
    """What can be done with the curve of one quantity."""

    wanted = Signal(object)
    """Other CurveLooks."""
    ranges_wanted = Signal()
    copy_wanted = Signal()
    table_wanted = Signal()
    image_wanted = Signal()
    figure_wanted = Signal()

    def __init__(
        self, quantity: Quantity, looks: CurveLooks, parent: QWidget | None = None, *, apart: bool = False
    ) -> None:
        """`apart` where the axis is logarithmic since schedules that are compared are far apart."""
        super().__init__(parent)
        self.setObjectName("curve_menu")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._looks, self._apart = looks, apart
        self._add_axes(quantity)
        self.addSeparator()
        self._add("curve_range", "Range…").triggered.connect(self.ranges_wanted)
        everything = self._add("curve_all", "Show all of it\tDouble click")
        everything.setEnabled(bool(looks.ranges))
        everything.triggered.connect(lambda: self.wanted.emit(replace(looks, ranges=())))
        self.addSeparator()
        self._add("curve_copy", "Copy the data").triggered.connect(self.copy_wanted)
        self._add("curve_copy_table", "Copy as table: all quantities").triggered.connect(self.table_wanted)
        self._add("curve_copy_image", "Copy the curves as an image").triggered.connect(self.image_wanted)
        self._add("curve_figure", "Save a figure…").triggered.connect(self.figure_wanted)
        self.addSeparator()
        self._add_curves()
        hide = self._add("curve_hide", "Hide this curve")
        others = tuple(name for name in looks.names if name != quantity.name)
        hide.triggered.connect(lambda: self.wanted.emit(looks.showing(others)))

    def _add(self, name: str, text: str) -> QAction:
        action = self.addAction(text)
        action.setObjectName(name)
        return action

    def _add_axes(self, quantity: Quantity) -> None:
        looks, group = self._looks, QActionGroup(self)
        for name in X_AXES:
            action = self._add(f"curve_over_{name}", OVER_WORDS[name])
            action.setCheckable(True)
            action.setChecked(name == looks.over)
            group.addAction(action)
            action.triggered.connect(lambda _=False, name=name: self.wanted.emit(looks.drawn_over(name)))
        self.addSeparator()
        log = self._add("curve_log", "Logarithmic axis")
        log.setCheckable(True)
        log.setEnabled(quantity.positive and not self._apart)
        log.setChecked(self._apart or (quantity.positive and quantity.name in looks.log))
        log.setToolTip(FAR_APART if self._apart else "")
        self.setToolTipsVisible(True)
        log.triggered.connect(lambda on: self.wanted.emit(looks.with_log(quantity.name, on)))

    def _add_curves(self) -> None:
        menu, looks = self.addMenu("Curves"), self._looks
        for group in CURVE_GROUPS.values():
            if not menu.isEmpty():
                menu.addSeparator()
            for each in group:
                action = menu.addAction(capital(each.words))
                action.setCheckable(True)
                action.setChecked(each.name in looks.names)
                action.triggered.connect(lambda on, name=each.name: self.wanted.emit(self._with(name, on)))

    def _with(self, name: str, on: bool) -> CurveLooks:
        names = (each for each in CURVES if (on if each == name else each in self._looks.names))
        return self._looks.showing(names)
