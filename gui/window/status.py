"""The line at the bottom: device, size, time per frame, and messages, each in a place of its own."""

from __future__ import annotations

from collections import deque
from typing import TypeVar

import numpy as np
from PySide6.QtWidgets import QLabel, QStatusBar, QWidget

from engine.requests import Frame
from gui.style import PAD
from gui.widgets.card import label, set_role
from gui.widgets.elided_label import ElidedLabel

SHOWN_FRAMES = 30
Label = TypeVar("Label", bound=QLabel)


class Status(QStatusBar):
    """The status line. With `timings` off it says nothing that differs from run to run."""

    def __init__(self, timings: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("status")
        self.setSizeGripEnabled(False)
        self._timings = timings
        self._seconds: deque[float] = deque(maxlen=SHOWN_FRAMES)
        self._device = self._place("status_device", label("", "dim"))
        self._size = self._place("status_size", label("", "dim"))
        self._time = self._place("status_time", label("", "dim"))
        self._message = self._place("status_message", ElidedLabel("dim"), stretch=1)

    def _place(self, name: str, place: Label, stretch: int = 0) -> Label:
        place.setObjectName(name)
        place.setContentsMargins(PAD if not stretch else 2 * PAD, 0, PAD, 0)
        self.addWidget(place, stretch)
        return place

    def show_device(self, title: str) -> None:
        """What computes."""
        self._device.setText(title)

    def show_frame(self, frame: Frame) -> None:
        """The images' size, how they are reduced on the screen, and the engine's time per frame."""
        if frame.reduction > 1:
            what = {"average": "averages", "pixels": "single pixels"}[frame.request.sampling]
            how = f"shown 1 : {frame.reduction:.3g} ({what})"
        else:
            how = f"shown {1 / frame.reduction:.3g} : 1 (pixels)"
        self._size.setText(f"{frame.size[0]} × {frame.size[1]}, {how}")
        if self._timings:
            self._seconds.append(frame.seconds)
            self._time.setText(f"{1000 * np.median(self._seconds):.1f} ms per frame")

    def show_message(self, text: str, error: bool = False) -> None:
        """A sentence for the user; it stays until the next one."""
        set_role(self._message, "role", "error" if error else "dim")
        self._message.show_text(text)
