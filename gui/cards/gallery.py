"""The gallery of schedules: all families by group, each with its log SNR as a small curve.

Whatever is current is shown at once by the whole window. Enter and a click take it, Escape goes back.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from functools import lru_cache

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QHideEvent, QIcon, QKeyEvent, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from engine.schedules import SCHEDULES, Family, family_named
from engine.schedules.choice import ScheduleChoice
from engine.state.changes import choose_schedule
from gui.style import GAP, PAD, THEMES, Theme

CURVE = QSize(72, 30)
WIDTH, HEIGHT = 400, 640
POINTS = 48
SHORT = 0.005
"""Seconds in which curves are drawn at once; the next ones come after whatever else the window has to do."""
MOST = 12.0  # of log SNR, at the upper edge of a curve; beyond it a picture is as good as clean, or gone
NAME = Qt.ItemDataRole.UserRole


class Gallery(QFrame):
    """A list with a field to search in. `wanted` is a change to the schedule that is current."""

    wanted = Signal(object)

    def __init__(self, parent: QWidget, choice_of: Callable[[str], ScheduleChoice]) -> None:
        """`choice_of` gives the choice of a family, with the parameters that it had last."""
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("gallery")
        self._choice_of = choice_of
        self._before = ScheduleChoice()
        self._theme = THEMES["dark"]
        self._built = False

    def _build(self) -> None:
        """Make what is in it, when it is first opened: most starts never open it."""
        from gui.cards.family_note import FamilyNote
        from gui.widgets.headed_list import HeadedListKeys

        self._built = True
        self._search = QLineEdit()
        self._search.setObjectName("gallery_search")
        self._search.setPlaceholderText("Search by name, also by those of libraries")
        self._search.setClearButtonEnabled(True)
        self._list = QListWidget()
        self._list.setObjectName("gallery_list")
        self._list.setIconSize(CURVE)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the keys are those of the field
        column = QVBoxLayout(self)
        column.setContentsMargins(PAD, PAD, PAD, PAD)
        column.setSpacing(GAP)
        column.addWidget(self._search)
        column.addWidget(self._list)
        self._note = FamilyNote()
        column.addWidget(self._note)
        self.resize(WIDTH, HEIGHT)
        self._search.textChanged.connect(self._filter)
        self._search.installEventFilter(self)
        self._keys = HeadedListKeys(self._list)
        self._list.currentItemChanged.connect(self._preview)
        self._list.itemClicked.connect(lambda _: self.hide())
        self._note.show_theme(self._theme)
        self._bare = deque[QListWidgetItem]()
        self._drawing = QTimer(self, interval=0)
        self._drawing.timeout.connect(self._draw_some)

    def open_for(self, before: ScheduleChoice, corner: QPoint) -> None:
        """Open at a corner, in global pixels, with the schedule that is in use as the current one."""
        if not self._built:
            self._build()
        self._before = before
        self._fill()
        self._note.show_choice(before)
        self._search.clear()
        room = self.screen().availableGeometry()
        self.resize(WIDTH, min(HEIGHT, room.height()))
        self.move(corner.x(), max(room.top(), min(corner.y(), room.bottom() - self.height())))
        self.show()
        self._search.setFocus()

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        if self._built:
            self._note.show_theme(theme)

    def hideEvent(self, event: QHideEvent) -> None:
        """Draw no more."""
        if self._built:
            self._drawing.stop()

    def eventFilter(self, field: QObject, event: QEvent) -> bool:
        """Arrows walk through the list, Enter takes, Escape goes back."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        match event.key():
            case Qt.Key.Key_Up | Qt.Key.Key_Down | Qt.Key.Key_PageUp | Qt.Key.Key_PageDown:
                entered = self._enter(back=event.key() in (Qt.Key.Key_Up, Qt.Key.Key_PageUp))
                if not entered and not self._keys.take(event):
                    self._list.keyPressEvent(event)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._take_found()
                self.hide()
            case Qt.Key.Key_Escape:
                self.wanted.emit(choose_schedule(self._before, "Schedule", "gallery"))
                self.hide()
            case _:
                return False
        return True

    def _fill(self) -> None:
        self._list.blockSignals(True)
        self._list.clear()
        self._bare.clear()
        group, blank = "", _blank()
        for family in SCHEDULES.values():
            if family.group != group:
                group = family.group
                header = QListWidgetItem(group.upper())
                header.setFlags(Qt.ItemFlag.NoItemFlags)
                self._list.addItem(header)
            item = QListWidgetItem(QIcon(blank), family.title)
            self._bare.append(item)
            item.setData(NAME, family.name)
            item.setToolTip("\n".join(filter(None, (family.source, family.also_called))))
            self._list.addItem(item)
            if family.name == self._before.name:
                self._list.setCurrentItem(item)
        self._list.blockSignals(False)
        self._drawing.start()

    def _draw_some(self) -> None:
        """Draw the next curves: all of them, with their schedules, take longer than the window may wait."""
        end = time.monotonic() + SHORT
        while self._bare and time.monotonic() < end:
            item = self._bare.popleft()
            item.setIcon(QIcon(_curve(item.data(NAME), self._theme.log_snr)))
        if not self._bare:
            self._drawing.stop()

    def _filter(self, text: str) -> None:
        """Leave what has all the words; a title stays while something of its group does."""
        header, some = None, False
        for row in range(self._list.count()):
            item = self._list.item(row)
            name = item.data(NAME)
            if name is None:
                if header is not None:
                    header.setHidden(not some)
                header, some = item, False
                continue
            found = _has(SCHEDULES[name], text)
            item.setHidden(not found)
            some = some or found
        if header is not None:
            header.setHidden(not some)

    def _enter(self, *, back: bool) -> bool:
        """Where the current entry is filtered out: go to the nearest one that is left, if it was so."""
        current = self._list.currentItem()
        if current is not None and not current.isHidden():
            return False
        there = [row for row in range(self._list.count()) if self._is_left(row)]
        place = self._list.currentRow()
        before, after = [row for row in there if row < place], [row for row in there if row > place]
        near = [*reversed(before), *after] if back else [*after, *reversed(before)]
        if near:
            self._list.setCurrentRow(near[0])
        return True

    def _take_found(self) -> None:
        """Where the current entry is filtered out: go to the one that was named, or to the first that is left."""
        current = self._list.currentItem()
        left = [row for row in range(self._list.count()) if self._is_left(row)]
        if not left or (current is not None and not current.isHidden()):
            return
        names = [self._list.item(row).data(NAME) for row in left]
        named = _named(self._search.text())
        self._list.setCurrentRow(left[names.index(named) if named in names else 0])

    def _is_left(self, row: int) -> bool:
        item = self._list.item(row)
        return item.data(NAME) is not None and not item.isHidden()

    def _preview(self, item: QListWidgetItem | None) -> None:
        if item is not None and item.data(NAME):
            choice = self._choice_of(item.data(NAME))
            self._note.show_choice(choice)
            self.wanted.emit(choose_schedule(choice, "Schedule", "gallery"))


