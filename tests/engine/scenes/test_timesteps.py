"""Which timesteps a scene has, the way between them, and the rows of a strip."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from engine.generation.trajectory import Trajectory
from engine.scenes import SCENES, STRIP_OPTIONS, Given, Strip
from engine.scenes.compare import CompareSettings
from engine.scenes.generate import GenerateSettings
from engine.scenes.predict import PredictSettings
from engine.scenes.reverse import ReverseSettings
from engine.scenes.scene import nearest_timestep
from engine.schedules import make_schedule

SCHEDULE = make_schedule("linear")


@pytest.mark.parametrize(
    ("name", "settings", "first"),
    [
        ("forward", None, 0),
        ("step", None, 1),
        ("posterior", None, 1),
        ("predict", None, 0),
        ("predict", PredictSettings("mean"), 1),
        ("compare", None, 0),
        ("compare", CompareSettings(by="snr"), 1),
        ("reverse", None, 0),
    ],
)
def test_where_a_scene_begins(name: str, settings: object, first: int) -> None:
    there = SCENES[name].timesteps(SCHEDULE, settings or SCENES[name].defaults, None)
    assert list(range(1001) if there is None else there) == list(range(first, 1001))


def test_reverse_has_the_timesteps_that_are_kept() -> None:
    def there(settings: ReverseSettings) -> list[int]:
        return list(SCENES["reverse"].timesteps(SCHEDULE, settings, None) or ())

    assert there(ReverseSettings(kept=5)) == [0, 200, 400, 600, 800, 1000]
    assert there(ReverseSettings(kept=5, spacing="leading")) == [0, 1, 201, 401, 601, 801]
    assert there(ReverseSettings(kept=10, start=250)) == [0, 125, 250]
    assert there(ReverseSettings(start=3)) == [0, 1, 2, 3]


def test_generate_has_those_of_the_states_that_are_there() -> None:
    settings = GenerateSettings(run_steps=4)
    of = SCENES["generate"].timesteps
    assert of(SCHEDULE, settings, None) == (0, 250, 500, 750, 1000)
    run = replace(settings.trajectory(SCHEDULE, 0), id="run 1")
    assert of(SCHEDULE, settings, run) == (1000,)
    for stopped in (False, True):
        assert of(SCHEDULE, GenerateSettings(), replace(run, done=3, stopped=stopped)) == (500, 750, 1000)
    assert of(SCHEDULE, GenerateSettings(), replace(run, done=5)) == (0, 250, 500, 750, 1000)
    assert isinstance(run, Trajectory)


@pytest.mark.parametrize("name", [name for name, scene in SCENES.items() if not scene.has_charts])
def test_at_the_timesteps_that_there_are_all_labels_say_the_same(name: str) -> None:
    """And a scene never has two: what is shown at t is of t."""
    scene = SCENES[name]
    for settings in (scene.defaults, ReverseSettings(kept=7), ReverseSettings(start=421, kept=100)):
        if type(settings) is not type(scene.defaults):
            continue
        there = scene.timesteps(SCHEDULE, settings, None)
        for t in range(0, 1001, 143) if there is None else list(there)[:: max(1, len(there) // 7)]:
            assert scene.build(SCHEDULE, t, Given(), settings).rows[0].timestep(0) == t


def test_of_two_the_noisier_is_nearest() -> None:
    kept = (0, 100, 200, 700)
    assert [nearest_timestep(kept, 1000, t) for t in (-5, 0, 49, 50, 51, 200, 449, 450, 9999)] == [
        0, 0, 0, 100, 100, 200, 200, 700, 700,
    ]  # fmt: skip
    assert nearest_timestep(None, 50, 1000) == 50


@pytest.mark.parametrize("seed", range(20))
def test_the_nearest_is_the_nearest(seed: int) -> None:
    chance = random.Random(seed)
    there = sorted(chance.sample(range(200), chance.randint(1, 30)))
    for t in range(-3, 205):
        found = nearest_timestep(there, 199, t)
        assert abs(found - t) == min(abs(each - t) for each in there)


def test_rows_of_a_strip_are_each_timestep_once() -> None:
    assert Strip(rows=5).timesteps(1000) == (0, 200, 400, 600, 800)
    assert Strip(rows=5).timesteps(3) == (0, 1, 2)
    assert Strip(rows=12).timesteps(1) == (0,)


def test_rows_can_end_at_the_last_timestep() -> None:
    assert Strip(rows=5, until_end=True).timesteps(1000) == (0, 250, 500, 750, 1000)
    assert Strip(rows=1, until_end=True).timesteps(1000) == (1000,)
    assert Strip(rows=12, until_end=True).timesteps(2) == (0, 1, 2)
    rows = SCENES["forward"].build(SCHEDULE, 0, Given(Strip(until_end=True)), SCENES["forward"].defaults).rows
    assert rows[-1].t == 1000


def test_the_strip_of_steps_has_no_empty_row() -> None:
    for until_end in (False, True):
        strip = Strip(until_end=until_end)
        rows = SCENES["step"].build(SCHEDULE, 300, Given(strip), SCENES["step"].defaults).rows[1:]
        assert [row.t for row in rows] == [1, *strip.timesteps(1000)[1:]]
        assert not any(cell.note for row in rows for cell in row.cells)


def test_what_can_be_chosen_of_a_strip_are_its_fields() -> None:
    for option in STRIP_OPTIONS:
        option.check(getattr(Strip(), option.name))
    assert SCENES["forward"].strip == SCENES["step"].strip == STRIP_OPTIONS
    assert not SCENES["reverse"].has_strip


def test_the_chain_of_the_oracle_begins_at_any_timestep() -> None:
    """As the notebook's figure of one seed: T = 10,000, begun at the library's index 999."""
    schedule = make_schedule("linear", 10_000)
    scene, settings = SCENES["reverse"], ReverseSettings(start=1000)
    assert list(scene.timesteps(schedule, settings, None) or ()) == list(range(1001))
    row = scene.build(schedule, 1000, Given(), settings).rows[0]
    weights = row.cells[0].mix.weights
    assert row.t == 1000
    assert sorted(weights.values()) == pytest.approx(
        sorted([schedule.sqrt_alpha_bar[1000], schedule.sqrt_one_minus_alpha_bar[1000]])
    )
    last = scene.build(schedule, 0, Given(), settings).rows[0].cells[0]
    assert last.difference is not None
    assert last.difference.weights == {}
    with pytest.raises(ValueError, match="starts at t = 10001; it must be 1 to T = 10000"):
        scene.build(schedule, 0, Given(), ReverseSettings(start=10_001))
