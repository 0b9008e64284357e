from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gui.startup.first_paint import after_first_paint


class Child(QWidget):
    painted = 0

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        self.painted += 1


def test_it_is_called_once_when_all_of_the_window_has_been_painted(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    child = Child(window)
    seen: list[int] = []
    after_first_paint(window, lambda: seen.append(child.painted))
    qtbot.wait(20)
    assert seen == []
    window.show()
    qtbot.waitUntil(lambda: seen == [1])
    window.repaint()
    qtbot.wait(20)
    assert seen == [1]
