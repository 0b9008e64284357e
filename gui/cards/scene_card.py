"""The card of the scene: its actions first, then its settings in named groups, one under the other."""

from __future__ import annotations

from dataclasses import fields
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from engine.option import Option
from engine.scenes import SCENES, TITLES, Scene, Strip
from engine.state.change import Change
from engine.state.changes import set_option, set_strip
from engine.state.view import View
from gui.cards.option_fields import OptionField
from gui.style import GAP
from gui.widgets.card import Card, label
from gui.widgets.fields import field_row


class SceneCard(Card):
    """The settings of the scene that is shown. `wanted` is a change of them."""

    wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__("Scene")
        self.setObjectName("scene_card")
        self._shown: tuple[str, Any, Strip] | None = None
        self._pages: dict[str, _Page] = {}  # of the scenes that have been shown so far

    def add_actions(self, widget: QWidget) -> None:
        """Put buttons over the settings."""
        self.body.insertWidget(1, widget)

    def show_view(self, view: View) -> None:
        """Show the settings of the scene of a view."""
        content = view.scene, view.own, view.strip
        if content == self._shown:
            return
        self._shown = content
        scene = SCENES[view.scene]
        if view.scene not in self._pages:
            page = self._pages[view.scene] = _Page(view.scene, scene)
            page.wanted.connect(self.wanted)
            self.body.addWidget(page)
        for name, page in self._pages.items():
            page.setVisible(name == view.scene)
        self._pages[view.scene].show_settings(view.own, view.strip)
        self.show_title(TITLES[view.scene])
        self.setVisible(bool(scene.options) or scene.has_strip)


class _Page(QWidget):
    """The fields of one scene."""

    wanted = Signal(object)

    def __init__(self, name: str, scene: Scene) -> None:
        super().__init__()
        self._rows: list[tuple[QWidget, OptionField]] = []
        self._titles: dict[str, QWidget] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(GAP // 2)
        for option in scene.options:
            if option.label or option.kind == "folder":  # else something else changes it
                self._add(option, partial(set_option, name, option.name))
        for option in scene.strip:
            self._add(option, partial(_set_strip, option.name))

    def _add(self, option: Option, change: Any) -> None:
        group = option.group
        if group and group not in self._titles:
            title = self._titles[group] = label(group, "small")
            self._column.addWidget(title)
        field = OptionField(option)
        field.wanted.connect(lambda value: self._want(change(value)))
        row = QWidget()
        if option.label and option.kind not in ("switch", "several", "runs"):
            line = field_row(option.label, field)
            line.setContentsMargins(0, 0, 0, 0)
            row.setLayout(line)
        else:
            column = QVBoxLayout(row)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(2)
            if option.kind in ("several", "runs"):
                column.addWidget(label(option.label, "dim"))
            column.addWidget(field)
        row.setToolTip(option.help)
        self._column.addWidget(row)
        self._rows.append((row, field))

    def _want(self, change: Change) -> None:
        self.wanted.emit(change)

    def show_settings(self, settings: Any, strip: Strip) -> None:
        """Show these; options that do nothing with the others as they are are left out."""
        own = {field.name for field in fields(settings)}
        groups = set()
        for row, field in self._rows:
            mine = field.option.name in own
            shown = field.option.applies(settings) if mine else True
            row.setVisible(shown)
            if shown:
                groups.add(field.option.group)
            field.show_value(getattr(settings if mine else strip, field.option.name))
        for group, title in self._titles.items():
            title.setVisible(group in groups)


def _set_strip(name: str, value: Any) -> Change:
    return set_strip(**{name: value})
