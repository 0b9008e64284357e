"""What tooltips show."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gui.widgets.tooltips import show_tooltip


def test_a_tooltip_shows_a_file_name_as_it_is(qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    show_tooltip(widget, "<img src='x'>&amp;\ny")
    assert widget.toolTip() == "&lt;img src=&#x27;x&#x27;&gt;&amp;amp;<br>y"
    show_tooltip(widget, "hills.png")
    assert widget.toolTip() == "hills.png"
