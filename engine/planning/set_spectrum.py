"""The spectrum of a set of pictures: one picture gives few modes at low frequencies, and many give many."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from engine.planning.spectrum import Spectrum, averaged


@dataclass(frozen=True, slots=True)
class SetName:
    """Which set: its `members` ("bundled" or "folder"), the path of the folder, and the working size."""

    members: str
    folder: str
    side: int | None


@dataclass(frozen=True, slots=True, eq=False)
class SmallPicture:
    """A picture at the smallest of the sizes whose spectra are measured: (H, W, 3) in [-1, 1], not to be written."""

    x0: npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class SetSpectrum:
    """Spectra of a set at its size and its halves, the mean gains of SNR between them, and of how many pictures.

    `notice` says which files are left out, empty where all are in. With a `problem` there is nothing else. `small`
    are its pictures themselves, at the smallest of their sizes.
    """

    name: SetName
    spectra: tuple[Spectrum, ...] = ()
    gains: tuple[float, ...] = ()
    pictures: int = 0
    notice: str = ""
    problem: str = ""
    small: tuple[SmallPicture, ...] = ()


def set_spectrum(
    name: SetName, each: Sequence[tuple[Sequence[Spectrum], Sequence[float], SmallPicture]], notice: str
) -> SetSpectrum:
    """Of the spectra of each picture at its sizes, with the gains between them and the smallest, those of the set.

    Each size is averaged over the pictures that have it, and each band over those that have that.
    """
    if not each:
        return SetSpectrum(name, problem="No picture of the set has two pixels: choose another one.")
    sizes = max(len(spectra) for spectra, _, _ in each)
    spectra = [averaged([one[n] for one, _, _ in each if len(one) > n]) for n in range(sizes)]
    gains = []
    for n in range(sizes - 1):
        known = [gain[n] for _, gain, _ in each if len(gain) > n and math.isfinite(gain[n])]
        gains.append(sum(known) / len(known) if known else math.nan)
    small = tuple(smallest for _, _, smallest in each)
    return SetSpectrum(name, tuple(spectra), tuple(gains), len(each), notice, small=small)
