"""The fields that the left column's cards and the timeline share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QPaintEvent, QStandardItemModel
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QListView,
    QSizePolicy,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QWidget,
)

from gui.style import GAP
from gui.widgets.card import label
from gui.widgets.tooltips import describe
from gui.widgets.wheel import WheelGuard

if TYPE_CHECKING:
    from gui.widgets.headed_list import HeadedListKeys

LABEL_WIDTH = 84


class Choice(QComboBox):
    """A choice that is never wider than its place."""

    def __init__(self, name: str, help: str) -> None:
        super().__init__()
        self.setObjectName(name)
        describe(self, name, help)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._keys: HeadedListKeys | None = None
        WheelGuard(self)

    def showPopup(self) -> None:
        """Open the list, whose keys skip headings."""
        if self._keys is None:  # not before: the list is made when it is first asked for
            from gui.widgets.headed_list import HeadedListKeys

            view = self.view()
            assert isinstance(view, QListView)
            self._keys = HeadedListKeys(view)
        super().showPopup()

    def add_choices(
        self, choices: Iterable[tuple[str, str]], headings: Iterable[tuple[str, str]] = ()
    ) -> None:
        """Add entries from (key, words), under headings, each given with the key of the first entry under it."""
        over = dict(headings)
        for key, words in choices:
            if key in over:
                self.addItem(over[key])
                model = self.model()
                assert isinstance(model, QStandardItemModel)
                model.item(self.count() - 1).setEnabled(False)
            self.addItem(words, key)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the present entry, elided where it does not fit."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        room = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, self
        )
        shown = self.fontMetrics().elidedText(
            self.currentText() or self.placeholderText(), Qt.TextElideMode.ElideRight, room.width() - 4
        )
        option.currentText = shown
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        painter.end()


class Switch(QCheckBox):
    """A check box. A click does not take the keys: Space goes on playing, and no colour of the focus stays."""

    def __init__(self, name: str, text: str, help: str) -> None:
        super().__init__(text)
        self.setObjectName(name)
        describe(self, text or name, help)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)


def field_row(name: QWidget | str, *fields: QWidget) -> QHBoxLayout:
    """A row of the column: the label (a text, or a widget of its own) and the fields beside it."""
    row = QHBoxLayout()
    row.setSpacing(0)
    if isinstance(name, str):
        text = label(name, "dim")
        text.setBuddy(fields[0])
        text.setToolTip(fields[0].toolTip())
        name = text
    name.setFixedWidth(LABEL_WIDTH)
    row.addWidget(name)
    for number, field in enumerate(fields):
        row.addSpacing(GAP if number else 0)
        row.addWidget(field, 0 if number else 1)
    return row
