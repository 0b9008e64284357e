"""A transform in its place in the stack: a switch, its parameters, and buttons that move and remove it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from engine.schedules import SCHEDULES, Parameter
from engine.schedules.image_shift import image_shift_in_words
from engine.schedules.transforms import TRANSFORMS, Applied
from gui import style
from gui.cards.parameter_row import ParameterRow
from gui.formulas.formula import formula
from gui.style import GAP, THEMES, Theme
from gui.widgets.card import label, set_role
from gui.widgets.fields import Choice, Switch, field_row
from gui.widgets.tooltips import describe

if TYPE_CHECKING:
    from engine.schedules.case import Facts
    from engine.schedules.schedule import Parameters

MOVES = {-1: ("up", "Do this transform earlier  Alt+Up"), 1: ("down", "Do this transform later  Alt+Down")}
FORMULA_SIZE = 15


class TransformRow(QWidget):
    """Shows a transform without a word. `changed` when the user wants another in its place."""

    changed = Signal(object, str)
    """Applied, and the name of the parameter, empty where it is none."""
    moved = Signal(int)
    """The user wants it so many places further down."""
    removed = Signal()

    def __init__(self, place: int) -> None:
        super().__init__()
        self._prefix = f"transform_{place}_"
        self._applied = Applied("")
        self._theme = THEMES["dark"]
        self._switch = Switch(f"transform_{place}", "", "")
        self._buttons = {by: self._button(icon, help) for by, (icon, help) in MOVES.items()}
        self._remove = self._button("close", "Remove this transform  Delete")
        self._other = Choice(f"{self._prefix}other", "The other schedule")
        for name, family in SCHEDULES.items():
            self._other.addItem(family.title, name)
        self._other_line = QWidget()
        line = field_row("with", self._other)
        line.setContentsMargins(0, 0, 0, 0)
        self._other_line.setLayout(line)
        self._own = [ParameterRow(self._prefix) for _ in range(_most(TRANSFORMS.values()))]
        self._of_other = [ParameterRow(f"{self._prefix}with_") for _ in range(_most(SCHEDULES.values()))]
        self._note = label("", "small")
        self._note.setWordWrap(True)
        self._build()
        self._connect()

    def show_transform(self, applied: Applied, *, first: bool, last: bool) -> None:
        """Show one, and whether it can be moved up and down."""
        transform = TRANSFORMS[applied.name]
        self._applied = applied
        with QSignalBlocker(self._switch), QSignalBlocker(self._other):
            self._switch.setText(transform.title)
            self._switch.setChecked(applied.active)
            self._other.setCurrentIndex(self._other.findData(applied.other))
        words = formula(transform.formula, FORMULA_SIZE).text
        tip = f"{transform.help}\n{words}\n{transform.source}\nSwitched off it keeps its parameters."
        describe(self._switch, transform.title, tip)
        self._buttons[-1].setEnabled(not first)
        self._buttons[1].setEnabled(not last)
        self._other_line.setVisible(transform.takes_other)
        _show(self._own, transform.parameters, applied.parameters)
        known = SCHEDULES[applied.other].parameters if transform.takes_other else ()
        _show(self._of_other, known, applied.other_parameters)
        for part in (*self._own, *self._of_other, self._other_line):
            part.setEnabled(applied.active)
        self.show_invalid(False)

    def show_facts(self, facts: Facts) -> None:
        """Say what is known of the picture and concerns the transform."""
        is_image_shift = self._applied.name == "image_shift"
        self._note.setVisible(is_image_shift)
        if is_image_shift:
            ends = {row.parameter.name: row.value for row in self._own if row.parameter is not None}
            self._note.setText(image_shift_in_words(facts=facts, **ends))

    def show_invalid(self, invalid: bool) -> None:
        """Mark it as the one that cannot be done, or take the mark away."""
        set_role(self._switch, "invalid", "true" if invalid else "false")
        for row in (*self._own, *self._of_other):
            row.show_invalid(invalid)

    def show_theme(self, theme: Theme) -> None:
        """Show symbols and icons in the colours of a theme."""
        for by, (icon, _) in MOVES.items():
            self._buttons[by].setIcon(style.icon(icon, theme.dim, 16))
        self._remove.setIcon(style.icon("close", theme.dim, 16))
        for row in (*self._own, *self._of_other):
            row.show_theme(theme)

    def focus_on_move(self, by: int) -> None:
        """Give the keys to the button that moves it that way, or to the other where it is at the end."""
        button = self._buttons[by] if self._buttons[by].isEnabled() else self._buttons[-by]
        (button if button.isEnabled() else self._remove).setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_on_remove(self) -> None:
        """Give the keys to the button that removes it."""
        self._remove.setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(0)
        head.addWidget(self._switch, 1)
        for button in (*self._buttons.values(), self._remove):
            head.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP // 2)
        column.addLayout(head)
        for part in (*self._own, self._other_line, *self._of_other, self._note):
            column.addWidget(part)

    def _connect(self) -> None:
        self._switch.toggled.connect(lambda on: self._want(replace(self._applied, active=on)))
        self._other.currentIndexChanged.connect(self._change_other)
        for by, button in self._buttons.items():
            button.clicked.connect(lambda _=False, by=by: self.moved.emit(by))
        self._remove.clicked.connect(self.removed)
        for row in self._own:
            row.changed.connect(lambda row=row: self._change_own(row))
        for row in self._of_other:
            row.changed.connect(lambda row=row: self._change_of_other(row))
        for keys, by in (("Alt+Up", -1), ("Alt+Down", 1)):
            self._key(keys).activated.connect(lambda by=by: self.moved.emit(by))
        self._key("Delete").activated.connect(self.removed)

    def _button(self, icon: str, help: str) -> QToolButton:
        button = QToolButton()
        name = "remove" if icon == "close" else icon
        describe(button, f"{self._prefix}{name}", help)
        button.setObjectName(f"{self._prefix}{name}")
        button.setProperty("role", "small")
        return button

    def _key(self, keys: str) -> QShortcut:
        """A key that works wherever in the row the focus is."""
        return QShortcut(QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def _change_own(self, row: ParameterRow) -> None:
        self._want(replace(self._applied, parameters=_with(self._applied.parameters, row)), row)

    def _change_of_other(self, row: ParameterRow) -> None:
        values = _with(self._applied.other_parameters, row)
        self._want(replace(self._applied, other_parameters=values), row)

    def _change_other(self) -> None:
        self._want(replace(self._applied, other=str(self._other.currentData()), other_parameters=()))

    def _want(self, applied: Applied, row: ParameterRow | None = None) -> None:
        if applied != self._applied:  # Enter says a number once more
            self._applied = applied
            self.changed.emit(applied, row.parameter.name if row and row.parameter else "")


def _most(owners: object) -> int:
    return max(len(each.parameters) for each in owners)  # type: ignore[attr-defined]


def _show(rows: Sequence[ParameterRow], parameters: Sequence[Parameter], given: Parameters) -> None:
    values = dict(given)
    for number, row in enumerate(rows):
        row.setVisible(number < len(parameters))
        parameter = parameters[number] if number < len(parameters) else None
        row.show_parameter(parameter, values.get(parameter.name, parameter.default) if parameter else 0.0)


def _with(given: Parameters, row: ParameterRow) -> Parameters:
    assert row.parameter is not None
    return tuple({**dict(given), row.parameter.name: row.value}.items())
