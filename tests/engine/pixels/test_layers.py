from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from engine.mix import Layer, noise, picture
from engine.pictures.picture import Picture
from engine.pixels import layers
from engine.pixels import pyramid as pyramid_module
from engine.pixels.crew import Crew
from engine.pixels.layers import LayerStore
from engine.pixels.noise import TOP, WhiteNoise
from engine.pixels.pyramid import KEPT, Pyramid
from engine.pixels.region import Zoom, averaged_pixels, level_for, region_of
from engine.pixels.renderer import has_draft
from engine.pixels.sources import PixelSources
from tests.levels import exact_level

CPU, ALONE = torch.device("cpu"), Crew(1)


def make_view(width: int = 100, height: int = 60, seed: int = 3, dtype: type = np.uint8) -> PixelSources:
    rng = np.random.default_rng(5)
    full = np.iinfo(dtype).max
    pixels = rng.integers(0, full, (height, width, 3), dtype=dtype, endpoint=True)
    return PixelSources(
        Pyramid(Picture("test", pixels, (width, height), "test", ())), f"{width}x{height}", seed
    )


def block_averages(image: np.ndarray, block: int) -> np.ndarray:
    """Averages of blocks of the edge-padded image, one block at a time."""
    height, width, _ = image.shape
    padded = np.pad(image, ((0, -height % block), (0, -width % block), (0, 0)), mode="edge")
    rows, columns = padded.shape[0] // block, padded.shape[1] // block
    result = np.empty((rows, columns, 3))
    for row in range(rows):
        for column in range(columns):
            part = padded[row * block : (row + 1) * block, column * block : (column + 1) * block]
            result[row, column] = part.mean(axis=(0, 1))
    return result


@pytest.mark.parametrize("level", range(TOP + 1))
@pytest.mark.parametrize(("width", "height"), [(100, 60), (64, 64), (1, 1), (65, 3), (3, 9000)])
def test_a_level_of_the_picture_is_its_block_averages(width: int, height: int, level: int) -> None:
    view = make_view(width, height)
    pixels = view.picture.picture
    assert isinstance(pixels, Picture)
    x0 = pixels.pixels.astype(np.float64) / 127.5 - 1
    result = exact_level(picture(), view, level).numpy()
    np.testing.assert_allclose(result, block_averages(x0, 2**level), atol=1e-6)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_the_ends_of_the_range_are_exact(dtype: type) -> None:
    pixels: NDArray[Any] = np.array([[[0, 0, 0], [np.iinfo(dtype).max] * 3]], dtype)
    view = PixelSources(Pyramid(Picture("ends", pixels, (2, 1), "test", ())), "ends", 0)
    level = exact_level(picture(), view, 0)
    assert level[0, 0].tolist() == [-1.0] * 3
    assert level[0, 1].tolist() == [1.0] * 3


@pytest.mark.parametrize("level", [0, 1, 2, 4])
def test_a_level_of_noise_has_the_variance_of_block_averages(level: int) -> None:
    result = exact_level(noise("a"), make_view(512, 512), level).double()
    n = result.numel()
    assert result.shape == (512 >> level, 512 >> level, 3)
    assert abs(result.var() * 4**level - 1) < 5 * (2 / n) ** 0.5
    assert abs(result.mean() * 2**level) < 5 / n**0.5


@pytest.mark.parametrize(
    ("size", "cell", "level"),
    [
        ((512, 256), (512, 256), 0),
        ((512, 256), (511, 255), 0),
        ((512, 256), (256, 128), 1),
        ((512, 256), (168, 84), 1),
        ((512, 256), (128, 64), 2),
        ((512, 256), (1, 1), TOP),
        ((64, 64), (640, 640), 0),
        ((1, 1000), (1, 16), 0),
    ],
)
def test_the_level_is_the_coarsest_that_is_not_smaller_than_the_cell(
    size: tuple[int, int], cell: tuple[int, int], level: int
) -> None:
    assert level_for(region_of(None, size, cell), cell, TOP) == level


