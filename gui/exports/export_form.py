"""The fields for the settings of one kind of export: those of one group beside one another, all others below."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QWidget

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
        self._rows: dict[str, QWidget] = {}
        self._groups: dict[str, tuple[QWidget, QHBoxLayout]] = {}
        for option in options:
            field = self._rows[option.name] = self._field(option)
            if option.group:
                self._add_to_group(option, field)
            else:
                self._add_row("" if option.kind == "switch" else option.label, option, field)

    def show_settings(self, options: Sequence[Option], settings: Any) -> None:
        """Show settings in fields for these options, of which some may have other limits than before."""
        for option in options:
            if option != self._fields[option.name].option:
                self._replace(option)
            self._fields[option.name].show_value(getattr(settings, option.name))
            self._form.setRowVisible(self._rows[option.name], option.applies(settings))

    def _field(self, option: Option) -> OptionField:
        field = self._fields[option.name] = OptionField(option)
        field.setMinimumWidth((FIELD_WIDTH - GAP) // 2 if option.group else FIELD_WIDTH)
        field.wanted.connect(partial(self.wanted.emit, option.name))
        return field

    def _add_row(self, words: str, option: Option, row: QWidget) -> None:
        self._form.addRow(f"{words} ({option.unit})" if option.unit else words, row)

    def _add_to_group(self, option: Option, field: QWidget) -> None:
        """Put a field beside those of its group, which are shown or not as one."""
        if option.group not in self._groups:
            row = QWidget()
            line = QHBoxLayout(row)
            line.setContentsMargins(0, 0, 0, 0)
            line.setSpacing(GAP)
            self._groups[option.group] = row, line
            self._add_row(option.group, option, row)
        self._rows[option.name], line = self._groups[option.group]
        line.addWidget(field)

    def _replace(self, option: Option) -> None:
        """Put another field in the place of the one with this name."""
        old, new = self._fields[option.name], self._field(option)
        if option.group:
            self._groups[option.group][1].replaceWidget(old, new)
            new.show()
        else:
            self._form.replaceWidget(old, new)
            self._rows[option.name] = new
        old.hide()
        old.deleteLater()
        order_tabs(*self._fields.values())
