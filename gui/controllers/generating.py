"""Generations: what starts and stops them, and what they say."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from engine.generation.matches import Match
from engine.generation.progress import Run
from engine.jobs import FindMatches, Generate, Progress
from engine.worker import Worker
from gui.window.panels import Panels


class Generating(QObject):
    """Has the worker generate what the options ask for, one run at a time; the last run is kept."""

    advanced = Signal(object)
    """The run has a state more: its timestep, for those who follow it."""
    ended = Signal()
    """It is finished or stopped."""
    failed = Signal(str)
    """It cannot be done: a sentence."""
    matches_found = Signal(object)
    """Tuple of Match."""

    def __init__(self, parent: QObject, worker: Worker, panels: Panels) -> None:
        super().__init__(parent)
        self.run: Run | None = None
        self._begun = False  # the run is that of the job
        self._worker = worker
        self._panels = panels
        self._job: int | None = None
        self._matching: int | None = None

    @property
    def running(self) -> bool:
        """Whether one is on its way."""
        return self._job is not None

    def start(self, job: Generate) -> None:
        """Begin one, in place of the one that runs."""
        self.stop()
        self._begun = False
        self._job = self._worker.submit(job)
        self._panels.status.show_message("")
        self._panels.run_bar.show_running(True)
        self._panels.run_bar.show_progress(0.0, "")

    @Slot()
    def stop(self) -> None:
        """End the one that runs; what is there of it stays."""
        if self._job is not None:
            self._worker.cancel(self._job)
            self._end(f"stopped at {self._words()}" if self._begun else "stopped")

    def forget(self) -> None:
        """The picture is another one: what was made from the old one goes."""
        self.stop()
        self.run = None
        self._panels.run_bar.show_progress(0.0, "")

    def find_matches(self, sample: int, t: int, place: tuple[float, float]) -> None:
        """Ask which patches a pixel comes from; `matches_found` says it."""
        if self._matching is not None:
            self._worker.cancel(self._matching)
            self._matching = None
        if self.run and self.run.done and self.run.recipe.denoiser == "patches":
            sample = min(sample, self.run.samples - 1)
            job = FindMatches(self.run.id, sample, self.run.state_at(t), place)
            self._matching = self._worker.submit(job)

    def on_progress(self, number: int, progress: Progress) -> None:
        """Take what the worker says of a job, if it is this one."""
        if number != self._job:
            return
        if isinstance(progress, Run):
            self.run, self._begun = progress, True
            part = progress.done / len(progress.timesteps)
            self._panels.run_bar.show_progress(part, self._words())
            self.advanced.emit(progress.reached)
        elif progress is not None:
            self._panels.run_bar.show_progress(progress, self._words())

    def on_done(self, number: int, result: Any) -> bool:
        """Whether it was a job of this."""
        if number == self._job:
            self._end(self._words())
            return True
        if number == self._matching:
            self._matching = None
            matches: tuple[Match, ...] = result
            self.matches_found.emit(matches)
            return True
        return False

    def on_failed(self, number: int, sentence: str) -> bool:
        """Whether it was a job of this."""
        if number not in (self._job, self._matching):
            return False
        if number == self._job:
            self._job = None
            self._show_end("")
            self.failed.emit(sentence)
        return True

    def _words(self) -> str:
        if self.run is None or not self._begun:
            return ""
        return f"{max(0, self.run.done - 1)} of {len(self.run.timesteps) - 1} steps"

    def _end(self, words: str) -> None:
        self._job = None
        self._show_end(words)
        self.ended.emit()

    def _show_end(self, words: str) -> None:
        self._panels.run_bar.show_running(False)
        self._panels.run_bar.show_progress(0.0, words)
