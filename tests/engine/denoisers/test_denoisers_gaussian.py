import math

import pytest
import torch

from engine.denoisers.gaussian.denoiser import Gaussian
from engine.slices import finish


def picture(height: int, width: int, seed: int = 1) -> torch.Tensor:
    return torch.rand(height, width, 3, generator=torch.Generator().manual_seed(seed)) * 2 - 1


def covariance(x0: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Mean and covariance of the picture shifted at random round its borders, written out as a dense matrix."""
    x0 = x0.double()
    mean = x0.mean((0, 1)).expand_as(x0).flatten()
    shifts = [
        x0.roll((down, across), (0, 1)).flatten() - mean
        for down in range(x0.shape[0])
        for across in range(x0.shape[1])
    ]
    return mean, torch.stack(shifts).T @ torch.stack(shifts) / len(shifts)


@pytest.mark.parametrize(("height", "width"), [(4, 4), (3, 5), (4, 3)])
@pytest.mark.parametrize("alpha_bar", [0.0, 1e-9, 0.3, 0.9, 1 - 1e-6])
def test_it_is_the_posterior_mean_of_a_gaussian_field(height: int, width: int, alpha_bar: float) -> None:
    x0 = picture(height, width)
    mean, c = covariance(x0)
    x_t = picture(height, width, seed=2)
    signal = math.sqrt(alpha_bar)
    gain = c @ torch.linalg.inv(alpha_bar * c + (1 - alpha_bar) * torch.eye(len(c), dtype=torch.float64))
    expected = mean + signal * gain @ (x_t.double().flatten() - signal * mean)
    x0_hat = finish(Gaussian(x0).denoise(x_t, alpha_bar)).x0_hat
    assert x0_hat.dtype == torch.float32
    torch.testing.assert_close(x0_hat.double(), expected.view(height, width, 3), atol=2e-5, rtol=0)


def test_its_mean_square_error_is_the_posterior_variance() -> None:
    x0, alpha_bar, count = picture(4, 4), 0.6, 300
    mean, c = covariance(x0)
    values, axes = torch.linalg.eigh(c)
    theory = float(((1 - alpha_bar) * values / (alpha_bar * values + 1 - alpha_bar)).sum())
    generator = torch.Generator().manual_seed(5)
    denoiser, errors = Gaussian(x0), []
    for _ in range(count):
        z, eps = torch.randn(2, len(values), generator=generator, dtype=torch.float64)
        sample = mean + axes @ (values.clamp_min(0).sqrt() * z)
        x_t = (math.sqrt(alpha_bar) * sample + math.sqrt(1 - alpha_bar) * eps).float().view(4, 4, 3)
        errors.append((finish(denoiser.denoise(x_t, alpha_bar)).x0_hat.flatten() - sample).square().sum())
    error = torch.stack(errors)
    assert abs(float(error.mean()) - theory) < 5 * float(error.std()) / count**0.5


@pytest.mark.parametrize("alpha_bar", [0.0, 1e-3, 0.3, 0.9, 1 - 1e-4])
def test_of_the_pictures_own_x_t_it_leaves_what_the_spectrum_says(alpha_bar: float) -> None:
    """E |x0_hat - x0|^2 = sum S noise^2 / (signal^2 S + noise^2), from all of |x0 - m|^2 without signal to nothing.

    The estimate is linear in the noise, so that its mean and what each unit of noise does give the expectation.
    """
    x0, noise = picture(4, 4), math.sqrt(1 - alpha_bar)
    power = torch.fft.fft2((x0 - x0.mean((0, 1))).double(), dim=(0, 1), norm="ortho").abs().square().sum(2)
    theory = float((power * noise**2 / (alpha_bar * power + noise**2)).sum())
    denoiser, signal = Gaussian(x0), math.sqrt(alpha_bar) * x0
    middle = finish(denoiser.denoise(signal, alpha_bar)).x0_hat
    error = float((middle - x0).square().sum())
    for unit in torch.eye(x0.numel()).view(-1, *x0.shape):
        moved = finish(denoiser.denoise(signal + noise * unit, alpha_bar)).x0_hat
        error += float((moved - middle).square().sum())
    assert error == pytest.approx(theory, rel=2e-5)


@pytest.mark.parametrize("alpha_bar", [1 - 1e-7, 1.0])
def test_without_noise_x_t_stays_where_the_picture_has_power(alpha_bar: float) -> None:
    x0 = picture(6, 8)
    shifted = x0.roll((2, 3), (0, 1))  # it has power in the directions that the picture has, and in no others
    x0_hat = finish(Gaussian(x0).denoise(math.sqrt(alpha_bar) * shifted, alpha_bar)).x0_hat
    torch.testing.assert_close(x0_hat, shifted, atol=1e-4, rtol=0)


def test_one_colour_is_known_whatever_the_noise() -> None:
    x0 = torch.full((5, 4, 3), 0.25)
    for alpha_bar in (0.0, 0.5, 1.0):
        torch.testing.assert_close(finish(Gaussian(x0).denoise(picture(5, 4), alpha_bar)).x0_hat, x0)


def test_another_size_gets_its_sentence() -> None:
    with pytest.raises(ValueError, match=r"x_t has shape \(5, 4, 3\) and the denoiser is for \(4, 4, 3\)"):
        next(Gaussian(picture(4, 4)).denoise(picture(5, 4), 0.5))
    with pytest.raises(ValueError, match=r"shape \(4, 4\) cannot be used"):
        Gaussian(torch.zeros(4, 4))
