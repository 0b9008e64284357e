"""The fields for the settings of one kind of export, one under the other."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QWidget

from engine.option import Option
from gui.cards.option_fields import OptionField
from gui.style import GAP, PAD
from gui.widgets.focus import order_tabs

FIELD_WIDTH = 260


class ExportForm(QWidget):
    """Shows settings, those alone that do anything with the others."""

    wanted = Signal(str, object)
    """A setting's name, and its value."""

    def __init__(self, options: Sequence[Option]) -> None:
        super().__init__()
        self._form = QFormLayout(self)
        self._form.setContentsMargins(0, GAP, 0, GAP)
        self._form.setHorizontalSpacing(2 * PAD)
        self._form.setVerticalSpacing(GAP)
        self._fields: dict[str, OptionField] = {}
        for option in options:
            words = "" if option.kind == "switch" else option.label
            self._form.addRow(f"{words} ({option.unit})" if option.unit else words, self._field(option))

    def show_settings(self, options: Sequence[Option], settings: Any) -> None:
        """Show settings in fields for these options, of which some may have other limits than before."""
        for option in options:
            if option != self._fields[option.name].option:
                self._replace(option)
            field = self._fields[option.name]
            field.show_value(getattr(settings, option.name))
            self._form.setRowVisible(field, option.applies(settings))

    def _field(self, option: Option) -> OptionField:
        field = self._fields[option.name] = OptionField(option)
        field.setMinimumWidth(FIELD_WIDTH)
        field.wanted.connect(partial(self.wanted.emit, option.name))
        return field

    def _replace(self, option: Option) -> None:
        """Put another field in the place of the one with this name."""
        old = self._fields[option.name]
        self._form.replaceWidget(old, self._field(option))
        old.hide()
        old.deleteLater()
        order_tabs(*self._fields.values())
