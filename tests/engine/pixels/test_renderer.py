import math
from types import SimpleNamespace

import numpy as np
import numpy.typing as npt
import pytest
import torch

from engine.mix import Mix, noise, picture
from engine.pictures.picture import Picture
from engine.pixels import renderer as renderer_module
from engine.pixels.averages import reduce
from engine.pixels.canvas import Canvas, FrameCell
from engine.pixels.pyramid import Pyramid
from engine.pixels.renderer import Renderer, _Mosaic, find_problem
from engine.pixels.sources import PixelSources
from engine.process import jump, jump_mean
from engine.schedules import make_schedule
from tests.levels import exact_level

X0, EPS = Mix.of(picture()), Mix.of(noise("a"))
SIZE = (48, 32)


@pytest.fixture(scope="module")
def view() -> PixelSources:
    across = np.linspace(0, 255, 96).astype(np.uint8)
    pixels = np.stack([np.tile(across, (64, 1)), np.tile(across[::-1], (64, 1)), np.full((64, 96), 99)], -1)
    return PixelSources(Pyramid(Picture("ramps", pixels.astype(np.uint8), (96, 64), "test", ())), "ramps", 11)


def draw(mix: Mix, view: PixelSources, size: tuple[int, int] = SIZE) -> npt.NDArray[np.uint8]:
    """A mix drawn alone, as blue-green-red-255."""
    canvas = Canvas(np.full((size[1], size[0], 4), 7, np.uint8))
    with torch.inference_mode():
        Renderer("cpu").draw([mix], (FrameCell(0, 0, *size),), view, canvas)
    return canvas.pixels


def as_bytes(x: npt.NDArray[np.float64]) -> npt.NDArray[np.uint8]:
    """The rule of the program, written plainly, with red first."""
    return np.clip(np.floor((x + 1) * 127.5 + 0.5), 0, 255).astype(np.uint8)


@pytest.mark.parametrize("name", ["linear", "quadratic", "sigmoid", "cosine"])
@pytest.mark.parametrize("t", [0, 1, 250, 999, 1000])
@pytest.mark.parametrize("size", [(96, 64), SIZE, (24, 16), (31, 20), (200, 133)])
def test_a_cell_is_the_weighted_sum_of_its_layers(
    name: str, t: int, size: tuple[int, int], view: PixelSources
) -> None:
    schedule = make_schedule(name)
    level = 0 if size[0] > 48 else 1 if size[0] > 24 else 2
    x0, eps = (exact_level(layer, view, level).double() for layer in (picture(), noise("a")))
    exact = jump(schedule, t, x0, eps)
    if size[0] > 96:
        exact = exact[(torch.arange(133) + 0.5).mul(64 / 133).long()]
        expected = exact[:, (torch.arange(200) + 0.5).mul(96 / 200).long()]
    else:
        expected = reduce(exact.float(), size).double()
    shown = draw(jump(schedule, t, X0, EPS), view, size)
    difference = shown[..., 2::-1].astype(int) - as_bytes(expected.numpy())
    assert abs(difference).max() <= 1
    assert (difference != 0).mean() < 0.03  # averages of bytes lie on the edge between two levels
    assert (shown[..., 3] == 255).all()


def test_the_mean_at_full_size_is_the_picture_paler_to_the_byte(view: PixelSources) -> None:
    schedule = make_schedule("linear")
    pixels = view.picture.picture
    assert isinstance(pixels, Picture)
    x0 = pixels.pixels.astype(np.float64) / 127.5 - 1
    for t in (0, 100, 637, 1000):
        shown = draw(jump_mean(schedule, t, X0), view, (96, 64))[..., 2::-1]
        expected = as_bytes(math.sqrt(np.prod(1 - schedule.betas[:t])) * x0)
        assert abs(shown.astype(int) - expected).max() <= 1
    assert np.array_equal(draw(X0, view, (96, 64))[..., 2::-1], pixels.pixels)


def test_values_outside_the_range_are_clipped_and_an_empty_mix_is_gray(view: PixelSources) -> None:
    assert set(np.unique(draw(1e9 * X0, view, (96, 64))[..., :3])) <= {0, 255}
    assert set(np.unique(draw(-1e9 * EPS, view)[..., :3])) <= {0, 255}
    assert (draw(Mix({}), view) == [128, 128, 128, 255]).all()


