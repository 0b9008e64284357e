"""The window: it builds the panels and the controllers, and connects them.

Data goes round one way. A panel says what is wanted, the store makes the change, all panels show the new view at
once, and the frames of the engine follow, with their titles.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Slot
from PySide6.QtGui import QCloseEvent, QResizeEvent

from engine.state.differences import differ_in_zoom_alone
from engine.state.kept_runs import with_runs
from engine.state.start import Start
from engine.worker import Worker
from gui.controllers.calculations import Calculations
from gui.controllers.comparing import Comparing
from gui.controllers.frames import Frames
from gui.controllers.jobs import Jobs
from gui.controllers.new_pictures import NewPictures
from gui.controllers.numbers import Numbers
from gui.controllers.pictures import Pictures
from gui.controllers.planes import Planes
from gui.controllers.plans import Plans
from gui.controllers.preparing import Preparing
from gui.controllers.sets import Sets
from gui.controllers.settled import Settled
from gui.controllers.statistics import StatisticsFinder
from gui.controllers.store import Store
from gui.controllers.zooming import Zooming
from gui.exports.screenshots import Screenshots
from gui.widgets.file_dialogs import FileDialogs
from gui.widgets.keys import Keys
from gui.window.columns import Columns
from gui.window.drop_window import DropWindow
from gui.window.following import Following
from gui.window.in_words import InWords
from gui.window.judging import Judging
from gui.window.looks import WindowLooks
from gui.window.menu_bar import MenuBar
from gui.window.opening import Opening
from gui.window.part_menus import PartMenus
from gui.window.presenting import Presenting
from gui.window.remembered import Remembered
from gui.window.schedules import Schedules
from gui.window.sessions import Sessions
from gui.window.settings import Settings
from gui.window.trying import Trying
from gui.window.wishes import Wishes

if TYPE_CHECKING:
    from engine.state.view import View
    from gui.window.taking_home import TakingHome


class MainWindow(DropWindow):
    """The program's window. It is handed the worker, and does not own it."""

    def __init__(self, worker: Worker, start: Start, settings: Settings | None = None) -> None:
        """Build the window in the state of `start`; without `settings` nothing is read or saved."""
        super().__init__()
        self.settings = settings or Settings(None)
        self.remembered = Remembered(self.settings.preferences)
        last, note = (None, "") if start.given else self.remembered.last_view()
        self.store = Store(last or start.view, self, start.before.history if start.before else None)
        self.machine = start.machine
        self.columns = Columns(timings=start.errand.screenshot is None)
        self._make_controllers(worker, start)
        self.setCentralWidget(self.columns)
        self.setFocusProxy(self.columns.images)  # what fields give the keys back to
        self.columns.images.setFocus()
        self.setStatusBar(self.columns.status)
        self._make_parts(worker, start, {} if last else start.extra)
        self._connect()
        self.settings.restore(self, self.columns, start.looks, self.looks)
        self.looks.show_theme(self.looks.theme)
        self._show(self.store.view, self.store.view)
        self.columns.images.show_message("Loading the engine…")
        self.frames.ask()
        self.pictures.load()
        if note or start.said:
            self.columns.status.show_message(" ".join(filter(None, (note, *start.said))))

    def _make_controllers(self, worker: Worker, start: Start) -> None:
        """What stands between the store and the engine, and knows when all that is wanted has been found."""
        images = self.columns.images
        self.jobs = Jobs(worker, self)
        self.pictures = Pictures(self.store, self.jobs, self, start.before)
        self.frames = Frames(self.store, worker, self.pictures, lambda: images.cell_sizes, self)
        self.zooming = Zooming(self.store, self.pictures, lambda: images.cell_sizes[0], self)
        self.numbers = Numbers(self.frames, self.jobs, self.pictures, self)
        self.new_pictures = NewPictures(self.store, self.jobs, self.pictures, self.frames, self)
        self.statistics = StatisticsFinder(self.frames, self.jobs, self.pictures, self)
        self.plans = Plans(self.store, self.jobs, self.pictures, self.frames, self)
        self.calculations = Calculations(self.store, self.jobs, self.frames, self)
        self.comparing = Comparing(self.store, self.jobs, self.pictures, self.frames, self)
        self.sets = Sets(self.store, self.jobs, self.frames, self.plans, self)
        planes = Planes(self.store, self.jobs, self.frames, self.new_pictures, self)
        of_frames = self.numbers, self.statistics, self.new_pictures, self.plans, self.calculations
        finders = *of_frames, self.comparing, self.sets, planes
        self.settled = Settled(worker, self.pictures, self.frames, *finders, self)
        Preparing(self.store, worker, self.jobs, self.frames, self.settled, self)
        self.settled.awaits_generation = bool(with_runs(self.store.view))

    def _make_parts(self, worker: Worker, start: Start, extra: Mapping[str, Any]) -> None:
        """What a user does with the whole window; `extra` is kept of a session for those who know more."""
        columns, remembered = self.columns, self.remembered
        self.words = InWords(self.store, self.jobs, self.pictures, remembered, start.machine, self)
        self.sessions = Sessions(self, self.store, self.jobs, self.pictures, remembered, extra)
        self.schedules = Schedules(self, self.store, self.jobs)
        self.looks = WindowLooks(self, columns, self.settings.complete(start.looks))
        shots = {"window": self, "images": columns.images, "curves": columns.curves}
        shots |= {"charts": columns.charts, "statistics": columns.statistics}
        words, settled = self.words, self.settled
        self.screenshots = Screenshots(
            self, shots, columns.images, settled.when, words.file_name, words.carried
        )
        self.judging = Judging(self.store, self.pictures, self.plans, columns.schedule, settled, self)
        self.following = Following(self, worker, start.machine.device)
        self.opening = Opening(self, self.store, self.pictures, self.sessions, self.schedules, remembered)
        FileDialogs.of(self).folder = remembered.folder
        self.trying = Trying(self.store, columns.trying, self)
        self.presenting = Presenting(self)
        self._menus = MenuBar(self)
        PartMenus(self)
        columns.zoom.setMenu(self._menus.zoom)
        Keys(self).escaped.connect(Wishes(self).leave)

    def _connect(self) -> None:
        columns, store, images, status = self.columns, self.store, self.columns.images, self.columns.status
        store.changed.connect(self._show)
        store.changed.connect(self._menus.show_history)
        self.dropped.connect(self.opening.take_dropped)
        self.drop_refused.connect(status.show_error)
        columns.picture.open_requested.connect(self.opening.ask)
        columns.picture.bundled_requested.connect(self.opening.open_bundled)
        columns.picture.paste_requested.connect(self.opening.paste)
        columns.picture.working_size_changed.connect(self.pictures.resize)
        images.sizes_changed.connect(self.frames.ask)
        columns.low_changed.connect(lambda low: self.frames.show_strips(not low))
        images.zoom_changed.connect(self.zooming.look_at)
        self.new_pictures.made.connect(self.plans.measure_new_pictures)
        columns.runs.said.connect(status.show_message)
        columns.readout.said.connect(status.show_message)
        columns.curves.copy_wanted.connect(self.words.copy_curves)
        self.screenshots.about_to_draw.connect(columns.timeline.stop)
        sayers = self.screenshots, self.opening, self.sessions, self.schedules, self.words, self.zooming
        for sayer in (*sayers, self.plans):
            sayer.said.connect(status.show_message)

    @cached_property
    def home(self) -> TakingHome:
        """What makes files of the view: made when it is first wanted, as it knows all formats."""
        from gui.window.taking_home import TakingHome

        home = TakingHome(self)
        home.said.connect(self.columns.status.show_message)
        return home

    @Slot(object, object)
    def _show(self, old: View, new: View) -> None:
        now = self.store.view  # a run that is shown now may have another t
        if self.pictures.picture is not None:
            self.columns.images.show_zoom(now.zoom, self.pictures.picture.id)
        if differ_in_zoom_alone(old, new):  # only the images show it, and are to follow the wheel at once
            return
        self.columns.show_view(now, self.store.trajectory, self.store.pinned_trajectory)
        self.looks.adapt(now.scene)
        self.columns.show_values_below(now)
        self._menus.show_state()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow window has no right column."""
        super().resizeEvent(event)
        self.looks.adapt(self.store.view.scene)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember how the window looked, and what it showed."""
        if "home" in vars(self):
            self.home.stop()
        self.presenting.stop()
        for part in (
            self.columns.timeline,
            self.columns.picture,
            self.columns.status,
            self.frames,
            self.calculations,
            self.judging,
            self.store,
        ):
            part.stop()
        self.settings.save(self, self.columns, self.looks)
        self.remembered.save(self.store.view, FileDialogs.of(self).folder)
        super().closeEvent(event)
