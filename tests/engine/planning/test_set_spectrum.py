"""The spectrum of a set against the cosine transforms of its pictures, mode by mode."""

from __future__ import annotations

from pathlib import Path

import imageio.v3 as iio
import numpy as np
import pytest
import scipy.fft

from engine.jobs import FindSetSpectrum
from engine.planning.set_spectrum import SetName, SetSpectrum, set_spectrum
from engine.simulator import Simulator
from engine.slices import finish
from tests.facts import cloudy


def measured(name: SetName) -> SetSpectrum:
    simulator = Simulator()
    try:
        found: SetSpectrum = finish(simulator.run(FindSetSpectrum(name)))
        return found
    finally:
        simulator.close()


def test_each_band_is_the_mean_over_the_modes_of_all_pictures(tmp_path: Path) -> None:
    images = [np.round((cloudy(32, 64) * f + 1) * 127.5).astype(np.uint8) for f in (1.0, 0.5, 0.25)]
    for number, image in enumerate(images):
        iio.imwrite(tmp_path / f"{number}.png", image)
    (tmp_path / "bad.png").write_bytes(b"no picture")
    found = measured(SetName("folder", str(tmp_path), None))
    assert (found.pictures, found.notice) == (3, "Not read as pictures: bad.png.")
    radius = np.hypot(np.arange(32)[:, None] / 64, np.arange(64) / 128)
    top = radius > 0.25
    power = [
        (scipy.fft.dctn(image / 127.5 - 1, axes=(0, 1), norm="ortho") ** 2).mean(-1)[top].mean()
        for image in images
    ]
    assert found.spectra[0].c[-1] == pytest.approx(np.mean(power), rel=1e-4)
    assert found.spectra[0].modes.sum() == 32 * 64 - 1


def test_the_bundled_pictures_are_a_set_at_any_size() -> None:
    found = measured(SetName("bundled", "", 128))
    assert found.pictures > 2
    assert [max(each.size) for each in found.spectra] == [128, 64]
    assert 1 < found.gains[0] <= 4


def test_what_is_no_set_says_so(tmp_path: Path) -> None:
    assert "cannot be read" in measured(SetName("folder", str(tmp_path / "none"), 64)).problem
    assert "There is no picture in the folder" in measured(SetName("folder", str(tmp_path), 64)).problem
    assert set_spectrum(SetName("folder", "", 64), [], "").problem
