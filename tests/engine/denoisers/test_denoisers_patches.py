import itertools
import math
from typing import NamedTuple

import numpy as np
import pytest
import torch

from engine.denoisers.patches.cosines import cosine_basis
from engine.denoisers.patches.denoiser import Patches, patch_size
from engine.denoisers.patches.places import CUT
from engine.denoisers.patches.search import Winner
from engine.slices import finish


class Prior(NamedTuple):
    scale: float = 2.0
    row_width: float = math.inf
    column_width: float = math.inf
    mirrored: bool = False


def picture(height: int = 8, width: int = 8, seed: int = 1) -> torch.Tensor:
    return torch.rand(height, width, 3, generator=torch.Generator().manual_seed(seed)) * 2 - 1


def noisy(x0: torch.Tensor, alpha_bar: float, seed: int = 2) -> torch.Tensor:
    eps = torch.randn(x0.shape, generator=torch.Generator().manual_seed(seed))
    return math.sqrt(alpha_bar) * x0 + math.sqrt(1 - alpha_bar) * eps


def winners_of(
    denoiser: Patches, x_t: torch.Tensor, alpha_bar: float, row: int, column: int, count: int
) -> list[Winner]:
    return finish(denoiser.search(x_t, alpha_bar)).winners(row, column, count)


def closeness(apart: float, width: float) -> float:
    """The factor of a preference for the same place, `width` in pixels."""
    if width == math.inf:
        return 1.0
    if abs(apart) > CUT * width:
        return 0.0
    return math.exp(-((apart / width) ** 2) / 2) if apart else 1.0


def weights_of(
    x_t: torch.Tensor, x0: torch.Tensor, alpha_bar: float, prior: Prior, place: tuple[int, int]
) -> dict[tuple[int, int, int], float]:
    """The weight of each (mirrored, row, column) for a pixel, by the definition, in float64."""
    height, width = x0.shape[:2]
    half = patch_size(alpha_bar, prior.scale, min(height, width)) // 2
    query, members = x_t.double().numpy(), [x0.double().numpy()]
    if prior.mirrored:
        members.append(members[0][:, ::-1])
    row, column = place
    offsets = [
        (down, across)
        for down in range(-half, half + 1)
        for across in range(-half, half + 1)
        if 0 <= row + down < height and 0 <= column + across < width
    ]
    result = {}
    for m, r, c in itertools.product(range(len(members)), range(height), range(width)):
        if not all(0 <= r + down < height and 0 <= c + across < width for down, across in offsets):
            continue
        square = sum(
            float(np.sum((query[row + d, column + a] - math.sqrt(alpha_bar) * members[m][r + d, c + a]) ** 2))
            for d, a in offsets
        )
        near = closeness(r - row, prior.row_width * height) * closeness(
            c - column, prior.column_width * width
        )
        result[m, r, c] = near * math.exp(-square / (2 * (1 - alpha_bar)))
    total = sum(result.values())
    return {place: weight / total for place, weight in result.items()}


PRIORS = [
    Prior(),
    Prior(row_width=0.2),
    Prior(column_width=0.15),
    Prior(row_width=0.3, column_width=0.25, mirrored=True),
    Prior(row_width=0.0),
    Prior(mirrored=True),
]


@pytest.mark.parametrize(("alpha_bar", "k"), [(0.3, 7), (0.9, 7), (0.98, 5), (0.999, 3)])
@pytest.mark.parametrize("prior", PRIORS)
def test_it_is_the_double_loop_of_its_definition(alpha_bar: float, k: int, prior: Prior) -> None:
    x0 = picture()
    x_t = noisy(x0, alpha_bar)
    assert patch_size(alpha_bar, prior.scale, 8) == k
    exact = Patches(x0, **prior._asdict(), tolerance=0.0)
    estimate = finish(exact.denoise(x_t, alpha_bar))
    assert estimate.sources is not None
    for row, column in itertools.product((0, 1, 4, 7), (0, 3, 6, 7)):
        weights = weights_of(x_t, x0, alpha_bar, prior, (row, column))
        colour, source = np.zeros(3), np.zeros(2)
        for (m, r, c), weight in weights.items():
            own = 7 - c if m else c
            colour += weight * x0[r, own].double().numpy()
            source += weight * np.array([(r + 0.5) / 8, (own + 0.5) / 8])
        np.testing.assert_allclose(estimate.x0_hat[row, column], colour, atol=2e-5)
        np.testing.assert_allclose(estimate.sources[row, column], source, atol=2e-5)


