"""What is kept from one session to the next: how the window looked."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Self

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMainWindow

from engine.state.start import Looks
from engine.state.words import LOOKS, kept, remembered
from gui.startup.scale import percent
from gui.widgets.screens import FRAME
from gui.window.columns import Columns
from gui.window.looks import WindowLooks
from gui.window.preferences import Preferences

MOST_PIXELS = 2**16  # a window that has more was never on a screen
OTHER_SCREEN = -MOST_PIXELS


@dataclass(frozen=True, slots=True)
class Place:
    """What a window took of the screen when everything was so large, which it takes at any other scale too.

    `left` and `top` are those of its frame on the main screen, OTHER_SCREEN where it was on another.
    """

    width: int
    height: int
    maximized: bool
    scale: int
    left: int = OTHER_SCREEN
    top: int = OTHER_SCREEN

    @classmethod
    def of(cls, window: QMainWindow, scale: int) -> Self:
        """That of a window."""
        size, corner = window.normalGeometry().size(), window.frameGeometry().topLeft()
        at = corner.toTuple() if window.screen() is QGuiApplication.primaryScreen() else ()
        return cls(size.width(), size.height(), window.isMaximized(), scale, *at)

    @classmethod
    def read(cls, text: str) -> Self:
        """What `str` has written. Raises ValueError for any other text."""
        width, height, maximized, scale, left, top = map(int, text.split())
        if not (0 < width < MOST_PIXELS and 0 < height < MOST_PIXELS):
            raise ValueError(text)
        return cls(width, height, bool(maximized), percent(str(scale)), left, top)

    def __str__(self) -> str:
        return f"{self.width} {self.height} {int(self.maximized)} {self.scale} {self.left} {self.top}"

    def size_at(self, scale: int) -> QSize:
        """As many pixels of the screen, where everything is otherwise large."""
        return QSize(self.width, self.height) * (self.scale / scale)

    def corner_at(self, scale: int, room: QRect, size: QSize) -> QPoint | None:
        """The same corner, or one that leaves a window of this size in the room of the main screen.

        None where it was on another.
        """
        if OTHER_SCREEN in (self.left, self.top):
            return None
        corner = QPoint(self.left, self.top) * (self.scale / scale)
        left = min(corner.x(), room.right() - size.width())
        top = min(corner.y(), room.bottom() - size.height())
        return QPoint(max(left, room.left()), max(top, room.top()))


class Settings:
    """Reads and writes the looks of the window; without preferences all is as at the first start."""

    def __init__(self, preferences: Preferences | None) -> None:
        self.preferences = preferences
        self._asked: dict[str, str] = {}  # by the command line, for one session

    def complete(self, looks: Looks) -> Looks:
        """Looks with what the last session left where they leave it open; a damaged value is as if never saved."""
        if self.preferences is None:
            return looks
        preferences = self.preferences
        self._asked = kept(LOOKS, looks)
        last = remembered(LOOKS, lambda name: preferences.read(name, None, str), Looks())
        given = {field.name: getattr(looks, field.name) for field in fields(Looks)}
        return replace(last, **{name: value for name, value in given.items() if value is not None})

    def restore(self, window: QMainWindow, columns: Columns, looks: Looks, window_looks: WindowLooks) -> None:
        """Give the window the place and the columns that it had, as far as the screen has room for them."""
        if self.preferences is None:
            return
        scale = self.preferences.read("scale", 100, percent)
        window_looks.scale = window_looks.next_scale = scale
        columns.splitter.restoreState(self.preferences.read_bytes("columns"))
        if looks.window_size:
            return
        last = self.preferences.read("place", None, Place.read)
        if last is None or last.scale == scale:
            window.restoreGeometry(self.preferences.read_bytes("geometry"))
        else:  # Qt would count the pixels of the other scale
            window.resize(window_looks.room(last.size_at(scale)))
            room = window.screen().availableGeometry()
            corner = last.corner_at(scale, room, window.size() + FRAME)
            if corner is not None:
                window.move(corner)
            if last.maximized:
                window.setWindowState(Qt.WindowState.WindowMaximized)

    def save(self, window: QMainWindow, columns: Columns, looks: WindowLooks) -> None:
        """Keep the looks of the window for the next session."""
        if self.preferences is None:
            return
        curves = looks.curves  # said in full: what is as usual again must take the place of what was kept
        shown = replace(
            looks.looks,
            window_size=None,
            curves_over=curves.over,
            log_curves=curves.log,
            curve_ranges=curves.ranges,
        )
        chosen = {name: text for name, text in kept(LOOKS, shown).items() if text != self._asked.get(name)}
        self.preferences.write(
            {
                **chosen,
                "scale": looks.next_scale,
                "place": Place.of(window, looks.scale),
                "columns": columns.splitter.saveState(),
                "geometry": window.saveGeometry(),
            }
        )
