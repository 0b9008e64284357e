"""What a notch of the wheel costs, counted, and that it comes to the same images as a window that begins there."""

from __future__ import annotations

from typing import Any
from unittest.mock import Mock

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QPaintEvent, QRegion, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from engine.requests import Frame, Request
from engine.state.start import Start
from engine.worker import Worker
from tests.beginning import begin
from tests.driver import Driver, opened
from tests.gui.window.test_moved_t import counting

LOOKS: dict[str, Any] = {"working_size": 512, "window_size": (1024, 700), "t": 300}


@pytest.fixture
def start() -> Start:
    return begin(**LOOKS)


def turn(driver: Driver, notches: int = 1) -> None:
    """Turn the wheel over the first image."""
    where, none = QPointF(driver.images.cell_rect(0).center()), QPoint()
    button, keys, phase = (
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
    )
    event = QWheelEvent(where, where, none, QPoint(0, 120 * notches), button, keys, phase, False)
    QApplication.sendEvent(driver.images, event)


@pytest.fixture
def zoomed(driver: Driver) -> Driver:
    """A window that shows a part of the picture, so that all there is room for has its place."""
    turn(driver, 3)
    driver.settle()
    QApplication.processEvents()
    return driver


def to_array(image: QImage) -> np.ndarray:
    return np.array(image.constBits()).reshape(image.height(), image.width(), 4)[..., :3].copy()


def test_a_notch_is_one_request_and_one_paint_for_what_it_shows(
    zoomed: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the old images, scaled; of a draft, where there is one; and of the sharp images."""
    asked = Mock(side_effect=Worker.ask)
    shown: list[Frame] = []
    monkeypatch.setattr(Worker, "ask", lambda worker, request: asked(worker, request))
    zoomed.window.frames.shown.connect(shown.append)
    monkeypatch.setattr(
        zoomed.window.frames._late, "start", Mock()
    )  # a slow machine would say that it is late
    with counting(QEvent.Type.Paint) as painted, counting(QEvent.Type.LayoutRequest) as laid_out:
        turn(zoomed)
        QApplication.processEvents()
        zoomed.settle()
        QApplication.processEvents()
    assert asked.call_count == 1
    assert not shown[-1].draft
    assert len(shown) <= 2
    assert painted.names["image_grid"] <= 1 + len(shown)
    assert {name for name, count in painted.names.items() if count} <= {
        "image_grid",
        "",  # the window behind the status line
        "status",
        "status_size",
        "status_time",
        "status_values",
        "status_pixel",
        "status_message",
    }
    assert set(laid_out.classes) <= {"StatusPlaces"}  # it has no layout, and lays out nothing


def test_only_the_images_show_the_zoom(zoomed: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    columns, told = zoomed.window.columns, Mock()
    monkeypatch.setattr(columns, "show_view", told)
    before = zoomed.images.zoom
    turn(zoomed)
    assert zoomed.images.zoom == zoomed.window.store.view.zoom != before
    told.assert_not_called()
    zoomed.window.store.undo()  # of another t, too
    zoomed.window.columns.timeline.go_to(7)
    told.assert_called()


def test_the_old_images_are_there_at_once_and_nothing_else_is_painted(zoomed: Driver) -> None:
    """What is painted before the engine has answered: larger images that fill their places."""
    images = zoomed.images
    before = to_array(images.grab().toImage().convertToFormat(QImage.Format.Format_RGB32))
    regions: list[QRegion] = []
    paint = images.paintEvent

    def note(event: QPaintEvent) -> None:
        regions.append(event.region())
        paint(event)

    images.paintEvent = note  # type: ignore[method-assign]
    turn(zoomed)
    image = QImage(images.size(), QImage.Format.Format_RGB32)
    image.fill("magenta")
    images.render(image, QPoint(), QRegion(images.rect()), QWidget.RenderFlag.DrawChildren)
    scaled = to_array(image)
    cell = images.cell_rect(0)
    cut = np.s_[cell.y() : cell.y() + cell.height(), cell.x() : cell.x() + cell.width()]
    factor = 2 ** (1 / 3)
    rows, columns = (
        (np.arange(length) + 0.5 - length / 2) / factor + length / 2 - 0.5 for length in scaled[cut].shape[:2]
    )
    old = before[cut].astype(float)
    down, across = np.clip(rows.round().astype(int), 0, None), np.clip(columns.round().astype(int), 0, None)
    near = old[down][:, across]
    assert np.abs(near.mean() - scaled[cut].mean()) < 3
    assert np.corrcoef(near.ravel(), scaled[cut].ravel())[0, 1] > 0.8
    regions.clear()
    QApplication.processEvents()
    everything = QRegion()
    for n in range(len(images.frame.cells)):  # type: ignore[union-attr]
        everything += images.cell_rect(n)
    assert regions
    assert (regions[0] - everything).isEmpty()
    assert regions[0].contains(cell)


def test_after_a_notch_the_sharp_images_are_those_of_a_window_that_begins_there(zoomed: Driver) -> None:
    turn(zoomed)
    frame = zoomed.settle()
    shown = to_array(zoomed.images.grab().toImage().convertToFormat(QImage.Format.Format_RGB32))
    with opened(zoomed.qtbot, begin(**LOOKS, zoom=zoomed.window.store.view.zoom)) as other:
        again: Frame = other.settle()
        assert again.request.view == frame.request.view
        assert np.array_equal(again.pixels, frame.pixels)
        assert other.images.size() == zoomed.images.size()
        same = to_array(other.images.grab().toImage().convertToFormat(QImage.Format.Format_RGB32))
    assert np.array_equal(shown, same)


def test_the_engine_is_asked_once_the_old_images_have_been_painted(
    zoomed: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While a settled window is waited for, too; it waits for nothing where the hand went back."""
    done: list[str] = []
    ask, paint = Worker.ask, zoomed.images.paintEvent

    def note(event: QPaintEvent) -> None:
        done.append("painted")
        paint(event)

    def note_request(worker: Worker, request: Request) -> None:
        done.append("asked")
        ask(worker, request)

    monkeypatch.setattr(Worker, "ask", note_request)
    zoomed.images.paintEvent = note  # type: ignore[method-assign]
    turn(zoomed)
    assert not done
    zoomed.settle()
    assert done[:2] == ["painted", "asked"]
    QApplication.processEvents()
    done.clear()
    view = zoomed.window.store.view
    turn(zoomed)
    zoomed.window.store.replace(view, "back")
    zoomed.settle()
    assert "asked" not in done
