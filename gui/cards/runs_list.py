"""The place of the runs in the card of a scene."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.cards.job_progress import JobProgress
from gui.cards.run_actions import RunActions

if TYPE_CHECKING:
    from engine.scenes.chart import RunNote
    from engine.state.view import View
    from gui.cards.runs_panel import RunsPanel
    from gui.style import Theme


class RunsList(QWidget):
    """Shows the runs of a view, there only where its scene has some. `wanted` is a change of them.

    Their panel is made with the first such scene: it knows all samplers, for which no start need wait.
    """

    wanted = Signal(object)
    said = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.buttons = RunActions()
        self.set_progress = JobProgress("set", "Stop measuring the set: plan for the open picture alone")
        self.losses_progress = JobProgress(
            "losses", "Stop looking for the least possible losses: show noise levels"
        )
        self._panel: RunsPanel | None = None
        self._theme: Theme | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        for widget in (
            self.buttons,
            self.set_progress,
            self.losses_progress,
        ):  # until they move into the panel
            self._column.addWidget(widget)

    def show_view(self, view: View) -> None:
        """Show the runs of a view, if its scene has any."""
        there = hasattr(view.own, "run") and view.scene != "generate"
        if there:
            if self._panel is None:
                self._panel = self._made()
            self._panel.show_view(view)
        self.setVisible(there)

    def show_notes(self, notes: Sequence[RunNote], heading: str) -> None:
        """Show the numbers of the runs, and what they are."""
        if self._panel is not None:
            self._panel.show_notes(notes, heading)

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        if self._panel is not None:
            self._panel.show_theme(theme)

    def _made(self) -> RunsPanel:
        from gui.cards.runs_panel import RunsPanel

        panel = RunsPanel(self.buttons, (self.set_progress, self.losses_progress))
        self._column.addWidget(panel)
        panel.wanted.connect(self.wanted)
        panel.said.connect(self.said)
        if self._theme is not None:
            panel.show_theme(self._theme)
        return panel
