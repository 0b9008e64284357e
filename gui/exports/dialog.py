"""The one dialog for what is taken home: made from the options of each kind."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from engine.exports.films import problem_of
from engine.exports.options import EXPORTS, FilmSettings, ending_of
from gui.cards.option_fields import OptionField
from gui.style import GAP, PAD
from gui.widgets.file_dialogs import FileDialogs

FIELD_WIDTH = 260


class ExportDialog(QDialog):
    """Asks what to save, how, and where."""

    wanted = Signal(str, object, object)
    """A name in EXPORTS, its settings, and a Path."""

    def __init__(self, kind: str, settings: dict[str, Any], name: str, parent: QWidget | None = None) -> None:
        """`settings` are those that were used last, by kind; `name` is that of the file, without its ending."""
        super().__init__(parent)
        self._settings = {key: settings.get(key, export.defaults) for key, export in EXPORTS.items()}
        self._name = name
        self.setWindowTitle("Take it home")
        self.setObjectName("export_dialog")
        self._kind = QComboBox()
        self._kind.setObjectName("export_kind")
        for key, export in EXPORTS.items():
            self._kind.addItem(export.title, key)
        self._problem = QLabel()
        self._problem.setObjectName("export_problem")
        self._problem.setProperty("role", "error")
        self._problem.setWordWrap(True)
        self._forms: dict[str, QWidget] = {}
        self._fields: dict[tuple[str, str], OptionField] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(2 * PAD, 2 * PAD, 2 * PAD, PAD)
        self._column.setSpacing(GAP)
        self._column.addWidget(self._kind)
        for key in EXPORTS:
            self._column.addWidget(self._form(key))
        self._column.addStretch(1)
        self._column.addWidget(self._problem)
        self._column.addLayout(self._buttons())
        self._kind.currentIndexChanged.connect(self._show)
        self._kind.setCurrentIndex(list(EXPORTS).index(kind))
        self._show()

    @property
    def kind(self) -> str:
        """What is to be saved."""
        key: str = self._kind.currentData()
        return key

    @property
    def settings(self) -> Any:
        """How."""
        return self._settings[self.kind]

    def _form(self, kind: str) -> QWidget:
        holder = self._forms[kind] = QWidget()
        form = QFormLayout(holder)
        form.setContentsMargins(0, GAP, 0, GAP)
        form.setHorizontalSpacing(2 * PAD)
        form.setVerticalSpacing(GAP)
        for option in EXPORTS[kind].options:
            field = self._fields[kind, option.name] = OptionField(option)
            field.setMinimumWidth(FIELD_WIDTH)
            field.wanted.connect(lambda value, name=option.name: self._change(name, value))
            words = "" if option.kind == "switch" else option.label
            form.addRow(f"{words} ({option.unit})" if option.unit else words, field)
        return holder

    def _buttons(self) -> QHBoxLayout:
        buttons = QHBoxLayout()
        for name, text, slot in (
            ("export_cancel", "Cancel", self.reject),
            ("export_save", "Save…", self._save),
        ):
            button = QPushButton(text)
            button.setObjectName(name)
            button.clicked.connect(slot)
            buttons.addWidget(button)
        self._save_button = button
        button.setDefault(True)
        return buttons

    def _change(self, name: str, value: Any) -> None:
        self._settings[self.kind] = replace(self.settings, **{name: value})
        self._show()

    @Slot()
    def _show(self) -> None:
        kind, settings = self.kind, self.settings
        for key, holder in self._forms.items():
            holder.setVisible(key == kind)
        form = self._forms[kind].layout()
        assert isinstance(form, QFormLayout)
        for option in EXPORTS[kind].options:
            field = self._fields[kind, option.name]
            field.show_value(getattr(settings, option.name))
            form.setRowVisible(field, option.applies(settings))
        problem = problem_of(settings) if isinstance(settings, FilmSettings) else ""
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))
        self._save_button.setEnabled(not problem)
        self.adjustSize()  # what is not shown takes no room

    @Slot()
    def _save(self) -> None:
        ending = ending_of(self.settings.format)
        pattern = f"{EXPORTS[self.kind].title} (*{ending})"
        name = f"{self._name}_{self.kind}{ending}"
        file = FileDialogs.of(self).file_to_save(f"Save {EXPORTS[self.kind].words}", pattern, name)
        if file is not None:
            self.accept()
            self.wanted.emit(self.kind, self.settings, file)
