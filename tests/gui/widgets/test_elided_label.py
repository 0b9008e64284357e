"""The label that is never wider than its place."""

from __future__ import annotations

from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.widgets.elided_label import ElidedLabel


def test_an_elided_label_keeps_the_whole_text(qtbot: QtBot) -> None:
    shown = ElidedLabel()
    qtbot.addWidget(shown)
    shown.show_text("a long name\nin two lines.png" * 9)
    shown.resize(80, 20)
    shown.show()
    assert shown.text().startswith("a long name in two")
    assert shown.toolTip() == shown.text()
    assert shown.minimumSizeHint().width() == 0
    image = shown.grab().toImage()
    assert {image.pixel(x, 10) for x in range(image.width())} != {image.pixel(0, 0)}


def test_the_same_text_again_is_painted_no_more(qtbot: QtBot, qapp: QApplication) -> None:
    shown = ElidedLabel()
    qtbot.addWidget(shown)
    painted: list[QPaintEvent] = []
    shown.paintEvent = lambda event: painted.append(event)  # type: ignore[method-assign]
    shown.show_text("once")
    shown.resize(80, 20)
    with qtbot.waitExposed(shown):
        shown.show()
    qtbot.waitUntil(lambda: bool(painted))
    painted.clear()
    shown.show_text("once")
    qapp.processEvents()
    assert not painted
    shown.show_text("twice")
    qtbot.waitUntil(lambda: bool(painted))
