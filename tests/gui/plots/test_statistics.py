"""The panel of statistics with the real engine, read back from its charts and texts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QRect
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from engine.state.changes import choose_scene, go_to, set_seed
from engine.state.pinning import compare_as, pin
from engine.state.start import Start
from gui.controllers import statistics
from gui.plots.line_chart import Diagram, Line, LineChart
from gui.plots.statistics import StatisticsCard
from gui.plots.statistics_sheet import ABSENT
from gui.style import GAP
from gui.window.preferences import Preferences
from gui.window.settings import Settings
from tests.beginning import begin
from tests.driver import Driver
from tests.gui.find import find
from tests.gui.window.test_moved_t import counting


@pytest.fixture
def start() -> Start:
    return begin(working_size=128, window_size=(1500, 1000), statistics=True, theme="dark")


def chart(driver: Driver, name: str) -> LineChart:
    widget = driver[f"statistics_{name}"]
    assert isinstance(widget, LineChart)
    return widget


def test_what_is_settled_has_all_statistics(driver: Driver) -> None:
    schedule = driver.window.store.view.schedule.make()
    histogram, spectrum, path = (chart(driver, name).diagram for name in ("histogram", "spectrum", "path"))
    assert histogram is not None
    measured = histogram.lines[0]
    widths = measured.x[1::2] - measured.x[::2]
    assert (measured.y[::2] * widths).sum() == pytest.approx(1, abs=1e-3)
    assert spectrum is not None
    assert spectrum.lines[0].y == pytest.approx(
        np.full(len(spectrum.lines[0].y), 2 * np.log10(schedule.noise[300]))
    )
    assert " octaves above the noise" in driver.text("statistics_octaves")
    assert driver.text("statistics_moments").startswith("mean ")
    above, below = (driver[f"statistics_{name}"] for name in ("octaves", "pixel_heading"))
    gap = below.mapToGlobal(QPoint()).y() - above.mapToGlobal(QPoint(0, above.height())).y()
    assert gap >= GAP  # what is said of a chart stands at it, not at the next one
    assert path is not None
    assert path.x == (0.0, 1000.0)
    assert driver.text("statistics_pixel").startswith("pixel x 64, y 32:")
    driver.window.grab()  # draws them


def test_its_words_begin_where_those_of_the_cards_above_it_do(driver: Driver) -> None:
    def first_ink(name: str) -> int:
        """The column of the window in which the first pixel of a widget's words is."""
        widget = driver[name]
        image = driver.window.grab(QRect(widget.mapTo(driver.window, QPoint()), widget.size())).toImage()
        ground = image.pixel(0, 0)
        return widget.mapTo(driver.window, QPoint()).x() + next(
            x for x in range(image.width()) for y in range(image.height()) if image.pixel(x, y) != ground
        )

    assert abs(first_ink("statistics_button") - first_ink("readout_title")) <= 1


def test_nothing_of_another_request_is_shown(driver: Driver) -> None:
    """While t moves they follow it at once, from what was measured at rest: exact, but for the histogram."""
    driver.qtbot.waitUntil(lambda: driver.window.statistics.facts is not None)
    schedule = driver.window.store.view.schedule.make()
    seen: list[tuple[float, str]] = []

    def look(found: object, t: int) -> None:
        assert t == 700
        spectrum = chart(driver, "spectrum").diagram
        assert spectrum is not None
        seen.append((float(spectrum.lines[0].y[0]), driver.text("statistics_counted")))

    driver.window.statistics.found.connect(look)
    driver.window.store.apply(go_to(700))
    driver.qtbot.waitUntil(lambda: bool(seen))
    said = "Density at t = 700 of all pixels"
    assert seen[0][0] == pytest.approx(2 * np.log10(schedule.noise[700]))
    assert seen[0][1] == said
    at_once = [driver.text(f"statistics_{name}") for name in ("moments", "octaves", "pixel")]
    driver.settle()
    assert [driver.text(f"statistics_{name}") for name in ("moments", "octaves", "pixel")] == at_once


def test_of_another_seed_nothing_is_shown_before_it_is_measured(driver: Driver) -> None:
    driver.qtbot.waitUntil(lambda: driver.window.statistics.facts is not None)
    seen: list[bool] = []
    driver.window.frames.shown.connect(lambda _: seen.append(chart(driver, "histogram").diagram is None))
    driver.window.store.apply(set_seed(8))
    driver.qtbot.waitUntil(lambda: bool(seen))
    assert seen[0]
    driver.settle()
    assert chart(driver, "path").diagram is not None


def test_a_path_of_many_noise_images_moves_with_its_law_alone(driver: Driver) -> None:
    driver.window.store.apply(choose_scene("reverse"))
    driver.settle()
    assert "law" not in driver.text("statistics_moments")
    seen: list[str] = []
    driver.window.statistics.found.connect(lambda *_: seen.append(driver.text("statistics_counted")))
    driver.window.store.apply(go_to(301))
    driver.qtbot.waitUntil(lambda: bool(seen))
    assert seen[0] == "Density at t = 301: no pixels yet"
    driver.settle()
    assert driver.text("statistics_counted") == "Density at t = 301 of all pixels"


def test_the_histogram_says_of_how_many_pixels_it_is(driver: Driver) -> None:
    driver.qtbot.waitUntil(lambda: driver.window.statistics.facts is not None)
    facts, frame = driver.window.statistics.facts, driver.window.frames.frame
    assert facts is not None
    assert frame is not None
    driver.window.statistics.facts = replace(facts, pixels=524_288)
    driver.window.store.apply(go_to(301))
    said = "Density at t = 301 of 8,192 pixels"
    driver.qtbot.waitUntil(lambda: driver.text("statistics_counted") == said)