def test_two_runs_give_the_same_bytes(view: PixelSources) -> None:
    mix = 0.3 * X0 + 0.9 * EPS
    assert np.array_equal(draw(mix, view), draw(mix, view))


def test_cells_are_drawn_side_by_side_and_those_with_a_problem_are_left_alone(view: PixelSources) -> None:
    canvas = np.full((32, 100, 4), 7, np.uint8)
    cells = (FrameCell(0, 0, 48, 32), FrameCell(50, 8, 24, 16), FrameCell(80, 0, 20, 20, "too large"))
    renderer = Renderer("cpu")
    renderer.draw([X0, EPS, 1e40 * X0], cells, view, Canvas(canvas))
    assert np.array_equal(canvas[:, :48], draw(X0, view))
    assert np.array_equal(canvas[8:24, 50:74], draw(EPS, view, (24, 16)))
    untouched = np.ones((32, 100), bool)
    untouched[:, :48] = False
    untouched[8:24, 50:74] = False
    assert (canvas[untouched] == 7).all()


def test_only_what_has_changed_is_drawn_again(view: PixelSources) -> None:
    canvas = Canvas(np.zeros((32, 96, 4), np.uint8))
    cells = (FrameCell(0, 0, *SIZE), FrameCell(48, 0, *SIZE))
    renderer = Renderer("cpu")
    renderer.draw([X0, EPS], cells, view, canvas)
    canvas.pixels[:] = 1  # shows where it draws
    renderer.draw([X0, 2 * EPS], cells, view, canvas)
    assert (canvas.pixels[:, :48] == 1).all()
    assert np.array_equal(canvas.pixels[:, 48:], draw(2 * EPS, view))
    for other in (PixelSources(view.picture, view.picture_id, 12), PixelSources(view.picture, "another", 11)):
        canvas.pixels[:] = 1
        renderer.draw([X0, 2 * EPS], cells, other, canvas)
        assert np.array_equal(canvas.pixels[:, :48], draw(X0, view))
    moved = (FrameCell(48, 0, *SIZE), FrameCell(0, 0, *SIZE))
    renderer.draw([X0, 2 * EPS], moved, other, canvas)
    assert np.array_equal(canvas.pixels[:, 48:], draw(X0, view))


def test_what_could_not_be_drawn_is_not_taken_for_shown(
    view: PixelSources, monkeypatch: pytest.MonkeyPatch
) -> None:
    canvas, cells, renderer = (
        Canvas(np.zeros((32, 48, 4), np.uint8)),
        (FrameCell(0, 0, *SIZE),),
        Renderer("cpu"),
    )
    renderer.draw([X0], cells, view, canvas)
    with monkeypatch.context() as broken:
        broken.setattr(renderer_module, "draw_together", out_of_memory)
        with pytest.raises(MemoryError):
            renderer.draw([EPS], cells, view, canvas)
    canvas.pixels[:] = 1
    renderer.draw([X0], cells, view, canvas)
    assert np.array_equal(canvas.pixels, draw(X0, view))


def out_of_memory(*_: object) -> None:
    raise MemoryError


def test_what_another_device_drew_is_drawn_again(view: PixelSources) -> None:
    canvas, cells = Canvas(np.zeros((32, 48, 4), np.uint8)), (FrameCell(0, 0, *SIZE),)
    here, there = Renderer("cpu"), Renderer("cpu")
    here.draw([X0], cells, view, canvas)
    there.draw([X0], cells, view, Canvas(np.zeros_like(canvas.pixels)))
    there._mosaic = _Mosaic(canvas.pixels.shape, there.device)
    there.device = SimpleNamespace(type="elsewhere")  # type: ignore[assignment]  # the way of a GPU
    there.draw([EPS], cells, view, canvas)
    assert np.array_equal(canvas.pixels, draw(EPS, view))
    here.draw([X0], cells, view, canvas)
    assert np.array_equal(canvas.pixels, draw(X0, view))


