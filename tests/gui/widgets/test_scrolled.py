"""Dialogs on a screen with too little room, as it is where everything is large: all of them can be reached."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QDialog, QLineEdit, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gui.scene.help import HelpSheet
from gui.widgets.screens import FRAME
from gui.widgets.scrolled import Scrolled, hold
from tests.gui.find import find


def dialog_of(qtbot: QtBot, lines: int) -> tuple[QDialog, list[QLineEdit], Scrolled]:
    held = QWidget()
    column = QVBoxLayout(held)
    fields = [QLineEdit() for _ in range(lines)]
    for field in fields:
        column.addWidget(field)
    dialog = QDialog()
    scrolled = hold(dialog, held)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    return dialog, fields, scrolled


def test_it_is_as_large_as_the_screen_allows_and_goes_to_the_field_with_the_keys(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = SimpleNamespace(availableGeometry=lambda: QRect(0, 0, 546, 307))
    monkeypatch.setattr(Scrolled, "screen", lambda _: screen)
    dialog, fields, scrolled = dialog_of(qtbot, 30)
    assert dialog.height() == 307 - FRAME.height()
    assert dialog.width() <= 546
    dialog.activateWindow()
    fields[0].setFocus()
    for _ in fields[1:]:
        qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
    assert dialog.focusWidget() is fields[-1]
    seen = QRect(fields[-1].mapTo(scrolled, QPoint()), fields[-1].size())
    assert scrolled.rect().contains(seen)


def test_where_there_is_room_nothing_scrolls_and_what_is_hidden_takes_none(qtbot: QtBot) -> None:
    dialog, fields, scrolled = dialog_of(qtbot, 8)
    assert scrolled.verticalScrollBar().maximum() == scrolled.horizontalScrollBar().maximum() == 0
    before = dialog.height()
    for field in fields[4:]:
        field.hide()
    scrolled.fit()
    assert dialog.height() < 0.7 * before
    assert scrolled.verticalScrollBar().maximum() == 0


@pytest.mark.parametrize("height", [60, 600])
def test_help_can_be_read_to_its_end_by_keys_where_it_is_cut(qtbot: QtBot, height: int) -> None:
    over = QWidget()
    qtbot.addWidget(over)
    over.resize(500, height)
    over.show()
    sheet = HelpSheet(over)
    sheet.show_text("word " * 200)
    sheet.show_open(True)
    area = find(sheet, QScrollArea)
    bar = area.verticalScrollBar()
    assert (bar.maximum() > 0) == (area.focusPolicy() == Qt.FocusPolicy.TabFocus) == (height == 60)
    qtbot.keyClick(area, Qt.Key.Key_End)
    qtbot.keyClick(area, Qt.Key.Key_PageDown)
    for _ in range(20):
        qtbot.keyClick(area, Qt.Key.Key_PageDown)
    assert bar.value() == bar.maximum()
