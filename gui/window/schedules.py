"""Schedules from outside and to it: files, the clipboard, and code."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QInputDialog, QWidget

from engine.quoting import one_line, shown
from engine.schedules.as_python import PYTHON
from engine.schedules.choice import ScheduleChoice
from gui.controllers.jobs import Jobs, Ticket
from gui.controllers.store import Store
from gui.widgets.file_dialogs import FileDialogs

if TYPE_CHECKING:
    from engine.schedules.opened import Opened

TABLES = {".csv": "CSV", ".json": "JSON", ".npz": "NPZ"}
MOST_SAID = 3
"""Sentences of a status line."""
LARGE = 64 * 2**10
"""Bytes or letters from which on a schedule is read by a job: it would stop the window for some frames."""
MANY = 1000
"""T from which on a table is written by one."""


class Schedules(QObject):
    """Opens and saves the schedule of a window. What was guessed is said and can be put right."""

    said = Signal(str, bool)
    """A sentence, and whether it is an error."""

    def __init__(self, window: QWidget, store: Store, jobs: Jobs) -> None:
        super().__init__(window)
        self._window, self._store, self._jobs = window, store, jobs
        self._reading: Ticket | None = None

    def ask(self) -> None:
        """Let the user choose a file with a schedule."""
        from engine.schedules.opened import ENDINGS

        patterns = f"Schedules ({' '.join(f'*{ending}' for ending in ENDINGS)});;All files (*)"
        file = FileDialogs.of(self._window).file_to_open("Open a schedule", patterns)
        if file is not None:
            self._or_say(lambda: self.open(file))

    def paste(self) -> None:
        """Take the schedule that is on the clipboard as a text."""
        from engine.schedules.opened import PASTED, opened_text

        text = QGuiApplication.clipboard().text()
        if not text.strip():
            self.said.emit(
                "There is no text on the clipboard: copy numbers, a configuration or an expression.", True
            )
            return
        if len(text) > LARGE:
            self._read(text, "what was pasted", lambda opened: self._take(opened, "Paste schedule"))
            return
        steps = self._store.view.schedule.steps
        self._or_say(lambda: self._take(opened_text(text, PASTED, steps), "Paste schedule"))

    def open(self, file: Path) -> None:
        """Take the schedule in a file; a large one later, and what is wrong with it is said then.

        Raises:
            ValueError: with one sentence that names it, when it has none; the present schedule stays.
        """
        from engine.schedules.opened import open_schedule

        if size_of(file) > LARGE:
            self._read(file, shown(file.name), lambda opened: self._take_from(file, opened))
        else:
            self._take_from(file, open_schedule(file, self._store.view.schedule.steps))

    def _read(self, source: Path | str, name: str, take: Callable[[Opened], None]) -> None:
        """Have a schedule read, and take it then."""
        from engine.schedule_jobs import ReadSchedule

        self._jobs.cancel(self._reading)  # the user wants another one
        self._reading = self._jobs.submit(
            ReadSchedule(source, self._store.view.schedule.steps),
            lambda opened: self._or_say(lambda: take(opened)),
            failed=lambda sentence: self.said.emit(sentence, True),
        )
        self.said.emit(f"Reading {name}…", False)

    def _take_from(self, file: Path, opened: Opened) -> None:
        from engine.schedules.opened import naming

        try:
            self._take(opened, f"Open {shown(file.name)}")
        except ValueError as error:
            raise ValueError(naming(file, error)) from error

    def compare(self) -> None:
        """Put the schedule among those that are compared, and show them."""
        from engine.state.comparing_schedules import compare_schedule  # it knows the scene Compare

        self._store.apply(compare_schedule())

    def save_config(self) -> None:
        """Let the user choose a file for the configuration, and write it."""
        from engine.state.saved_view import write_config  # it knows all samplers

        file = FileDialogs.of(self._window).file_to_save(
            "Save as a configuration of diffusers", "Configurations (*.json)", "scheduler_config.json"
        )
        if file is not None:
            self._or_say(lambda: self._saved(file, write_config(self._store.view, file)))

    def save_table(self, ending: str) -> None:
        """Let the user choose a file for the table, and write it."""
        words = TABLES[ending]
        file = FileDialogs.of(self._window).file_to_save(
            f"Save all numbers as {words}", f"{words} (*{ending})", f"{self._choice.word}{ending}"
        )
        if file is not None:
            self._or_say(lambda: self._write_table(file))

    def copy_python(self, kind: str) -> None:
        """Put the code of the schedule on the clipboard."""
        words, write = PYTHON[kind]

        def copy() -> None:
            from engine.state.saved_view import schedule_as_saved  # it knows all samplers

            QGuiApplication.clipboard().setText(write(schedule_as_saved(self._store.view)))
            self.said.emit(f"Copied the schedule {words}.", False)

        self._or_say(copy)

    @property
    def _choice(self) -> ScheduleChoice:
        return self._store.view.schedule

    def _write_table(self, file: Path) -> None:
        from engine.exports.table import write_schedule_table
        from engine.schedule_jobs import WriteSchedule

        if self._choice.final_steps <= MANY:
            write_schedule_table(self._choice, file)
            self._saved(file, ())
            return
        self._jobs.submit(
            WriteSchedule(self._choice, file),
            lambda _: self._saved(file, ()),
            failed=lambda sentence: self.said.emit(sentence, True),
        )
        self.said.emit(f"Saving {one_line(file)}…", False)

    def _saved(self, file: Path, more: tuple[str, ...]) -> None:
        self.said.emit(" ".join((f"Saved {one_line(file)}.", *more)), False)

    def _take(self, opened: Opened, name: str) -> None:
        from engine.schedules.guess import WORDS
        from engine.state.opened_config import said_with, take_opened  # they know all samplers

        if opened.guessed in WORDS:
            asked = self._asked(opened)
            if asked is None:
                return
            opened = asked
        choice = opened.choice
        choice.make()  # or it says why not
        self._store.apply(take_opened(choice, name))
        self._store.catch_up()  # what is said belongs to it
        self.said.emit(
            " ".join(filter(None, (opened.said[0], said_with(choice).sentence, *opened.said[1:MOST_SAID]))),
            False,
        )

    def _asked(self, opened: Opened) -> Opened | None:
        """The same, as the user wants it; None where that is not at all."""
        from engine.schedules.guess import WORDS

        items = list(WORDS.values())
        place = list(WORDS).index(opened.guessed)
        item, taken = QInputDialog.getItem(
            self._window, "What are these numbers?", opened.said[0], items, place, False
        )
        if not taken:
            return None
        quantity = list(WORDS)[items.index(item)]
        return opened if quantity == opened.guessed else opened.taken_for(quantity)

    def _or_say(self, do: Callable[[], object]) -> None:
        try:
            do()
        except ValueError as error:
            self.said.emit(str(error), True)


def size_of(file: Path) -> int:
    """The bytes of a file; 0 where it cannot be said, and opening says why."""
    try:
        return file.stat().st_size
    except OSError:
        return 0
