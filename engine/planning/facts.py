"""What plans need to know of a picture: its spectrum at several sizes, and its histograms."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from engine.planning.histogram import Histogram, histogram
from engine.planning.spectrum import Spectrum, halvings, snr_gain, spectrum

SMALLEST = 64
"""The long side of the smallest size whose spectrum is measured."""
CHANNELS = ("grey", "red", "green", "blue")


@dataclass(frozen=True, slots=True, eq=False)
class PictureFacts:
    """What was measured of a picture with this id, `reduced` 2^reduced-fold on each side before.

    `spectra` are those of the picture and of its halves, the largest first, and `gains` what each halving makes of
    the SNR (see `snr_gain`). `histograms` are in the order of CHANNELS.
    """

    picture: str
    spectra: tuple[Spectrum, ...]
    gains: tuple[float, ...]
    histograms: tuple[Histogram, ...]
    reduced: int = 0

    @property
    def spectrum(self) -> Spectrum:
        """That of the whole picture."""
        return self.spectra[0]


def find_facts(
    x0: npt.NDArray[np.floating], picture: str, reduced: int = 0
) -> Generator[float, None, PictureFacts]:
    """The facts of a picture (H, W, 3) in [-1, 1]; yields the progress, 0 to 1.

    Raises:
        ValueError: when the picture is a single pixel.
    """
    spectra, gains = [spectrum(x0)], []
    yield 0.6
    sizes = [each for each in halvings(x0, least=2) if max(each.shape[:2]) >= SMALLEST]
    for larger, smaller in pairwise(sizes):
        gains.append(snr_gain(larger))
        spectra.append(spectrum(smaller))
        yield 0.8
    histograms = tuple(histogram(x0, channel) for channel in (None, 0, 1, 2))
    return PictureFacts(picture, tuple(spectra), tuple(gains), histograms, reduced)
