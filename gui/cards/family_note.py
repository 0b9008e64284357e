"""What a family of schedules is: its source, and its log SNR as a small plot beside that of which it is a variant."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from engine.schedules import SCHEDULES
from engine.schedules.arrays import Array
from engine.schedules.choice import ScheduleChoice
from engine.schedules.variants import Difference, difference
from gui.plots.line_chart import Diagram, Line, LineChart, Mark
from gui.style import Theme
from gui.widgets.card import label

POINTS = 160
HIGHEST = 12.0  # of log SNR; beyond it a picture is as good as clean, or gone
LINES = 92  # logical pixels, six lines of text


class FamilyNote(QWidget):
    """Shows one family, with its usual or its present parameters, always as high."""

    def __init__(self) -> None:
        super().__init__()
        self._chart = LineChart(
            "family_chart", "log SNR over t, beside that of the schedule it is a variant of"
        )
        self._words = label("", "small")
        self._words.setObjectName("family_words")
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setWordWrap(True)
        self._words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._words.setFixedHeight(LINES)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(label("log SNR over t", "small"))
        column.addWidget(self._chart)
        column.addWidget(self._words)

    def show_choice(self, choice: ScheduleChoice) -> None:
        """Show the family of a choice, without its transforms."""
        if choice.given is not None:  # it is of no family
            self._chart.show_diagram(None)
            self._words.setText("")
            return
        family = SCHEDULES[choice.name]
        try:
            apart = difference(choice.name, choice.steps, choice.made_parameters())
            plain = ScheduleChoice(choice.name, choice.steps, choice.parameters).make().log_snr[1:]
        except ValueError as error:  # the card says so too
            self._chart.show_diagram(None)
            self._words.setText(str(error))
            return
        self._chart.show_diagram(_diagram(plain, apart))
        self._words.setText(
            "\n".join(filter(None, (_apart_in_words(apart), family.source, family.also_called)))
        )

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._chart.show_theme(theme)


def _apart_in_words(apart: Difference | None) -> str:
    if apart is None:
        return ""
    original = SCHEDULES[apart.original].title
    if abs(apart.largest) < 1e-9:
        return f"The same log SNR as {original}, but perhaps for t = T."
    most = f"{apart.largest:+.3g}".replace("-", "−")
    return f"Dashed: {original}. The log SNR differs most at t = {apart.at}, by {most}."


def _diagram(plain: Array, apart: Difference | None) -> Diagram:
    steps = len(plain)
    t = np.unique(np.linspace(1, steps, min(POINTS, steps)).round().astype(int))
    lines = [Line(t.astype(float), _cut(plain[t - 1]), "log_snr")]
    marks: tuple[Mark, ...] = ()
    if apart is not None:
        lines.insert(0, Line(t.astype(float), _cut(apart.there[t - 1]), "dim", dashed=True))
        marks = (Mark(float(apart.at), float(_cut(plain[apart.at - 1])), "log_snr"),)
    ends = [float(end) for line in lines for end in (line.y.min(), line.y.max())]
    low, high = min(ends), max(ends)
    room = 0.05 * (high - low) or 1.0
    return Diagram((0.0, float(steps)), (low - room, high + room), tuple(lines), marks)


def _cut(values: Array) -> Array:
    return np.clip(values, -HIGHEST, HIGHEST)
