"""The card that chooses the noise schedule."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QToolButton

from engine.quoting import shown
from engine.schedules import MAX_STEPS, SCHEDULES
from engine.schedules.case import Facts
from engine.schedules.choice import ScheduleChoice
from engine.schedules.drawn import Drawn
from engine.schedules.text import canonical
from engine.state.changes import choose_schedule
from gui import style
from gui.cards.findings import FindingsBadge
from gui.cards.gallery import Gallery
from gui.cards.parameter_row import LABEL_SIZE, ParameterRow
from gui.cards.transforms_panel import TransformsPanel
from gui.formulas.formula_label import FormulaLabel
from gui.formulas.formula_note import FormulaNote
from gui.style import GAP, PAD, Theme
from gui.widgets.card import Card, set_role
from gui.widgets.fields import Choice, field_row
from gui.widgets.number_field import NumberField
from gui.widgets.numbers import Numbers
from gui.widgets.tooltips import describe

if TYPE_CHECKING:
    from engine.state.view import View

SMALL_BUTTON = 20
GIVEN = ""
"""The data of the item for a schedule that is no family, but numbers."""
DATA_FORMULA = r"\lambda_t \text{ from the numbers that were given}"
DRAWN_FORMULA = r"\lambda_t \text{ monotone cubic through points}"
DRAWN_SOURCE = "Fritsch & Carlson 1980, SIAM J. Numer. Anal. 17; slopes of PCHIP (Fritsch & Butland 1984)"


class ScheduleCard(Card):
    """Family, number of steps and parameters of the noise schedule. `wanted` is a change to another.

    The card remembers the parameters of each family. It does not judge whether they go together: what was refused
    stays in its fields, with the sentence that `show_error` is given, until another schedule is shown.
    """

    wanted = Signal(object)
    draw_toggled = Signal(bool)
    """The editor of a drawing is to be there, or to go."""

    def __init__(self) -> None:
        super().__init__("Schedule")
        self._shown: ScheduleChoice | None = None
        self._values = {name: _defaults(name) for name in SCHEDULES}
        self._family = Choice("schedule", "Noise schedule")
        self._family.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)  # that of the card
        for name, family in SCHEDULES.items():
            self._family.addItem(family.title, name)
        self._steps = NumberField("steps", Numbers(1, MAX_STEPS), "T, the number of noise steps")
        self._symbol = FormulaLabel("T", LABEL_SIZE)
        self._reset = QToolButton(self)
        self.badge = FindingsBadge(self)
        self._facts = Facts()
        self._browse = QToolButton()
        self._draw = QToolButton()
        self._gallery = Gallery(self, self._choice_of)
        self._rows = [ParameterRow() for _ in range(max(len(f.parameters) for f in SCHEDULES.values()))]
        self._transforms = TransformsPanel()
        self._note = FormulaNote()
        self._build()
        self.show_choice(ScheduleChoice())
        self._family.currentIndexChanged.connect(self._change_family)
        self._steps.valueChanged.connect(lambda: self._want("Steps T"))
        self._reset.clicked.connect(self.reset)
        self._transforms.wanted.connect(self._change_transforms)
        for row in self._rows:
            row.changed.connect(lambda row=row: self._change_parameter(row))

    @property
    def choice(self) -> ScheduleChoice:
        """What is chosen, with all parameters in the order of the family."""
        return self._choice_of(str(self._family.currentData()))

    def show_view(self, view: View) -> None:
        """Show the schedule of a view, unless it is the one that was shown last."""
        if view.schedule != self._shown:
            self.show_choice(view.schedule)

    def says(self, choice: ScheduleChoice) -> bool:
        """Whether its fields say this choice, and not one that was refused."""
        return self._shown is not None and canonical(self._shown) == canonical(choice)

    def show_choice(self, choice: ScheduleChoice) -> None:
        """Show a choice; parameters that it does not give take their defaults.

        Raises:
            ValueError: with the sentence of `make_schedule` when it is not possible; then nothing changes.
        """
        choice.make()
        self._shown = choice
        self._values[choice.name] = choice.made_parameters()
        with QSignalBlocker(self._family):
            self._family.removeItem(self._family.findData(GIVEN))
            if choice.given is not None:
                self._family.insertItem(0, shown(choice.title), GIVEN)
            self._family.setCurrentIndex(self._family.findData(GIVEN if choice.given else choice.name))
        self._steps.show_value(choice.steps)
        self._show_family()
        self._transforms.show_choice(choice)
        self.badge.show_choice(choice, self._facts)

    def show_facts(self, facts: Facts) -> None:
        """Judge the schedule for another picture."""
        self._facts = facts
        self._transforms.show_facts(facts)
        self.badge.show_choice(self._shown or ScheduleChoice(), facts)

    def show_drawing(self, on: bool) -> None:
        """Say whether the editor of a drawing is there."""
        self._draw.setChecked(on)

    def show_error(self, sentence: str, fields: Collection[str] = ()) -> None:
        """Show why the choice is not possible and mark the fields that are wrong; "" when it is."""
        self._note.show_error(sentence)
        for row in self._rows:
            row.show_invalid(row.parameter is not None and row.parameter.name in fields)
        set_role(self._steps, "invalid", "true" if "steps" in fields else "false")
        self._transforms.show_invalid(fields)

    def show_theme(self, theme: Theme) -> None:
        """Show the symbols and icons in the colours of a theme."""
        self._reset.setIcon(style.icon("reset", theme.dim, 16))
        self._draw.setIcon(style.icon("draw", theme.dim))
        self._symbol.show_theme(theme)
        self._gallery.show_theme(theme)
        self._note.show_theme(theme)
        self._transforms.show_theme(theme)
        for row in self._rows:
            row.show_theme(theme)

    def reset(self) -> None:
        """Go back to the usual T and the usual parameters of this schedule."""
        before = self.choice
        self.show_choice(ScheduleChoice() if before.given else ScheduleChoice(before.name))
        if self.choice != before:
            self._want("Reset schedule")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the reset button at the right of the title, in no layout, as it is higher than the title."""
        right = self.width() - PAD - SMALL_BUTTON + 2
        self._reset.setGeometry(right, PAD - 3, SMALL_BUTTON, SMALL_BUTTON)
        self.badge.setGeometry(right - SMALL_BUTTON - 4, PAD - 3, SMALL_BUTTON, SMALL_BUTTON)

    def _build(self) -> None:
        self._reset.setObjectName("reset_schedule")
        self._reset.setProperty("role", "small")
        describe(
            self._reset, "reset the schedule", "Back to the usual T and the usual parameters of this schedule"
        )
        describe(
            self._browse, "gallery", "Browse all schedules: arrows preview, Enter takes, Escape goes back"
        )
        self._browse.setObjectName("browse_schedules")
        self._browse.setText("…")
        self._browse.clicked.connect(self.open_gallery)
        describe(self._draw, "draw", "Draw the schedule: drag the points of a curve of log SNR  D")
        self._draw.setObjectName("draw_schedule")
        self._draw.setCheckable(True)
        self._draw.clicked.connect(self.draw_toggled)
        self._gallery.wanted.connect(self.wanted)
        self.badge.wanted.connect(self.wanted)
        families = QHBoxLayout()
        families.setSpacing(GAP)
        families.addWidget(self._family, 1)
        families.addWidget(self._browse)
        families.addWidget(self._draw)
        self.body.addLayout(families)
        self.body.addLayout(field_row(self._symbol, self._steps))
        for row in self._rows:
            self.body.addWidget(row)
        self.body.addWidget(self._note)
        self.body.addWidget(self._transforms)

    def _choice_of(self, name: str) -> ScheduleChoice:
        """A family with the parameters that it had last, or the data that are shown; the transforms stay."""
        before = replace(self._shown or ScheduleChoice(), transforms=self._transforms.applied)
        if name == GIVEN:
            return replace(before, steps=self._steps.count())
        parameters = tuple(self._values[name].items())
        return replace(before, name=name, steps=self._steps.count(), parameters=parameters, given=None)

    def open_gallery(self) -> None:
        """Open the gallery beside the card."""
        corner = self.mapToGlobal(QPoint(self.width() + GAP, 0))
        self._gallery.open_for(self.choice, corner)

    def _change_family(self) -> None:
        self._show_family()
        self._want("Schedule")

    def _change_transforms(self, name: str, merge: str) -> None:
        if not merge:  # other rows are there, or in another order
            self._transforms.show_choice(self.choice)
        self._want(name, merge)

    def _want(self, name: str, merge: str = "") -> None:
        choice = canonical(self.choice)
        self._shown = choice if merge else self.choice  # a number that is dragged is in its field already
        self.badge.show_choice(choice, self._facts)
        self.wanted.emit(choose_schedule(choice, name, merge))

    def _show_family(self) -> None:
        name = str(self._family.currentData())
        if name == GIVEN:
            for row in self._rows:
                row.show_parameter(None, 0.0)
            if self._shown is not None and isinstance(self._shown.given, Drawn):
                self._note.show_formula(DRAWN_FORMULA, DRAWN_SOURCE)
            else:
                self._note.show_formula(DATA_FORMULA, "the numbers that were given")
            self._family.setToolTip(self._family.currentText())
            self.show_error("")
            return
        family = SCHEDULES[name]
        blank = [None] * (len(self._rows) - len(family.parameters))
        for row, parameter in zip(self._rows, [*family.parameters, *blank], strict=True):
            row.show_parameter(parameter, self._values[name].get(parameter.name, 0.0) if parameter else 0.0)
        self._note.show_formula(family.formula, family.source)
        self._family.setToolTip(f"{family.title}\n{family.source}")
        self.show_error("")

    def _change_parameter(self, row: ParameterRow) -> None:
        values = self._values[str(self._family.currentData())]
        if row.parameter is not None and values[row.parameter.name] != row.value:  # Enter says it once more
            values[row.parameter.name] = row.value
            self._want(row.parameter.name, row.parameter.name)


def _defaults(name: str) -> dict[str, float]:
    return {parameter.name: parameter.default for parameter in SCHEDULES[name].parameters}
