"""The line at the bottom: device, size, time per frame, and messages, each in a place of its own."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QMenu, QStatusBar, QToolButton, QWidget

from gui.images.marks import value_texts
from gui.style import PAD
from gui.widgets.card import label, set_role
from gui.widgets.two_lines import TwoLines
from gui.window.status_places import StatusPlaces

if TYPE_CHECKING:
    from engine.pixels.devices import Device
    from engine.pixels.region import Size
    from engine.pixels.values import Value
    from engine.requests import Frame

SHOWN_FRAMES = 30
MESSAGE_TIME = 10_000  # milliseconds that a message stays
ERROR_TIME = 5_000  # that an error stays at least: it goes once something else has been done, or it is mended
RATE_TIME = 3_000  # that a rate stays after the last frame
Label = TypeVar("Label", bound=QLabel)


class Status(QStatusBar):
    """The status line. With `timings` off it says nothing that differs from run to run."""

    device_wanted = Signal(str)
    """The user wants the images to be computed there: the name of a Device."""

    def __init__(self, timings: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("status")
        self.setSizeGripEnabled(False)
        self._timings = timings
        self._main = 0  # the image whose values are said
        self._sizes: tuple[Size, Size] = ((1, 1), (1, 1))  # of the images, and of the picture
        self._seconds: deque[float] = deque(maxlen=SHOWN_FRAMES)
        self._device = QToolButton()
        self._device.setObjectName("device")
        self._device.setProperty("flat", True)
        self._device.setToolTip("What computes the images")
        self._device.setText("looking for devices…")
        self._device.setEnabled(False)
        self._device.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._devices = QMenu(self._device)
        self._devices.triggered.connect(lambda action: self.device_wanted.emit(action.data()))
        self._device.setMenu(self._devices)
        self.addWidget(self._device)
        names = ("status_size", "status_time", "status_values", "status_pixel")
        self._size, self._time, self._values, self._pixel = (_named(name, label("", "dim")) for name in names)
        self._message = _named("status_message", TwoLines("dim"))
        self._message.setContentsMargins(2 * PAD, 0, PAD, 0)
        self._places = StatusPlaces(
            (self._size, self._time, self._values, self._pixel),
            (self._pixel, self._values, self._size, self._time),
            self._message,
        )
        self.addWidget(self._places, 1)
        self._old = QTimer(self, singleShot=True)
        self._old.timeout.connect(self._let_go)
        self._told = ""  # the time per frame
        self._rate_old = QTimer(self, singleShot=True)
        self._rate_old.timeout.connect(lambda: self._places.say(self._time, self._told))
        self._error = self._read = self._acted = False
        self._over = False

    def show_devices(self, devices: Sequence[Device], current: str) -> None:
        """Offer the devices that there are, and say which computes."""
        self._devices.clear()
        for device in devices:
            action = QAction(device.title, self._devices, checkable=True, checked=device.name == current)
            action.setData(device.name)
            self._devices.addAction(action)
        titles = {device.name: device.title for device in devices}
        self._device.setText(titles.get(current, current))
        self._device.setEnabled(True)

    def show_frame(self, frame: Frame, picture: Size | None = None, rate: float | None = None) -> None:
        """The images' size, how they are reduced on the screen, and the engine's time per frame.

        `picture` is the size of the picture, which new pictures need not have; `rate` are the frames that are shown a
        second where playback wants more.
        """
        self._main, self._sizes = frame.grid.main, (frame.size, picture or frame.size)
        if frame.reduction > 1:
            what = {"average": "averages", "pixels": "single pixels"}[frame.request.view.resampling]
            how = f"shown 1 : {frame.reduction:.3g} ({what})"
        else:
            how = f"shown {1 / frame.reduction:.3g} : 1 (pixels)"
        self._places.say(self._size, f"{frame.size[0]} × {frame.size[1]}, {how}")
        if self._timings:
            self._seconds.append(frame.seconds)
            median = sorted(self._seconds)[len(self._seconds) // 2]
            self._told = f"{1000 * median:.1f} ms per frame"
            self._places.say(
                self._time, self._told + (f", {rate:.2g} shown a second" if rate is not None else "")
            )
            if rate is not None:
                self._rate_old.start(RATE_TIME)

    def show_values(self, text: str) -> None:
        """The values of the schedule at t, where they stand nowhere else."""
        self._places.say(self._values, text)

    @Slot(object, object, object)
    def show_pixel(self, place: object, pixel: tuple[int, int] | None, values: Sequence[Value]) -> None:
        """Which pixel of the image the mouse is on, and what x_t is there, in [-1, 1] and in 0..255."""
        if pixel is not None:
            text = next(value_texts(values[self._main])) if self._main < len(values) else ""
            x, y = (at * own // whole for at, own, whole in zip(pixel, *self._sizes, strict=True))
            self._places.say(self._pixel, f"x {x}  y {y}   {text}")
        elif place is None:
            self._places.say(self._pixel, "")

    @Slot(str, bool)
    def show_message(self, text: str, error: bool = False) -> None:
        """A sentence for the user. It goes after a while; an error only once something else has been done too."""
        self._error, self._read, self._acted = error, False, False
        set_role(self._message, "role", "error" if error else "dim")
        self._places.say_message(text)
        if not text:
            self._old.stop()
        elif not self._over:
            self._old.start(ERROR_TIME if error else MESSAGE_TIME)

    @Slot(str)
    def show_error(self, text: str) -> None:
        """A sentence for the user on what went wrong."""
        self.show_message(text, error=True)

    @Slot()
    def go_on(self) -> None:
        """Something else has been done, and was right: an error that could be read is over."""
        self._acted = True
        if self._error and self._read:
            self.clear()

    @Slot()
    def mend(self) -> None:
        """What went wrong is right now."""
        if self._error:
            self.clear()

    @Slot()
    def clear(self) -> None:
        """Nothing is the matter any more."""
        self.show_message("")

    @Slot()
    def _let_go(self) -> None:
        self._read = True
        if self._acted or not self._error:
            self.clear()

    def stop(self) -> None:
        """The window is closed: what is still said stays as it is."""
        self._over = True
        self._old.stop()
        self._rate_old.stop()


def _named(name: str, place: Label) -> Label:
    place.setObjectName(name)
    place.setContentsMargins(PAD, 0, PAD, 0)
    return place
