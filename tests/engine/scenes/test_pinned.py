"""Two views in one frame, through the engine, against the frames and numbers of each alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.jobs import Generate
from engine.measure_jobs import Measure, Probe
from engine.mix import Layer, Mix, noise, seeded
from engine.open_jobs import OpenPixels
from engine.pixels.canvas import Canvas
from engine.requests import Frame, Request
from engine.scenes import Cell, Grid, Row
from engine.scenes.pinned import COMPUTED, Shown, compared
from engine.schedules.choice import ScheduleChoice
from engine.simulator import Simulator
from engine.slices import finish
from engine.state.changes import with_settings
from engine.state.pinning import compare_as, exchange, pin
from engine.state.view import Bundled, View
from tests.asking import ask_for

SIZE = (64, 32)


def pixels() -> NDArray[np.uint8]:
    return np.random.default_rng(5).integers(0, 256, (SIZE[1], SIZE[0], 3), dtype=np.uint8)


@pytest.fixture(scope="module")
def picture(simulator: Simulator) -> str:
    return str(finish(simulator.run(OpenPixels("dots", pixels(), None))).id)


def frame(simulator: Simulator, request: Request) -> Frame:
    def take(height: int, width: int) -> Canvas:
        return Canvas(np.zeros((height, width, 4), np.uint8))

    return [each for each in simulator.frames(request, take) if each is not None][-1]


def image(of: Frame, index: int) -> NDArray[np.uint8]:
    cell = of.cells[index]
    return of.pixels[cell.y : cell.y + cell.height, cell.x : cell.x + cell.width].copy()


def both(view_a: View, view_b: View, **shown: Any) -> View:
    pinned = pin().run(view_a).pin
    view = replace(view_b, pin=pinned)
    return compare_as(**shown).run(view) if shown else view


A = View(t=200)
B = View(t=600, schedule=ScheduleChoice("cosine"), seed=9)


def test_both_images_are_those_of_their_own_views(simulator: Simulator, picture: str) -> None:
    alone = [frame(simulator, Request(view, picture, SIZE, SIZE)) for view in (A, B)]
    together = frame(simulator, Request(both(A, B), picture, SIZE, SIZE))
    assert len(together.cells) == 2
    for index, each in enumerate(alone):
        assert np.array_equal(image(together, index), image(each, each.grid.main))
    titles = [cell.title for cell in together.grid.cells]
    assert titles == [
        r"\text{A: schedule linear, t 200, seed 0}",
        r"\text{B: schedule cosine, t 600, seed 9}",
    ]
    assert together.grid.equation == alone[1].grid.equation


@pytest.mark.parametrize(("steps", "t"), [(1000, 600), (100, 60), (7, 4)])
def test_a_that_follows_is_the_image_of_its_own_view_there(
    simulator: Simulator, picture: str, steps: int, t: int
) -> None:
    a = replace(A, t=0, schedule=ScheduleChoice(steps=steps))
    request = Request(both(a, B, follows=True), picture, SIZE, SIZE)
    alone = frame(simulator, Request(replace(a, t=t), picture, SIZE, SIZE))
    assert np.array_equal(image(frame(simulator, request), 0), image(alone, alone.grid.main))
    said = ", seed 0" if steps == 1000 else rf", T {steps}, t {t}, and 1 more"
    assert request.grid().cells[0].title == rf"\text{{A: schedule linear{said}}}"
    assert request.content != replace(request, view=compare_as(follows=False).run(request.view)).content


def values(simulator: Simulator, request: Request, mix: Mix) -> NDArray[np.float64]:
    """Some pixels of a mix, before clipping."""
    places = [(0, 0), (13, 7), (40, 31), (63, 16)]
    jobs = (Probe(request.picture, request.view.seed, (mix,), *place) for place in places)
    return np.array([finish(simulator.run(job))[0] for job in jobs])


@pytest.mark.parametrize("gain", [1.0, 5.0])
def test_the_difference_is_exact_over_other_seeds_and_schedules(
    simulator: Simulator, picture: str, gain: float
) -> None:
    requests = [Request(view, picture, SIZE, SIZE) for view in (A, B)]
    a, b = (values(simulator, each, each.grid().main_cell.mix) for each in requests)
    request = Request(both(A, B, mode="difference", gain=gain), picture, SIZE, SIZE)
    (cell,) = request.grid().cells
    assert values(simulator, request, cell.mix) == pytest.approx(gain * (b - a), abs=1e-5)
    shown = image(frame(simulator, request), 0)[7, 13, 2::-1]
    expected = np.clip(np.floor((gain * (b - a)[1] + 1) * 127.5 + 0.5), 0, 255)
    assert np.abs(shown.astype(int) - expected).max() <= 1


def test_the_distance_is_that_of_b_to_a_whatever_the_mode_and_gain(
    simulator: Simulator, picture: str
) -> None:
    found = []
    for shown in (
        {"mode": "side"},
        {"mode": "wipe"},
        {"mode": "difference"},
        {"mode": "difference", "gain": 50.0},
    ):
        request = Request(both(A, B, **shown), picture, SIZE, SIZE)
        (mix,) = request.grid().compared.values()
        found.append(finish(simulator.run(Measure(picture, request.view.seed, (mix,))))[0])
    for each in found[1:]:
        assert (each.l1, each.l2) == pytest.approx((found[0].l1, found[0].l2), rel=1e-6)
    # Two independent standard noises and two parts of the picture, as large as these.
    schedule_a, schedule_b = A.schedule.make(), B.schedule.make()
    x0 = pixels() / 127.5 - 1
    kept = (schedule_b.signal[600] - schedule_a.signal[200]) ** 2 * np.mean(x0**2)
    expected = kept + schedule_a.noise[200] ** 2 + schedule_b.noise[600] ** 2
    assert found[0].l2 ** 2 == pytest.approx(expected, rel=0.1)


def test_equal_views_have_no_difference_at_all(simulator: Simulator, picture: str) -> None:
    request = Request(both(A, A, mode="difference", gain=100.0), picture, SIZE, SIZE)
    assert (image(frame(simulator, request), 0)[..., :3] == 128).all()
    assert request.grid().compared == {0: Mix({})}


@pytest.mark.parametrize(("scene", "said"), [("reverse", True), ("compare", False)])
def test_nothing_is_said_of_rows_that_are_not_shown(scene: str, said: bool) -> None:
    view = View(t=500, scene=scene)
    assert Request(view, "", SIZE, SIZE).grid().remark
    assert bool(Request(both(A, view), "", SIZE, SIZE).grid().remark) is said


@pytest.mark.parametrize("scene", ["forward", "step", "predict", "posterior", "reverse"])
def test_what_is_compared_is_x_t(scene: str) -> None:
    weights = Request(View(t=500, scene=scene), "", SIZE, SIZE).grid().main_cell.mix.weights
    assert {layer.kind for layer in weights} == {"picture", "noise"}


def test_the_edge_of_a_wipe_changes_no_number() -> None:
    one = Request(both(A, B, mode="wipe", edge=0.2), "", SIZE, SIZE)
    other = Request(both(A, B, mode="wipe", edge=0.7), "", SIZE, SIZE)
    assert one.grid().wipe == 0.2
    assert one != other
    assert one.content == other.content
    assert one.content != Request(both(A, B), "", SIZE, SIZE).content


def test_a_of_another_picture_or_size_says_so_and_b_is_shown() -> None:
    for view, words in (
        (replace(A, source=Bundled("checker")), "checker"),
        (replace(A, working_size=None), "working size"),
    ):
        for mode in ("side", "wipe", "difference"):
            grid = Request(both(view, B, mode=mode), "", SIZE, SIZE).grid()
            assert words in grid.cells[0].note
            assert grid.compared == {}
        assert Request(both(view, B), "", SIZE, SIZE).grid().cells[1].note == ""


def test_a_that_is_not_possible_any_more_says_why() -> None:
    settings = replace(View(scene="compare").own, schedules=())
    view = with_settings(View(scene="compare"), "compare", settings)
    assert "No schedule" in Request(both(view, B), "", SIZE, SIZE).grid().cells[0].note


def test_new_pictures_are_compared_as_long_as_they_are_there(simulator: Simulator, picture: str) -> None:
    view = View(scene="generate", t=0, schedule=ScheduleChoice(steps=20))
    view = with_settings(view, "generate", replace(view.own, denoiser="gaussian", rows_wanted=16))
    assert "generate them again" in Request(both(view, view), picture, SIZE, SIZE).grid().cells[0].note
    job = Generate.of(view, picture, "cpu")
    assert job is not None
    run = finish(simulator.run(job))
    late = replace(view, t=run.timesteps[1])
    request = Request(both(view, late, mode="difference"), picture, SIZE, SIZE, trajectory=run, pinned=run)
    assert request.grid().compared == {}
    assert frame(simulator, request).cells[0].problem == ""
    # Of a run that was stopped there are only its first states: A goes to the nearest of them.
    stopped = replace(run, done=2)
    follows = both(view, replace(view, scene="forward", t=0), follows=True)
    request = Request(follows, picture, SIZE, SIZE, pinned=stopped)
    last = Request(replace(view, t=stopped.timesteps[1]), picture, SIZE, SIZE, trajectory=stopped)
    assert request.grid().cells[0].mix == last.grid().main_cell.mix
    mixed = Request(
        both(replace(A, schedule=view.schedule, t=3), view), picture, SIZE, SIZE, trajectory=run, pinned=run
    )
    assert [cell.note for cell in mixed.grid().cells] == ["", ""]
    frame(simulator, mixed)
    mixed = replace(mixed, view=compare_as(mode="difference").run(mixed.view))
    assert mixed.grid().cells[0].note == COMPUTED
    other = with_settings(view, "generate", replace(view.own, rows_wanted=20))
    assert (
        "generate them again"
        in Request(both(other, view), picture, SIZE, SIZE, trajectory=run, pinned=run).grid().cells[0].note
    )


def test_exchanged_the_two_change_places(simulator: Simulator, picture: str) -> None:
    view = both(A, B)
    one = frame(simulator, Request(view, picture, SIZE, SIZE))
    other = frame(simulator, Request(exchange().run(view), picture, SIZE, SIZE))
    assert np.array_equal(image(one, 0), image(other, 1))
    assert np.array_equal(image(one, 1), image(other, 0))


def test_a_seeded_layer_is_the_noise_of_that_seed(simulator: Simulator, picture: str) -> None:
    layer = noise("forward 0")
    one = ask_for(picture, SIZE, SIZE, seed=4)
    other = ask_for(picture, SIZE, SIZE, seed=11)
    same = values(simulator, one, Mix.of(layer)), values(simulator, other, Mix.of(seeded(layer, 4)))
    assert np.array_equal(*same)
    assert seeded(Layer("picture", ""), 4) == Layer("picture", "")


def test_a_grid_without_an_a_still_shows_b() -> None:
    b = Grid("e", "l", (Row("t = 1", 1, (Cell(Mix.of(noise("x")), "x"),), large=True),), "r")
    grid = compared("No A.", b, Shown("difference"))
    assert grid.cells[0].note == "No A."
    assert compared("No A.", b, Shown()).cells[1].mix == Mix.of(noise("x"))


def test_titles_say_what_is_compared_where_nothing_else_does() -> None:
    names = "A: seed 0", "B: seed 7"
    difference = compare_as(mode="difference", gain=3.0).run(pin().run(View()))
    for named in (False, True):
        grid = Request(replace(difference, seed=7), "", SIZE, SIZE, named=named).grid()
        (cell,) = grid.cells
        assert all((name in cell.title) == named for name in names)
        assert r"\mathrm{B} - \mathrm{A}" in cell.title
        assert cell.short == (r"\mathrm{B} - \mathrm{A},\; \times\, 3" if named else "")
    beside = Request(replace(pin().run(View()), seed=7), "", SIZE, SIZE).grid()
    assert [cell.title for cell in beside.cells] == [rf"\text{{{name}}}" for name in names]
    assert [cell.short for cell in beside.cells] == [r"\mathrm{A}", r"\mathrm{B}"]
