"""What the doctor of schedules knows: the picture that is open, what was measured of it, and the run in view."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from engine.quoting import shown
from engine.schedules.case import Facts
from gui.cards.schedule_card import ScheduleCard
from gui.controllers.frames import AT_REST
from gui.controllers.pictures import Pictures
from gui.controllers.plans import Plans
from gui.controllers.settled import Settled
from gui.controllers.store import Store

if TYPE_CHECKING:
    from engine.state.view import View


class Judging(QObject):
    """Has the schedule card judge for the picture and the run that are in view."""

    complete = Signal()
    """The card says what is wrong with the schedule that it shows."""

    def __init__(
        self,
        store: Store,
        pictures: Pictures,
        plans: Plans,
        card: ScheduleCard,
        settled: Settled,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._store, self._pictures, self._card = store, pictures, card
        store.changed.connect(self._follow)
        pictures.opened.connect(self.judge)
        plans.measured.connect(self.judge)
        self._rest = QTimer(self, singleShot=True, interval=AT_REST)  # not while a hand drags it
        self._rest.timeout.connect(self._examine)
        self._over = False
        settled.wait_for(self, self.complete)
        card.badge.changed.connect(self._wait)
        self._rest.start()

    @property
    def running(self) -> bool:
        """Whether the schedule is still to be judged."""
        return self._rest.isActive()

    def stop(self) -> None:
        """Judge nothing more."""
        self._over = True
        self._rest.stop()

    @Slot()
    def _wait(self) -> None:
        if not self._over:
            self._rest.start()

    @Slot()
    def _examine(self) -> None:
        if self._store.waiting:  # its schedule is still to be made, and not here
            self._rest.start()
            return
        self._card.badge.judge()
        self.complete.emit()

    @Slot()
    def judge(self) -> None:
        """Judge for what is there now."""
        picture, facts = self._pictures.picture, self._store.facts
        if picture is None:
            return
        name = shown(picture.name)
        if facts is None or facts.picture != picture.id:
            self._card.show_facts(Facts(name, picture.size))
            return
        from engine.state.judged import facts_of  # no start waits for what is known of plans

        self._card.show_facts(facts_of(self._store.view, name, picture.size, facts))

    @Slot(object, object)
    def _follow(self, old: View, new: View) -> None:
        """Another run may be in view; t, which moves 125 times a second, is none of it."""
        if _about_run(old) != _about_run(new):
            self.judge()


def _about_run(view: View) -> tuple[Any, ...]:
    return view.scene, view.own, view.schedule.final_steps, view.schedule.config