def test_canvases_take_turns_and_get_only_the_rows_that_they_lack(view: PixelSources) -> None:
    width, height = SIZE
    cells = FrameCell(0, 0, width, height), FrameCell(0, height, width, height)
    renderer = Renderer("cpu")
    shape = 2 * height, width, 4
    renderer._mosaic = _Mosaic(shape, renderer.device)
    canvases = [Canvas(np.zeros(shape, np.uint8)) for _ in range(3)]
    with torch.inference_mode():
        for mix in (X0, EPS):  # makes what a device that is not there cannot make
            renderer.draw([mix], cells[:1], view, Canvas(np.zeros((height, width, 4), np.uint8)))
        renderer.device = SimpleNamespace(type="elsewhere")  # type: ignore[assignment]  # the way of a GPU
        shown = [(X0, EPS), (X0, X0), (EPS, X0), (X0, X0), (X0, EPS), (EPS, EPS), (EPS, EPS)]
        for number, mixes in enumerate(shown):
            canvas = canvases[number % 3]
            renderer.draw(mixes, cells, view, canvas)
            expected = np.concatenate([draw(mix, view) for mix in mixes])
            assert np.array_equal(canvas.pixels, expected), number
        canvas.pixels[:] = 9
        renderer.draw((EPS, X0), cells, view, canvas)
    assert (canvas.pixels[:height] == 9).all()  # it was there
    assert np.array_equal(canvas.pixels[height:], draw(X0, view))


@pytest.mark.parametrize("size", [(48, 32), (47, 31), (1, 1), (2, 3)])
def test_a_draft_shows_cells_without_layers_at_half_their_size(
    size: tuple[int, int], view: PixelSources
) -> None:
    width, height = size
    canvas = Canvas(np.zeros((height, 2 * width, 4), np.uint8))
    cells = (FrameCell(0, 0, width, height), FrameCell(width, 0, width, height))
    renderer = Renderer("cpu")
    list(renderer.prepare([X0], cells[:1], view))
    renderer.draw([X0, X0 + EPS], cells, view, canvas, draft=True)
    assert np.array_equal(canvas.pixels[:, :width], draw(X0, view, size))
    half = draw(X0 + EPS, view, (-(-width // 2), -(-height // 2)))
    expected = half.repeat(2, axis=0).repeat(2, axis=1)[:height, :width]
    assert np.array_equal(canvas.pixels[:, width:], expected)
    list(renderer.prepare([X0, X0 + EPS], cells, view))
    renderer.draw([X0, X0 + EPS], cells, view, canvas)
    assert np.array_equal(canvas.pixels[:, width:], draw(X0 + EPS, view, size))


def test_preparing_makes_each_missing_layer_once_and_leaves_nothing_to_do(view: PixelSources) -> None:
    renderer = Renderer("cpu")
    mixes, cells = [X0, X0 + EPS, 1e40 * EPS], [FrameCell(0, 0, 24, 16)] * 2 + [FrameCell(0, 0, 9, 9, "no")]
    assert len(renderer.missing(mixes, cells, view)) == 2
    assert len(list(renderer.prepare(mixes, cells, view))) <= 2
    assert renderer.missing(mixes, cells, view) == []
    assert list(renderer.prepare(mixes, cells, view)) == []


def test_a_view_has_room_for_all_its_layers_even_beyond_the_budget(view: PixelSources) -> None:
    renderer = Renderer("cpu", cache_bytes=2**16)
    mixes = [Mix.of(noise(str(number))) for number in range(12)]
    cells = tuple(FrameCell(0, 0, *SIZE) for _ in mixes)
    list(renderer.prepare(mixes, cells, view))
    assert renderer.missing(mixes, cells, view) == []
    list(renderer.prepare(mixes[:1], cells[:1], view))
    assert len(renderer.missing(mixes, cells, view)) > 6  # and gives it back


@pytest.mark.parametrize("weight", [1e31, -1e31, math.inf])
def test_a_weight_too_large_to_draw_is_named(weight: float) -> None:
    assert "weight of the picture" in find_problem(weight * X0 + EPS)
    assert find_problem(1e30 * X0) == ""


@pytest.mark.parametrize("device", ["cuda", "mps"])
def test_a_gpu_draws_what_the_cpu_draws(device: str, view: PixelSources) -> None:
    if not getattr(torch, device).is_available():
        pytest.skip(f"no {device} here")
    canvas = np.zeros((32, 48, 4), np.uint8)
    mix = 0.6 * X0 + 0.8 * EPS
    Renderer(device).draw([mix], (FrameCell(0, 0, *SIZE),), view, Canvas(canvas))
    assert abs(canvas.astype(int) - draw(mix, view)).max() <= 1
