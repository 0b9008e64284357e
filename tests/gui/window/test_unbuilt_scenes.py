"""Where a scene cannot be built, nothing of another scene stands on the screen: a sentence says why."""

from __future__ import annotations

import pytest

from engine.requests import Request
from engine.scenes import SCENES, Grid
from engine.state.changes import choose_scene, go_to, set_option
from gui.plots.scene_charts import SceneCharts
from tests.gui.fake_window import FakeWindow

Unbuilt = set[str]
WHY = "It cannot be built: try another."


def is_empty_but_for(window: FakeWindow, sentence: str) -> bool:
    charts = window["scene_charts"]
    assert isinstance(charts, SceneCharts)
    nothing = window.images.frame is None and not charts.charts and not window.equation()
    return nothing and window.text("remark") == sentence


def show(window: FakeWindow, scene: str) -> None:
    window.window.store.apply(choose_scene(scene))


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
def test_a_scene_that_cannot_be_built_shows_no_other(
    window: FakeWindow, scene: str, unbuilt: Unbuilt
) -> None:
    before, equation = window.settle().request, window.equation()
    unbuilt.add(scene)
    show(window, scene)
    window.qtbot.waitUntil(lambda: is_empty_but_for(window, WHY))
    show(window, "forward")
    assert window.settle().request == before
    assert window.equation() == equation
    assert window.text("remark") != WHY


def test_an_impossible_run_in_plan_after_forward(window: FakeWindow) -> None:
    window.window.store.apply(set_option("plan", "run", ("heun:steps=7,spacing=karras,sigma_max=1e-9",)))
    show(window, "plan")
    window.qtbot.waitUntil(lambda: window.window.frames.problem != "")
    assert is_empty_but_for(window, window.window.frames.problem)


def test_a_scene_of_which_the_engine_has_no_images_shows_no_other(window: FakeWindow) -> None:
    window.settle()
    window.engine.fails["frame"] = ValueError(WHY)
    show(window, "posterior")
    window.qtbot.waitUntil(lambda: is_empty_but_for(window, WHY))
    del window.engine.fails["frame"]
    show(window, "forward")
    assert window.settle().request.view.scene == "forward"


def test_a_frame_that_was_on_its_way_does_not_come_back(window: FakeWindow, unbuilt: Unbuilt) -> None:
    window.settle()
    unbuilt.add("posterior")
    asked, engine = window.engine.began["frame"], window.engine
    engine.hold("frame")
    window.window.store.apply(go_to(7))
    window.qtbot.waitUntil(lambda: engine.began["frame"] > asked)
    show(window, "posterior")
    with window.qtbot.waitSignal(window.window.frames._worker.frame_ready):
        engine.free("frame")
    window.qtbot.wait(20)
    assert is_empty_but_for(window, WHY)


def test_settings_that_are_not_possible_leave_what_the_scene_showed(
    window: FakeWindow, unbuilt: Unbuilt
) -> None:
    shown = window.settle()
    unbuilt.add("forward")
    window.window.store.apply(go_to(7))
    assert window.window.frames.problem == WHY
    assert window.images.frame is shown
    assert window.text("remark") == WHY