@pytest.mark.parametrize("size", [(300, 130), (129, 300), (1, 200), (200, 1)])
@pytest.mark.parametrize("width", [64, 128, 4096])
def test_a_pyramid_that_is_made_in_parts_has_the_averages_of_all_blocks(
    size: tuple[int, int], width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pyramid_module, "_WIDTH", width)
    pyramid = make_view(*size).picture
    progress = list(pyramid.build())
    assert progress == sorted(progress)
    assert progress[-1] == 1
    assert len(progress) == -(-size[1] // 64) * -(-size[0] // width) + TOP - KEPT
    assert list(pyramid.build()) == []
    image = pyramid.picture.x0(slice(None), slice(None)).astype(np.float64)
    for level in range(KEPT, TOP + 1):
        expected = block_averages(image, 1 << level)
        height, across, _ = expected.shape
        got = pyramid.averages(level, range(height), range(across)).numpy()
        np.testing.assert_allclose(got, expected, atol=1e-6)


def test_a_larger_cell_shows_the_pixels_themselves() -> None:
    view = make_view(30, 20)
    for layer in (picture(), noise("a")):
        expected = exact_level(layer, view, 0).repeat_interleave(4, dim=0).repeat_interleave(4, dim=1)
        assert torch.equal(rgb(view, (120, 80), layer), expected)


def test_a_cell_at_the_size_of_the_picture_is_the_picture() -> None:
    view = make_view()
    stored = LayerStore(CPU, 2**20, ALONE).get(picture(), view, view.size)
    assert torch.equal(stored[..., :3].flip(-1), exact_level(picture(), view, 0))
    assert stored[..., 3].abs().max() == 0


def test_layers_of_other_pictures_seeds_and_sizes_are_told_apart() -> None:
    store = LayerStore(CPU, 2**24, ALONE)
    views = [make_view(seed=3), make_view(seed=4), make_view(90, 60)]
    tensors = [store.get(noise("a"), view, size) for view in views for size in ((40, 24), (20, 12))]
    tensors.append(store.get(noise("b"), views[0], (40, 24)))
    for index, tensor in enumerate(tensors):
        for other in tensors[:index]:
            assert tensor.shape != other.shape or not torch.equal(tensor, other)


def rgb(
    view: PixelSources, cell: tuple[int, int], layer: Layer, budget: int = 2**24, draft: bool = False
) -> torch.Tensor:
    return LayerStore(CPU, budget, ALONE).get(layer, view, cell, draft=draft)[..., :3].flip(-1)


@pytest.mark.parametrize("resampling", ["average", "pixels"])
@pytest.mark.parametrize(("x", "y"), [(150, 100), (0, 0), (333.4, 77.7), (1000, 600)])
def test_at_one_to_one_a_cell_is_a_crop_of_the_picture_and_of_its_noise(
    x: float, y: float, resampling: str
) -> None:
    view = replace(make_view(500, 300), zoom=Zoom(x, y, 120), resampling=resampling)
    top, left = min(max(round(y - 40), 0), 220), min(max(round(x - 60), 0), 380)
    for layer in (picture(), noise("a")):
        crop = exact_level(layer, view, 0)[top : top + 80, left : left + 120]
        assert torch.equal(rgb(view, (120, 80), layer), crop)


@pytest.mark.parametrize("layer", [picture(), noise("a")])
@pytest.mark.parametrize(("width", "level"), [(240, 1), (480, 2), (960, 3), (1920, 4)])
def test_zoomed_out_by_a_power_of_two_a_cell_is_a_crop_of_an_exact_level(
    layer: Layer, width: int, level: int
) -> None:
    view = replace(make_view(2100, 1500), zoom=Zoom(1000, 700, width))
    exact = exact_level(layer, view, level)
    top, left = round((700 - width / 3) / 2**level), round((1000 - width / 2) / 2**level)
    assert torch.equal(rgb(view, (120, 80), layer), exact[top : top + 80, left : left + 120])


@pytest.mark.parametrize("layer", [picture(), noise("a")])
def test_an_enlarged_cell_shows_each_pixel_several_times(layer: Layer) -> None:
    view = replace(make_view(500, 300), zoom=Zoom(200, 100, 30))
    crop = exact_level(layer, view, 0)[90:110, 185:215]
    expected = crop.repeat_interleave(4, dim=0).repeat_interleave(4, dim=1)
    assert torch.equal(rgb(view, (120, 80), layer), expected)


@pytest.mark.parametrize("zoom", [None, Zoom(1100, 900, 1000)])
def test_single_pixels_are_pixels_and_keep_the_strength_of_noise(zoom: Zoom | None) -> None:
    view = replace(make_view(2100, 1500), zoom=zoom, resampling="pixels")
    shown, whole = rgb(view, (150, 107), noise("a")), exact_level(noise("a"), view, 0)
    region = region_of(zoom, view.size, (150, 107))
    for row, column in [(0, 0), (106, 149), (53, 20)]:
        down = int(region.y + (row + 0.5) * region.height / 107)
        across = int(region.x + (column + 0.5) * region.width / 150)
        assert torch.equal(shown[row, column], whole[down, across])
    assert abs(shown.double().var() - 1) < 5 * (2 / shown.numel()) ** 0.5
    draft = rgb(view, (150, 107), noise("a"), draft=True)
    assert abs(draft.double().var() - 1) < 5 * (2 / draft.numel()) ** 0.5


def test_zooming_in_and_out_and_panning_show_the_same_noise_in_any_order() -> None:
    zooms = [None, Zoom(700, 500, 400), Zoom(710, 505, 400), Zoom(710, 505, 100), Zoom(900, 500, 800)]
    store = LayerStore(CPU, 2**26, ALONE)
    views = [replace(make_view(2100, 1500), zoom=zoom) for zoom in zooms]
    first = [store.get(noise("a"), view, (120, 80)) for view in views]
    for view, expected in reversed(list(zip(views, first, strict=True))):
        assert torch.equal(LayerStore(CPU, 0, ALONE).get(noise("a"), view, (120, 80)), expected)
        assert torch.equal(store.get(noise("a"), view, (120, 80)), expected)


@pytest.mark.parametrize("length", [0.3, 1, 63, 64.5, 700.25, 1001])
@pytest.mark.parametrize("level", [0, 1, 3])
def test_panning_never_changes_how_many_pixels_are_averaged(length: float, level: int) -> None:
    spans = [averaged_pixels(start / 7, length, level, 1001) for start in range(int(7 * (1001 - length)) + 1)]
    assert len({len(span) for span in spans}) == 1
    assert all(span.start >= 0 and span.stop <= -(-1001 >> level) for span in spans)


def test_a_layer_that_is_made_in_slices_goes_on_where_it_was_left() -> None:
    view = replace(make_view(3000, 2000), resampling="pixels")
    store, other = LayerStore(CPU, 2**24, ALONE), LayerStore(CPU, 2**24, ALONE)
    slices = sum(1 for _ in other.make([(noise("a"), (150, 100))], view))
    assert slices > 3
    for _ in range(slices):
        steps = store.make([(noise("a"), (150, 100))], view)
        next(steps)
        del steps
    assert list(store.make([(noise("a"), (150, 100))], view)) == []
    assert store.has(noise("a"), view, (150, 100))
    assert torch.equal(*(each.get(noise("a"), view, (150, 100)) for each in (store, other)))


def test_a_layer_that_failed_on_the_way_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    view = replace(make_view(3000, 2000), resampling="pixels")
    store, size = LayerStore(CPU, 2**24, ALONE), (150, 100)
    steps = store.make([(noise("a"), size)], view)
    next(steps)
    averages = WhiteNoise.averages
    monkeypatch.setattr(WhiteNoise, "averages", fail)
    with pytest.raises(MemoryError):
        list(steps)
    monkeypatch.setattr(WhiteNoise, "averages", averages)
    assert not store.has(noise("a"), view, size)
    list(store.make([(noise("a"), size)], view))
    assert torch.equal(store.get(noise("a"), view, size)[..., :3].flip(-1), rgb(view, size, noise("a")))


def fail(*_: object) -> torch.Tensor:
    raise MemoryError


def test_a_new_seed_makes_only_noise_anew() -> None:
    store, size = LayerStore(CPU, 2**24, ALONE), (40, 24)
    before, after = make_view(seed=3), make_view(seed=4)
    for layer in (picture(), noise("a")):
        store.get(layer, before, size)
    assert store.has(picture(), after, size)
    assert not store.has(noise("a"), after, size)


@pytest.mark.parametrize(("width", "deviation"), [(900, 0.879), (500, 0.488), (450, 0.4395), (200, 0.195)])
def test_noise_falls_smoothly_as_a_cell_shrinks(width: int, deviation: float) -> None:
    shown = rgb(make_view(1024, 1024), (width, width), noise("a"))
    assert float(shown.std()) == pytest.approx(deviation, rel=0.01)


def test_averages_reach_exactly_as_far_as_the_part_that_is_seen() -> None:
    """A ramp shows where the averages lie: at 244.3 pixels in 200, each a step of 1.2215 further."""
    ramp = np.zeros((8, 1000, 3), np.uint16)
    ramp[:] = np.arange(1000)[None, :, None] * 60
    view = PixelSources(Pyramid(Picture("ramp", ramp, (1000, 8), "test", ())), "ramp", 0)
    view = replace(view, zoom=Zoom(500, 4, 244.3))
    shown = (rgb(view, (200, 5), picture())[0, :, 0].double() + 1) * 32767.5 / 60
    places = round(500 - 244.3 / 2) - 0.5 + (torch.arange(200) + 0.5) * 244.3 / 200
    assert (shown - places).abs().max() < 0.62  # half a pixel, and the offset of the edges
    assert abs(float((shown - places).mean())) < 0.2


@pytest.mark.parametrize("size", [(1, 3000), (3000, 1), (2, 3000)])
def test_a_thin_picture_is_averaged_along_its_length_and_has_no_draft(size: tuple[int, int]) -> None:
    view = make_view(*size)
    cell = size[0] if size[0] < 9 else 300, size[1] if size[1] < 9 else 300
    image = exact_level(picture(), view, 0).double()
    blocks = (
        image.reshape(300, 10, size[0], 3).mean(1) if size[1] > 9 else image.reshape(1, 300, 10, 3).mean(2)
    )
    torch.testing.assert_close(rgb(view, cell, picture()).double(), blocks, atol=1e-6, rtol=0)
    strength = float(rgb(view, cell, noise("a")).std())
    assert strength == pytest.approx(10**-0.5, rel=0.1)  # averages of ten pixels, of which none is left out
    assert has_draft(noise("a"), cell, view) == (2 in size)
    assert has_draft(noise("a"), cell, replace(view, resampling="pixels"))
    assert has_draft(noise("a"), (300, 200), make_view(400, 267))


def test_the_time_for_layers_grows_with_their_pixels_and_is_learned(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(range(1000))
    monkeypatch.setattr(layers, "perf_counter", lambda: float(next(clock)))  # each layer takes a second
    view, store = make_view(400, 200), LayerStore(CPU, 2**24, Crew(2))
    for number in range(60):
        store.get(noise(str(number)), view, (200, 100))
    one = [(noise("new"), (200, 100))]
    assert store.seconds(one, view) == pytest.approx(1, rel=0.01)
    assert store.seconds([(noise("new"), (100, 50))], view) == pytest.approx(1 / 4, rel=0.01)
    assert store.seconds([*one, (noise("newer"), (200, 100))], view) == pytest.approx(
        1, rel=0.01
    )  # two hands
    assert store.seconds([(noise("new"), (200, 100))], replace(view, resampling="pixels")) == pytest.approx(
        4, rel=0.01
    )
    assert store.seconds([], view) == 0


@pytest.mark.parametrize("resampling", ["average", "pixels"])
def test_a_crew_makes_the_same_layers(resampling: str) -> None:
    view = replace(make_view(1400, 900), resampling=resampling)
    wanted = [(noise(str(number)), size) for number in range(5) for size in ((150, 100), (40, 30))]
    wanted.append((picture(), (150, 100)))
    alone, together = (LayerStore(CPU, 2**26, Crew(hands)) for hands in (1, 3))
    assert len(list(together.make(wanted, view))) <= len(list(alone.make(wanted, view)))
    for layer, size in wanted:
        assert together.has(layer, view, size)
        assert torch.equal(*(each.get(layer, view, size) for each in (alone, together)))


def test_the_store_never_exceeds_its_budget_and_keeps_what_is_used() -> None:
    view = make_view(200, 200)
    budget = 2**21
    store = LayerStore(CPU, budget, ALONE)
    for number in range(40):
        store.get(Layer("noise", str(number)), view, (100, 100))
        store.get(picture(), view, (100, 100))
        assert 0 < store.bytes <= budget
    assert store.has(picture(), view, (100, 100))
    assert store.has(Layer("noise", "39"), view, (100, 100))
    assert not store.has(Layer("noise", "0"), view, (100, 100))


def test_a_layer_larger_than_the_budget_is_given_and_not_kept() -> None:
    store = LayerStore(CPU, 10, ALONE)
    for layer in (picture(), noise("a")):
        assert store.get(layer, make_view(), (100, 60)).shape == (60, 100, 4)
    assert store.bytes == 0
