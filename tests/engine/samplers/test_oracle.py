"""Runs with a known picture: they end at it, and those that are walked have the law of what is walked on mixes."""

from __future__ import annotations

from itertools import count

import pytest

from engine.mix import X0, XI, Mix, noise
from engine.samplers.begun import begun_at, whole_timesteps
from engine.samplers.catalogue import SAMPLERS
from engine.samplers.level import Level
from engine.samplers.oracle import START, Oracle, predicted, reverse_run
from engine.samplers.run import parse
from engine.samplers.walk import evaluations
from engine.schedules import make_schedule

SCHEDULE = make_schedule("linear")
NOISY = [name for name in SAMPLERS if parse(name).noisy]
STILL = [name for name in SAMPLERS if not parse(name).noisy]


def on_mixes(oracle: Oracle) -> list[Mix]:
    """The states of a run, walked on mixes, each of whose fresh noises is an image of its own."""
    course = oracle.run.course(SCHEDULE, oracle.start)
    first, numbers = course.levels[0], count()

    def fresh(now: Level, then: Level) -> Mix:
        return Mix.of(noise(f"fresh {next(numbers)}"))

    walk = oracle.run.walk(first.signal * X0 + first.noise * START, course, fresh)
    states: list[Mix] = []
    run = evaluations(walk, lambda x_t, level: predicted(SCHEDULE, oracle, level))
    while True:
        try:
            each = next(run)
        except StopIteration as end:
            return [*states, end.value]
        if not each.level.trial:
            states.append(each.x_t)


def law(mix: Mix) -> list[float]:
    """The weights of the picture and the error, and the variance of the rest."""
    known = [mix.weights.get(next(iter(layer.weights)), 0.0) for layer in (X0, XI)]
    whole = sum(weight**2 for weight in mix.weights.values())
    return [*known, whole - sum(weight**2 for weight in known)]


@pytest.mark.parametrize("spacing", ["trailing", "karras", "beta"])
@pytest.mark.parametrize("name", STILL)
def test_without_noise_a_run_ends_at_the_picture_and_is_what_is_walked(name: str, spacing: str) -> None:
    oracle = Oracle(parse(f"{name}:spacing={spacing},steps=9"))
    run = reverse_run(SCHEDULE, oracle)
    assert all(abs(weight) < 1e-9 for weight in (run.states.state(9) - X0).weights.values())
    for k, state in enumerate(on_mixes(oracle)):
        assert all(abs(weight) < 1e-12 for weight in (run.states.state(k) - state).weights.values())


@pytest.mark.parametrize("prediction", ["eps", "v", "mean"])
@pytest.mark.parametrize("text", [
    *(f"{name}:spacing=karras,steps=9" for name in NOISY), "dpmpp_sde:steps=9", "edm:steps=9,s_noise=1.1",
    "lcm:steps=9", "ddim:eta=0.5,spacing=normal,steps=9",
])  # fmt: skip
def test_with_noise_each_state_has_the_law_of_what_is_walked(text: str, prediction: str) -> None:
    oracle = Oracle(parse(text), error=0.1, prediction=prediction)
    run = reverse_run(SCHEDULE, oracle)
    for k, state in enumerate(on_mixes(oracle)):
        assert law(run.states.state(k)) == pytest.approx(law(state), rel=1e-9, abs=1e-12)


def test_an_error_of_a_prediction_between_timesteps_lies_between() -> None:
    oracles = [Oracle(parse("heun"), 1.0, prediction) for prediction in ("eps", "x0", "v", "mean")]
    (level,) = (each for each in parse("euler:timesteps=500.5").course(SCHEDULE).levels if each.t)
    below, above = parse("euler:timesteps=501/500").course(SCHEDULE).levels[:2]
    for oracle in oracles:
        one, two, three = (abs(law(predicted(SCHEDULE, oracle, each))[1]) for each in (below, level, above))
        assert min(one, three) <= two <= max(one, three)


def test_a_run_that_is_walked_has_a_limit() -> None:
    with pytest.raises(
        ValueError, match="Heun is walked step by step here, for at most 1000 steps, and 1001"
    ):
        reverse_run(make_schedule("linear", 10_000), Oracle(parse("heun:steps=1001")))
    assert (
        len(reverse_run(make_schedule("linear", 10_000), Oracle(parse("euler:steps=10000"))).timesteps)
        == 10_001
    )


def test_levels_that_fall_on_one_timestep_are_told_apart() -> None:
    course = parse("euler:timesteps=10/9.8/9.6/1.2/0.6/0.2").course(make_schedule("linear", 10))
    assert whole_timesteps(course) == (10, 9, 8, 3, 2, 1, 0)
    few = parse("euler:timesteps=3/2.9/2.8/2.7").course(make_schedule("linear", 3))
    with pytest.raises(ValueError, match="visits 4 levels, and there are 3 timesteps"):
        whole_timesteps(few)
    whole = parse("euler:steps=20").course(SCHEDULE)
    assert whole_timesteps(whole) == tuple(level.t for level in whole.levels)


def test_a_course_begins_later() -> None:
    course = parse("euler:timesteps=900.5/500/100.25").course(SCHEDULE)
    assert [level.t for level in begun_at(course, 500).levels] == [500, 100.25, 0]
    assert [level.t for level in begun_at(course, 501).levels] == [501, 500, 100.25, 0]
    with pytest.raises(ValueError, match="starts at t = 1001; it must be 1 to T = 1000"):
        begun_at(course, 1001)
