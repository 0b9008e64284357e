"""What is done to the schedule, in order: transforms that are added, changed, moved, switched off and removed."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMenu, QToolButton, QVBoxLayout, QWidget

from engine.schedules.case import Facts
from engine.schedules.choice import ScheduleChoice
from engine.schedules.transforms import TRANSFORMS, Applied
from gui.cards.transform_row import TransformRow
from gui.style import GAP, THEMES, Theme
from gui.widgets.card import label
from gui.widgets.tooltips import describe

REFERENCE_SIDE = 64.0


class TransformsPanel(QWidget):
    """A stack of transforms. `wanted` names a change that the user wants: `applied` is then as it is to be."""

    wanted = Signal(str, str)
    """The name of the change, and what merges it with others of its kind."""

    def __init__(self) -> None:
        super().__init__()
        self.applied: tuple[Applied, ...] = ()
        self._choice = ScheduleChoice()
        self._facts = Facts()
        self._theme = THEMES["dark"]
        self._rows: list[TransformRow] = []
        self._add = QToolButton()
        describe(
            self._add,
            "add transform",
            "Do something to this schedule: the transforms are done in their order",
        )
        self._add.setObjectName("add_transform")
        self._add.setText("Add")
        self._add.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self._add)
        menu.setToolTipsVisible(True)
        for name, transform in TRANSFORMS.items():
            action = menu.addAction(transform.title, partial(self._append, name))
            action.setToolTip(f"{transform.help}\n{transform.source}")
        self._add.setMenu(menu)
        head = QHBoxLayout()
        head.addWidget(label("TRANSFORMS", "title"), 1)
        head.addWidget(self._add)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(GAP)
        self._column.addLayout(head)

    def show_choice(self, choice: ScheduleChoice) -> None:
        """Show the transforms of a choice."""
        self._choice = choice
        self.applied = choice.transforms
        while len(self._rows) < len(self.applied):
            self._append_row()
        for number, row in enumerate(self._rows):
            row.setVisible(number < len(self.applied))
            if number < len(self.applied):
                last = number == len(self.applied) - 1
                row.show_transform(self.applied[number], first=not number, last=last)
                row.show_facts(self._facts)

    def show_facts(self, facts: Facts) -> None:
        """Take what is known of another picture."""
        self._facts = facts
        for row, _ in zip(self._rows, self.applied, strict=False):
            row.show_facts(facts)

    def show_invalid(self, fields: Collection[str]) -> None:
        """Mark the transforms that cannot be done."""
        for number, row in enumerate(self._rows, 1):
            row.show_invalid(f"transform_{number}" in fields)

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        for row in self._rows:
            row.show_theme(theme)

    def _append_row(self) -> None:
        number = len(self._rows)
        row = TransformRow(number + 1)
        row.changed.connect(partial(self._change, number))
        row.moved.connect(partial(self._move, number))
        row.removed.connect(partial(self._remove, number))
        row.show_theme(self._theme)
        self._column.addWidget(row)
        self._rows.append(row)

    def _append(self, name: str) -> None:
        self._want((*self.applied, self._usual(name)), f"Add {TRANSFORMS[name].title}")

    def _usual(self, name: str) -> Applied:
        """A transform with parameters that go with the schedule and the picture."""
        if name == "blend":
            return Applied(name, other="linear" if self._choice.name == "cosine" else "cosine")
        if name == "respace" and self._choice.final_steps < TRANSFORMS[name].parameters[0].default:
            return Applied(name, (("count", float(self._choice.final_steps)),))
        if name == "image_shift" and self._facts.size:
            return Applied(name, (("image_d", float(max(self._facts.size))), ("noise_d", REFERENCE_SIDE)))
        return Applied(name)

    def _change(self, number: int, applied: Applied, parameter: str) -> None:
        title = TRANSFORMS[applied.name].title
        self._rows[number].show_facts(self._facts)
        changed = tuple(applied if place == number else each for place, each in enumerate(self.applied))
        self._want(changed, title, f"transform_{number}.{parameter}" if parameter else "")

    def _move(self, number: int, by: int) -> None:
        if not 0 <= number + by < len(self.applied):
            return
        order = list(self.applied)
        order[number], order[number + by] = order[number + by], order[number]
        had_keys = self._has_keys(number)
        self._want(tuple(order), "Order of transforms")
        if had_keys:
            self._rows[number + by].focus_on_move(by)

    def _remove(self, number: int) -> None:
        title = TRANSFORMS[self.applied[number].name].title
        had_keys = self._has_keys(number)
        self._want(self.applied[:number] + self.applied[number + 1 :], f"Remove {title}")
        if had_keys and self.applied:
            self._rows[min(number, len(self.applied) - 1)].focus_on_remove()
        elif had_keys:
            self._add.setFocus()

    def _has_keys(self, number: int) -> bool:
        focus = QApplication.focusWidget()
        return focus is not None and self._rows[number].isAncestorOf(focus)

    def _want(self, applied: tuple[Applied, ...], name: str, merge: str = "") -> None:
        self.applied = applied
        self.wanted.emit(name, merge)