def _has(family: Family, text: str) -> bool:
    said = _words(" ".join((family.name, family.title, *family.aliases)))
    return all(word in said for word in _words(text).split())


def _words(text: str) -> str:
    """Names are written with hyphens and underscores, or without."""
    return text.lower().replace("-", " ").replace("_", " ")


def _named(text: str) -> str:
    try:
        return family_named(text).name
    except ValueError:
        return ""


def _blank(ratio: float = 2.0) -> QPixmap:
    """Room for a curve."""
    picture = QPixmap(CURVE * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    return picture


@lru_cache(maxsize=256)
def _curve(name: str, colour: str, ratio: float = 2.0) -> QPixmap:
    """The log SNR of a family with its defaults, over t, from MOST to -MOST."""
    picture = _blank(ratio)
    try:
        schedule = ScheduleChoice(name).make()
    except ValueError:  # no defaults for T = 1000
        return picture
    t = np.unique(np.linspace(1, schedule.steps, POINTS).astype(int))
    values = np.clip(schedule.log_snr[t], -MOST, MOST)
    x = 2 + (CURVE.width() - 4) * t / schedule.steps
    y = CURVE.height() / 2 - values / MOST * (CURVE.height() / 2 - 2)
    with QPainter(picture) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colour), 1.6))
        painter.drawPolyline([QPointF(*point) for point in zip(x, y, strict=True)])
    return picture