def test_so_soon_after_the_last_they_wait_and_at_rest_they_are_there(
    driver: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver.qtbot.waitUntil(lambda: driver.window.statistics.facts is not None)
    assert driver.window.statistics.facts is not None
    at_once = Mock()
    monkeypatch.setattr(type(driver.window.statistics.facts), "statistics", at_once)
    monkeypatch.setattr(statistics, "APART", 10**8)
    driver.window.store.apply(go_to(301))
    driver.settle()
    at_once.assert_not_called()
    assert driver.text("statistics_counted") == "Density at t = 301 of all pixels"


def test_what_moves_a_mark_draws_no_line_anew(driver: Driver) -> None:
    before = chart(driver, "path").diagram
    driver.window.store.apply(go_to(310))
    driver.settle()
    after = chart(driver, "path").diagram
    assert before is not None
    assert after is not None
    assert after.lines is before.lines
    assert after.marks != before.marks


def test_another_t_lays_nothing_out_and_leaves_axes_where_they_are(driver: Driver) -> None:
    driver.qtbot.waitUntil(lambda: driver.window.statistics.facts is not None)
    driver.window.store.apply(go_to(301))
    driver.settle()
    axes = {name: chart(driver, name).diagram for name in ("histogram", "spectrum")}
    with counting(QEvent.Type.LayoutRequest) as laid_out:
        driver.window.store.apply(go_to(305))
        driver.settle()
        QApplication.processEvents()
    assert set(laid_out.classes) <= {"LinePlace", "StatusPlaces"}  # they have no layout, and lay out nothing
    for name, before in axes.items():
        after = chart(driver, name).diagram
        assert before is not None
        assert after is not None
        assert before.lines != after.lines
        assert (before.y, before.y_ticks) == (after.y, after.y_ticks)


@pytest.mark.parametrize(
    "other",
    [{"x": (0.0, 2.0)}, {"y": (0.0, 8.0)}, {"x_ticks": ((1.0, "one"),)}, {"y_ticks": ((2.0, "two"),)}, {}],
    ids=["x", "y", "ticks of x", "ticks of y", "lines"],
)
def test_a_chart_of_another_diagram_is_as_one_that_is_new(qtbot: QtBot, other: dict[str, Any]) -> None:
    values = np.linspace(0.0, 4.0, 9)
    first = Diagram((0.0, 4.0), (0.0, 16.0), (Line(values, values**2, "text"),))
    second = replace(first, lines=(Line(values, values, "text", dashed=True),), **other)
    used, new = LineChart("used", "used"), LineChart("new", "new")
    for each, diagrams in ((used, (first, second)), (new, (second,))):
        qtbot.addWidget(each)
        for diagram in diagrams:
            each.show_diagram(diagram)
            image = each.grab().toImage()
    assert used.grab().toImage() == image


def test_the_path_is_of_the_pixel_under_the_mouse_and_stays_when_it_leaves(driver: Driver) -> None:
    rect = driver.images.cell_rect(1)
    place = rect.topLeft() + QPoint(rect.width() // 4, rect.height() // 4)
    driver.qtbot.mouseMove(driver.images, place)
    driver.window.numbers.show_place((0.25, 0.25))
    expected = "pixel x 32, y 16:"
    driver.qtbot.waitUntil(lambda: driver.text("statistics_pixel").startswith(expected))
    said = driver.text("status_pixel")
    assert said.startswith("x 32  y 16   ")
    assert len(said.split()) == 4 + 3 + 1 + 3  # in [-1, 1] and in 0..255
    driver.window.numbers.show_place(None)
    driver.window.store.apply(go_to(10))
    driver.settle()
    assert driver.text("statistics_pixel").startswith(expected)


def test_a_scene_without_an_image_has_none_and_settles(driver: Driver) -> None:
    driver.window.store.apply(choose_scene("generate"))
    driver.window.settled.awaits_generation = False
    driver.settle()
    assert chart(driver, "histogram").diagram is None
    assert driver.text("statistics_octaves") == ABSENT
    driver.window.store.apply(choose_scene("reverse"))
    driver.settle()
    assert "octaves above" in driver.text("statistics_octaves")


def test_a_difference_is_no_image_of_x_t(driver: Driver) -> None:
    driver.window.store.apply(pin())
    driver.settle()
    assert "octaves above" in driver.text("statistics_octaves")
    driver.window.store.apply(compare_as(mode="difference"))
    driver.settle()
    assert driver.text("statistics_octaves") == ABSENT


def test_folded_nothing_is_looked_for(driver: Driver) -> None:
    action = find(driver.window, QAction, "menu_statistics")
    action.trigger()
    assert not driver.window.looks.looks.statistics
    driver.window.store.apply(go_to(20))
    driver.settle()
    assert chart(driver, "histogram").diagram is None
    action.trigger()
    driver.settle()
    assert chart(driver, "histogram").diagram is not None


def test_in_a_low_window_its_column_goes_to_what_is_unfolded(driver: Driver) -> None:
    driver.window.resize(1200, 620)
    action = find(driver.window, QAction, "menu_statistics")
    bar = driver.window.columns.right.verticalScrollBar()
    for on in (False, True):
        bar.setValue(0)
        action.trigger()
        driver.settle()
        assert bar.value() == (driver["statistics"].y() if on else 0)
    assert bar.value() > 0


def test_it_is_remembered(tmp_path: Path, driver: Driver) -> None:
    settings = Settings(Preferences(tmp_path / "settings.json"))
    settings.save(driver.window, driver.window.columns, driver.window.looks)
    kept = Settings(Preferences(tmp_path / "settings.json")).complete(begin().looks)
    assert kept.statistics is True


def test_it_begins_folded(qtbot: QtBot) -> None:
    card = StatisticsCard()
    qtbot.addWidget(card)
    assert not card.is_open
