from dataclasses import replace
from typing import Any

import pytest

from engine.denoisers.patches import PatchesSettings
from engine.generation.recipe import Recipe
from engine.generation.trajectory import Trajectory
from engine.process import reverse_step
from engine.samplers.run import parse
from engine.scenes import Given, Grid
from engine.scenes.generate import SCENE, GenerateSettings
from engine.scenes.generated import build_generated
from engine.schedules import make_schedule

SCHEDULE = make_schedule("linear", 100)
RECIPE = Recipe(denoiser="patches", sampler=parse("ddim:steps=4"))
RUN = Trajectory("run 1", RECIPE, SCHEDULE.identity, (100, 75, 50, 25, 0), done=5, levels=(1, 0, 0, 0, 0))


def build(
    t: int, run: Trajectory | None = RUN, *, recipe: Recipe = RECIPE, sample: int = 0, seeds: int = 1
) -> Grid:
    chosen = Trajectory("", recipe, SCHEDULE.identity, RUN.timesteps, seeds)
    return build_generated(SCHEDULE, t, chosen, run, sample, 3)


def keys(grid: Grid) -> list[list[str]]:
    return [[next((layer.key for layer in cell.mix.weights), "") for cell in row.cells] for row in grid.rows]


def test_the_state_its_prediction_where_it_is_from_and_the_picture_are_large() -> None:
    grid = build(50)
    large, chain, predicted = keys(grid)
    assert large == ["run 1/x_t/0/2", "run 1/x0_hat/0/2", "run 1/third/0/2", "run 1/picture/0/0"]
    assert chain == ["run 1/x_t/0/0", "run 1/x_t/0/2", "run 1/x_t/0/4"]
    assert predicted == ["run 1/x0_hat/0/0", "run 1/x0_hat/0/2", "run 1/x0_hat/0/4"]
    assert [row.large for row in grid.rows] == [True, False, False]
    assert [cell.t for cell in grid.rows[1].cells] == [100, 50, 0]


def test_a_denoiser_without_places_or_weights_shows_none() -> None:
    recipe = Recipe(denoiser="gaussian", sampler=parse("ddim:steps=4"))
    large = keys(build(50, replace(RUN, recipe=recipe), recipe=recipe))[0]
    assert large == ["run 1/x_t/0/2", "run 1/x0_hat/0/2", "run 1/picture/0/0"]


def test_what_is_predicted_from_the_pictures_own_x_t_is_compared_with_the_picture() -> None:
    of_picture = replace(RECIPE, start=100)
    started = replace(RUN, recipe=of_picture)
    for run, recipe, t, compared in (
        (RUN, RECIPE, 50, False),
        (started, of_picture, 50, True),
        (started, of_picture, 100, False),  # at half the size
    ):
        references = [cell.reference for cell in build(t, run, recipe=recipe).rows[0].cells]
        right = references.pop(1)
        assert not any(references)
        assert (right is not None and right.mix == run.picture) is compared


def test_several_samples_have_a_row_whose_cells_choose_one() -> None:
    grid = build(50, replace(RUN, samples=4), sample=2)
    assert keys(grid)[0][0] == "run 1/x_t/2/2"
    assert keys(grid)[1] == [f"run 1/x0_hat/{sample}/2" for sample in range(4)]
    assert [cell.sample for cell in grid.rows[1].cells] == [0, 1, 2, 3]
    assert keys(grid)[2][0] == "run 1/x_t/2/0"


def test_a_sample_that_a_run_does_not_have_is_its_last() -> None:
    assert keys(build(50, replace(RUN, samples=2), sample=4))[0][0] == "run 1/x_t/1/2"


def test_the_equation_has_the_numbers_of_the_step() -> None:
    back = reverse_step(SCHEDULE, 50, 25, 0.0, large_variance=False)
    equation = build(50).equation
    assert equation.startswith("x_{25} = ")
    assert f"{back.c0:.4f}" in equation
    assert f"{back.ct:.4f}" in equation
    assert build(0).equation == r"x_0 = \hat x_0"


