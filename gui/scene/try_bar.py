"""The line that says what to look at in an experiment, with the way through a tour of several."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from engine.scenes import Experiment
from gui.style import GAP


class TryBar(QWidget):
    """There while an experiment is shown."""

    stepped = Signal(int)
    """The user wants the next stop of the tour (1), or the one before (-1)."""
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("try_bar")
        self._text = QLabel()
        self._text.setObjectName("look")
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.RichText)
        self._back = _button("try_back", "‹ Back", "The stop before")
        self._next = _button("try_next", "Next ›", "The next stop of the tour")
        close = _button("try_close", "×", "Hide this line")
        self._back.clicked.connect(lambda: self.stepped.emit(-1))
        self._next.clicked.connect(lambda: self.stepped.emit(1))
        close.clicked.connect(self.closed)
        line = QHBoxLayout(self)
        line.setContentsMargins(GAP, 0, 0, 0)
        line.addWidget(self._text, 1)
        for button in (self._back, self._next, close):
            line.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    def show_experiment(self, experiment: Experiment | None, stop: int = 0, stops: int = 1) -> None:
        """Say what to look at, at which stop of how many; None for nothing."""
        self.setVisible(experiment is not None)
        if experiment is None:
            return
        where = f" ({stop + 1} of {stops})" if stops > 1 else ""
        title = f"{experiment.title}{where}"
        words = f"<b>{title}{'' if title.endswith('?') else '.'}</b> {experiment.look}"
        self._text.setText(re.sub(r" ([=/]) ", "\N{NO-BREAK SPACE}\\1\N{NO-BREAK SPACE}", words))
        for button, there in ((self._back, stop > 0), (self._next, stop < stops - 1)):
            button.setVisible(stops > 1)
            button.setEnabled(there)


def _button(name: str, text: str, help: str) -> QToolButton:
    button = QToolButton()
    button.setObjectName(name)
    button.setText(text)
    button.setToolTip(help)
    button.setAccessibleName(help)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
