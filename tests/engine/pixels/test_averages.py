"""Averages over areas, against sums that are written out, and what they do to white noise."""

import math

import numpy as np
import pytest
import torch

from engine.pixels.averages import averaging_weights, reduce

SIZES = [(1024, 1020), (1024, 900), (1024, 500), (512, 409), (768, 512), (244.3, 200), (641, 640), (9, 7)]


def dense(reach: float, count: int) -> np.ndarray:
    """The weights of all pixels, (count, pixels)."""
    first, weights = averaging_weights(reach, count)
    matrix = np.zeros((count, math.ceil(reach)))
    for row, (start, values) in enumerate(zip(first, weights, strict=True)):
        matrix[row, start : start + len(values)] = values
    return matrix


@pytest.mark.parametrize(("reach", "count"), SIZES)
def test_each_is_an_average_of_the_pixels_that_it_covers(reach: float, count: int) -> None:
    matrix, step = dense(reach, count), reach / count
    assert matrix.min() >= 0
    np.testing.assert_allclose(matrix.sum(1), 1)
    assert (matrix.sum(0) > 0.2 / step).all()  # no pixel is left out
    for number, row in enumerate(matrix):
        used = np.flatnonzero(row)
        assert used[0] + 1 > number * step
        assert used[-1] < (number + 1) * step + 0.5


@pytest.mark.parametrize("block", [1, 2, 3, 5, 64])
def test_whole_numbers_of_pixels_give_plain_block_averages(block: int) -> None:
    image = torch.rand(7 * block, 6 * block, 3, dtype=torch.float64).float()
    expected = image.view(7, block, 6, block, 3).mean((1, 3))
    torch.testing.assert_close(reduce(image, (6, 7)), expected, atol=1e-6, rtol=0)


@pytest.mark.parametrize(("reach", "count"), SIZES)
def test_an_image_is_averaged_down_and_across(reach: float, count: int) -> None:
    image = torch.randn(40, math.ceil(reach), 3)
    down, across = (torch.from_numpy(dense(*each)).float() for each in ((40, 31), (reach, count)))
    expected = torch.einsum("yh,hxc->yxc", down, torch.einsum("xw,hwc->hxc", across, image))
    for same in (image, image.permute(0, 2, 1).contiguous().permute(0, 2, 1)):
        torch.testing.assert_close(reduce(same, (count, 31), (reach, 40)), expected, atol=1e-5, rtol=0)


@pytest.mark.parametrize("count", [50, 133, 400])
def test_noise_has_the_strength_of_an_average_of_so_many_pixels(count: int) -> None:
    """The deviation of an average of r x r independent values is 1 / r, and it nowhere leaps."""
    for ratio in np.linspace(1, 4, 151):
        deviation = (
            (dense(count * ratio, count) ** 2).sum(1).mean()
        )  # per axis the variance, of both the deviation
        assert deviation == pytest.approx(1 / ratio, rel=0.02)


def test_noise_seen_at_900_and_500_of_1024_pixels() -> None:
    noise = torch.randn(1024, 1024, 3, generator=torch.Generator().manual_seed(1))
    assert float(reduce(noise, (900, 900)).std()) == pytest.approx(0.879, abs=0.003)
    assert float(reduce(noise, (500, 500)).std()) == pytest.approx(0.488, abs=0.003)


def test_nothing_is_brighter_than_the_brightest_pixel_and_flat_stays_flat() -> None:
    edges = (torch.arange(300) // 7 % 2).float().repeat(200, 1)[..., None].repeat(1, 1, 3) * 2 - 1
    for size in [(299, 199), (263, 175), (149, 99), (31, 20), (1, 1)]:
        reduced = reduce(edges, size)
        assert reduced.abs().max() <= 1 + 1e-6
        flat = reduce(torch.full((200, 300, 3), 0.25), size)
        torch.testing.assert_close(flat, torch.full((size[1], size[0], 3), 0.25))


def test_averaging_commutes_with_weighted_sums() -> None:
    one, other = torch.randn(60, 100, 3), torch.randn(60, 100, 3)
    for size in [(73, 44), (100, 60), (31, 59)]:
        apart = 0.3 * reduce(one, size) - 1.7 * reduce(other, size)
        torch.testing.assert_close(reduce(0.3 * one - 1.7 * other, size), apart, atol=1e-5, rtol=0)


def test_any_reach_has_weights() -> None:
    random = np.random.default_rng(0)
    for _ in range(500):
        count = int(random.integers(1, 60))
        reach = count * float(random.choice([1, 1 + 1e-9, random.uniform(1, 1.1), random.uniform(1, 9)]))
        first, weights = averaging_weights(reach, count)
        assert np.isfinite(weights).all()
        assert first.min() >= 0
        assert first.max() + weights.shape[1] <= math.ceil(reach)
