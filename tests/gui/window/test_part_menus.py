"""What a right click on charts, runs, curves and statistics offers, and that it does it."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction, QContextMenuEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QComboBox, QMenu, QWidget

from engine.state.start import Start
from gui.exports.screenshot import ScreenshotDialog
from gui.plots.plot import Plot
from gui.window.contents import request_of
from gui.window.taking_home import TakingHome
from tests.beginning import begin
from tests.driver import WAIT, Driver
from tests.gui.find import find


@pytest.fixture
def start() -> Start:
    return begin(scene="plan", working_size=64, window_size=(1366, 768))


@contextmanager
def menu_at(driver: Driver, widget: QWidget, place: QPoint) -> Iterator[dict[str, QAction]]:
    """The entries of what a right click opens, none where it opens nothing."""
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, widget.mapToGlobal(place))
    QApplication.sendEvent(widget, event)
    menu = QApplication.activePopupWidget()
    if menu is None:
        yield {}
        return
    assert isinstance(menu, QMenu)
    yield {each.objectName(): each for each in menu.actions() if not each.isSeparator()}
    menu.close()
    driver.qtbot.waitUntil(lambda: QApplication.activePopupWidget() is None)


def choose(driver: Driver, widget: QWidget, name: str) -> None:
    with menu_at(driver, widget, widget.rect().center()) as entries:
        entries[name].trigger()


def copied_image(driver: Driver) -> QImage:
    driver.qtbot.waitUntil(lambda: driver.says("Copied"), timeout=WAIT)
    return QGuiApplication.clipboard().image()


def test_charts_are_copied_as_they_look_and_as_numbers(driver: Driver) -> None:
    driver.settle()
    charts = driver.window.columns.charts
    choose(driver, charts, "charts_copy")
    image = copied_image(driver)
    assert image.size() == charts.size()
    assert len({image.pixel(x, 90) for x in range(image.width())}) > 5  # there is something in it
    choose(driver, charts, "charts_table")
    rows = list(request_of(driver.window).table())
    driver.qtbot.waitUntil(lambda: driver.says(f"Copied {len(rows)} rows"), timeout=WAIT)
    copied = list(csv.DictReader(QGuiApplication.clipboard().text().splitlines(), dialect="excel-tab"))
    assert [(each["run"], float(each["kept"])) for each in copied] == [
        (each["run"], each["kept"]) for each in rows
    ]


def test_a_figure_is_asked_for_where_it_is_seen(driver: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    driver.settle()
    asked: list[str] = []
    monkeypatch.setattr(TakingHome, "ask", lambda _, kind: asked.append(kind))
    choose(driver, driver.window.columns.charts, "charts_figure")
    driver.choose_scene("forward")
    driver.settle()
    assert not driver.window.columns.charts.isVisible()
    plot = driver.window.columns.curves.findChild(Plot)
    assert isinstance(plot, Plot)
    choose(driver, plot.viewport(), "curve_figure")
    assert asked == ["figure", "figure"]
    choose(driver, plot.viewport(), "curve_copy_image")
    assert copied_image(driver).size() == driver.window.columns.curves.size()


def test_the_menu_of_charts_comes_where_there_is_no_image_too(driver: Driver) -> None:
    driver.settle()
    images = driver.images
    with menu_at(driver, images, images.cell_rect(0).center()) as entries:
        assert "image_copy" in entries
    with menu_at(driver, images, QPoint(1, images.height() - 2)) as entries:
        assert "charts_copy" in entries


def test_charts_without_a_table_offer_none(driver: Driver) -> None:
    driver.settle()
    charts = driver.window.columns.charts
    shown = charts.charts
    driver.choose_scene("forward")
    driver.settle()
    with menu_at(driver, driver.images, QPoint(1, 1)) as entries:
        assert not entries
    charts.show_charts(shown, [None] * len(shown))
    charts.show()
    with menu_at(driver, charts, QPoint(5, 5)) as entries:
        assert list(entries) == ["charts_copy", "charts_figure"]


def test_a_run_is_selected_copied_added_and_removed(driver: Driver) -> None:
    driver.settle()
    store = driver.window.store
    before = store.view.own.run
    choose(driver, driver["run_2"], "run_copy_sigmas")
    assert store.view.own.selected == 2
    assert driver.says(before[1])
    choose(driver, driver["run_2"], "run_add")
    assert store.view.own.run == (*before, before[1])
    for left in (3, 2, 1):
        choose(driver, driver["run_1"], "run_remove")
        assert len(store.view.own.run) == left
    with menu_at(driver, driver["run_1"], QPoint(5, 5)) as entries:
        assert "run_remove" not in entries
        assert "run_add" in entries


def test_statistics_are_copied_once_they_are_open(driver: Driver) -> None:
    driver.choose_scene("forward")
    driver.settle()
    panel = driver.window.columns.statistics
    with menu_at(driver, panel, panel.rect().center()) as entries:
        assert not entries
    panel.show_open(True)
    driver.settle()
    choose(driver, panel, "statistics_copy")
    assert copied_image(driver).size() == panel.size()


def test_it_is_said_how_many_curves_were_copied(driver: Driver) -> None:
    driver.choose_scene("forward")
    driver.settle()
    plot = driver.window.columns.curves.findChild(Plot)
    assert isinstance(plot, Plot)
    choose(driver, plot.viewport(), "curve_copy")
    driver.qtbot.waitUntil(lambda: driver.says("log SNR, sigma and the curve,"), timeout=WAIT)
    driver.window.columns.curves.copy()
    driver.qtbot.waitUntil(lambda: driver.says("log SNR, sigma and the curves,"), timeout=WAIT)


def test_screenshots_are_offered_of_what_is_on_the_screen(
    driver: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    offered: list[list[str]] = []

    def read(dialog: ScreenshotDialog) -> int:
        parts = find(dialog, QComboBox, "screenshot_part")
        offered.append([parts.itemText(row) for row in range(parts.count())])
        return 0

    monkeypatch.setattr(ScreenshotDialog, "exec", read)
    driver.window.screenshots.ask()
    driver.window.looks.fold_right()
    driver.window.screenshots.ask()
    assert offered == [["Whole window", "Images", "Charts"], ["Whole window", "Images", "Charts", "Curves"]]


def test_the_menu_of_a_run_is_of_that_run_while_its_selection_waits(
    driver: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver.settle()
    store = driver.window.store
    before = store.view.own.run
    monkeypatch.setattr("gui.controllers.store.LONG", 10)  # all changes are prepared
    with menu_at(driver, driver["run_3"], driver["run_3"].rect().center()) as entries:
        assert store.waiting
        entries["run_copy_sigmas"].trigger()
        entries["run_add"].trigger()
        assert driver.says(f"the last of which is 0: {before[2]}.")
    driver.qtbot.waitUntil(lambda: not store.waiting, timeout=WAIT)
    assert store.view.own.run == (*before, before[2])
