"""Experiments: each can be shown, and the numbers that they say are so."""

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.jobs import FindFacts
from engine.mix import X0
from engine.open_jobs import OpenBundled
from engine.pixels.region import Zoom
from engine.requests import Request
from engine.scenes import SCENES, Experiment, Given
from engine.schedules import make_schedule
from engine.simulator import Simulator
from engine.slices import finish
from engine.state.changes import with_settings
from engine.state.check import check_scene, check_view
from engine.state.experiments import TOUR, begun
from engine.state.view import FromFile, Pin, View

LINEAR, COSINE = make_schedule("linear"), make_schedule("cosine")
ELSEWHERE = {"DDIM with 10 and with 1000 steps": "samplers", "What can be known at t": "generate"}
"""What a scene offers that another one shows."""
ALL = [(scene, each) for scene in SCENES for each in SCENES[scene].experiments]


def named(title: str) -> Experiment:
    return next(each for _, each in ALL if each.title == title)


def test_every_scene_has_some() -> None:
    assert all(2 <= len(scene.experiments) <= 5 for scene in SCENES.values())
    titles = [each.title for _, each in ALL]
    assert len(set(titles)) == len(titles)
    assert all(each.look.endswith(".") or each.look.endswith("?") for _, each in ALL)
    assert len(TOUR) >= 5


@pytest.mark.parametrize(("scene", "each"), ALL, ids=[each.title for _, each in ALL])
def test_an_experiment_is_a_view_of_its_scene(scene: str, each: Experiment) -> None:
    view = begun(each, View())
    check_view(view)
    check_scene(view)
    assert view.scene == ELSEWHERE.get(each.title, scene)


def test_an_experiment_keeps_the_picture_the_seed_and_other_scenes() -> None:
    source = FromFile(Path("/pictures/photo.jpg"), "ab")
    before = View(source=source, working_size=256, seed=77, zoom=Zoom(1, 2, 3), pin=Pin(View()))
    before = with_settings(before, "predict", replace(SCENES["predict"].defaults, error=0.5))
    view = begun(named("Back with fresh noise"), before)
    assert (view.source, view.working_size, view.seed) == (source, 256, 77)
    assert view.settings_of("predict").error == 0.5
    assert (view.zoom, view.pin) == (None, None)


def test_the_numbers_that_are_said_are_so() -> None:
    assert round(float(COSINE.alpha_bar[500]), 2) == 0.49
    assert round(float(LINEAR.alpha_bar[500]), 2) == 0.08
    assert round(float(make_schedule("linear", 20).signal[20]), 2) == 0.90
    assert round(float(LINEAR.beta(500)) ** 0.5, 2) == 0.10
    assert COSINE.beta(1000) == 0.999
    assert round(float(COSINE.signal[1000] / COSINE.signal[999]), 2) == 0.03
    ratio = LINEAR.noise / LINEAR.signal
    assert (round(float(0.1 * ratio[900])), round(float(ratio[900]))) == (6, 60)
    assert round(float(ratio[100]), 2) == 0.34
    wrong = begun(named("A prediction with an error"), View())
    end = SCENES["reverse"].build(LINEAR, wrong.t, Given(wrong.strip), wrong.own).cells[0].mix - X0
    assert round(math.hypot(*end.weights.values()), 2) == 0.07 == round(float(0.2 * ratio[100]), 2)
    variances = (1 - LINEAR.alpha_bar[:-1]) / (1 - LINEAR.alpha_bar[1:])
    assert (variances[0], round(float(variances[1]), 2)) == (0, 0.45)
    assert 1 - variances[499] < 0.001
    stable = begun(named("Zero terminal SNR"), View()).schedule
    assert stable.make().signal[1000] == 0
    assert round(float(replace(stable, transforms=()).make().signal[1000]), 2) == 0.07


def test_the_titles_say_when_a_detail_is_lost_under_each_schedule() -> None:
    view = begun(named("When is a detail lost?"), View())
    grid = SCENES["compare"].build(view.schedule.make(), view.t, Given(view.strip), view.own)
    linear, cosine = grid.rows[0].cells
    assert linear.mix == cosine.mix  # what is lost in one is lost in the other
    assert linear.t == 200
    assert cosine.t == pytest.approx(np.interp(-LINEAR.log_snr[200], -COSINE.log_snr, range(1001)))
    assert linear.title.endswith("t = 200")
    assert cosine.title.endswith(rf"t \approx {cosine.t:.0f}")


def test_what_is_said_of_samplers_is_so() -> None:
    simulator = Simulator()
    try:
        picture = finish(simulator.run(OpenBundled("hills", 256))).id
        facts = finish(simulator.run(FindFacts(picture)))

        def numbers(title: str) -> list[float]:
            request = Request(begun(named(title), View()), picture, (9, 9), (9, 9), facts=facts)
            return [float(run.number) for run in request.grid().runs]

        few, many = numbers("Euler against Heun"), numbers("The same with more evaluations")
        assert few[0] < few[1]
        assert many[0] > many[1]
        lost = numbers("What ten steps of DDIM lose")
        assert lost == sorted(lost, reverse=True)
    finally:
        simulator.close()
