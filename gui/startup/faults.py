"""Exceptions that nobody has caught: one sentence for the user, and a log with all that is needed to mend them."""

from __future__ import annotations

import sys
import threading
import traceback
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal, Slot

from engine.quoting import one_line

MOST = (
    20  # different faults of one session that are written down; a paint event may fail sixty times a second
)
MAX_BYTES = 2**20  # of the log, after which it begins anew


class Faults(QObject):
    """Writes each uncaught exception into a log file, and says so once: `said(sentence)`, in this object's thread.

    Exceptions of the window's slots and events and of all threads come here from `install` to `remove`.
    """

    said = Signal(str)
    _happened = Signal(str)

    def __init__(self, log: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._log = log
        self._known: set[str] = set()
        # Queued: what is said is painted, which must not happen within a paint event that has failed.
        self._happened.connect(self._say, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Take all exceptions from now on."""
        sys.excepthook = self._take
        threading.excepthook = self._take_of_thread

    def remove(self) -> None:
        """Leave them to Python again."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__

    def _take_of_thread(self, arguments: threading.ExceptHookArgs) -> None:
        value = arguments.exc_value
        if value is not None:
            self._take(arguments.exc_type, value, arguments.exc_traceback)

    def _take(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        where = "".join(traceback.format_tb(trace))
        if where in self._known or len(self._known) >= MOST:
            return  # it has been said
        self._known.add(where)
        written = self._write("".join(traceback.format_exception(kind, error, trace)))
        what = one_line(f"{kind.__name__}: {error}" if str(error) else kind.__name__)
        self._happened.emit(f"Something went wrong ({what}); {written}")

    def _write(self, text: str) -> str:
        """Add to the log; where it is, or where the text has gone instead."""
        try:
            self._log.parent.mkdir(parents=True, exist_ok=True)
            long = self._log.exists() and (not self._log.is_file() or self._log.stat().st_size > MAX_BYTES)
            if long and not self._log.is_file():
                raise OSError("not a file")
            with self._log.open("w" if long else "a", encoding="utf-8", errors="replace") as file:
                file.write(f"{datetime.now(UTC).isoformat(timespec='seconds')}\n{text}\n")
        except OSError:
            print(text, file=sys.stderr)
            return "the details are on standard error."
        return f"the details are in {self._log}."

    @Slot(str)
    def _say(self, sentence: str) -> None:
        self.said.emit(sentence)
