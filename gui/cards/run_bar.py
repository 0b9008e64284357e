"""The line that starts and stops a generation, and says how far it is."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QWidget

from engine.schedules import MAX_STEPS
from gui import style
from gui.style import GAP, PAD
from gui.widgets.card import set_role
from gui.widgets.elided_label import ElidedLabel
from gui.widgets.tooltips import describe

START, STOP, HERE = "Generate", "Stop", "From picture at {}"
FINE = 1000  # parts of the progress bar


class RunBar(QWidget):
    """Buttons and progress. `generate_requested` and `stop_requested` when the user wants it."""

    generate_requested = Signal()
    generate_from_here_requested = Signal()
    """From the picture, noised up to the present timestep."""
    stop_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._running, self._possible, self._t = False, True, 0
        self._button = QPushButton(START)
        self._button.setObjectName("generate")
        self._button.setFixedWidth(96)
        describe(self._button, "generate", "Make new pictures with these settings; while it runs, stop it")
        self._here = QPushButton()
        self._here.setObjectName("generate_from_here")
        words = HERE.format(MAX_STEPS)
        self._here.setFixedWidth(QFontMetrics(style.text_font()).horizontalAdvance(words) + 2 * PAD)
        describe(
            self._here,
            "generate_from_here",
            "Noise the picture up to the timestep of the scrubber, and go back from there: what survives, "
            "and what is invented?",
        )
        for button in (self._button, self._here):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # or disabling one would send the focus elsewhere
        self._bar = QProgressBar()
        self._bar.setObjectName("generation_progress")
        self._bar.setRange(0, FINE)
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(6)
        self._bar.setMaximumWidth(160)
        self._text = ElidedLabel("dim")
        self._text.setObjectName("generation_text")
        line = QHBoxLayout(self)
        line.setContentsMargins(GAP, 0, GAP, 0)
        line.setSpacing(GAP)
        for widget in (self._button, self._here, self._bar):
            line.addWidget(widget)
        line.addWidget(self._text, 1)
        self._button.clicked.connect(self._press)
        self._here.clicked.connect(self.generate_from_here_requested)
        self.show_running(False)
        self.show_t(0)

    def _press(self) -> None:
        (self.stop_requested if self._running else self.generate_requested).emit()

    def show_running(self, on: bool) -> None:
        """Offer to stop what runs, or to begin."""
        self._running = on
        self._button.setText(STOP if on else START)
        set_role(self._button, "role", "" if on else "accent")
        self._bar.setVisible(on)
        self._enable()

    def show_progress(self, part: float, text: str) -> None:
        """How far it is, 0 to 1, and in words."""
        self._bar.setValue(round(FINE * part))
        self._text.show_text(text)

    def show_t(self, t: int) -> None:
        """The timestep from which it could begin."""
        self._here.setText(HERE.format(t))
        self._t = t
        self._enable()

    def show_possible(self, on: bool) -> None:
        """Whether the settings allow to begin."""
        self._possible = on
        self._enable()

    def _enable(self) -> None:
        self._button.setEnabled(self._possible or self._running)
        self._here.setEnabled(self._t > 0)
