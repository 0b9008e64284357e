"""The fields of one run: its sampler, spacing, steps, and the options of both."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from engine.samplers.level import Course, ends
from engine.samplers.own_schedule import MOST_SHIFT
from engine.samplers.run import LISTS, SamplerRun, as_list, levels_text, read_levels
from engine.scenes.runs import course_of, edited_run, run_options
from engine.scenes.sampler_options import SAMPLER, SPACING
from engine.schedules import SCHEDULES, Schedule
from gui.style import GAP
from gui.widgets.fields import Choice, field_row
from gui.widgets.number_field import NumberField
from gui.widgets.numbers import Numbers
from gui.widgets.text_field import TextField

MOST_STEPS = 1000
OF_WINDOW = "as above"
_LABELS = {"sigma_min": "σ min", "sigma_max": "σ max", "eta": "η", "rho": "ρ"}


class RunFields(QWidget):
    """Shows a run without a word, and says `wanted`, a SamplerRun, when the user wants another."""

    wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._run: SamplerRun | None = None
        self._given: Schedule | None = None
        self._sampler = Choice("run_sampler", "The sampler of the selected run")
        self._sampler.add_choices(SAMPLER.choices, SAMPLER.headings)
        self._spacing = Choice("run_spacing", "Which noise levels the selected run visits")
        self._spacing.add_choices(SPACING.choices, SPACING.headings)
        self._levels = TextField("run_levels", read_levels, "The levels of the selected run, falling")
        self._steps = NumberField("run_steps_planned", Numbers(1, MOST_STEPS), "Steps of the selected run")
        self._schedule = Choice(
            "run_schedule", "The schedule of the selected run: that above, or one of its own"
        )
        self._schedule.addItem(OF_WINDOW, "")
        for name, each in SCHEDULES.items():
            self._schedule.addItem(each.title, name)
        self._shift = NumberField(
            "run_shift",
            Numbers(1 / MOST_SHIFT, MOST_SHIFT, 0.1, decimals=3),
            "Sigma at every t of its schedule is multiplied by this: log SNR moves by -2 ln of it",
        )
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(GAP // 2)
        for words, field in (
            ("sampler", self._sampler),
            ("spacing", self._spacing),
            ("steps", self._steps),
            ("schedule", self._schedule),
            ("σ shift ×", self._shift),
        ):
            self._column.addLayout(field_row(words, field))
            field.setAccessibleName(f"{words}, selected run")
        self._column.addWidget(self._levels)
        self._options: dict[str, tuple[QWidget, NumberField]] = {}
        self._sampler.currentIndexChanged.connect(lambda _: self._want(sampler=self._sampler.currentData()))
        self._spacing.currentIndexChanged.connect(lambda _: self._want_spacing(self._spacing.currentData()))
        self._levels.wanted.connect(
            lambda text: self._want(listed=tuple(float(level) for level in text.split("/")))
        )
        self._steps.valueChanged.connect(lambda steps: self._want(steps=int(steps)))
        self._schedule.currentIndexChanged.connect(
            lambda _: self._want(schedule=self._schedule.currentData())
        )
        self._shift.valueChanged.connect(lambda shift: self._want(shift=float(shift)))

    def show_run(self, run: SamplerRun, schedule: Schedule) -> None:
        """Show a run; ends that it leaves to the schedule are those of the schedule."""
        self._run, self._given = run, schedule
        with QSignalBlocker(self._sampler), QSignalBlocker(self._spacing):
            self._sampler.setCurrentIndex(self._sampler.findData(run.sampler))
            self._spacing.setCurrentIndex(self._spacing.findData(run.spacing))
        self._steps.show_value(run.steps)
        self._steps.setEnabled(run.spacing not in LISTS)
        self._show_schedule(run.schedule)
        self._shift.show_value(run.shift)
        self._levels.setVisible(run.spacing in LISTS)
        self._levels.show_text(levels_text(run.listed))
        own = (float(f"{sigma:.4g}") for sigma in ends(_schedule_of(run, schedule)))  # more have no room
        self._show_options(run, dict(zip(("sigma_min", "sigma_max"), own, strict=True)))

    def _show_schedule(self, text: str) -> None:
        """Show the schedule of a run; one with parameters of its own is an entry for as long as it is there."""
        with QSignalBlocker(self._schedule):
            if self._schedule.count() > 1 + len(SCHEDULES):
                self._schedule.removeItem(self._schedule.count() - 1)
            if self._schedule.findData(text) < 0:
                self._schedule.addItem(text, text)
            self._schedule.setCurrentIndex(self._schedule.findData(text))

    def _show_options(self, run: SamplerRun, own: dict[str, float]) -> None:
        options = {option.name: option for option in run_options(run.sampler, run.spacing)}
        given = dict(run.options)
        for name, option in options.items():
            step, decimals = (1, 0) if option.whole else (0.1, 3)
            numbers = Numbers(option.minimum, option.maximum, step, decimals)
            if name not in self._options:
                field = NumberField(f"run_{name}", numbers, option.help)
                row = QWidget()
                words = _LABELS.get(name, name.replace("_", " "))
                field.setAccessibleName(f"{words}, selected run")
                line = field_row(words, field)
                line.setContentsMargins(0, 0, 0, 0)
                row.setLayout(line)
                field.valueChanged.connect(partial(self._want_option, name))
                self._column.addWidget(row)
                last = list(self._options.values())[-1][1] if self._options else self._shift
                QWidget.setTabOrder(last, field)
                self._options[name] = row, field
            default = own.get(name, 0.0) if option.default is None else option.default
            self._options[name][1].show_numbers(numbers)  # another sampler may have another range
            self._options[name][1].show_value(given.get(name, default))
        for name, (row, _) in self._options.items():
            row.setVisible(name in options)

    def _want_option(self, name: str, value: float) -> None:
        self._want(options={name: float(value)})

    def _want_spacing(self, spacing: str) -> None:
        """Another spacing; one that is a list begins as the levels that are visited now."""
        listed: tuple[float, ...] = ()
        if spacing in LISTS and self._run is not None and self._given is not None:
            listed = as_list(_course(self._run, self._given), spacing)
        self._want(spacing=spacing, listed=listed)

    def _want(self, **changes: Any) -> None:
        if self._run is not None:
            self.wanted.emit(edited_run(self._run, **changes))


def _schedule_of(run: SamplerRun, given: Schedule) -> Schedule:
    """The schedule of a run; the one that is given where its own is not possible with as many steps."""
    try:
        return run.on(given)
    except ValueError:  # the scene says why
        return given


def _course(run: SamplerRun, given: Schedule) -> Course:
    """The levels that a run visits; those of the usual spacing where it is not possible."""
    try:
        return course_of(run.text(), given)
    except ValueError:
        return SamplerRun(run.sampler, min(run.steps, given.steps)).course(given)