def test_winners_are_the_largest_weights_and_where_they_are() -> None:
    x0, alpha_bar, prior = picture(), 0.5, Prior(scale=1.0)
    x_t = noisy(x0, alpha_bar)
    weights = weights_of(x_t, x0, alpha_bar, prior, (2, 7))
    winners = winners_of(Patches(x0, tolerance=0.0), x_t, alpha_bar, 2, 7, 4)
    expected = sorted(weights.items(), key=lambda item: -item[1])[:4]
    assert [(winner.row, winner.column) for winner in winners] == [place[1:] for place, _ in expected]
    np.testing.assert_allclose(
        [winner.weight for winner in winners], [value for _, value in expected], rtol=1e-4
    )
    assert len(winners_of(Patches(x0, row_width=0.0), x_t, alpha_bar, 2, 4, 99)) == 6  # a row, less a border
    with pytest.raises(ValueError, match="Row 2, column 8 lies outside the picture of 8 x 8"):
        winners_of(Patches(x0), x_t, alpha_bar, 2, 8, 4)


def test_a_mirrored_winner_is_told_by_its_place_in_the_picture() -> None:
    x0 = picture(9, 9)
    (winner,) = winners_of(Patches(x0, mirrored=True), x0.flip(1), 1.0, 4, 2, 1)
    assert (winner.row, winner.column) == (4, 6)
    assert winner.weight == pytest.approx(1.0)


@pytest.mark.parametrize("alpha_bar", [0.0, 0.3, 1.0])
def test_with_the_place_fixed_it_is_the_picture_whatever_the_noise(alpha_bar: float) -> None:
    x0 = picture(9, 7)
    fixed = Patches(x0, scale=4.0, row_width=0.0, column_width=0.0)
    torch.testing.assert_close(finish(fixed.denoise(picture(9, 7, seed=4), alpha_bar)).x0_hat, x0)


def test_a_patch_that_is_the_whole_picture_is_known_by_its_borders() -> None:
    x0 = picture(7, 7)
    assert patch_size(0.01, 4.0, 7) == 7
    x0_hat = finish(Patches(x0, scale=4.0).denoise(picture(7, 7, seed=4), 0.01)).x0_hat
    torch.testing.assert_close(x0_hat[3, 3], x0[3, 3])


@pytest.mark.parametrize("alpha_bar", [1 - 1e-9, 1.0])
def test_without_noise_each_pixel_is_the_centre_of_the_nearest_patch(alpha_bar: float) -> None:
    x0, x_t = picture(9, 8), picture(9, 8, seed=4)
    x0_hat = finish(Patches(x0).denoise(x_t, alpha_bar)).x0_hat
    for row, column in itertools.product(range(1, 8), range(1, 7)):
        query = x_t[row - 1 : row + 2, column - 1 : column + 2]
        places = itertools.product(range(1, 8), range(1, 7))
        r, c = min(
            places, key=lambda p: float((query - x0[p[0] - 1 : p[0] + 2, p[1] - 1 : p[1] + 2]).square().sum())
        )
        torch.testing.assert_close(x0_hat[row, column], x0[r, c])


def test_without_signal_it_is_the_mean_of_all_that_a_pixel_may_be() -> None:
    x0 = picture(12, 10)
    assert patch_size(0.0, 1.0, 10) == 5
    x0_hat = finish(Patches(x0).denoise(picture(12, 10, seed=4), 0.0)).x0_hat
    torch.testing.assert_close(x0_hat[5, 5], x0[2:10, 2:8].mean((0, 1)))
    torch.testing.assert_close(x0_hat[0, 5], x0[0:10, 2:8].mean((0, 1)))


