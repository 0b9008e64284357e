import math

import pytest
import torch

from engine.denoisers.ideal.denoiser import Ideal, random_crops
from engine.slices import finish


def pictures(count: int, height: int = 5, width: int = 7) -> list[torch.Tensor]:
    generator = torch.Generator().manual_seed(3)
    return list(torch.rand(count, height, width, 3, generator=generator) * 2 - 1)


@pytest.mark.parametrize("alpha_bar", [0.0, 1e-12, 0.5, 1 - 1e-12, 1.0])
def test_a_set_of_one_is_its_picture(alpha_bar: float) -> None:
    (only,) = pictures(1)
    estimate = finish(Ideal([only]).denoise(pictures(2)[1], alpha_bar))
    torch.testing.assert_close(estimate.x0_hat, only, atol=0, rtol=0)
    assert estimate.weights is not None
    assert estimate.weights.tolist() == [1.0]


@pytest.mark.parametrize("alpha_bar", [0.001, 0.02, 0.1, 0.4])
def test_weights_are_the_posterior_probabilities(alpha_bar: float) -> None:
    members = pictures(6)
    x_t = math.sqrt(alpha_bar) * members[2] + math.sqrt(1 - alpha_bar) * pictures(7)[6]
    likelihood = [
        math.exp(
            -float((x_t.double() - math.sqrt(alpha_bar) * x0.double()).square().sum()) / 2 / (1 - alpha_bar)
        )
        for x0 in members
    ]
    expected = torch.tensor(likelihood) / sum(likelihood)
    estimate = finish(Ideal(members).denoise(x_t, alpha_bar))
    assert estimate.weights is not None
    torch.testing.assert_close(estimate.weights, expected, atol=1e-5, rtol=1e-4)
    torch.testing.assert_close(
        estimate.x0_hat, torch.einsum("n,nhwc->hwc", expected, torch.stack(members)), atol=1e-5, rtol=0
    )


@pytest.mark.parametrize("alpha_bar", [1 - 1e-8, 1.0])
def test_without_noise_it_is_the_nearest_member(alpha_bar: float) -> None:
    members = pictures(6)
    x_t = 0.6 * members[4] + 0.4 * members[1]
    nearest = min(members, key=lambda x0: float((x_t - x0).square().sum()))
    torch.testing.assert_close(finish(Ideal(members).denoise(x_t, alpha_bar)).x0_hat, nearest)


def test_large_sets_are_compared_in_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    ideal, x_t = Ideal(pictures(7)), pictures(8)[7]
    whole = finish(ideal.weights(x_t, 0.05))
    monkeypatch.setattr("engine.denoisers.ideal.denoiser.SLICE", 2 * x_t.numel())
    assert len(list(ideal.weights(x_t, 0.05))) == 4
    torch.testing.assert_close(finish(ideal.weights(x_t, 0.05)), whole)


def test_crops_are_parts_of_the_picture_and_the_same_for_a_seed() -> None:
    rows, columns = torch.meshgrid(torch.arange(9.0), torch.arange(12.0), indexing="ij")
    x0 = torch.stack((rows, columns, rows * 0), 2)  # each pixel says where it is
    crops = random_crops(x0, 40, 4, 5, seed=1)
    tops = {int(crop[0, 0, 0]) for crop in crops}
    lefts = {int(crop[0, 0, 1]) for crop in crops}
    for crop in crops:
        top, left = int(crop[0, 0, 0]), int(crop[0, 0, 1])
        torch.testing.assert_close(crop, x0[top : top + 4, left : left + 5])
    assert tops == set(range(6))
    assert lefts == set(range(8))
    assert all(
        torch.equal(one, other) for one, other in zip(crops, random_crops(x0, 40, 4, 5, 1), strict=True)
    )
    assert any(
        not torch.equal(one, other) for one, other in zip(crops, random_crops(x0, 40, 4, 5, 2), strict=True)
    )


def test_bad_sets_get_their_sentences() -> None:
    with pytest.raises(ValueError, match="holds 0 pictures; give at least one"):
        Ideal([])
    with pytest.raises(
        ValueError, match="Picture 2 of the set is 7 x 6 pixels and the first is 7 x 5: bring all"
    ):
        Ideal([*pictures(1), *pictures(1, height=6)])
    with pytest.raises(ValueError, match="7 x 5 pixels and a crop is 8 x 3: choose a smaller result"):
        random_crops(pictures(1)[0], 3, 3, 8, seed=0)
    with pytest.raises(ValueError, match="the denoiser is for"):
        next(Ideal(pictures(2)).denoise(pictures(1, width=8)[0], 0.5))
