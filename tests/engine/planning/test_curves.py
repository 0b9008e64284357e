"""The least possible loss as curves: against exact arithmetic, and against what a real denoiser reaches."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from mpmath import mpf

from engine.denoisers.gaussian.denoiser import Gaussian
from engine.planning.curves import CURVES, curves_of
from engine.planning.spectrum import Spectrum, spectrum
from engine.schedules import make_schedule
from engine.schedules.axes import X_AXES
from engine.slices import finish

LINEAR = make_schedule("linear", 1000)
TARGETS = ("eps", "x0", "v")
PICTURE = np.random.default_rng(4).normal(size=(24, 32, 3)).cumsum(0).cumsum(1) / 40
OF_PICTURE = spectrum(PICTURE)


def floor(target: str, of: Spectrum, t: int) -> float:
    value = curves_of(of)[f"floor_{target}"].at(LINEAR, t)
    assert value is not None
    return value


def test_the_floor_is_the_mean_of_the_conditional_variance_of_each_frequency() -> None:
    """By the rule of least squares in mpmath: Var(y) - Cov(y, x_t)^2 / Var(x_t) for each of the bands."""
    for t in (1, 20, 300, 1000):
        signal, noise = mpf(float(LINEAR.signal[t])), mpf(float(LINEAR.noise[t]))
        for target, in_x0, in_eps in (("eps", 0, 1), ("x0", 1, 0), ("v", -noise, signal)):
            total = mpf(0)
            for c, modes in zip(OF_PICTURE.c.tolist(), OF_PICTURE.modes.tolist(), strict=True):
                covariance = in_x0 * mpf(c) * signal + in_eps * noise
                variance = in_x0**2 * mpf(c) + in_eps**2
                total += modes * (variance - covariance**2 / (signal**2 * mpf(c) + noise**2))
            expected = total / sum(OF_PICTURE.modes.tolist())
            assert floor(target, OF_PICTURE, t) == pytest.approx(float(expected), rel=1e-9)


def test_a_perfect_denoiser_reaches_the_floor_and_none_goes_below() -> None:
    """The Gaussian denoiser on pictures of its own law, whose losses are measured as a trainer would."""
    x0 = torch.rand(6, 8, 3, generator=torch.Generator().manual_seed(1)) * 2 - 1
    denoiser, count = Gaussian(x0), 60
    transform = torch.fft.fft2((x0 - denoiser.mean).double(), dim=(0, 1), norm="ortho")
    power = (
        transform.abs().square().sum(2).flatten().numpy()
    )  # its colours go together: one direction of three
    modes = np.array([1.0, 2.0]).repeat(len(power)).reshape(2, -1)
    size = (6, 8)
    law = Spectrum(
        size,
        1,
        np.arange(2 * len(power)),
        np.ones(2 * len(power)),
        modes.flatten(),
        np.concatenate((power, np.zeros(len(power)))),
        denoiser.mean.double().numpy(),
    )
    generator = torch.Generator().manual_seed(7)
    for t in (3, 300):
        signal, noise = float(LINEAR.signal[t]), float(LINEAR.noise[t])
        losses: dict[str, list[float]] = {target: [] for target in TARGETS}
        for _ in range(count):
            phases = torch.randn(2, *size, generator=generator, dtype=torch.float64)
            phase = torch.fft.fft2(phases[0], norm="ortho")[
                ..., None
            ]  # a white field, as real as the picture
            sample = torch.fft.ifft2(transform * phase, dim=(0, 1), norm="ortho").real + denoiser.mean
            eps = torch.randn(*x0.shape, generator=generator, dtype=torch.float64)
            x_t = signal * sample + noise * eps
            x0_hat = finish(denoiser.denoise(x_t.float(), float(LINEAR.alpha_bar[t]))).x0_hat.double()
            eps_hat = (x_t - signal * x0_hat) / noise
            found = {
                "eps": eps_hat - eps,
                "x0": x0_hat - sample,
                "v": (signal * eps_hat - noise * x0_hat) - (signal * eps - noise * sample),
            }
            for target, error in found.items():
                losses[target].append(float(error.square().mean()))
        for target, values in losses.items():
            error = float(np.std(values)) / math.sqrt(count)
            assert abs(np.mean(values) - floor(target, law, t)) < 5 * error, (target, t)


def test_the_eps_loss_is_near_1_where_the_noise_is_weak() -> None:
    smooth = spectrum(PICTURE[:, :, :1])
    values = [floor("eps", smooth, t) for t in (1, 10, 100, 999)]
    assert values == sorted(values, reverse=True)
    assert values[0] > 0.9
    assert floor("x0", smooth, 1000) < smooth.c @ smooth.share
    assert floor("v", smooth, 1) == pytest.approx(floor("eps", smooth, 1), rel=1e-3)
    assert floor("v", smooth, 1000) == pytest.approx(floor("x0", smooth, 1000), rel=1e-3)


def test_without_a_picture_there_is_no_loss_yet() -> None:
    for target in TARGETS:
        quantity = CURVES[f"floor_{target}"]
        assert quantity.text(LINEAR, 300, 4) == "—"
        assert quantity.exact(LINEAR, 300) == ""
        assert len(quantity.curve(LINEAR, X_AXES["t"], False, 800)[0]) == 0
        assert curves_of(OF_PICTURE)[quantity.name].text(LINEAR, 0, 4) == "—"
    words = [curves_of(OF_PICTURE)[f"floor_{target}"].words for target in ("eps", "x0", "v")]
    assert words == [f"least possible loss of {letter}" for letter in ("ε", "x₀", "v")]
    assert "32 × 24 pixels" in curves_of(OF_PICTURE)["floor_eps"].says
    assert list(curves_of(OF_PICTURE)) == list(CURVES)
