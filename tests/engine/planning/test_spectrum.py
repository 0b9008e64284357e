"""Spectra: sums that must hold, pictures with a known spectrum, and pictures with none."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import pytest

from engine.planning.spectrum import averaged, filtered, find_halvings, find_snr_gain, halved, spectrum
from engine.slices import finish


def snr_gain(x0: npt.NDArray[np.floating]) -> float:
    return finish(find_snr_gain(x0, halved(x0)))


def noise(*shape: int) -> np.ndarray:
    return np.random.default_rng(1).normal(size=shape)


@pytest.mark.parametrize("shape", [(64, 48, 3), (33, 17), (1, 40, 3), (40, 1), (2, 1, 3), (5, 7, 1)])
@pytest.mark.parametrize("per_octave", [1, 4])
def test_the_bands_hold_all_power_and_all_modes(shape: tuple[int, ...], per_octave: int) -> None:
    x0 = noise(*shape)
    of = spectrum(x0, per_octave)
    channels = shape[2] if len(shape) == 3 else 1
    assert of.modes.sum() == shape[0] * shape[1] - 1
    assert of.share.sum() == pytest.approx(1)
    power = ((x0 - x0.mean((0, 1))) ** 2).sum()
    assert (of.c * of.modes).sum() * channels == pytest.approx(power)
    assert np.all(np.diff(of.frequency) > 0)
    low, high = 0.5 * 2 ** (-(of.band + 1) / per_octave), 0.5 * 2 ** (-of.band / per_octave)
    assert np.all(of.frequency > low)
    assert np.all((of.frequency <= high * (1 + 1e-9)) | (of.band == 0))


def test_white_noise_has_power_one_everywhere_and_gains_nothing_by_halving() -> None:
    x0 = noise(256, 256, 3)
    of = spectrum(x0)
    assert np.all(np.abs(of.c - 1) < 5 * np.sqrt(2 / (3 * of.modes)))
    assert snr_gain(x0) == pytest.approx(1, abs=0.05)


def test_a_wave_is_in_the_band_of_its_frequency() -> None:
    """cos(pi f (2 x + 1)) is one mode of the transform, of f cycles per pixel."""
    x = np.arange(64)
    x0 = np.tile(0.3 * np.cos(math.pi * (2 * x + 1) * 0.1875 / 1), (64, 1))
    of = spectrum(x0)
    (only,) = np.flatnonzero(of.c > 1e-12)
    assert of.band[only] == 1  # 1/8 to 1/4
    assert of.c[only] * of.modes[only] == pytest.approx(64 * 64 * 0.3**2 / 2)


def test_a_smooth_picture_gains_four_by_halving_and_one_colour_nothing() -> None:
    y, x = np.mgrid[0:128, 0:128] / 128
    assert snr_gain(np.cos(math.pi * x) * np.cos(math.pi * y)) == pytest.approx(4, rel=1e-3)
    assert math.isnan(snr_gain(np.full((8, 8, 3), 0.3)))
    assert math.isnan(snr_gain(noise(1, 9)))


def test_a_picture_of_one_colour_has_no_power() -> None:
    of = spectrum(np.full((16, 16, 3), 0.25, dtype=np.float32))
    assert np.all(of.c == 0)
    assert of.mean == pytest.approx([0.25] * 3)


def test_half_the_size_has_the_bands_of_the_whole_but_one() -> None:
    x0 = noise(64, 64, 3)
    whole, half = (spectrum(each) for each in finish(find_halvings(x0, 32)))
    assert len(whole.band) == len(half.band) + 1
    assert half.size == halved(x0).shape[:2] == (32, 32)


def test_a_set_is_averaged_by_its_modes() -> None:
    one, two = noise(32, 32, 3), 2 * noise(32, 32, 3)
    both = averaged([spectrum(one), spectrum(two)])
    np.testing.assert_allclose(both.c, (spectrum(one).c + spectrum(two).c) / 2)
    np.testing.assert_allclose(both.modes, spectrum(one).modes)
    mixed = averaged([spectrum(one), spectrum(noise(64, 16, 3))])
    assert mixed.modes.sum() == pytest.approx(1023)
    for wrong in ([], [spectrum(one), spectrum(one, 2)]):
        with pytest.raises(ValueError, match="at least one spectrum"):
            averaged(wrong)


def test_filters_scale_what_they_say() -> None:
    x0 = noise(32, 24, 3) + 0.2
    of = spectrum(x0)
    np.testing.assert_allclose(filtered(x0, of, np.ones(len(of.c))), x0, atol=1e-12)
    flat = filtered(x0, of, np.zeros(len(of.c)), mean_gain=0.5)
    np.testing.assert_allclose(flat, np.broadcast_to(0.5 * x0.mean((0, 1)), x0.shape), atol=1e-12)
    half = spectrum(filtered(x0, of, np.full(len(of.c), 0.5)))
    np.testing.assert_allclose(half.c, of.c / 4)


@pytest.mark.parametrize("wrong", [np.zeros((1, 1, 3)), np.zeros(5), np.zeros((4, 4, 0))])
def test_what_has_no_spectrum_is_said(wrong: np.ndarray) -> None:
    with pytest.raises(ValueError, match="has no spectrum"):
        spectrum(wrong)


def test_values_that_are_no_numbers_are_said() -> None:
    with pytest.raises(ValueError, match="not finite"):
        spectrum(np.full((4, 4), np.nan))
