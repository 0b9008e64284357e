"""The plane of runs in the window: found once there are runs, with all that are kept, and scrubbed with t."""

from __future__ import annotations

import pytest

from engine.requests import Frame
from engine.scenes.chart import Spots
from engine.scenes.generate import GenerateSettings
from engine.state.changes import go_to, set_option
from engine.state.start import Start
from gui.plots.scene_charts import SceneCharts
from tests.beginning import begin
from tests.driver import Driver

SETTINGS = GenerateSettings(denoiser="gaussian", sampler="ddim", run_steps=5, rows_wanted=16, snapshots=2)


@pytest.fixture
def start() -> Start:
    return begin(scene="generate", settings=SETTINGS, working_size=64, window_size=(1366, 768))


def generated(driver: Driver) -> Frame:
    driver.click("generate")
    driver.qtbot.waitUntil(lambda: not driver.window.new_pictures.running, timeout=20_000)
    return driver.settle()


def test_all_runs_that_are_kept_are_in_the_plane_and_it_is_scrubbed(driver: Driver) -> None:
    store, charts = driver.window.store, driver["scene_charts"]
    assert isinstance(charts, SceneCharts)
    assert not charts.isVisible()
    assert driver.settle().grid.charts == ()
    store.apply(set_option("generate", "plane", True))
    (chart,) = driver.settle().grid.charts
    assert charts.isVisible()
    assert [curve.label for curve in chart.curves] == ["DDIM trailing 5", ""]
    assert len(chart.curves[0].x) == 6
    store.apply(set_option("generate", "sampler", "heun"))
    grid = generated(driver).grid
    (chart,) = grid.charts
    assert [curve.label for curve in chart.curves if curve.label] == ["Heun trailing 5", "DDIM trailing 5"]
    (at_end,) = grid.cursors
    store.apply(go_to(1000))
    grid = driver.settle().grid
    (at_start,) = grid.cursors
    assert grid.charts[0] is chart
    assert isinstance(at_start, Spots)
    assert isinstance(at_end, Spots)
    places = [place for curve in chart.curves for place in [(curve.x, curve.y)]]
    for spots, state in ((at_start, 0), (at_end, -1)):
        assert [spot[:2] for spot in spots.places] == [(x[state], y[state]) for x, y in places]
    store.apply(set_option("generate", "plane", False))
    assert driver.settle().grid.charts == ()
    assert not charts.isVisible()


def test_a_click_into_the_plane_changes_nothing(driver: Driver) -> None:
    driver.window.store.apply(set_option("generate", "plane", True))
    driver.settle()
    before = driver.window.store.view
    charts = driver["scene_charts"]
    assert isinstance(charts, SceneCharts)
    charts.clicked.emit(0, 0.0, 0.0)
    charts.hovered.emit(0, 0.0, 0.0)
    assert driver.window.store.view == before
