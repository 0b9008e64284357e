"""What the engine says, brought to the panels: its devices, pictures, grids and frames."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from engine.quoting import shown
from engine.scenes import Grid
from engine.state.kept_runs import with_runs
from engine.state.view import shows_generation
from engine.worker import Worker
from gui.timeline.shown_rate import ShownRate

if TYPE_CHECKING:
    from engine.pictures.opened import PictureOpened
    from engine.pixels.devices import Device
    from engine.requests import Frame
    from engine.state.view import View
    from gui.window.main_window import MainWindow


class Following(QObject):
    """Shows in the panels of a window what comes from the engine."""

    device_refused = Signal(str)
    """The device of the command line does not exist."""

    def __init__(self, window: MainWindow, worker: Worker, device: str) -> None:
        """`device` is what computes, as a user names it."""
        super().__init__(window)
        self._window, self._wanted = window, device
        self._devices: tuple[Device, ...] = ()
        self._rate = ShownRate()
        self._follow_engine(worker)
        self._follow_pictures()
        self._follow_frames()
        self._follow_numbers()
        self._follow_generation()
        self._follow_runs()

    def _follow_engine(self, worker: Worker) -> None:
        """What computes, and what goes wrong."""
        window, columns = self._window, self._window.columns
        worker.ready.connect(self._on_ready)
        worker.failed.connect(columns.images.show_message)
        window.settled.failed.connect(columns.status.show_error)
        window.store.changed.connect(columns.status.go_on)
        window.store.changed.connect(self._let_go)
        window.pictures.opened.connect(columns.status.mend)
        columns.status.device_wanted.connect(self._use_device)

    def _follow_pictures(self) -> None:
        """The picture that is being opened, and the one that is there."""
        window, pictures, card = self._window, self._window.pictures, self._window.columns.picture
        pictures.busy.connect(card.show_busy)
        pictures.progressed.connect(card.show_progress)
        card.cancel_requested.connect(pictures.cancel)
        pictures.opened.connect(self._on_opened)
        pictures.opened.connect(self._show_spectrum)
        window.plans.measured.connect(self._show_spectrum)
        pictures.failed.connect(self._on_picture_failed)
        pictures.cancelled.connect(self._on_cancelled)
        window.sessions.restored.connect(self._on_restored)

    def _follow_frames(self) -> None:
        """Grids, frames, and why there is none."""
        frames, columns = self._window.frames, self._window.columns
        frames.grid_built.connect(self._on_grid)
        frames.shown.connect(self._on_frame)
        frames.emptied.connect(self._on_emptied)
        frames.late_changed.connect(columns.images.show_catching_up)
        frames.late_changed.connect(self._say_late)
        frames.problem_changed.connect(columns.equation.show_problem)
        frames.problem_changed.connect(columns.generate.show_problem)
        frames.failed.connect(columns.equation.show_problem)
        frames.at_rest.connect(self._find_matches)
        columns.charts.hovered.connect(self._say_place)

    def _follow_numbers(self) -> None:
        """Distances, the pixel under the mouse, statistics."""
        numbers, columns = self._window.numbers, self._window.columns
        statistics, panel = self._window.statistics, columns.statistics
        columns.images.hovered.connect(numbers.show_place)
        columns.images.hovered.connect(self._find_matches)
        panel.opened.connect(statistics.want)
        statistics.want(panel.is_open)
        statistics.absent.connect(panel.show_absent)
        statistics.found.connect(panel.show_statistics)
        statistics.path_found.connect(panel.show_path)
        numbers.probed.connect(statistics.show_pixel)
        numbers.measured.connect(columns.images.show_distances)
        numbers.measuring.connect(columns.images.show_measuring)
        numbers.probed.connect(columns.images.show_probe)
        numbers.probed.connect(columns.status.show_pixel)

    def _follow_generation(self) -> None:
        """New pictures while they are made."""
        generation, columns = self._window.new_pictures, self._window.columns
        generation.progressed.connect(columns.generate.show_progress)
        generation.offered.connect(columns.generate.show_offer)
        generation.kept_changed.connect(columns.generate.show_kept)
        generation.started.connect(columns.status.clear)
        generation.started.connect(columns.generate.forget_failure)
        generation.failed.connect(columns.generate.show_failure)
        generation.matches_found.connect(columns.images.show_matches)

    def _follow_runs(self) -> None:
        """How far jobs for the charts of runs are."""
        window, runs = self._window, self._window.columns.runs
        window.sets.running_changed.connect(runs.set_progress.show_running)
        window.sets.progressed.connect(runs.set_progress.show_progress)
        window.calculations.lengthy_changed.connect(runs.losses_progress.show_running)
        window.calculations.progressed.connect(runs.losses_progress.show_progress)
        window.plans.suggesting_changed.connect(runs.buttons.show_suggesting)
        window.plans.progressed.connect(runs.buttons.progress.show_progress)

    @Slot(object)
    def _on_ready(self, devices: tuple[Device, ...]) -> None:
        from engine.pixels.devices import choose_device  # the engine has read it by now

        self._devices = devices
        try:
            device = choose_device(self._wanted, devices)
        except ValueError as error:
            self.device_refused.emit(str(error))
            return
        self._use_device(device)
        self.generate_if_wanted()

    @Slot(str)
    def _use_device(self, name: str) -> None:
        self._window.columns.status.show_devices(self._devices, name)
        self._window.frames.use_device(name)

    def generate_if_wanted(self) -> None:
        """Do what the command line or a session asks for, and stay at its timestep."""
        settled, generation = self._window.settled, self._window.new_pictures
        waits = settled.awaits_generation and not generation.running
        if waits and self._devices and self._window.pictures.picture is not None:
            generation.start_missing()
            settled.awaits_generation = generation.running

    @Slot()
    def _on_restored(self) -> None:
        """Make the new pictures of a session; its picture may still be on its way."""
        window = self._window
        window.new_pictures.stop()
        window.settled.awaits_generation = bool(with_runs(window.store.view))
        if window.pictures.is_current:
            self.generate_if_wanted()

    @Slot(object)
    def _on_opened(self, picture: PictureOpened) -> None:
        columns = self._window.columns
        self._window.setWindowTitle(f"{shown(picture.name)} - Diffusion Sandbox")
        columns.picture.show_picture(picture)
        columns.images.show_picture_size(picture.size)
        columns.images.show_zoom(self._window.store.view.zoom, picture.id)
        self.generate_if_wanted()

    @Slot()
    def _show_spectrum(self) -> None:
        """The least loss is that of the picture which is open, and of no other."""
        self._window.columns.curves.show_spectrum(self._window.plans.spectrum)

    @Slot(str)
    def _on_picture_failed(self, sentence: str) -> None:
        columns = self._window.columns
        columns.status.show_error(sentence)
        columns.picture.show_error(sentence)
        columns.picture.show_view(self._window.store.view)
        if self._window.pictures.picture is not None:
            self._window.settled.awaits_generation = False  # what it was asked for is not there
        else:
            columns.images.show_message("Open a picture, drop one here, or choose a bundled one.")

    @Slot()
    def _on_cancelled(self) -> None:
        self._on_picture_failed("Opening was cancelled.")

    @Slot(object)
    def _on_grid(self, grid: Grid) -> None:
        columns = self._window.columns
        columns.images.show_grid(grid)
        columns.curves.show_compared(grid.schedules)

    @Slot(object)
    def _on_frame(self, frame: Frame) -> None:
        columns, grid = self._window.columns, frame.grid
        columns.images.show_frame(frame)
        columns.charts.show_charts(grid.charts, grid.cursors)
        columns.runs.show_notes(grid.runs, grid.heading)
        columns.equation.show_equation(grid.equation, grid.law, grid.remark)
        if self._window.frames.problem:
            columns.equation.show_problem(self._window.frames.problem)
        picture = self._window.pictures.picture
        rate = self._rate.count(columns.timeline.rate)
        columns.status.show_frame(frame, picture.size if picture else None, rate)
        if frame.notice:  # the device failed: go on where the frame came from
            columns.status.show_error(frame.notice)
            self._use_device(frame.device)

    @Slot(bool)
    def _say_late(self, late: bool) -> None:
        """A scene of which nothing is there yet says so once that takes long enough to be seen."""
        images = self._window.columns.images
        if late and images.frame is None and self._window.pictures.picture is not None:
            images.show_message("Calculating…")

    @Slot(object, object)
    def _let_go(self, old: View, new: View) -> None:
        """What was said with another picture goes with it."""
        if old.source.name != new.source.name:
            self._window.columns.status.clear()

    @Slot(str)
    def _on_emptied(self, sentence: str) -> None:
        columns = self._window.columns
        columns.show_empty(sentence)
        columns.runs.show_notes((), "")

    @Slot(int, float, float)
    def _say_place(self, chart: int, x: float, y: float) -> None:
        """Show what is at a place of a chart."""
        frame = self._window.frames.frame
        there = frame is not None and chart < len(frame.grid.charts)
        self._window.columns.charts.show_words(frame.request.words_at(chart, x, y) if frame and there else "")

    @Slot()
    def _find_matches(self) -> None:
        """Ask for what the pixel under the mouse comes from."""
        window = self._window
        pixel, picture, view = window.numbers.pixel, window.pictures.picture, window.store.view
        if pixel is not None and picture is not None and shows_generation(view):
            place = (pixel[0] + 0.5) / picture.size[0], (pixel[1] + 0.5) / picture.size[1]
            window.new_pictures.find_matches(view.own.sample - 1, view.t, place)
