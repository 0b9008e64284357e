"""The buttons that start and stop a generation, and how far it is."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from engine.jobs import shows_generation
from engine.state.view import View
from gui.style import GAP
from gui.widgets.card import set_role
from gui.widgets.elided_label import ElidedLabel
from gui.widgets.tooltips import describe

START, STOP, HERE = "Generate", "Stop", "From t = {}"
FINE = 1000  # parts of the progress bar


class GenerateActions(QWidget):
    """Buttons and progress, at one place whatever the settings below are."""

    generate_requested = Signal()
    generate_from_here_requested = Signal()
    """From the picture, noised up to the present timestep."""
    stop_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._running, self._possible, self._t = False, True, -1
        self._button = QPushButton(START)
        self._button.setObjectName("generate")
        describe(self._button, "generate", "Make new pictures with these settings; while it runs, stop it")
        self._here = QPushButton()
        self._here.setObjectName("generate_from_here")
        describe(
            self._here,
            "generate_from_here",
            "Noise the picture up to the timestep of the scrubber, and go back from there: what survives, "
            "and what is invented?",
        )
        for button in (self._button, self._here):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # or Space after a click would stop what was begun
        self._bar = QProgressBar()
        self._bar.setObjectName("generation_progress")
        self._bar.setRange(0, FINE)
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(6)
        self._text = ElidedLabel("small")
        self._text.setObjectName("generation_text")
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
        self._button.clicked.connect(self._press)
        self._here.clicked.connect(self.generate_from_here_requested)
        self.show_running(False)

    def _press(self) -> None:
        (self.stop_requested if self._running else self.generate_requested).emit()

    def show_view(self, view: View) -> None:
        """Be there where new pictures can be made; offer the timestep of the view to begin at."""
        self.setVisible(shows_generation(view))
        if view.t != self._t:
            self._t = view.t
            self._here.setText(HERE.format(view.t))
            self._enable()

    def show_running(self, on: bool) -> None:
        """Offer to stop what runs, or to begin."""
        self._running = on
        self._button.setText(STOP if on else START)
        set_role(self._button, "role", "" if on else "accent")
        self._enable()

    def show_progress(self, part: float, text: str) -> None:
        """How far it is, 0 to 1, and in words."""
        self._bar.setValue(round(FINE * part))
        self._text.show_text(text)

    def show_problem(self, sentence: str) -> None:
        """What stands against beginning, empty if nothing does."""
        self._possible = not sentence
        self._enable()

    def _enable(self) -> None:
        self._button.setEnabled(self._possible or self._running)
        self._here.setEnabled(self._t > 0 and self._possible)
