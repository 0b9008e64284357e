"""Garbage is looked for in the window's thread alone.

By itself Python looks for it in whichever thread makes the next object. Something of Qt in a circle of references
would then be ended by the engine's thread, which the program does not survive.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer, Slot

PERIOD = 500  # milliseconds


class Garbage(QObject):
    """Collects garbage in the thread in which it is made, of what Python would collect by itself."""

    def __init__(self, parent: QObject | None = None) -> None:
        """From here to `stop` nothing is collected in any other thread, and until `start` in none."""
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self, interval=PERIOD)
        self._timer.timeout.connect(self.collect)

    @Slot()
    def start(self) -> None:
        """Collect from now on."""
        self._timer.start()

    def stop(self) -> None:
        """Leave it to Python again."""
        self._timer.stop()
        gc.enable()

    @Slot()
    def collect(self) -> None:
        """Collect the oldest of the generations that is due."""
        made, limits = gc.get_count(), gc.get_threshold()
        due = [generation for generation in range(3) if made[generation] > limits[generation]]
        if due:
            gc.collect(due[-1])
