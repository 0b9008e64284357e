"""What can be done with the run that is selected: a better one is suggested, and it is copied."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from engine.samplers.copied import COPIED
from gui.cards.job_progress import JobProgress
from gui.style import GAP
from gui.widgets.card import set_role
from gui.widgets.tooltips import describe


class RunActions(QWidget):
    """Buttons for the selected run."""

    suggest_requested = Signal(str)
    """A run with less KL is wanted, of another "spacing", "shift" or "sampler"."""
    generate_requested = Signal()
    """New pictures are wanted, made with it."""
    copy_requested = Signal(str)
    """Something of it is wanted on the clipboard: a name of COPIED."""

    def __init__(self) -> None:
        super().__init__()
        self._scene, self._suggesting = "", False
        self._suggest = _button(
            "suggest", "Suggest", "Add the spacing and ends with the least KL beside the selected run"
        )
        set_role(self._suggest, "role", "accent")
        suggestions = _menu(self._suggest)
        for words, what in (
            ("Spacing and its ends", "spacing"),
            ("Sampler, for as many evaluations, and spacing", "sampler"),
            ("Shift of its schedule", "shift"),
        ):
            suggestions.addAction(words, partial(self.suggest_requested.emit, what))
        self._suggest.clicked.connect(partial(self.suggest_requested.emit, "spacing"))
        copy = _button("copy_sigmas", "Copy sigmas", "Copy the noise levels of the selected run")
        copies = _menu(copy)
        for name, each in COPIED.items():
            copies.addAction(each.title, partial(self.copy_requested.emit, name))
        copy.clicked.connect(partial(self.copy_requested.emit, "sigmas"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP // 2)
        line = QHBoxLayout()
        line.setSpacing(GAP)
        self.progress = JobProgress("suggest", "Stop looking for a better run")
        self.progress.there_changed.connect(self._make_room)
        self._copy = copy
        for widget in (self._suggest, copy, self.progress):
            line.addWidget(widget, 1)
        column.addLayout(line)
        self._generate = QPushButton("Generate with these")
        self._generate.setObjectName("generate_with")
        describe(
            self._generate,
            "",
            "Make new pictures with the selected run and the Gaussian denoiser, and measure their power: it is drawn "
            "over the prediction",
        )
        self._generate.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # it hides itself, and the focus would go on
        self._generate.clicked.connect(self.generate_requested)
        column.addWidget(self._generate)

    def show_scene(self, name: str) -> None:
        """Offer what goes with the scene."""
        self._scene = name
        self._generate.setVisible(name == "plan")
        self.show_suggesting(self._suggesting)

    @Slot(bool)
    def show_suggesting(self, on: bool) -> None:
        """While a better run is looked for, say so in place of the buttons that begin it."""
        self._suggesting = on
        self.progress.show_running(on and self._scene == "plan")
        self._suggest.setVisible(self._scene == "plan" and self.progress.isHidden())

    @Slot(bool)
    def _make_room(self, running: bool) -> None:
        """Bar and buttons take turns, and hand the keys to each other."""
        keys = self.progress.has_keys or self._suggest.hasFocus() or self._copy.hasFocus()
        self._suggest.setVisible(self._scene == "plan" and not running)
        self._copy.setVisible(not running)
        if keys and running:
            self.progress.take_keys()
        elif keys:
            self._suggest.setFocus()


def _button(name: str, words: str, help: str) -> QToolButton:
    button = QToolButton()
    button.setObjectName(name)
    button.setText(words)
    button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    button.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
    describe(button, name, f"{help}; the arrow offers more")
    return button


def _menu(button: QToolButton) -> QMenu:
    menu = QMenu(button)
    button.setMenu(menu)
    return menu
