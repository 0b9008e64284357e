"""Commands that make files again which the window takes home, on the clipboard."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QGuiApplication

from engine.exports.files import write_whole
from engine.exports.options import ending_of
from engine.open_jobs import WritePixels
from engine.quoting import one_line, shown
from engine.state.export_command import export_command, needs_session
from engine.state.opened_session import with_source
from engine.state.session import to_json
from engine.state.view import FromFile, Pasted, View
from gui import style
from gui.widgets.file_dialogs import FileDialogs

if TYPE_CHECKING:
    from gui.window.main_window import MainWindow


class CopyingCommands(QObject):
    """Copies the command of an export; where no options say the view, it has it from a session, with its picture."""

    said = Signal(str, bool)
    """How it went, and whether that is an error."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    @Slot(str, object)
    def copy(self, kind: str, settings: Any) -> None:
        """Copy the command that makes a kind in EXPORTS of what is shown, with its settings."""
        view = self._window.store.view
        why = needs_session(view)
        if not why:
            self._copy(view, kind, settings, None, "")
            return
        name = f"{self._window.words.file_name()}.json"
        title = "Save the session that the command begins with"
        file = FileDialogs.of(self._window).file_to_save(title, "Sessions (*.json)", name)
        if file is None:
            self.said.emit(f"Nothing is copied: {why}, so that the command needs a session.", False)
        elif isinstance(view.source, Pasted):
            self._write_picture(view, kind, settings, file, why)
        else:
            self._with_session(view, kind, settings, file, why)

    def _write_picture(self, view: View, kind: str, settings: Any, session: Path, why: str) -> None:
        """Write the pasted picture beside its session, under a name that is free, and go on."""
        if not self._window.pictures.keeps(view.source):
            self.said.emit(
                "Nothing is copied: the pasted picture is not kept any more; paste it again.", True
            )
            return
        names = (f"{session.stem}_picture{number or ''}.png" for number in count())
        file = next(each for each in map(session.with_name, names) if not each.exists())

        def done(sha256: str) -> None:
            of_file = with_source(view, FromFile(file.absolute(), sha256))
            self._with_session(of_file, kind, settings, session, f"{why}, and is now {shown(file.name)}")

        job = WritePixels(self._window.pictures.pasted[view.source.name], file)
        self._window.jobs.submit(job, done, failed=lambda sentence: self.said.emit(sentence, True))

    def _with_session(self, view: View, kind: str, settings: Any, session: Path, why: str) -> None:
        try:
            write_whole(session, to_json(view).encode())
        except ValueError as error:
            self.said.emit(str(error), True)
            return
        self._copy(view, kind, settings, session.absolute(), f"It begins with {one_line(session)}: {why}.")

    def _copy(self, view: View, kind: str, settings: Any, session: Path | None, why: str) -> None:
        window = self._window
        file = Path(f"{window.words.file_name()}_{kind}{ending_of(settings.format)}")
        looks = replace(window.looks.looks, theme=style.theme_named(window.looks.theme).name)
        command = export_command(view, looks, window.machine, kind, settings, file, session)
        QGuiApplication.clipboard().setText(command.line)
        begin = f"Copied the command that makes {file.name} in the folder where it is run."
        carries = "" if window.words.carried() else "Its file carries the view."
        self.said.emit(" ".join(filter(None, (begin, why, command.left_out, carries))), False)
