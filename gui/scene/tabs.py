"""The row of scenes, in groups with a small title each; one button with a menu where there is no room for it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QMenu,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from engine.scenes import GROUPS, TITLES
from engine.state.changes import choose_scene
from engine.state.view import View
from gui.style import GAP
from gui.widgets.card import label
from gui.widgets.keys import written
from gui.widgets.screens import NO_LIMIT

GROUP_GAP = 8
LEAST = 120  # pixels of the button with the menu
KEYS = "1234567890"  # of the scenes, as they stand on a keyboard


class SceneTabs(QWidget):
    """A button for each scene, of which one is down. `wanted` is a change to another."""

    wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("scenes")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._buttons: dict[str, QToolButton] = {}
        self._short = False
        self._group = QButtonGroup(self)
        self._menu = QToolButton()
        self._menu.setObjectName("scene_menu")
        self._menu.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu.setMenu(self._build_menu())
        self._row = self._build_row()
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self._row)
        line.addWidget(self._menu)
        line.addStretch(1)

    def show_view(self, view: View) -> None:
        """Show which scene a view has."""
        button = self._buttons[view.scene]
        self._menu.setText(f"{TITLES[view.scene]} ▾")
        if not button.isChecked():
            button.blockSignals(True)
            button.setChecked(True)
            button.blockSignals(False)

    def show_short(self, on: bool) -> None:
        """Have the button with the menu and its room alone, or all the room that there is."""
        self._short = on
        self.setMaximumWidth(LEAST if on else NO_LIMIT)
        self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        """Room for the menu; the height of the row where that may be there, so that nothing jumps."""
        return QSize(LEAST, (self._menu if self._short else self._row).sizeHint().height())

    def sizeHint(self) -> QSize:
        """Room for the row, or for the menu."""
        return self.minimumSizeHint() if self._short else self._row.sizeHint()

    def showEvent(self, event: QShowEvent) -> None:
        """Give the row its fonts though it may be hidden: its height would change with them when it is shown."""
        super().showEvent(event)
        for part in self._row.findChildren(QWidget):
            part.ensurePolished()
        layout = self._row.layout()
        assert layout is not None
        layout.invalidate()
        layout.activate()
        self.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the row where it fits."""
        super().resizeEvent(event)
        fits = self._row.sizeHint().width() <= self.width()
        self._row.setVisible(fits)
        self._menu.setVisible(not fits)

    def _build_menu(self) -> QMenu:
        menu = QMenu(self)
        for group, titles in GROUPS.items():
            if not menu.isEmpty():
                menu.addSeparator()
            menu.addAction(group.upper()).setEnabled(False)  # a section's title is not shown in this style
            for name, title in titles.items():
                menu.addAction(title).triggered.connect(partial(self._choose, name))
        return menu

    def _build_row(self) -> QWidget:
        row = QWidget()
        groups = QHBoxLayout(row)
        groups.setContentsMargins(0, 0, 0, 0)
        groups.setSpacing(GROUP_GAP)
        lines: dict[str, QHBoxLayout] = {}
        for group, titles in GROUPS.items():
            lines |= dict.fromkeys(titles, _group(groups, group))
        for number, (name, title) in enumerate(TITLES.items()):
            button = self._buttons[name] = QToolButton()
            button.setObjectName(f"scene_{name}")
            button.setProperty("role", "tab")
            button.setText(title)
            button.setToolTip(f"{title}  {written(key_of(number))}".rstrip())
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # after a click, Space plays and arrows move t
            button.toggled.connect(partial(self._toggle, name))
            self._group.addButton(button)
            lines[name].addWidget(button)
        return row

    def _toggle(self, name: str, on: bool) -> None:
        if on:
            self.wanted.emit(choose_scene(name))

    def _choose(self, name: str, _: bool = False) -> None:
        self.wanted.emit(choose_scene(name))


def key_of(number: int) -> str:
    """The key of a scene, from 0 on; empty where there are more scenes than digits."""
    return f"Ctrl+{KEYS[number]}" if number < len(KEYS) else ""


def _group(row: QHBoxLayout, title: str) -> QHBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(0)
    caption = label(title.upper(), "title")
    caption.setContentsMargins(GAP, 0, 0, 0)
    column.addWidget(caption)
    line = QHBoxLayout()
    line.setSpacing(0)
    column.addLayout(line)
    row.addLayout(column)
    return line
