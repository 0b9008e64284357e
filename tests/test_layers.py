from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from engine.layers import LayerStore, View, exact_level, fit, level_for
from engine.mix import Layer, noise, picture
from engine.noise import TOP
from engine.pictures import Picture

CPU = torch.device("cpu")


def make_view(width: int = 100, height: int = 60, seed: int = 3, dtype: type = np.uint8) -> View:
    rng = np.random.default_rng(5)
    full = np.iinfo(dtype).max
    pixels = rng.integers(0, full, (height, width, 3), dtype=dtype, endpoint=True)
    return View(Picture("test", pixels, (width, height), "test", ()), f"{width}x{height}", seed)


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
    x0 = view.picture.pixels.astype(np.float64) / 127.5 - 1
    result = exact_level(picture(), view, level).numpy()
    np.testing.assert_allclose(result, block_averages(x0, 2**level), atol=1e-6)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_the_ends_of_the_range_are_exact(dtype: type) -> None:
    pixels: NDArray[Any] = np.array([[[0, 0, 0], [np.iinfo(dtype).max] * 3]], dtype)
    view = View(Picture("ends", pixels, (2, 1), "test", ()), "ends", 0)
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
    assert level_for(size, cell) == level


def test_fitting_commutes_with_weighted_sums() -> None:
    one, other = torch.randn(60, 100, 3), torch.randn(60, 100, 3)
    for size in [(73, 44), (100, 60), (31, 59), (240, 144)]:
        apart = 0.3 * fit(one, size) - 1.7 * fit(other, size)
        torch.testing.assert_close(fit(0.3 * one - 1.7 * other, size), apart, atol=1e-5, rtol=0)


@pytest.mark.parametrize("size", [(73, 44), (51, 31), (240, 144), (100, 60)])
def test_fitting_keeps_a_flat_image_flat(size: tuple[int, int]) -> None:
    flat = torch.full((60, 100, 3), 0.25)
    torch.testing.assert_close(fit(flat, size), torch.full((size[1], size[0], 3), 0.25))


def test_a_larger_cell_shows_the_pixels_themselves() -> None:
    image = torch.randn(2, 3, 3)
    expected = image.repeat_interleave(4, dim=0).repeat_interleave(4, dim=1)
    assert torch.equal(fit(image, (12, 8)), expected)


def test_a_cell_at_the_size_of_the_picture_is_the_picture() -> None:
    view = make_view()
    stored = LayerStore(CPU, 2**20).get(picture(), view, view.size)
    assert torch.equal(stored[..., :3].flip(-1), torch.from_numpy(view.picture.x0()))
    assert stored[..., 3].abs().max() == 0


def test_layers_of_other_pictures_seeds_and_sizes_are_told_apart() -> None:
    store = LayerStore(CPU, 2**24)
    views = [make_view(seed=3), make_view(seed=4), make_view(90, 60)]
    tensors = [store.get(noise("a"), view, size) for view in views for size in ((40, 24), (20, 12))]
    tensors.append(store.get(noise("b"), views[0], (40, 24)))
    for index, tensor in enumerate(tensors):
        for other in tensors[:index]:
            assert tensor.shape != other.shape or not torch.equal(tensor, other)


def test_the_store_stays_within_its_budget_and_forgets_the_oldest_first() -> None:
    one_layer = 20 * 20 * 4 * 4
    view = make_view(20, 20)
    exact = 20 * 20 * 3 * 4
    store = LayerStore(CPU, 3 * (one_layer + exact))
    layers = [Layer("noise", str(number)) for number in range(6)]
    for layer in layers:
        store.get(layer, view, (20, 20))
        store.get(layers[0], view, (20, 20))
        assert store.bytes <= 3 * (one_layer + exact)
    assert store.has(layers[0], view, (20, 20))
    assert store.has(layers[5], view, (20, 20))
    assert not store.has(layers[1], view, (20, 20))


def test_a_layer_larger_than_the_budget_is_still_given() -> None:
    store = LayerStore(CPU, 10)
    assert store.get(picture(), make_view(), (100, 60)).shape == (60, 100, 4)
    assert store.get(noise("a"), make_view(), (100, 60)).shape == (60, 100, 4)
