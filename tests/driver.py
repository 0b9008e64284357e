"""A window, driven through its widgets and read back from what it shows."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QWidget
from pytestqt.qtbot import QtBot

from engine.requests import Frame
from engine.simulator import Simulator
from engine.state.start import Start
from engine.worker import Engine, Worker
from gui.formulas.formula_label import FormulaLabel
from gui.images.image_grid import ImageGrid
from gui.widgets.layouts import lay_out_now
from gui.widgets.number_field import NumberField
from gui.window.main_window import MainWindow
from gui.window.settings import Settings

WAIT = int(os.environ.get("SANDBOX_WAIT", "30000"))
"""Milliseconds; torch is loaded once, on a busy machine slowly. What is expected to fail need not wait so long."""


class Driver:
    """Finds the widgets of a window by their names, and waits until it has settled."""

    def __init__(self, window: MainWindow, qtbot: QtBot) -> None:
        self.window, self.qtbot = window, qtbot

    def __getitem__(self, name: str) -> QWidget:
        widgets = self.window.findChildren(QWidget, name)
        assert widgets, f"no widget is called {name}"
        return next((widget for widget in widgets if widget.isVisible()), widgets[0])  # scenes share names

    def spin(self, name: str) -> NumberField:
        widget = self[name]
        assert isinstance(widget, NumberField)
        return widget

    def combo(self, name: str) -> QComboBox:
        widget = self[name]
        assert isinstance(widget, QComboBox)
        return widget

    def text(self, name: str) -> str:
        widget = self[name]
        assert isinstance(widget, QLabel)
        return widget.text()

    def says(self, words: str) -> bool:
        return words in self.text("status_message")

    def click(self, name: str) -> None:
        """Press a button where it is seen: one that has just come has its place once all is laid out."""
        widget = self[name]
        assert isinstance(widget, QAbstractButton)
        lay_out_now()
        self.qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)

    def choose_scene(self, name: str) -> None:
        self.click(f"scene_{name}")

    @property
    def images(self) -> ImageGrid:
        widget = self["image_grid"]
        assert isinstance(widget, ImageGrid)
        return widget

    def settle(self) -> Frame:
        done: list[bool] = []
        self.window.settled.when(lambda: done.append(True))
        self.qtbot.waitUntil(lambda: bool(done), timeout=WAIT)
        frame = self.images.frame
        assert frame is not None
        return frame

    def equation(self) -> str:
        label = self["equation"]
        assert isinstance(label, FormulaLabel)
        return label.accessibleName()

    def open(self, file: Path) -> None:
        """Drop a file on the window."""
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(file))])
        self.drop(mime)

    def drop(self, mime: QMimeData) -> None:
        where, none = QPoint(10, 10), Qt.KeyboardModifier.NoModifier
        buttons, copy = Qt.MouseButton.LeftButton, Qt.DropAction.CopyAction
        self.window.dragEnterEvent(QDragEnterEvent(where, copy, mime, buttons, none))
        self.window.dropEvent(QDropEvent(QPointF(where), copy, mime, buttons, none))
        QCoreApplication.processEvents()  # it is opened in a moment


@contextmanager
def opened(
    qtbot: QtBot,
    start: Start,
    *,
    engine: Callable[[], Engine] = Simulator,
    settings: Settings | None = None,
) -> Iterator[Driver]:
    """A window of the program with its engine, settled; closed in the end as a user closes it, whatever happens."""
    worker = Worker(engine)
    window = MainWindow(worker, start, settings)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    with worker:
        try:
            driver = Driver(window, qtbot)
            driver.settle()
            yield driver
        finally:
            window.close()
