"""Shows experiments, one by one or as a tour; each is a step that can be undone."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import islice

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from engine.scenes import SCENES, Experiment
from engine.state.view import View
from gui.controllers.store import Store
from gui.scene.try_bar import TryBar


class Trying(QObject):
    """Brings experiments to a store, and says in a bar what to look at, as long as their scene is shown."""

    def __init__(self, store: Store, bar: TryBar, parent: QObject) -> None:
        super().__init__(parent)
        self._store, self._bar = store, bar
        self._stops: Sequence[Experiment] = ()
        self._stop = 0
        self._before = store.view
        self._made: dict[int, View] = {}
        bar.stepped.connect(self.step)
        bar.closed.connect(self.end)
        store.changed.connect(self._on_changed)

    def begin(self, stops: Sequence[Experiment]) -> None:
        """Show the first of some experiments."""
        self._stops, self._stop = stops, 0
        self._before, self._made = self._store.view, {}
        self._show()

    def begin_tour(self) -> None:
        """Lead through the figures of a first course."""
        from engine.state.experiments import TOUR  # it knows the whole command line

        self.begin(TOUR)

    @property
    def place(self) -> tuple[int, str]:
        """Where the tour is, -1 if it is not on; the title of the experiment that is shown by itself."""
        if len(self._stops) > 1:
            return self._stop, ""
        return -1, self._stops[0].title if self._stops else ""

    def go_on(self, stop: int, title: str) -> None:
        """Say what there is to look at where another window was, whose `place` this is; the view stays."""
        if stop < 0 and not title:
            return
        from engine.state.experiments import TOUR  # it knows the whole command line

        scenes = self._store.view.scene, *SCENES  # one scene may lead to another
        named = (each for scene in scenes for each in SCENES[scene].experiments if each.title == title)
        own = [] if stop >= 0 else list(islice(named, 1))
        self._stops, self._stop = (TOUR, min(stop, len(TOUR) - 1)) if stop >= 0 else (own, 0)
        if self._stops:
            self._made = {self._stop: self._store.view}
            self._say()

    @Slot(int)
    def step(self, by: int) -> None:
        """Go on to another stop of the tour."""
        self._stop = min(max(self._stop + by, 0), len(self._stops) - 1)
        self._show()

    @Slot()
    def end(self) -> None:
        """Say nothing more; the view stays."""
        self._stops = ()
        self._bar.show_experiment(None)

    def fill(self, menu: QMenu) -> None:
        """Offer the experiments of the scene that is shown whenever a menu opens, above what it has."""
        first = menu.actions()[0]
        offered: list[QAction] = []

        def offer() -> None:
            while offered:
                old = offered.pop()
                menu.removeAction(old)
                old.deleteLater()
            for experiment in SCENES[self._store.view.scene].experiments:
                action = QAction(experiment.title, menu)
                action.triggered.connect(partial(self.begin, (experiment,)))
                menu.insertAction(first, action)
                offered.append(action)

        menu.aboutToShow.connect(offer)

    def _show(self) -> None:
        from engine.state.experiments import begun  # it knows the whole command line

        experiment = self._stops[self._stop]
        self._made[self._stop] = begun(experiment, self._store.view)
        self._store.replace(self._made[self._stop], experiment.title)
        self._say()

    def _say(self) -> None:
        self._bar.show_experiment(self._stops[self._stop], self._stop, len(self._stops))

    @Slot(object, object)
    def _on_changed(self, old: View, new: View) -> None:
        if not self._stops:
            return
        again = next((stop for stop, view in self._made.items() if view == new), None)
        if again is not None:  # undone, or done again
            self._stop = again
            self._say()
        elif new == self._before:
            self._bar.show_experiment(None)
        elif old.scene != new.scene and new.scene != self._made[self._stop].scene:
            self.end()
