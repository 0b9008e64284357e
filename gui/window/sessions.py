"""Sessions: views that are saved, and opened from a session file or from a PNG that carries its view."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from engine.exports.files import write_whole
from engine.open_jobs import FindPicture
from engine.quoting import one_line, shown
from engine.state.opened_session import open_session, with_source
from engine.state.session import Session, to_json
from engine.state.view import Bundled, FromFile, Source
from gui.controllers.jobs import Jobs, Ticket
from gui.controllers.pictures import PICTURE_FILES, Pictures
from gui.controllers.store import Store
from gui.widgets.file_dialogs import FileDialogs
from gui.window.remembered import Remembered

PATTERNS = "Sessions (*.json *.png);;All files (*)"


class Sessions(QObject):
    """Saves the view of a window, and restores one whose picture is found, or shown by the user."""

    said = Signal(str, bool)
    """A sentence, and whether it is an error."""
    restored = Signal()
    """Another view is wanted: that of a session."""

    def __init__(
        self,
        window: QWidget,
        store: Store,
        jobs: Jobs,
        pictures: Pictures,
        remembered: Remembered,
        extra: Mapping[str, Any],
    ) -> None:
        """`extra` is what a newer version wrote into the session that the program was started with."""
        super().__init__(window)
        self._window, self._store, self._jobs, self._pictures = window, store, jobs, pictures
        self._remembered = remembered
        self.extra = extra
        """What a newer version wrote into the session that was opened last."""
        self._searching: Ticket | None = None

    def save(self, name: str) -> None:
        """Let the user choose a file, called `name` at first without its ending, and write the view into it."""
        file = FileDialogs.of(self._window).file_to_save(
            "Save the session", "Sessions (*.json)", f"{name}.json"
        )
        if file is None:
            return
        try:
            write_whole(file, to_json(self._store.view, self.extra).encode())
        except ValueError as error:
            self.said.emit(str(error), True)
            return
        self._remembered.add_session(file)
        self.said.emit(f"Saved the session {one_line(file)}.", False)

    def ask(self) -> None:
        """Let the user choose a session to open."""
        file = FileDialogs.of(self._window).file_to_open("Open a session", PATTERNS)
        if file is not None:
            self.open_or_say(file)

    def open_or_say(self, file: Path) -> None:
        """Restore the view in a file, or say why not."""
        try:
            self.open(file)
        except ValueError as error:
            self._remembered.forget(file)
            self.said.emit(str(error), True)

    def open(self, file: Path) -> None:
        """Restore the view in a file, as soon as its picture is found.

        Raises:
            ValueError: when there is none; nothing is changed then.
        """
        session = open_session(file)
        self._jobs.cancel(self._searching)
        source = session.view.source
        present = self._store.view.source
        if isinstance(source, Bundled) or source == present or self._pictures.keeps(source):
            self._restore(file, session, source)
        elif isinstance(source, FromFile):
            search = FindPicture(source, file, self._remembered.pictures)
            self._searching = self._jobs.submit(search, partial(self._found, file, session))
        else:
            self._found(file, session, None)

    def _found(self, file: Path, session: Session, picture: Path | None) -> None:
        self._searching = None
        source = session.view.source
        assert not isinstance(source, Bundled)
        if picture is not None and isinstance(source, FromFile):
            self._restore(file, session, replace(source, path=picture))
            return
        where = f"Where is {shown(source.name)}, the picture of this session?"
        chosen = FileDialogs.of(self._window).file_to_open(where, PICTURE_FILES)
        if chosen is not None:
            self._restore(file, session, FromFile(chosen))
        else:
            self.said.emit(
                f"{shown(file.name)} is not opened: its picture {shown(source.name)} was not found; put it "
                "beside that file, or choose it when you are asked.",
                True,
            )

    def _restore(self, file: Path, session: Session, source: Source) -> None:
        self.extra = session.extra
        self._remembered.add_session(file)
        self._store.replace(with_source(session.view, source), f"Open {shown(file.name)}")
        self.restored.emit()
        image = file.suffix.lower() != ".json"
        way = " Hold Alt, or take File > Open as a picture, to open it as a picture." if image else ""
        words = f"This is the view of {shown(file.name)}; Undo goes back.{way} {session.said}"
        self.said.emit(words.rstrip(), False)
