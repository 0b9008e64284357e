"""What a hand wants of the view, brought to the store, and what the store says to it."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from engine.state.changes import go_to, mark, set_option, set_settings, set_strip
from engine.state.pinning import compare_as, unpin
from engine.state.refused import Refused
from engine.state.view import shows_generation
from gui.images.cell_description import find_cell

if TYPE_CHECKING:
    from engine.state.view import Marks
    from gui.window.main_window import MainWindow
    from gui.window.starting_again import StartingAgain


class Wishes(QObject):
    """Makes changes of the view from what is done in the panels of a window."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._store = window, window.store
        columns = window.columns
        for panel in columns.panels:
            if hasattr(panel, "wanted"):
                panel.wanted.connect(self._store.apply)
        columns.schedule.draw_toggled.connect(columns.drawing.show_open)
        columns.drawing.open_changed.connect(columns.schedule.show_drawing)
        columns.timeline.changed.connect(self._go_to)
        columns.timeline.marks_wanted.connect(self._mark)
        columns.curves.t_dragged.connect(self._go_to)
        columns.charts.cursor_dragged.connect(self._move_cursor)
        columns.charts.clicked.connect(self._on_chart_clicked)
        columns.images.cell_clicked.connect(self._on_cell_clicked)
        columns.images.edge_dragged.connect(self._move_edge)
        columns.generate.generate_requested.connect(window.new_pictures.start)
        columns.generate.stop_requested.connect(window.new_pictures.stop)
        columns.runs.buttons.generate_requested.connect(self._generate_with_run)
        columns.runs.buttons.suggest_requested.connect(window.plans.suggest)
        columns.runs.buttons.progress.cancel_requested.connect(window.plans.stop_suggesting)
        columns.runs.set_progress.cancel_requested.connect(window.sets.cancel)
        columns.runs.losses_progress.cancel_requested.connect(window.calculations.stop_losses)
        columns.generate.run_chosen.connect(window.new_pictures.choose)
        columns.generate.generate_from_here_requested.connect(self._generate_from_here)
        window.looks.scale_wanted.connect(lambda: self.starting_again.want())
        self._refused = False  # the last change that was asked for
        self._store.refused.connect(self._on_refused)
        self._store.accepted.connect(self._on_accepted)

    @Slot(object)
    def _mark(self, marks: Marks | None) -> None:
        self._store.apply(mark(marks))

    @cached_property
    def starting_again(self) -> StartingAgain:
        """What starts the program at another text size: read when that is first wanted."""
        from gui.startup.scale import start_again
        from gui.window.starting_again import StartingAgain

        return StartingAgain(self._window, start_again)

    @Slot(int)
    def _go_to(self, t: int) -> None:
        self._store.apply(go_to(t))

    @Slot(object)
    def _on_refused(self, refused: Refused) -> None:
        self._refused = True
        schedule, drawing = self._window.columns.schedule, self._window.columns.drawing
        if drawing.has_made(refused.fields):
            drawing.show_error(str(refused), refused.fields)
        else:
            schedule.show_error(str(refused), refused.fields)
            drawing.show_error("")
        said = schedule.says(self._store.view.schedule)
        self._window.columns.curves.show_old(not said)

    @Slot()
    def _on_accepted(self) -> None:
        if self._refused:
            self._refused = False
            self._window.columns.schedule.show_error("")
        self._window.columns.drawing.show_error("")
        self._window.columns.curves.show_old(False)

    @Slot(int)
    def _on_cell_clicked(self, index: int) -> None:
        """Go to the cell's timestep; a sample of the strip, or of the new pictures, becomes the large one."""
        frame = self._window.frames.frame
        assert frame is not None
        row, column = find_cell(frame.grid, index)
        cell = row.cells[column]
        if cell.sample is not None and not row.large:
            if shows_generation(self._store.view):
                self._store.apply(set_option(self._store.view.scene, "sample", cell.sample + 1))
            else:
                self._store.apply(set_strip(column=cell.sample))
        if cell.colour is not None:
            self._store.apply(set_option(self._store.view.scene, "selected", cell.colour + 1))
        t = row.timestep(column)
        if t is not None:
            self._go_to(round(t))

    @Slot(int, float, float)
    def _on_chart_clicked(self, chart: int, x: float, y: float) -> None:
        """Take what a click in a chart means for its scene; else go to that t where the chart is over t."""
        frame = self._window.frames.frame
        if frame is None or frame.request.view.scene != self._store.view.scene:
            return
        from engine.scenes.chart import Mark  # there is a chart, so it is there

        settings = frame.request.clicked(chart, x, y)
        cursor = frame.grid.cursors[chart]
        if settings is not None:
            self._store.apply(
                replace(set_settings(self._store.view.scene, settings), name="Click in a chart")
            )
        elif isinstance(cursor, Mark) and cursor.axis == "x":
            self._move_cursor(x)

    @Slot(float)
    def _move_cursor(self, x: float) -> None:
        frame = self._window.frames.frame
        if frame is not None:
            self._go_to(frame.request.t_at(x))

    @Slot()
    def leave(self) -> None:
        """Present no more; else help no more; else compare no more; else give the screen back."""
        if self._window.presenting.on:
            self._window.presenting.end()
        elif self._window.columns.help_button.isChecked():
            self._window.columns.help_button.toggle()
        elif self._store.view.pin is not None:
            self._store.apply(unpin())
        elif self._window.isFullScreen():
            self._window.looks.toggle_full_screen()

    @Slot(float)
    def _move_edge(self, edge: float) -> None:
        self._store.apply(compare_as(edge=edge))

    @Slot()
    def _generate_with_run(self) -> None:
        """Make new pictures with the run that is selected."""
        from engine.state.generate_with import generate_with  # it knows all samplers

        own, picture = self._store.view.own, self._window.pictures.picture
        if picture is None:
            return
        self._store.apply(generate_with(own.run[min(own.selected, len(own.run)) - 1], picture.size))
        self._store.catch_up()
        if shows_generation(self._store.view):
            self._window.new_pictures.start()

    @Slot()
    def _generate_from_here(self) -> None:
        self._store.apply(set_option(self._store.view.scene, "start", self._store.view.t))
        self._window.new_pictures.start()
