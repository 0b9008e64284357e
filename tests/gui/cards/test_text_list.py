"""The list of texts, by the keyboard: what is typed is completed, and another one is typed at once."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QToolButton
from pytestqt.qtbot import QtBot

from engine.scenes.compare import SCENE
from engine.schedules import SCHEDULES
from gui.cards.text_list import TextList


def test_another_schedule_is_found_by_a_part_of_its_name(qtbot: QtBot) -> None:
    texts = TextList(SCENE.options[0])
    qtbot.addWidget(texts)
    texts.wanted.connect(texts.show_texts)
    wanted: list[tuple[str, ...]] = []
    texts.wanted.connect(wanted.append)
    texts.show_texts(("linear", "cosine"))
    texts.show()
    texts.activateWindow()
    qtbot.waitUntil(texts.isActiveWindow)
    add = texts.findChild(QToolButton, "schedules_add")
    line = texts.findChild(QLineEdit, "schedules_3")
    assert add is not None
    assert line is not None
    QTest.mouseClick(add, Qt.MouseButton.LeftButton)
    assert wanted == [("linear", "cosine", "cosine")]
    assert line.hasFocus()
    QTest.keyClicks(line, "GMOI")  # in place of what was there
    completer = line.completer()
    assert completer is not None
    popup = completer.popup()
    assert popup is not None
    assert popup.isVisible()
    offered = [popup.model().index(row, 0).data() for row in range(popup.model().rowCount())]
    assert offered == [name for name in SCHEDULES if "gmoi" in name]
    QTest.keyClick(popup, Qt.Key.Key_Down)
    QTest.keyClick(popup, Qt.Key.Key_Return)
    assert wanted[1:] == [("linear", "cosine", "sigmoid")]
    assert not line.hasFocus()
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, "nonsense")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert len(wanted) == 2
    assert line.property("refused") == "true"  # and the sentence why stands under it
    QTest.keyClick(line, Qt.Key.Key_Escape)
    assert line.text() == "sigmoid"
