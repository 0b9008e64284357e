"""The button that ends a job: it goes when the job ends, and nothing that is pressed is for what comes then."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gui.cards.job_progress import JobProgress
from tests.gui.find import find


class Shown:
    """A window with a view, the button in the middle, and another one that moves up when it goes."""

    def __init__(self, qtbot: QtBot) -> None:
        self.window, self.view, self.below = QWidget(), QWidget(), QPushButton("Remove")
        self.progress = JobProgress("set", "Stop measuring")
        column = QVBoxLayout(self.window)
        for widget in (self.view, self.progress, self.below):
            column.addWidget(widget)
        self.window.setFocusProxy(self.view)
        self.said: list[str] = []
        self.progress.cancel_requested.connect(lambda: self.said.append("cancel"))
        self.progress.cancel_requested.connect(lambda: self.progress.show_running(False))
        self.below.clicked.connect(lambda: self.said.append("remove"))
        qtbot.addWidget(self.window)
        self.window.show()
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow)
        self.progress.show_running(True)
        cancel = find(self.window, QPushButton, "cancel_set")
        self.cancel = cancel


@pytest.fixture
def shown(qtbot: QtBot) -> Shown:
    return Shown(qtbot)


def test_both_presses_of_a_double_click_are_its_own(shown: Shown, qtbot: QtBot) -> None:
    place = shown.cancel.mapTo(shown.window, shown.cancel.rect().center())
    for _ in range(2):
        there = shown.window.childAt(place)
        assert there is not None
        QTest.mouseClick(there, Qt.MouseButton.LeftButton, pos=there.mapFrom(shown.window, place))
    assert shown.said == ["cancel"]
    assert not shown.cancel.hasFocus()  # the keys stay where they were
    qtbot.waitUntil(shown.progress.isHidden)
    shown.progress.show_running(True)
    QTest.mouseClick(shown.cancel, Qt.MouseButton.LeftButton)
    assert shown.said == ["cancel", "cancel"]


@pytest.mark.parametrize("by", ["key", "end", "hiding"])
def test_the_keys_go_to_the_view_with_it(by: str, shown: Shown, qtbot: QtBot) -> None:
    shown.cancel.setFocus()
    qtbot.waitUntil(shown.cancel.hasFocus)
    match by:
        case "key":
            QTest.keyClick(shown.cancel, Qt.Key.Key_Space)
            assert shown.said == ["cancel"]
        case "end":
            shown.progress.show_running(False)
            assert shown.progress.isHidden()
    if by == "hiding":
        QTest.keyClick(shown.cancel, Qt.Key.Key_Space)
        shown.window.hide()  # no timer is left behind
        shown.window.show()
        assert shown.progress.isHidden()
    else:
        qtbot.waitUntil(shown.progress.isHidden)
        assert shown.window.focusWidget() is shown.view