def smooth(height: int, width: int) -> torch.Tensor:
    """A picture whose neighbouring pixels are alike, as in photographs."""
    noise = picture(height + 6, width + 6).permute(2, 0, 1)[None]
    return torch.nn.functional.avg_pool2d(noise, 7, 1)[0].permute(1, 2, 0) * 4


@pytest.mark.parametrize("alpha_bar", [0.001, 0.1, 0.5, 0.9, 0.99])
def test_the_fast_form_is_within_a_few_grey_levels_of_the_exact_one(alpha_bar: float) -> None:
    x0 = smooth(32, 40)
    x_t = noisy(x0, alpha_bar)
    exact = finish(Patches(x0, tolerance=0.0).denoise(x_t, alpha_bar)).x0_hat
    fast = finish(Patches(x0).denoise(x_t, alpha_bar)).x0_hat
    assert float((fast - exact).square().mean().sqrt()) < 2 / 127.5


def test_thinned_patches_weigh_as_they_do_among_all() -> None:
    x0, alpha_bar = smooth(32, 40), 0.05
    x_t = noisy(x0, alpha_bar)
    whole, thinned = Patches(x0), Patches(x0, most=32 * 10)
    of_all = {(w.row, w.column): w.weight for w in winners_of(whole, x_t, alpha_bar, 16, 20, 9999)}
    of_few = {(w.row, w.column): w.weight for w in winners_of(thinned, x_t, alpha_bar, 16, 20, 9999)}
    assert len(of_all) / 5 < len(of_few) < len(of_all) / 3
    kept = sum(of_all[place] for place in of_few)
    for place, weight in of_few.items():
        assert weight == pytest.approx(of_all[place] / kept, rel=1e-3, abs=1e-7)
    one, again = (finish(Patches(x0, most=32 * 10).denoise(x_t, alpha_bar)).x0_hat for _ in range(2))
    assert torch.equal(one, again)
    assert float((one - finish(whole.denoise(x_t, alpha_bar)).x0_hat).square().mean()) > 0


@pytest.mark.parametrize("prior", [Prior(row_width=0.0), Prior(column_width=0.0), Prior(scale=4.0)])
def test_thinning_leaves_every_pixel_a_candidate(prior: Prior) -> None:
    x0 = picture(24, 30)
    for alpha_bar in (0.01, 0.9):
        assert finish(Patches(x0, **prior._asdict(), most=1).denoise(x0, alpha_bar)).x0_hat.isfinite().all()


def test_patches_shrink_with_the_noise() -> None:
    sizes = [patch_size(1 / (1 + sigma**2), 1.0, 48) for sigma in (1e-3, 0.25, 0.5, 1.0, 2.0, 100.0)]
    assert sizes == [3, 5, 7, 11, 19, 21]
    assert patch_size(0.0, 1.0, 192) == patch_size(5e-324, 1.0, 192) == 21  # 1 / 5e-324 is infinite
    assert patch_size(0.0, 0.5, 48) < 21 < patch_size(0.0, 2.0, 48)
    assert patch_size(0.0, 4.0, 48) == 47
    assert patch_size(0.5, 1.0, 5) == 3


def test_cosines_are_orthonormal() -> None:
    for size in (3, 8):
        basis = cosine_basis(size)
        torch.testing.assert_close(basis @ basis.T, torch.eye(size, dtype=torch.float64))


def test_one_colour_stays_one_colour() -> None:
    x0 = torch.full((9, 8, 3), -0.5)
    for alpha_bar in (0.0, 0.5, 1.0):
        torch.testing.assert_close(finish(Patches(x0).denoise(picture(9, 8), alpha_bar)).x0_hat, x0)


def test_bad_pictures_get_their_sentences() -> None:
    with pytest.raises(
        ValueError, match="2 x 9 pixels and the smallest patch is 3 x 3: choose a larger picture"
    ):
        Patches(picture(9, 2))
    with pytest.raises(ValueError, match="the denoiser is for"):
        next(Patches(picture()).denoise(picture(9, 8), 0.5))
