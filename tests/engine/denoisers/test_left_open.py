"""What a noise level leaves open: against integrals, direct sampling, and the denoisers themselves."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from scipy.integrate import quad
from scipy.special import expit, ndtri
from scipy.stats import norm

from engine.denoisers.ideal.denoiser import Ideal
from engine.denoisers.ideal.left_open import set_left_open
from engine.denoisers.left_open import LeftOpen
from engine.denoisers.patches.denoiser import Patches, patch_size
from engine.denoisers.patches.left_open import patches_left_open
from engine.slices import finish

SIGMAS = (0.05, 0.4, 1.5, 6.0)


def picture(height: int, width: int, seed: int) -> torch.Tensor:
    return torch.rand(height, width, 3, generator=torch.Generator().manual_seed(seed)) * 2 - 1


def of_set(members: list[torch.Tensor], sigmas: tuple[float, ...], draws: int = 4096) -> list[LeftOpen]:
    found: list[LeftOpen] = finish(set_left_open(Ideal(members), sigmas, draws=draws))
    assert [each.sigma for each in found] == list(sigmas)
    return found


def test_of_one_member_nothing_is_open() -> None:
    for each in of_set([picture(4, 5, 1)], SIGMAS):
        assert (each.variance, each.error) == (0.0, 0.0)


def test_of_two_members_it_is_an_integral() -> None:
    """Along their difference, of length d: d^2 E[w (1 - w)], with the weight w of the far one a logistic function."""
    members = [picture(2, 2, 1), picture(2, 2, 2)]
    d = float((members[0].double() - members[1].double()).norm())
    for each in of_set(members, SIGMAS, draws=20000):

        def spread(y: float, sigma: float = each.sigma) -> float:
            weight = expit((2 * y * d - d**2) / (2 * sigma**2))
            return float(weight * (1 - weight) * norm.pdf(y / sigma) / sigma)

        expected = (
            d**2 * quad(spread, -12 * each.sigma, d + 12 * each.sigma, limit=400)[0] / members[0].numel()
        )
        assert abs(each.variance - expected) < 4 * each.error + 1e-12
        assert each.error < 0.1 * expected + 1e-9
        assert each.samples == 20000


def test_of_a_set_it_is_what_the_denoiser_misses() -> None:
    """Squared errors of E[x_0 | x_t], as a trainer would measure the loss."""
    members = [picture(3, 4, seed) for seed in range(5)]
    ideal, generator = Ideal(members), torch.Generator().manual_seed(3)
    for each in of_set(members, (0.4, 1.5, 6.0)):
        alpha_bar = 1 / (1 + each.sigma**2)
        errors = []
        for number in range(400):
            x0 = members[number % 5]
            eps = torch.randn(x0.shape, generator=generator)
            x_t = math.sqrt(alpha_bar) * (x0 + each.sigma * eps)
            errors.append(float((finish(ideal.denoise(x_t, alpha_bar)).x0_hat - x0).square().mean()))
        error = math.hypot(float(np.std(errors)) / math.sqrt(len(errors)), each.error)
        assert abs(each.variance - np.mean(errors)) < 4 * error


def test_of_a_set_that_is_gaussian_it_is_the_closed_form() -> None:
    """c s^2 / (c + s^2) along the grey axis, whose variance c is that of three channels together; none across."""
    values = ndtri((np.arange(128) + 0.5) / 128)
    members = [torch.full((1, 1, 3), float(value)) for value in values]
    c = 3 * float(np.var(values))
    for each in of_set(members, (0.7, 2.0, 8.0), draws=4096):
        expected = c * each.sigma**2 / (c + each.sigma**2) / 3
        assert abs(each.variance - expected) < 4 * each.error + 0.005 * expected


@pytest.mark.parametrize(("sigma", "row_width"), [(0.3, math.inf), (0.6, 0.2), (5.0, 0.2)])
def test_of_patches_it_is_what_the_mean_over_noisy_patches_misses(sigma: float, row_width: float) -> None:
    """By the definition in float64: a place, a patch drawn for it, noise, weights of all patches, a squared error."""
    x0 = 0.4 * picture(7, 6, 4)
    k = patch_size(1 / (1 + sigma**2), 1.0, 6)
    half, random = k // 2, np.random.default_rng(5)
    pixels = x0.double().numpy()
    rows, columns = np.arange(half, 7 - half), np.arange(half, 6 - half)
    centres = [(row, column) for row in rows for column in columns]
    patches = np.array([pixels[r - half : r + half + 1, c - half : c + half + 1].ravel() for r, c in centres])
    colours = np.array([pixels[place] for place in centres])
    errors = []
    for number in range(3000):
        row = rows[number % len(rows)]
        apart = np.array([r - row for r, _ in centres], dtype=np.float64)
        prior = (
            np.ones(len(centres)) if row_width == math.inf else np.exp(-((apart / (row_width * 7)) ** 2) / 2)
        )
        prior[np.abs(apart) > 3 * row_width * 7] = 0
        drawn = random.choice(len(centres), p=prior / prior.sum())
        x_t = patches[drawn] + sigma * random.standard_normal(patches.shape[1])
        log_weight = -((x_t - patches) ** 2).sum(1) / (2 * sigma**2)
        weight = prior * np.exp(log_weight - log_weight.max())
        errors.append(float(np.mean((weight @ colours / weight.sum() - colours[drawn]) ** 2)))
    patches_there = Patches(x0, row_width=row_width, tolerance=0.0)
    found: LeftOpen = finish(patches_left_open(patches_there, sigma, draws=1200))
    assert found.samples == 1200
    error = math.hypot(found.error, float(np.std(errors)) / math.sqrt(len(errors)))
    assert abs(found.variance - np.mean(errors)) < 4 * error
    assert 0 < error < 0.2 * found.variance


def test_of_patches_of_one_colour_nothing_is_open() -> None:
    flat = Patches(torch.full((8, 9, 3), 0.3), tolerance=0.0)
    for sigma in SIGMAS:
        assert finish(patches_left_open(flat, sigma)).variance == pytest.approx(0.0, abs=1e-12)
