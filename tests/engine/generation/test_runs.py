"""Generations in the engine: a run, its images, and what becomes of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import imageio.v3 as imageio
import numpy as np
import numpy.typing as npt
import pytest
import torch
from PIL import Image

import resources
from engine.denoisers.ideal import IdealSettings
from engine.denoisers.patches import PatchesSettings
from engine.generation import kept_runs
from engine.generation.coarse_to_fine import area_average
from engine.generation.kept import CORNERS, _bars, _coloured
from engine.generation.matches import Match
from engine.generation.recipe import Recipe
from engine.generation.trajectory import Trajectory
from engine.generation.walk import Step, generate, prepare
from engine.jobs import CompareRuns, ExportCells, FindMatches, Generate
from engine.measure_jobs import Probe
from engine.open_jobs import OpenPixels
from engine.pixels.canvas import Canvas
from engine.pixels.region import Zoom
from engine.requests import Frame, Request
from engine.samplers.run import parse
from engine.scenes.generate import GenerateSettings
from engine.schedules.choice import ScheduleChoice
from engine.simulator import Simulator
from engine.slices import finish
from tests.asking import ask_for

SCHEDULE = ScheduleChoice("linear", 100)
RECIPE = Recipe(denoiser="patches", rows=16, sampler=parse("ddim:steps=4"), seed=3)
IDEAL = IdealSettings(crops=5)
WIDTH, HEIGHT = 48, 24
SETTINGS = GenerateSettings(denoiser="patches", sampler="ddim", run_steps=4, rows_wanted=16)


def pixels(seed: int = 0) -> npt.NDArray[np.uint8]:
    return np.random.default_rng(seed).integers(0, 256, (HEIGHT, WIDTH, 3), dtype=np.uint8)


def open_picture(engine: Simulator, seed: int = 0) -> str:
    name: str = finish(engine.run(OpenPixels("noise.png", pixels(seed), None))).id
    return name


def open_orange(engine: Simulator, width: int, height: int) -> str:
    orange = np.full((height, width, 3), (255, 128, 0), np.uint8)
    name: str = finish(engine.run(OpenPixels("orange", orange, None))).id
    return name


def answer(engine: Simulator, request: Request) -> Frame | None:
    def take_canvas(height: int, width: int) -> Canvas:
        return Canvas(np.zeros((height, width, 4), np.uint8))

    frames = [frame for frame in engine.frames(request, take_canvas) if frame is not None]
    return frames[-1] if frames else None


def show(
    picture: str,
    run: Trajectory,
    t: int = 0,
    column: int = 0,
    zoom: Zoom | None = None,
    denoiser: str = SETTINGS.denoiser,
) -> Request:
    settings = replace(SETTINGS, seeds=run.samples, sample=column + 1, denoiser=denoiser)
    view: dict[str, Any] = {"schedule": SCHEDULE, "scene": "generate", "t": t, "zoom": zoom}
    return ask_for(picture, (32, 16), (8, 4), trajectory=run, settings=settings, **view)


def cell(frame: Frame, index: int) -> npt.NDArray[np.uint8]:
    """The red, green and blue of a cell."""
    place = frame.cells[index]
    part = frame.pixels[place.y : place.y + place.height, place.x : place.x + place.width]
    return part[..., 2::-1]


def to_bytes(image: torch.Tensor) -> npt.NDArray[np.uint8]:
    return ((image + 1) * 127.5 + 0.5).clamp(0, 255).to(torch.uint8).numpy()


def with_denoiser(denoiser: str) -> Recipe:
    return replace(RECIPE, denoiser=denoiser, settings=IDEAL if denoiser == "ideal" else None)


def steps_alone(recipe: Recipe) -> list[Step]:
    """The states of a run, made without the engine."""
    x0 = torch.from_numpy(pixels().astype(np.float32)) / 127.5 - 1
    return [step for step in generate(finish(prepare(x0, recipe)), SCHEDULE.make(), recipe) if step]


@pytest.fixture
def engine() -> Simulator:
    return Simulator()


@pytest.fixture
def picture(engine: Simulator) -> str:
    return open_picture(engine)


def test_a_run_comes_state_by_state_and_each_can_be_shown(engine: Simulator, picture: str) -> None:
    recipe = replace(RECIPE, rows=16)
    expected = steps_alone(recipe)
    said = list(engine.run(Generate(picture, SCHEDULE, recipe)))
    said = [each for each in said if each is not None]
    progress = [each for each in said if isinstance(each, float)]
    assert progress == sorted(progress)
    assert all(0.0 <= each <= 1.0 for each in progress)
    runs = [each for each in said if isinstance(each, Trajectory)]
    assert len(progress) + len(runs) == len(said)
    assert [run.done for run in runs] == [0, 1, 2, 3, 4, 5]
    assert runs[-1].timesteps == (100, 75, 50, 25, 0)
    for run in runs[1:]:
        for state, t in enumerate(run.timesteps[: run.done]):
            frame = answer(engine, show(picture, run, t))
            assert frame is not None
            np.testing.assert_array_equal(cell(frame, 0), to_bytes(expected[state].x_t))
            np.testing.assert_array_equal(cell(frame, 1), to_bytes(expected[state].estimate.x0_hat))


def test_between_two_states_the_last_one_is_shown(engine: Simulator, picture: str) -> None:
    run = finish(engine.run(Generate(picture, SCHEDULE, RECIPE)))
    between, at = (answer(engine, show(picture, run, t)) for t in (60, 75))
    assert between is not None
    assert at is not None
    np.testing.assert_array_equal(cell(between, 0), cell(at, 0))


def test_samples_have_the_seeds_that_follow(engine: Simulator, picture: str) -> None:
    run = finish(engine.run(Generate(picture, SCHEDULE, RECIPE, samples=3)))
    for sample in range(3):
        expected = steps_alone(replace(RECIPE, seed=RECIPE.seed + sample))[-1].x_t
        frame = answer(engine, show(picture, run, column=sample))
        assert frame is not None
        np.testing.assert_array_equal(cell(frame, 0), to_bytes(expected))


def test_what_is_there_of_a_run_that_was_stopped_stays(engine: Simulator, picture: str) -> None:
    whole = answer(engine, show(picture, finish(engine.run(Generate(picture, SCHEDULE, RECIPE))), t=75))
    work = engine.run(Generate(picture, SCHEDULE, RECIPE))
    run = next(each for each in work if isinstance(each, Trajectory) and each.done == 2)
    work.close()
    frame = answer(engine, show(picture, run, t=75))
    assert frame is not None
    assert whole is not None
    np.testing.assert_array_equal(cell(frame, 0), cell(whole, 0))
    below = answer(engine, show(picture, run, t=10))  # the last state that is there
    assert below is not None
    np.testing.assert_array_equal(cell(below, 0), cell(whole, 0))


def test_only_the_last_run_is_kept_until_another_picture_is_asked_for(
    engine: Simulator, picture: str
) -> None:
    first, second = (finish(engine.run(Generate(picture, SCHEDULE, RECIPE))) for _ in range(2))
    with pytest.raises(ValueError, match="This run is not kept any more"):
        answer(engine, show(picture, first))
    assert answer(engine, show(picture, second)) is not None
    other = open_picture(engine, seed=1)
    assert answer(engine, show(picture, second)) is not None
    answer(engine, ask_for(other, (32, 16), (8, 4), schedule=SCHEDULE, scene="forward", t=0))
    with pytest.raises(ValueError, match="not kept any more"):
        answer(engine, show(picture, second))


def test_zoom_shows_the_same_part_of_an_image_that_was_made(engine: Simulator, picture: str) -> None:
    run = finish(engine.run(Generate(picture, SCHEDULE, RECIPE)))
    frame = answer(engine, show(picture, run, zoom=Zoom(WIDTH / 4, HEIGHT / 4, WIDTH / 2)))
    assert frame is not None
    quarter = to_bytes(steps_alone(RECIPE)[-1].x_t)[:8, :16]
    np.testing.assert_array_equal(cell(frame, 0), quarter.repeat(2, 0).repeat(2, 1))


def test_a_probe_reads_the_pixel_at_that_place(engine: Simulator, picture: str) -> None:
    run = finish(engine.run(Generate(picture, SCHEDULE, RECIPE)))
    mixes = (run.image("x_t", 0, 4),)
    value = finish(engine.run(Probe(picture, 0, mixes, x=WIDTH - 1, y=HEIGHT - 1)))
    assert value[0] == pytest.approx(steps_alone(RECIPE)[-1].x_t[-1, -1].tolist(), abs=1e-6)


def test_cells_are_exported_at_the_size_of_the_run(engine: Simulator, picture: str, tmp_path: Path) -> None:
    run = finish(engine.run(Generate(picture, SCHEDULE, RECIPE)))
    finish(engine.run(ExportCells(show(picture, run), tmp_path)))
    images = [imageio.imread(file) for file in sorted(tmp_path.glob("*.png"))]
    assert {image.shape for image in images} == {(16, 32, 3)}
    np.testing.assert_array_equal(images[0], to_bytes(steps_alone(RECIPE)[-1].x_t))


def test_the_patches_of_a_pixel_are_told_with_their_weights(engine: Simulator, picture: str) -> None:
    run = finish(engine.run(Generate(picture, SCHEDULE, RECIPE)))
    matches: tuple[Match, ...] = finish(engine.run(FindMatches(run.id, 0, 1, (0.99, 0.0))))
    weights = [match.weight for match in matches]
    assert weights == sorted(weights, reverse=True)
    assert 0 < sum(weights) <= 1 + 1e-5
    for match in matches:
        assert 0 < match.x < 1
        assert 0 < match.y < 1
        assert 0 < match.side <= 1


def test_the_patches_of_the_new_picture_are_those_of_its_prediction(engine: Simulator, picture: str) -> None:
    run = finish(engine.run(Generate(picture, SCHEDULE, RECIPE)))
    last, before = (finish(engine.run(FindMatches(run.id, 0, state, (0.5, 0.5)))) for state in (4, 3))
    assert last == before != ()


def test_the_winner_of_a_pixel_of_almost_the_picture_is_that_pixel(engine: Simulator, picture: str) -> None:
    recipe = replace(RECIPE, start=1, settings=PatchesSettings(row_width=0.05, column_width=0.05))
    run = finish(engine.run(Generate(picture, SCHEDULE, recipe)))
    best = finish(engine.run(FindMatches(run.id, 0, 0, (0.6, 0.4))))[0]
    assert best.weight > 0.9
    assert (int(best.x * 32), int(best.y * 16)) == (int(0.6 * 32), int(0.4 * 16))


@pytest.mark.parametrize(("denoiser", "state"), [("gaussian", 1), ("ideal", 1)])
def test_where_no_patch_is_sought_none_is_told(
    denoiser: str, state: int, engine: Simulator, picture: str
) -> None:
    run = finish(engine.run(Generate(picture, SCHEDULE, with_denoiser(denoiser))))
    assert finish(engine.run(FindMatches(run.id, 0, state, (0.5, 0.5)))) == ()
    assert finish(engine.run(FindMatches("a run that is gone", 0, state, (0.5, 0.5)))) == ()


def test_the_leader_of_a_set_is_known_for_each_state(engine: Simulator, picture: str) -> None:
    recipe = with_denoiser("ideal")
    run = finish(engine.run(Generate(picture, SCHEDULE, recipe, samples=2)))
    assert [len(leaders) for leaders in run.leaders] == [2] * 5
    for sample in range(2):
        weights = steps_alone(replace(recipe, seed=RECIPE.seed + sample))[3].estimate.weights
        assert weights is not None
        member, weight = run.leaders[3][sample]
        assert member == int(weights.argmax())
        assert weight == pytest.approx(float(weights.max()))
    assert run.leaders[-1][0][1] == pytest.approx(1.0, abs=1e-3)  # memorised


def test_the_crop_that_leads_is_marked_where_it_is(engine: Simulator, picture: str) -> None:
    run = finish(engine.run(Generate(picture, SCHEDULE, with_denoiser("ideal"))))
    frame = answer(engine, show(picture, run, denoiser="ideal"))
    assert frame is not None
    (part,) = frame.grid.cells[3].marks
    assert not any(each.marks for number, each in enumerate(frame.grid.cells) if number != 3)
    top, left = round(part.y * HEIGHT), round(part.x * WIDTH)
    rows, columns = round(part.height * HEIGHT), round(part.width * WIDTH)
    crop = torch.from_numpy(pixels()[top : top + rows, left : left + columns].astype(np.float32)) / 127.5 - 1
    expected = to_bytes(area_average(crop, 16, 32))
    assert np.abs(cell(frame, 0).astype(int) - expected).max() <= 1
    of_patches = finish(engine.run(Generate(picture, SCHEDULE, RECIPE)))
    assert of_patches.parts == ()


def test_the_bundled_pictures_are_exactly_those(engine: Simulator, picture: str) -> None:
    recipe = replace(RECIPE, denoiser="ideal", settings=IdealSettings("bundled"))
    run = finish(engine.run(Generate(picture, SCHEDULE, recipe)))
    assert run.names == resources.picture_names()
    assert run.parts == ()


def test_members_are_those_of_the_folder(engine: Simulator, picture: str, tmp_path: Path) -> None:
    for name, value in (("a", 0), ("b", 255)):
        Image.new("RGB", (10, 30), (value, value, value)).save(tmp_path / f"{name}.png")
    settings = IdealSettings("folder", folder=str(tmp_path))
    recipe = replace(RECIPE, denoiser="ideal", settings=settings)
    run = finish(engine.run(Generate(picture, SCHEDULE, recipe)))
    assert run.names == ("a.png", "b.png")  # and the open picture is not one of them
    frame = answer(engine, show(picture, run))
    assert frame is not None
    ends_at = run.leaders[-1][0][0]
    assert (np.abs(cell(frame, 0).astype(int) - 255 * ends_at) <= 1).all()
    assert run.notice == ""
    frame = answer(engine, show(picture, run, t=2, denoiser="ideal"))
    assert frame is not None
    assert [cell_.title for cell_ in frame.grid.cells[:3]][-1] == r"\text{weights of the set}"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"rows": 100}, "choose a smaller result or a larger picture"),
        ({"start": 500}, "must be 1 to T = 100"),
        ({"sampler": parse("ddim:steps=500")}, "must be 1 to T = 100"),
        ({"denoiser": "nobody"}, "There is no denoiser 'nobody'"),
        ({"denoiser": "ideal", "settings": IdealSettings("folder")}, "No folder is chosen"),
    ],
)
def test_what_cannot_be_generated_is_a_sentence_and_the_last_run_stays(
    changes: dict[str, Any], words: str, engine: Simulator, picture: str
) -> None:
    run = finish(engine.run(Generate(picture, SCHEDULE, RECIPE)))
    for _ in range(2):
        with pytest.raises(ValueError, match=words):
            finish(engine.run(Generate(picture, SCHEDULE, replace(RECIPE, **changes))))
    assert answer(engine, show(picture, run)) is not None


def test_when_the_device_fails_the_cpu_goes_on_and_says_so(engine: Simulator, picture: str) -> None:
    run = finish(engine.run(Generate(picture, SCHEDULE, RECIPE, device="meta")))
    assert run.done == len(run.timesteps)
    assert run.notice.startswith("The device meta failed, the CPU goes on: ")
    frame = answer(engine, show(picture, run))
    assert frame is not None
    assert run.notice in frame.grid.remark
    np.testing.assert_array_equal(cell(frame, 0), to_bytes(steps_alone(RECIPE)[-1].x_t))


def test_an_apple_gpu_leaves_new_pictures_to_the_cpu_and_says_so(engine: Simulator, picture: str) -> None:
    run = finish(engine.run(Generate(picture, SCHEDULE, RECIPE, device="mps")))
    assert run.notice.startswith("An Apple GPU cannot compute in 64 bits")
    frame = answer(engine, show(picture, run))
    assert frame is not None
    assert run.notice in frame.grid.remark
    np.testing.assert_array_equal(cell(frame, 0), to_bytes(steps_alone(RECIPE)[-1].x_t))


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU")
@pytest.mark.parametrize("denoiser", ["gaussian", "ideal", "patches"])
def test_a_gpu_makes_the_same_pictures(denoiser: str, engine: Simulator, picture: str) -> None:
    recipe = with_denoiser(denoiser)
    run = finish(engine.run(Generate(picture, SCHEDULE, recipe, device="cuda:0")))
    assert run.notice == ""
    frame = answer(engine, show(picture, run))
    assert frame is not None
    expected = to_bytes(steps_alone(recipe)[-1].x_t)
    assert np.abs(cell(frame, 0).astype(int) - expected).mean() < 2
    assert finish(engine.run(FindMatches(run.id, 0, 1, (0.5, 0.5)))) is not None


@pytest.mark.parametrize("denoiser", ["gaussian", "ideal", "patches"])
def test_a_picture_of_one_colour_gives_that_colour(denoiser: str, engine: Simulator) -> None:
    picture = open_orange(engine, WIDTH, HEIGHT)
    run = finish(engine.run(Generate(picture, SCHEDULE, with_denoiser(denoiser))))
    frame = answer(engine, show(picture, run))
    assert frame is not None
    assert (np.abs(cell(frame, 0).astype(int) - (255, 128, 0)) <= 1).all()


def test_a_run_that_would_take_too_much_memory_is_refused(
    engine: Simulator, picture: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = finish(engine.run(Generate(picture, SCHEDULE, RECIPE)))
    monkeypatch.setattr(kept_runs, "MOST_BYTES", 5 * 3 * 16 * 32 * 3 * 4)
    finish(engine.run(Generate(picture, SCHEDULE, RECIPE)))  # which is just enough
    with pytest.raises(ValueError, match=r"The run would keep 30 images, .* choose a smaller height"):
        finish(engine.run(Generate(picture, SCHEDULE, RECIPE, samples=2)))
    assert kept.done == 5


def test_a_set_is_read_only_for_the_denoiser_of_a_set(engine: Simulator, picture: str) -> None:
    for denoiser in ("gaussian", "patches"):
        settings = replace(SETTINGS, denoiser=denoiser, members="folder", folder="gone")
        run = finish(engine.run(Generate(picture, SCHEDULE, settings.recipe(0, 100))))
        assert run.done == len(run.timesteps)


def test_a_narrow_picture_is_refused_or_made_small(engine: Simulator) -> None:
    picture = open_orange(engine, 3, 512)
    run = finish(engine.run(Generate(picture, SCHEDULE, with_denoiser("gaussian"))))
    assert run.done == len(run.timesteps)


def test_places_are_colours_between_those_of_the_corners() -> None:
    corners = torch.tensor([[[0.0, 0.0], [0.0, 1.0]], [[1.0, 0.0], [1.0, 1.0]]])
    assert to_bytes(_coloured(corners)).reshape(4, 3).tolist() == [list(colour) for colour in CORNERS]
    middle = to_bytes(_coloured(torch.full((1, 1, 2), 0.5)))[0, 0]
    np.testing.assert_allclose(middle, np.mean(CORNERS, axis=0), atol=1)


def test_bars_are_as_high_as_the_weights() -> None:
    image = _bars(torch.tensor([0.5, 0.0, 0.25, 0.25]), 8, 40)
    high = (image[..., 0] > 0).sum(0)
    assert [int(high[10 * member + 2]) for member in range(4)] == [4, 0, 2, 2]
    assert image.shape == (8, 40, 3)


def test_more_bars_than_columns_are_drawn_as_far_as_they_go() -> None:
    weights = torch.zeros(50)
    weights[20] = 1.0
    image = _bars(weights, 8, 10)
    assert int((image[..., 0] > 0).any(0).sum()) == 1


@pytest.mark.parametrize(
    ("device", "said"),
    [
        ("cpu", ""),
        ("mps", "An Apple GPU cannot compute in 64 bits"),
        ("meta", "The device meta failed, the CPU"),
    ],
)
def test_runs_that_are_compared_are_made_by_the_cpu_where_they_must_and_that_is_said(
    device: str, said: str, engine: Simulator, picture: str
) -> None:
    recipes = tuple(
        Recipe("gaussian", rows=16, sampler=parse(f"{name}:steps=2")) for name in ("ddim", "heun")
    )
    made = finish(engine.run(CompareRuns(picture, SCHEDULE, recipes, device)))
    assert all(run.done for run in made.runs)
    assert made.notice.startswith(said)
    assert bool(made.notice) == bool(said)


def test_runs_that_are_possible_are_made_beside_one_that_is_not(engine: Simulator, picture: str) -> None:
    good, bad, other = (
        Recipe("gaussian", rows=16, sampler=parse(text))
        for text in ("ddim:steps=2", "heun:spacing=karras,steps=2,sigma_min=300", "heun:steps=2")
    )
    made = finish(engine.run(CompareRuns(picture, SCHEDULE, (bad, good, other))))
    assert [run.recipe for run in made.runs] == [good, other]
    assert all(run.whole for run in made.runs)
    with pytest.raises(ValueError, match="sigma_min must be below sigma_max"):
        finish(engine.run(CompareRuns(picture, SCHEDULE, (bad,))))
