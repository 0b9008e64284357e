"""Ctrl-C and a request to terminate end the program in order, with its geometry saved."""

from __future__ import annotations

import signal
import socket
from types import FrameType

from PySide6.QtCore import QObject, QSocketNotifier, Slot
from PySide6.QtWidgets import QApplication


class Interrupts(QObject):
    """Quits the application at SIGINT and SIGTERM; a second one ends the process at once.

    Python runs its signal handlers only between lines of Python, of which there are none while Qt waits: the
    signal writes to a socket that Qt listens to.
    """

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._application = application
        self._listening, self._writing = socket.socketpair()
        for end in (self._listening, self._writing):
            end.setblocking(False)
        signal.set_wakeup_fd(self._writing.fileno(), warn_on_full_buffer=False)
        self._notifier = QSocketNotifier(self._listening.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._wake)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._quit)

    def stop(self) -> None:
        """Let signals end the process at once again."""
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)
        self._listening.close()
        self._writing.close()

    @Slot()
    def _wake(self) -> None:
        """Run a line of Python, so that the signal's handler runs."""
        self._listening.recv(64)

    def _quit(self, number: int, frame: FrameType | None) -> None:
        signal.signal(number, signal.SIG_DFL)
        self._application.quit()  # closes the windows, unlike exit
