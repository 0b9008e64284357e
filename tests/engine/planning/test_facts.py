"""What is measured of a picture for plans."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from engine.planning.facts import find_facts
from engine.planning.spectrum import spectrum
from engine.slices import finish
from tests.facts import cloudy, facts_of


def test_sizes_go_down_to_64_pixels_and_each_halving_has_its_gain() -> None:
    facts = facts_of(cloudy(128, 256))
    assert [each.size for each in facts.spectra] == [(128, 256), (64, 128), (32, 64)]
    np.testing.assert_array_equal(facts.spectrum.c, spectrum(cloudy(128, 256)).c)
    x0 = cloudy(128, 256).astype(np.float64)
    halves = x0.reshape(64, 2, 128, 2, 3).mean((1, 3))
    expected = 4 * np.mean(halves.var((0, 1))) / np.mean(x0.var((0, 1)))
    assert facts.gains[0] == pytest.approx(expected, rel=1e-9)
    assert len(facts.gains) == 2


def test_histograms_are_those_of_grey_and_of_each_channel() -> None:
    picture = np.zeros((4, 8, 3), np.float32)
    picture[:2, :, 0] = 1.0
    grey, red, green, blue = facts_of(picture).histograms
    assert grey.mean == pytest.approx(1 / 6, abs=1 / 255)
    assert red.mean == pytest.approx(0.5, abs=1 / 255)
    assert green.mean == pytest.approx(0, abs=1 / 255)
    assert blue.mean == green.mean


@pytest.mark.parametrize("shape", [(1, 2, 3), (2, 1, 3), (1, 700, 3), (30, 40, 3)])
def test_small_and_narrow_pictures_have_one_spectrum_at_least(shape: tuple[int, int, int]) -> None:
    facts = facts_of(np.random.default_rng(0).uniform(-1, 1, shape).astype(np.float32))
    assert facts.spectrum.size == shape[:2]
    assert all(each.c.min() >= 0 for each in facts.spectra)


def test_a_single_pixel_has_no_spectrum() -> None:
    with pytest.raises(ValueError, match="two pixels"):
        finish(find_facts(np.zeros((1, 1, 3), np.float32), "one"))


def test_measuring_needs_no_scipy() -> None:
    """Each picture is measured soon after its first images, and the import of SciPy would hold the window."""
    code = (
        "import sys, numpy; from engine.planning.facts import find_facts; from engine.slices import finish; "
        "finish(find_facts(numpy.eye(9)[..., None].repeat(3, 2), 'p')); print('scipy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
