"""The runs that a scene compares: a list with colours and numbers, and the fields of the one that is selected."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from engine.samplers.copied import COPIED
from engine.samplers.run import SamplerRun, parse
from engine.scenes.chart import RunNote
from engine.scenes.runs import MOST_RUNS, course_of, run_on, run_titles, table_of_runs
from engine.state.changes import set_option
from engine.state.run_changes import add_run, drop_run, replace_run
from engine.state.view import View
from gui.cards.job_progress import JobProgress
from gui.cards.run_actions import RunActions
from gui.cards.run_fields import RunFields
from gui.cards.run_line import RunLine
from gui.style import GAP, Theme
from gui.widgets.card import label
from gui.widgets.context_menu import Entry, offer
from gui.widgets.tooltips import describe


class RunsPanel(QWidget):
    """Lists the runs of a view, and changes them. `wanted` is a change of them."""

    wanted = Signal(object)
    said = Signal(str)

    def __init__(self, buttons: RunActions, progress: Sequence[JobProgress]) -> None:
        """`buttons` are what can be done with the selected run, `progress` how far jobs for the charts are."""
        super().__init__()
        self._view: View | None = None
        self._notes: Sequence[RunNote] = ()
        self._lines = [RunLine(number) for number in range(MOST_RUNS)]
        self._add = self._button("add_run", "Add", "Add a run like the selected one, to change it")
        self._remove = self._button("remove_run", "Remove", "Remove the selected run")
        table = self._button(
            "copy_runs", "Copy table", "Copy all runs with all their numbers, for a spreadsheet"
        )
        self._fields = RunFields()
        self.buttons = buttons
        self._heading = label(" ", "small")
        self._heading.setObjectName("runs_heading")
        self._heading.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP // 2)
        # Above the list, which grows and shrinks with each click on them.
        column.addLayout(_side_by_side(self._add, self._remove, table))
        for line in self._lines:
            column.addWidget(line)
            line.clicked.connect(partial(self._select, line.number))
            line.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            line.customContextMenuRequested.connect(partial(self._show_menu, line))
        column.addWidget(self._heading)
        column.addWidget(self.buttons)
        for each in progress:
            column.addWidget(each)
        column.addSpacing(GAP // 2)
        column.addWidget(self._fields)
        self._fields.wanted.connect(self._replace)
        self._add.clicked.connect(self._append)
        self._remove.clicked.connect(self._drop)
        self.buttons.copy_requested.connect(self._copy)
        table.clicked.connect(self._copy_table)

    def show_view(self, view: View) -> None:
        """Show the runs of a view whose scene has some."""
        if self._view and _content(self._view) == _content(view):
            return
        self._view = view
        runs, selected = self._runs, self._selected
        schedule = view.schedule.make()
        small = view.scene == "plan"
        titles = run_titles([run_on(text, schedule) for text in view.own.run])
        for line, title in zip(self._lines, titles, strict=False):
            line.show_run(title, runs[line.number].text(), line.number == selected, small=small)
        for line in self._lines:
            line.setVisible(line.number < len(runs))
        self._fields.show_run(runs[selected], schedule)
        self._add.setEnabled(len(runs) < MOST_RUNS)
        self._remove.setEnabled(len(runs) > 1)
        self.buttons.show_scene(view.scene)

    def show_notes(self, notes: Sequence[RunNote], heading: str) -> None:
        """Show the numbers of the runs, and what they are."""
        self._heading.setText(heading or " ")
        self._notes = notes
        for line, note in zip(self._lines, notes, strict=False):
            line.show_note(note)

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
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

    def _show_menu(self, line: RunLine, place: QPoint) -> None:
        """Select a run, and offer what can be done with it."""
        self._select(line.number)  # which may have to wait: what is offered is of this run all the same
        run = self._runs[line.number]
        entries: list[Entry | None] = [
            (
                f"run_copy_{name}",
                f"Copy {each.title[:1].lower()}{each.title[1:]}",
                partial(self._copy_of, run, name),
            )
            for name, each in COPIED.items()
        ]
        entries.append(None)
        if self._add.isEnabled():
            entries.append(("run_add", "Add a run like this one", partial(self._append_like, run)))
        if self._remove.isEnabled():
            entries.append(("run_remove", "Remove this run", self._drop))
        offer(line, "run_menu", entries, place)

    def _select(self, number: int) -> None:
        assert self._view is not None
        self.wanted.emit(set_option(self._view.scene, "selected", number + 1))

    def _replace(self, run: SamplerRun) -> None:
        assert self._view is not None
        scene = self._view.scene
        self.wanted.emit(replace_run(scene, run.text(), merge=f"{scene}.run"))

    def _append(self) -> None:
        self._append_like(self._runs[self._selected])

    def _append_like(self, run: SamplerRun) -> None:
        assert self._view is not None
        self.wanted.emit(add_run(self._view.scene, run.text()))

    def _drop(self) -> None:
        assert self._view is not None
        self.wanted.emit(drop_run(self._view.scene))

    def _copy(self, name: str) -> None:
        self._copy_of(self._runs[self._selected], name)

    def _copy_of(self, run: SamplerRun, name: str) -> None:
        assert self._view is not None
        try:
            text, words = COPIED[name].of(run, course_of(run.text(), self._view.schedule.make()))
        except ValueError as error:
            self.said.emit(str(error))
            return
        QGuiApplication.clipboard().setText(text)
        self.said.emit(f"Copied {words}: {run.text()}.")

    def _copy_table(self) -> None:
        runs, notes = self._runs, self._notes
        if [each.title for each in notes] != [line.text() for line in self._lines[: len(runs)]]:
            self.said.emit(
                "The numbers of these runs are still to come: copy their table once they are there."
            )
            return
        QGuiApplication.clipboard().setText(table_of_runs([each.text() for each in runs], notes))
        self.said.emit(f"Copied a table of {len(runs)} runs with all their numbers, for a spreadsheet.")


def _content(view: View) -> object:
    return view.scene, view.own, view.schedule


def _side_by_side(*widgets: QWidget) -> QHBoxLayout:
    line = QHBoxLayout()
    line.setSpacing(GAP)
    for widget in widgets:
        line.addWidget(widget)  # as wide as its words ask for, and a share of the rest
    return line
