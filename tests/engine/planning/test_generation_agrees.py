"""A plan against pictures that are really made: a sampler on tensors with the Gaussian denoiser of a picture."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from engine.denoisers.gaussian.denoiser import Gaussian
from engine.planning.plan import plan
from engine.planning.spectrum import averaged, spectrum
from engine.samplers.level import Level
from engine.samplers.noise_path import NoisePath
from engine.samplers.run import parse
from engine.samplers.walk import finished
from engine.schedules import make_schedule
from engine.slices import finish

LINEAR = make_schedule("linear")
SIDE, SAMPLES = 48, 12


def texture() -> np.ndarray:
    """A grey periodic field whose power at each frequency f is exactly that of 1 / (f^2 + 0.01)."""
    rng = np.random.default_rng(4)
    phase = np.fft.rfft2(rng.normal(size=(SIDE, SIDE)))
    radius = np.hypot(np.fft.fftfreq(SIDE)[:, None], np.fft.rfftfreq(SIDE))
    field = np.fft.irfft2(phase / np.abs(phase) / np.sqrt(radius**2 + 0.01), s=(SIDE, SIDE))
    return np.repeat((0.3 * field / field.std())[..., None], 3, axis=2)


@pytest.mark.parametrize("text", ["euler:steps=8", "dpmpp_2m:steps=6,spacing=karras", "ddpm:steps=10"])
def test_pictures_have_the_power_that_the_plan_says(text: str) -> None:
    """The colours of a grey picture go together, so one direction of three holds all power: 3 c against noise of 1.

    Bounds: five standard deviations of the power of so many modes, and 4 % for a spectrum that is not flat in a band.
    """
    x0 = texture()
    run, denoiser = parse(text), Gaussian(torch.from_numpy(x0).float())
    course = run.course(LINEAR)

    def denoise(x_t: torch.Tensor, level: Level) -> torch.Tensor:
        return finish(denoiser.denoise(x_t, level.signal**2)).x0_hat

    results = []
    for sample in range(SAMPLES):
        generator = torch.Generator().manual_seed(sample)

        def white(key: str, generator: torch.Generator = generator) -> torch.Tensor:
            return torch.randn(SIDE, SIDE, 3, generator=generator)

        x_t = course.levels[0].noise * white("start")
        picture, _ = finished(run.walk(x_t, course, NoisePath(white, "p").between), denoise)
        results.append(spectrum(picture.double().numpy(), 2))
    flat = [spectrum(np.roll(x0, (3 * k, 7 * k), (0, 1)), 2) for k in range(SAMPLES)]
    prior, made = averaged(flat), averaged(results)
    # One direction in the space of colours holds the power of all channels, and the rest holds none.
    expected = plan(run, LINEAR, replace(prior, c=prior.c * len(prior.mean))).from_noise.kept
    deviation = np.sqrt(2 / (made.modes * SAMPLES))
    fine = prior.modes > 30
    got = (made.c / prior.c)[fine]
    np.testing.assert_array_less(np.abs(got / expected[fine] - 1), 5 * deviation[fine] + 0.04)
