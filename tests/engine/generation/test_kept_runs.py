"""Runs that are kept: which, and that one that was stopped goes on as if there had been no pause."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine.denoisers.ideal import IdealSettings
from engine.generation import kept_runs
from engine.generation.kept import KeptTrajectory
from engine.generation.kept_runs import kept_with
from engine.generation.recipe import Recipe
from engine.generation.trajectory import Trajectory
from engine.jobs import Continue, Generate
from engine.open_jobs import OpenPixels
from engine.samplers.run import parse
from engine.schedules.choice import ScheduleChoice
from engine.simulator import Simulator
from engine.slices import finish

SCHEDULE = ScheduleChoice("linear", 100)
RECIPE = Recipe(denoiser="patches", rows=16, sampler=parse("ddim:steps=4"), seed=3)


@pytest.fixture
def engine() -> Simulator:
    return Simulator()


@pytest.fixture
def picture(engine: Simulator) -> str:
    pixels = np.random.default_rng(0).integers(0, 256, (48, 96, 3), dtype=np.uint8)
    name: str = finish(engine.run(OpenPixels("noise.png", pixels, None))).id
    return name


def images(engine: Simulator, run: Trajectory) -> dict[str, Any]:
    """All images of a run, by their keys without its id."""
    return {
        key.partition("/")[2]: image.picture.x0(slice(None), slice(None))
        for key, image in engine.holdings.trajectories[run.id].images.items()
    }


def stopped_after(engine: Simulator, job: Any, slices: int) -> Trajectory | None:
    """The run after so many slices since its first word, in a step or not; None if it has ended before."""
    work = engine.run(job)
    run = next(said for said in work if isinstance(said, Trajectory))
    for number, said in enumerate(work, start=1):
        run = said if isinstance(said, Trajectory) else run
        if number == slices:
            work.close()
            return run
    return None


@pytest.mark.parametrize(
    ("recipe", "samples"),
    [
        (RECIPE, 2),
        (replace(RECIPE, sampler=parse("ddpm:steps=4")), 1),
        (
            replace(RECIPE, sampler=parse("dpmpp_2m:steps=4,spacing=karras"), rows=32),
            1,
        ),  # looks back, two sizes
        (
            replace(RECIPE, sampler=parse("heun:steps=4,spacing=karras"), denoiser="gaussian", settings=None),
            2,
        ),
        (replace(RECIPE, denoiser="ideal", settings=IdealSettings(crops=5), start=60), 1),
    ],
)
def test_a_run_goes_on_bit_for_bit_wherever_it_was_stopped(
    recipe: Recipe, samples: int, engine: Simulator, picture: str
) -> None:
    job = Generate(picture, SCHEDULE, recipe, samples)
    whole = finish(engine.run(job))
    expected = images(engine, whole)
    for first in (1, 4):
        run = stopped_after(engine, job, first)
        assert run is not None
        while stopped_after(engine, Continue(run.id, job), 2):
            pass
        (found,) = (kept.trajectory for kept in engine.holdings.trajectories.values())
        assert found == replace(whole, id=run.id)
        there = images(engine, found)
        assert there.keys() == expected.keys()
        for key, image in expected.items():
            np.testing.assert_array_equal(there[key], image)


def run_of(id: str, seed: int = 0, nbytes: int = 0) -> Trajectory:
    return replace(Trajectory.of(replace(RECIPE, seed=seed), SCHEDULE.make(), id=id), nbytes=nbytes)


def ids(*runs: Trajectory) -> list[str]:
    kept: tuple[Trajectory, ...] = ()
    for run in runs:
        kept = kept_with(kept, run)
    return [run.id for run in kept]


def test_the_oldest_runs_go_first_when_there_is_no_more_room() -> None:
    half = kept_runs.MOST_BYTES // 2
    a, b, c = (run_of(id, seed, half) for seed, id in enumerate("abc"))
    assert ids(a, b) == ["a", "b"]
    assert ids(a, b, c) == ["b", "c"]
    assert ids(a, b, a) == ["b", "a"]  # it went on
    assert ids(a, b, a, c) == ["a", "c"]
    assert ids(a, b, replace(c, nbytes=half + 1)) == ["c"]
    assert ids(a, replace(b, nbytes=5 * half)) == ["b"]  # the latest always stays
    many = [run_of(str(seed), seed) for seed in range(kept_runs.MOST_RUNS + 3)]
    assert ids(*many) == [run.id for run in many[3:]]


def test_a_run_takes_the_place_of_one_with_the_same_settings() -> None:
    a, b = run_of("a"), run_of("b", seed=1)
    assert ids(a, b, run_of("c")) == ["b", "c"]
    assert ids(a, replace(run_of("c"), samples=2)) == ["a", "c"]


def test_the_engine_keeps_the_last_runs_until_another_picture_is_asked_for(
    engine: Simulator, picture: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs = [Generate(picture, SCHEDULE, replace(RECIPE, seed=seed)) for seed in range(3)]
    first, second = (finish(engine.run(job)) for job in jobs[:2])
    assert list(engine.holdings.trajectories) == [first.id, second.id]
    assert first.nbytes == second.nbytes > 5 * 3 * 16 * 32 * 3 * 4
    monkeypatch.setattr(kept_runs, "MOST_BYTES", 2 * first.nbytes)
    third = finish(engine.run(jobs[2]))
    assert list(engine.holdings.trajectories) == [second.id, third.id]
    again = finish(engine.run(Continue(first.id, jobs[0])))  # it is not there, so it is made anew
    assert again.whole
    assert list(engine.holdings.trajectories) == [third.id, again.id]
    other = finish(engine.run(OpenPixels("black", np.zeros((48, 96, 3), np.uint8), None))).id
    assert list(engine.holdings.trajectories) == [third.id, again.id]  # nobody asks for the other one yet
    begun = finish(engine.run(Generate(other, SCHEDULE, RECIPE)))
    assert list(engine.holdings.trajectories) == [begun.id]


def test_a_run_that_went_on_is_the_latest(engine: Simulator, picture: str) -> None:
    job = Generate(picture, SCHEDULE, RECIPE)
    stopped = stopped_after(engine, job, 2)
    assert stopped is not None
    other = finish(engine.run(Generate(picture, SCHEDULE, replace(RECIPE, seed=9))))
    finish(engine.run(Continue(stopped.id, job)))
    assert list(engine.holdings.trajectories) == [other.id, stopped.id]


def test_a_run_that_failed_on_the_way_is_made_anew(
    engine: Simulator, picture: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = Generate(picture, SCHEDULE, RECIPE)
    expected = images(engine, finish(engine.run(job)))
    keep = KeptTrajectory._keep

    def fail(*_: Any) -> None:
        raise RuntimeError("out of memory")

    stopped = stopped_after(engine, job, 2)
    assert stopped is not None
    monkeypatch.setattr(KeptTrajectory, "_keep", fail)
    with pytest.raises(RuntimeError):
        finish(engine.run(Continue(stopped.id, job)))
    monkeypatch.setattr(KeptTrajectory, "_keep", keep)
    again = finish(engine.run(Continue(stopped.id, job)))
    assert again.id != stopped.id
    assert list(engine.holdings.trajectories) == [again.id]
    for key, image in images(engine, again).items():
        np.testing.assert_array_equal(image, expected[key])
