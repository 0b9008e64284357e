"""The buttons that start and stop a generation, and how far it is."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from engine.state.view import View, shows_generation
from gui.cards.job_progress import ThinBar
from gui.style import GAP
from gui.widgets.card import set_role
from gui.widgets.elided_label import ElidedLabel
from gui.widgets.fields import Choice
from gui.widgets.tooltips import describe

OFFERS = {"generate": "Generate", "stop": "Stop", "continue": "Continue"}
HERE, NONE_YET = "From t = {}", "No run yet"


class GenerateActions(QWidget):
    """Buttons and progress, at one place whatever the settings below are."""

    generate_requested = Signal()
    generate_from_here_requested = Signal()
    """From the picture, noised up to the present timestep."""
    stop_requested = Signal()
    run_chosen = Signal(int)
    """The number of one of the runs that are kept."""

    def __init__(self) -> None:
        super().__init__()
        self._offer, self._possible, self._t = "", True, -1
        self._failure, self._shown = "", View()
        self._button = _button(
            "generate", "Make new pictures with these settings; stop it while it runs, and go on from there"
        )
        self._here = _button(
            "generate_from_here",
            "Noise the picture up to the timestep of the scrubber, and go back from there: what survives, "
            "and what is invented?",
        )
        self._bar = ThinBar("generation_progress")
        self._text = ElidedLabel("small")
        self._text.setObjectName("generation_text")
        self._runs = Choice(
            "kept_runs",
            "The last runs, as far as there is memory for them: choose one to see it again, with its settings",
        )
        self._runs.setPlaceholderText(NONE_YET)
        self._runs.setEnabled(False)
        self._names: tuple[str, ...] = ()
        self._lay_out()
        self._button.clicked.connect(self._press)
        self._here.clicked.connect(self.generate_from_here_requested)
        self._runs.activated.connect(self._choose)
        self.show_offer("generate")

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP // 2)
        line = QHBoxLayout()
        line.setSpacing(GAP)
        line.addWidget(self._button, 1)
        line.addWidget(self._here, 1)
        column.addLayout(line)
        column.addWidget(self._bar)
        column.addWidget(self._text)
        column.addWidget(self._runs)

    def _press(self) -> None:
        (self.stop_requested if self._offer == "stop" else self.generate_requested).emit()

    def _choose(self, index: int) -> None:
        self.run_chosen.emit(len(self._names) - 1 - index)

    def show_view(self, view: View) -> None:
        """Be there where new pictures can be made; offer the timestep of the view to begin at."""
        self.setVisible(shows_generation(view))
        if self._failure and replace(view, t=self._shown.t) != self._shown:
            self.forget_failure()  # what it was may be mended
        self._shown = view
        if view.t != self._t:
            self._t = view.t
            self._here.setText(HERE.format(view.t))
            self._enable()

    def show_offer(self, offer: str) -> None:
        """Offer what can be done now: to "generate", to "stop" what runs, or to "continue" what was stopped."""
        if offer != self._offer:
            self._offer = offer
            self._button.setText(OFFERS[offer])
            set_role(self._button, "role", "" if offer == "stop" else "accent")
            self._enable()

    def show_kept(self, names: tuple[str, ...], chosen: int) -> None:
        """The runs that are kept, the latest first, and which of them is shown; -1 is none."""
        if names != self._names:
            self._names = names
            self._runs.clear()
            self._runs.addItems(names[::-1])
            for row, name in enumerate(names[::-1]):
                self._runs.setItemData(row, name, Qt.ItemDataRole.ToolTipRole)
            self._runs.setEnabled(bool(names))
        self._runs.setCurrentIndex(len(names) - 1 - chosen if chosen >= 0 else -1)

    def show_progress(self, part: float, text: str) -> None:
        """How far it is, 0 to 1, and in words; or in their place why there is no more of it."""
        self._bar.show_part(part)
        set_role(self._text, "role", "small-error" if self._failure else "small")
        self._text.show_text(self._failure or text)

    @Slot(str)
    def show_failure(self, sentence: str) -> None:
        """Why the run has ended before its end; it stands there until the next one."""
        self._failure = sentence
        self.show_progress(0.0, "")

    @Slot()
    def forget_failure(self) -> None:
        """Another run is tried."""
        self.show_failure("")

    def show_problem(self, sentence: str) -> None:
        """What stands against beginning, empty if nothing does."""
        self._possible = not sentence
        self._enable()

    def _enable(self) -> None:
        self._button.setEnabled(self._possible or self._offer == "stop")
        self._here.setEnabled(self._t > 0 and self._possible)


def _button(name: str, help: str) -> QPushButton:
    button = QPushButton()
    button.setObjectName(name)
    describe(button, "", help)  # its text says what it does now
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # or Space after a click would stop what was begun
    return button
