"""Another text size takes another start of the program, over which nothing is lost.

This window stays, and can be used, until the next one is on the screen. What it holds by then is compared with what
it has left: where a user went on in between, the next program is ended at once, and another one begun.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer, Slot
from PySide6.QtWidgets import QMessageBox

from engine.state import handover
from engine.state.handover import Handover
from engine.state.history import History
from gui.widgets.file_dialogs import FileDialogs
from gui.window.doing import at_work, doing_of, lost

if TYPE_CHECKING:
    import subprocess

    from gui.window.main_window import MainWindow

PAUSE = 500
"""Milliseconds without another press, after which the size is the one that is wanted."""
OFTEN = 50
"""Milliseconds between two looks at whether the next window is there."""
WAIT, NOW, NEVER = "When it is ready", "Now", "Not at all"


class StartingAgain(QObject):
    """Starts the program at another size, with all that this one holds; closes this window when that is done."""

    def __init__(self, window: MainWindow, start: Callable[[Path], subprocess.Popen[bytes]]) -> None:
        super().__init__(window)
        self._window, self._start = window, start
        self._child: subprocess.Popen[bytes] | None = None
        self._folder: Path | None = None
        self._left: Handover | None = None
        self._plays = self._asked = False
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self._begin)
        self._look = QTimer(self, interval=OFTEN)
        self._look.timeout.connect(self._look_for_next)
        window.installEventFilter(self)

    @Slot()
    def want(self) -> None:
        """The size that the looks have for the next start is wanted: it comes after a moment without another."""
        self._end_next()
        looks = self._window.looks
        if looks.next_scale == looks.scale:
            self._pause.stop()
            self._asked = False
            self._say(f"Everything stays at {looks.scale} %.")
            return
        self._say(f"Everything comes at {looks.next_scale} % in a moment.")
        self._pause.start()

    @Slot()
    def _begin(self) -> None:
        """Ask where something would be lost, else leave all that there is and start the next program."""
        work = at_work(self._window)
        if self._asked and work:  # it is waited for
            self._pause.start()
            return
        if not self._asked and (work or lost(self._window)) and not self._may(work):
            return
        self._asked = False
        if self._window.columns.timeline.playing:  # or what is left would be old at once
            self._window.columns.timeline.stop()
            self._plays = True
        self._keep()
        self._left = self._present()
        try:
            self._folder = Path(tempfile.mkdtemp(prefix="diffusion-sandbox-"))
            self._left.write(self._folder)
            self._child = self._start(self._folder)
        except OSError as error:
            self._fail(f"{error.strerror or error}")
            return
        self._look.start()

    def _may(self, work: str) -> bool:
        """Whether it is to begin now; else it has been given up, or waits until what is made is ready."""
        box = QMessageBox(self._window)
        box.setObjectName("start_again")
        box.setWindowTitle("Another text size")
        box.setText("Another text size takes another start of the program.")
        box.setInformativeText(" ".join(filter(None, (work, lost(self._window)))))
        wait = box.addButton(WAIT, QMessageBox.ButtonRole.YesRole) if work else None
        now = box.addButton(NOW, QMessageBox.ButtonRole.DestructiveRole)
        box.addButton(NEVER, QMessageBox.ButtonRole.RejectRole)
        box.exec()
        chosen = box.clickedButton()
        box.deleteLater()
        if chosen is not None and chosen is wait:
            self._asked = True
            self._say("The other text size comes when that is ready.")
            self._pause.start()
        elif chosen is not now:
            self._give_up()
            self._say("The text size stays as it is.")
        return chosen is now

    @Slot()
    def _look_for_next(self) -> None:
        assert self._folder is not None
        if not self._folder.exists():
            self._look.stop()
            if self._present() == self._left:
                self._child = None
                self._window.close()
            else:
                self.want()
        elif self._child is not None and self._child.poll() is not None:
            self._fail(f"it ended with code {self._child.returncode}")

    def _present(self) -> Handover:
        window, store = self._window, self._window.store
        return Handover(
            replace(store.view, t=store.wanted_t),
            History(list(store.history.past), list(store.history.future)),
            replace(window.looks.looks, theme=window.looks.theme, window_size=None),
            window.machine,
            doing_of(window, plays=self._plays),
            dict(window.pictures.pasted),
            window.pictures.pastes,
            window.sessions.extra,
        )

    def _fail(self, why: str) -> None:
        self._give_up()
        self._end_next()
        text = f"The program could not be started again at another text size ({why}): all stays as it is."
        self._window.columns.status.show_message(text, True)

    def _give_up(self) -> None:
        looks = self._window.looks
        looks.next_scale = looks.scale
        self._keep()

    def _keep(self) -> None:
        """Have the next program begin with what is remembered of this one, as when it ends."""
        window = self._window
        window.settings.save(window, window.columns, window.looks)
        window.remembered.save(window.store.view, FileDialogs.of(window).folder)

    def _end_next(self) -> None:
        """End the next program, if it has been begun, and remove what was left to it."""
        self._look.stop()
        if self._child is not None:
            self._child.kill()
            self._child.wait()
            self._child = None
        if self._folder is not None:
            handover.clear(self._folder)

    def eventFilter(self, window: QObject, event: QEvent) -> bool:
        """Where the window closes no other one is to come, unless it is there."""
        if event.type() == QEvent.Type.Close:
            self._pause.stop()
            self._end_next()
        return False

    def _say(self, sentence: str) -> None:
        self._window.columns.status.show_message(sentence)
