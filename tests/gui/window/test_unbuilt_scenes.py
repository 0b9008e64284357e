"""Where a scene cannot be built, nothing of another scene stands on the screen: a sentence says why."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from engine.requests import Request
from engine.scenes import SCENES, Grid
from engine.state.changes import choose_scene, go_to, set_option
from gui.plots.scene_charts import SceneCharts
from tests.beginning import begin
from tests.driver import Driver, opened
from tests.gui.fake_engine import FakeEngine

Unbuilt = set[str]
WHY = "It cannot be built: try another."


class Window(Driver):
    """Of an engine that fails when it is told to."""

    engine: FakeEngine

    def is_empty_but_for(self, sentence: str) -> bool:
        charts = self["scene_charts"]
        assert isinstance(charts, SceneCharts)
        nothing = self.images.frame is None and not charts.charts and not self.equation()
        return nothing and self.text("remark") == sentence

    def show(self, scene: str) -> None:
        self.window.store.apply(choose_scene(scene))


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[Window]:
    engine = FakeEngine()
    with opened(qtbot, begin(window_size=(1366, 768)), engine=lambda: engine) as driver:
        window = Window(driver.window, qtbot)
        window.engine = engine
        yield window
        engine.end()


@pytest.fixture
def unbuilt(monkeypatch: pytest.MonkeyPatch) -> Unbuilt:
    """Scenes that cannot be built."""
    scenes: Unbuilt = set()
    build = Request.grid

    def grid(request: Request) -> Grid:
        if request.view.scene in scenes:
            raise ValueError(WHY)
        return build(request)

    monkeypatch.setattr(Request, "grid", grid)
    return scenes


@pytest.mark.parametrize("scene", [name for name in SCENES if name != "forward"])
def test_a_scene_that_cannot_be_built_shows_no_other(window: Window, scene: str, unbuilt: Unbuilt) -> None:
    before, equation = window.settle().request, window.equation()
    unbuilt.add(scene)
    window.show(scene)
    window.qtbot.waitUntil(lambda: window.is_empty_but_for(WHY))
    window.show("forward")
    assert window.settle().request == before
    assert window.equation() == equation
    assert window.text("remark") != WHY


def test_an_impossible_run_in_plan_after_forward(window: Window) -> None:
    window.window.store.apply(set_option("plan", "run", ("heun:steps=7,spacing=karras,sigma_max=1e-9",)))
    window.show("plan")
    window.qtbot.waitUntil(lambda: window.window.frames.problem != "")
    assert window.is_empty_but_for(window.window.frames.problem)


def test_a_scene_of_which_the_engine_has_no_images_shows_no_other(window: Window) -> None:
    window.settle()
    window.engine.fails["frame"] = ValueError(WHY)
    window.show("posterior")
    window.qtbot.waitUntil(lambda: window.is_empty_but_for(WHY))
    del window.engine.fails["frame"]
    window.show("forward")
    assert window.settle().request.view.scene == "forward"


def test_a_frame_that_was_on_its_way_does_not_come_back(window: Window, unbuilt: Unbuilt) -> None:
    window.settle()
    unbuilt.add("posterior")
    asked, engine = window.engine.began["frame"], window.engine
    engine.hold("frame")
    window.window.store.apply(go_to(7))
    window.qtbot.waitUntil(lambda: engine.began["frame"] > asked)
    window.show("posterior")
    with window.qtbot.waitSignal(window.window.frames._worker.frame_ready):
        engine.free("frame")
    window.qtbot.wait(20)
    assert window.is_empty_but_for(WHY)


def test_settings_that_are_not_possible_leave_what_the_scene_showed(window: Window, unbuilt: Unbuilt) -> None:
    shown = window.settle()
    unbuilt.add("forward")
    window.window.store.apply(go_to(7))
    assert window.window.frames.problem == WHY
    assert window.images.frame is shown
    assert window.text("remark") == WHY
