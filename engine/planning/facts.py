"""What plans need to know of a picture: its spectrum at several sizes, and its histograms."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from engine.planning.density import Pair, pair
from engine.planning.histogram import Histogram, histogram
from engine.planning.new_power import NewPower
from engine.planning.set_spectrum import SetSpectrum, SmallPicture
from engine.planning.spectrum import Spectrum, find_halvings, find_snr_gain, find_spectrum

SMALLEST = 64
"""The long side of the smallest size whose spectrum is measured."""
CHANNELS = ("grey", "red", "green", "blue")


@dataclass(frozen=True, slots=True, eq=False)
class PictureFacts:
    """What was measured of a picture with this id, `reduced` 2^reduced-fold on each side before.

    `spectra` are those of the picture and of its halves, the largest first, and `gains` what each halving makes
    of the SNR, see `find_snr_gain`. `histograms` are in the order of CHANNELS, and so are `pairs`, those of a
    pixel and its right neighbour, None in a picture that is one pixel wide. `made` is the power of the new
    pictures that the Gaussian denoiser made of it last, and `of_set` the spectrum of a set that was measured
    beside it. `small` is the smallest of the sizes itself.
    """

    picture: str
    spectra: tuple[Spectrum, ...]
    gains: tuple[float, ...]
    histograms: tuple[Histogram, ...]
    reduced: int = 0
    pairs: tuple[Pair | None, ...] = (None,) * len(CHANNELS)
    made: NewPower | None = None
    of_set: SetSpectrum | None = None
    small: SmallPicture | None = None

    @property
    def spectrum(self) -> Spectrum:
        """That of the whole picture."""
        return self.spectra[0]

    @property
    def plans_for_set(self) -> bool:
        """Whether its spectra are those of the set."""
        return self.of_set is not None and self.spectra is self.of_set.spectra

    def with_set(self) -> PictureFacts:
        """The same with the spectra of the set in place of the picture's own. Raises ValueError where it has none."""
        assert self.of_set is not None
        if self.of_set.problem:
            raise ValueError(self.of_set.problem)
        return replace(self, spectra=self.of_set.spectra, gains=self.of_set.gains, made=None)


def find_facts(
    x0: npt.NDArray[np.floating], picture: str, reduced: int = 0
) -> Generator[None, None, PictureFacts]:
    """The facts of a picture (H, W, 3) in [-1, 1]; yields between slices of some ms.

    Raises:
        ValueError: when the picture is a single pixel.
    """
    spectra, gains, small = yield from find_spectra(x0)
    histograms, pairs = [], list[Pair | None]()
    for channel in (None, 0, 1, 2):
        histograms.append(histogram(x0, channel))
        yield
        pairs.append(pair(x0, channel) if x0.shape[1] > 1 else None)
        yield
    return PictureFacts(picture, spectra, gains, tuple(histograms), reduced, tuple(pairs), small=small)


def find_spectra(
    x0: npt.NDArray[np.floating],
) -> Generator[None, None, tuple[tuple[Spectrum, ...], tuple[float, ...], SmallPicture]]:
    """The spectra of a picture and its halves, the largest first, the SNR gains of halving, and the smallest.

    Raises:
        ValueError: when the picture is a single pixel.
    """
    every = yield from find_halvings(x0, least=2)
    sizes = [each for each in every if max(each.shape[:2]) >= SMALLEST] or every[:1]
    yield
    spectra = [(yield from find_spectrum(sizes[0]))]
    gains = []
    for larger, smaller in pairwise(sizes):
        gains.append((yield from find_snr_gain(larger, smaller)))
        yield
        spectra.append((yield from find_spectrum(smaller)))
    return tuple(spectra), tuple(gains), SmallPicture(sizes[-1].astype(np.float32))