def test_where_the_schedule_is_not_that_of_the_size_the_equation_has_no_numbers() -> None:
    assert "c_0" in build(100).equation  # half the size, so another noise level
    assert "1/2 of the size" in build(100).remark
    other = replace(RUN, schedule=make_schedule("cosine", 100).identity)
    assert "c_0" in build(50, other).equation


@pytest.mark.parametrize(
    ("run", "note"),
    [(None, "Press “Generate”"), (replace(RUN, done=0, levels=()), "…")],
)
def test_what_is_not_there_yet_says_so(run: Trajectory | None, note: str) -> None:
    grid = build(50, run)
    assert all(not cell.mix.weights for cell in grid.cells)
    assert note in grid.rows[0].cells[0].note
    assert len(grid.rows[1].cells) == 3
    assert (grid.rows[0].label, grid.rows[0].cells[0].title) == ("t = 50", "x_{50}")
    assert grid.equation.startswith("x_{25} = ")  # one screen has one t
    assert build(0, run).equation == r"x_0 = \hat x_0"


@pytest.mark.parametrize(("start", "words"), [(None, "noise"), (100, "the picture at t = 100")])
def test_what_the_chain_would_go_back_from_is_said(start: int | None, words: str) -> None:
    grid = build(50, None, recipe=replace(RECIPE, start=start))
    assert f"goes back from {words}, step by step" in grid.rows[0].cells[0].note


def test_states_come_one_by_one() -> None:
    grid = build(0, replace(RUN, done=3, levels=(1, 0, 0)))
    assert keys(grid)[0][0] == "run 1/x_t/0/2"
    assert keys(grid)[1] == ["run 1/x_t/0/0", "run 1/x_t/0/2", ""]


@pytest.mark.parametrize(
    "changes",
    [{"settings": PatchesSettings(scale=0.5)}, {"seed": 1}, {"denoiser": "gaussian", "settings": None}],
)
def test_a_run_of_other_settings_says_so(changes: dict[str, Any]) -> None:
    assert "generate again" in build(50, recipe=replace(RECIPE, **changes)).remark
    assert "generate again" in build(50, seeds=2).remark
    assert "generate again" not in build(50).remark


def test_the_moment_at_which_a_member_takes_over_is_told() -> None:
    weights = ((0, 0.6), (1, 0.4), (2, 0.55), (2, 0.9), (2, 1.0))
    recipe = Recipe(denoiser="ideal", sampler=parse("ddim:steps=4"))
    run = replace(RUN, recipe=recipe, leaders=tuple((each,) for each in weights))
    assert "Crop 2 has weight 0.400; Crop 3 took over at t = 50." in build(75, run, recipe=recipe).remark
    named = replace(run, names=("x.png", "y.png", "z.png"))
    assert "y.png has weight 0.400; z.png took over" in build(75, named, recipe=recipe).remark
    never = replace(run, leaders=tuple(((1, 0.3),) for _ in weights))
    assert "took over" not in build(75, never, recipe=recipe).remark


def test_settings_that_do_not_go_with_the_schedule_are_refused() -> None:
    patches = GenerateSettings()
    for settings in (replace(patches, run_steps=101), replace(patches, start=101)):
        with pytest.raises(ValueError, match="must be 1 to T = 100"):
            SCENE.build(SCHEDULE, 50, Given(), settings)


def test_a_run_of_a_longer_schedule_has_no_timesteps_beyond_the_present_one() -> None:
    run = replace(Trajectory.of(RECIPE, SCHEDULE, id="run 1"), done=3)
    settings = GenerateSettings()
    assert SCENE.timesteps(SCHEDULE, settings, run) == (50, 75, 100)
    assert max(SCENE.timesteps(make_schedule("linear", 10), settings, run) or ()) == 10
