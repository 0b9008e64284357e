"""The runs that a scene compares: a list with colours and numbers, and the fields of the one that is selected."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from engine.samplers.run import SamplerRun, parse
from engine.scenes.chart import RunNote
from engine.scenes.runs import MOST_RUNS, course_of, run_on, run_titles
from engine.state.changes import set_option
from engine.state.view import View
from gui import style
from gui.cards.run_fields import RunFields
from gui.style import GAP, THEMES, Theme, row_colour
from gui.widgets.card import set_role
from gui.widgets.tooltips import describe, show_tooltip

LINE, SWATCH = 22, 9


class RunsList(QWidget):
    """Lists runs, and changes them; there only where a scene has runs. `wanted` is a change of them."""

    wanted = Signal(object)
    suggest_requested = Signal()
    said = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._view: View | None = None
        self._theme = THEMES["dark"]
        self._lines = [RunLine(number) for number in range(MOST_RUNS)]
        self._add = self._button("add_run", "Add", "Add a run like the selected one, to change it")
        self._remove = self._button("remove_run", "Remove", "Remove the selected run")
        self._fields = RunFields()
        self._suggest = self._button(
            "suggest", "Suggest", "Take the spacing with the least KL for the selected run"
        )
        self._copy = self._button("copy_sigmas", "Copy sigmas", "Copy the noise levels of the selected run")
        set_role(self._suggest, "role", "accent")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP // 2)
        for line in self._lines:
            column.addWidget(line)
            line.clicked.connect(partial(self._select, line.number))
        column.addLayout(_side_by_side(self._add, self._remove))
        column.addSpacing(GAP // 2)
        column.addWidget(self._fields)
        column.addLayout(_side_by_side(self._suggest, self._copy))
        self._fields.wanted.connect(self._replace)
        self._add.clicked.connect(self._append)
        self._remove.clicked.connect(self._drop)
        self._suggest.clicked.connect(self.suggest_requested)
        self._copy.clicked.connect(self._copy_sigmas)

    def show_view(self, view: View) -> None:
        """Show the runs of a view, if its scene has any."""
        there = hasattr(view.own, "run") and view.scene != "generate"
        self.setVisible(there)
        if not there or (self._view and _content(self._view) == _content(view)):
            return
        self._view = view
        runs, selected = self._runs, self._selected
        schedule = view.schedule.make()
        titles = run_titles([run_on(text, schedule) for text in view.own.run])
        for line, title in zip(self._lines, titles, strict=False):
            line.show_run(title, runs[line.number].text(), line.number == selected)
        for line in self._lines:
            line.setVisible(line.number < len(runs))
        self._fields.show_run(runs[selected], schedule)
        self._add.setEnabled(len(runs) < MOST_RUNS)
        self._remove.setEnabled(len(runs) > 1)
        self._suggest.setVisible(view.scene == "plan")

    def show_notes(self, notes: Sequence[RunNote]) -> None:
        """Show the numbers of the runs."""
        for line, note in zip(self._lines, notes, strict=False):
            line.show_note(note)

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        for line in self._lines:
            line.show_theme(theme)

    @property
    def _runs(self) -> list[SamplerRun]:
        assert self._view is not None
        return [parse(text) for text in self._view.own.run]

    @property
    def _selected(self) -> int:
        assert self._view is not None
        return int(min(self._view.own.selected, len(self._view.own.run))) - 1

    def _button(self, name: str, words: str, help: str) -> QPushButton:
        button = QPushButton(words)
        button.setObjectName(name)
        describe(button, name, help)
        return button

    def _select(self, number: int) -> None:
        assert self._view is not None
        self.wanted.emit(set_option(self._view.scene, "selected", number + 1))

    def _want(self, runs: Sequence[SamplerRun]) -> None:
        assert self._view is not None
        self.wanted.emit(set_option(self._view.scene, "run", tuple(run.text() for run in runs)))

    def _replace(self, run: SamplerRun) -> None:
        runs = self._runs
        runs[self._selected] = run
        self._want(runs)

    def _append(self) -> None:
        runs = self._runs
        self._want([*runs, runs[self._selected]])
        self._select(len(runs))

    def _drop(self) -> None:
        runs, selected = self._runs, self._selected
        self._want([run for number, run in enumerate(runs) if number != selected])
        self._select(max(0, selected - 1))

    def _copy_sigmas(self) -> None:
        assert self._view is not None
        run = self._runs[self._selected]
        try:
            course = course_of(run.text(), self._view.schedule.make())
        except ValueError as error:
            self.said.emit(str(error))
            return
        QGuiApplication.clipboard().setText(", ".join(repr(level.sigma) for level in course.levels))
        self.said.emit(f"Copied the {len(course.levels)} sigmas of {run.text()}, the last of which is 0.")


class RunLine(QAbstractButton):
    """A run in a line: its colour, its name and its number. A click selects it."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number
        self.setObjectName(f"run_{number + 1}")
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._theme = THEMES["dark"]
        self._value = ""

    def show_run(self, title: str, text: str, selected: bool) -> None:
        """Show which run it is."""
        self.setText(title)
        self.setAccessibleName(f"{title} {'(selected)' if selected else ''}".strip())
        show_tooltip(self, text)
        self.setChecked(selected)
        self._value = ""
        self.update()

    def show_note(self, note: RunNote) -> None:
        """Show its number."""
        if note.title == self.text() and note.number != self._value:
            self._value = note.number
            self.update()

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.update()

    def nextCheckState(self) -> None:
        """The view says which is selected, not the click."""

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(120, LINE)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the line, tinted where it is selected."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            if self.isChecked() or self.underMouse() or self.hasFocus():
                painter.setBrush(QColor(self._theme.field))
                painter.drawRoundedRect(QRectF(self.rect()), 4, 4)
            painter.setBrush(QColor(row_colour(self._theme, self.number)))
            painter.drawRoundedRect(
                QRectF(
                    QPointF(6, (self.height() - SWATCH) / 2),
                    QPointF(6 + SWATCH, (self.height() + SWATCH) / 2),
                ),
                2,
                2,
            )
            numbers = style.text_font(12)
            width = QFontMetricsF(numbers).horizontalAdvance(self._value)
            room = QRectF(self.rect()).adjusted(6 + SWATCH + GAP, 0, -6, 0)
            painter.setFont(numbers)
            painter.setPen(QColor(self._theme.text))
            painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self._value)
            font = style.text_font(12, self.isChecked())
            painter.setFont(font)
            name = QFontMetricsF(font).elidedText(
                self.text(), Qt.TextElideMode.ElideRight, room.width() - width - GAP
            )
            painter.setPen(QColor(self._theme.text if self.isChecked() else self._theme.dim))
            painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, name)


def _content(view: View) -> object:
    return view.scene, view.own, view.schedule


def _side_by_side(*widgets: QWidget) -> QHBoxLayout:
    line = QHBoxLayout()
    line.setSpacing(GAP)
    for widget in widgets:
        line.addWidget(widget, 1)
    return line
