"""The view of a window in words: the name of a file, the text that a picture carries, a command."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QGuiApplication

from engine.state.command import command_of
from engine.state.session import to_json
from engine.state.start import Machine
from gui.controllers.jobs import Jobs
from gui.controllers.pictures import Pictures
from gui.controllers.store import Store
from gui.window.looks import WindowLooks
from gui.window.remembered import Remembered

if TYPE_CHECKING:
    from engine.jobs import WriteCurves

LONGEST = 80
"""Letters of a picture's name in that of a file, which has 255 bytes at most."""


NOWHERE = re.compile(r'[<>:"/\\|?*\x00-\x1f\ud800-\udfff]')
"""What Windows has in no name of a file, and bytes that are no text, which Linux may have in one."""


def portable(name: str) -> str:
    """A name that is possible on each system, and not too long for any."""
    return NOWHERE.sub("_", name)[:LONGEST].encode()[: 2 * LONGEST].decode(errors="ignore")


class InWords(QObject):
    """Says what is shown, for use outside of the window."""

    said = Signal(str, bool)

    def __init__(
        self,
        store: Store,
        jobs: Jobs,
        pictures: Pictures,
        remembered: Remembered,
        machine: Machine,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._store, self._pictures, self._remembered = store, pictures, remembered
        self._machine = machine

    def file_name(self) -> str:
        """What a file of the view should be called, without its ending; possible on each system."""
        view, picture = self._store.view, self._pictures.picture
        name = picture.name.rsplit(".", 1)[0] if picture else "diffusion-sandbox"
        return f"{portable(name)}_{view.scene}_{view.schedule.word}_t{view.t:04}"

    def carried(self) -> str:
        """The text that a saved picture carries, without any folder of this computer; empty if none is wanted."""
        return to_json(self._store.view, shared=True) if self._remembered.carries_view else ""

    def copy_command(self, looks: WindowLooks) -> None:
        """Put the command that gives this view on the clipboard."""
        command = command_of(self._store.view, looks.looks, self._machine)
        QGuiApplication.clipboard().setText(command.line)
        self.said.emit(f"Copied the command that gives this view. {command.left_out}".rstrip(), False)

    @Slot(object)
    def copy_curves(self, data: WriteCurves) -> None:
        """Put the data of curves on the clipboard, once the engine has written them."""

        def done(text: str) -> None:
            QGuiApplication.clipboard().setText(text)
            rows = text.count("\n") - 1
            curves = "curve" if len(data.quantities) == 1 else "curves"
            what = f"t, log SNR, sigma and the {curves}" if data.quantities else "all quantities over t"
            self.said.emit(f"Copied {rows:,} rows of {what}, for a spreadsheet.", False)

        self._jobs.submit(data, done)
