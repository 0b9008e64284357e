"""The power spectrum of pictures, as planning needs it: variance of the orthonormal DCT in bands of frequency.

In this basis white noise has variance 1 in every mode, and no edge is wrapped around as in a Fourier transform. One
coefficient of one picture scatters by 100 %; bands average it, and a set of pictures averages better.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from engine.planning.cosines import cosine_transformed
from engine.slices import finish

Array = npt.NDArray[np.float64]
Integers = npt.NDArray[np.intp]
_SLICE = 2**17
"""Numbers at a time: some ms."""
HIGHEST = 0.5
"""Cycles per pixel along one axis at most; the diagonals beyond belong to the top band."""


@dataclass(frozen=True, slots=True, eq=False)
class Spectrum:
    """c(f) in bands of radial frequency, the lowest first; the mean colour is no part of it.

    `band` counts down from the top: 0 ends at 1/2 cycle per pixel, and bands of one octave have the edges
    2^-(band + 2), 2^-(band + 1). `frequency` is the mean of the modes, cycles per pixel, `modes` their number
    in one channel, `c` their variance, averaged over the channels.
    """

    size: tuple[int, int]
    per_octave: int
    band: Integers
    frequency: Array
    modes: Array
    c: Array
    mean: Array

    @property
    def share(self) -> Array:
        """The share of each band in all modes, (bands,), 1 in sum: what it weighs in a mean over pixels."""
        share: Array = self.modes / self.modes.sum()
        return share


def spectrum(x0: npt.NDArray[np.floating], per_octave: int = 1) -> Spectrum:
    """The spectrum of a picture (H, W) or (H, W, channels) in [-1, 1].

    Raises:
        ValueError: when it has less than two pixels, or a value that is not finite.
    """
    return finish(find_spectrum(x0, per_octave))


def find_spectrum(x0: npt.NDArray[np.floating], per_octave: int = 1) -> Generator[None, None, Spectrum]:
    """The same, in slices: it yields between them."""
    picture = _with_channels(x0)
    height, width, channels = picture.shape
    mean, power = [], np.zeros((width, height)).T  # it lies in memory as the transforms do
    for channel in range(channels):
        plane = np.ascontiguousarray(picture[..., channel], np.float64)  # whole planes are fast to add up
        mean.append(float(plane.mean()))
        yield
        transformed = yield from cosine_transformed(plane - mean[-1])
        power += np.square(transformed, out=transformed)
        yield
    of_mode, band, frequency, modes = yield from find_bands(height, width, per_octave)
    yield
    total = np.bincount(of_mode.ravel(), power.ravel(), len(modes) + 1)[1:]  # 0 is the mean, which is no mode
    return Spectrum(
        (height, width), per_octave, band, frequency, modes, total / (modes * channels), np.array(mean)
    )


def averaged(spectra: Sequence[Spectrum]) -> Spectrum:
    """The spectrum of a set: each band averaged over the pictures that have it, weighted by their modes.

    Raises:
        ValueError: when there is none, or they have bands of different widths.
    """
    if not spectra or len({each.per_octave for each in spectra}) > 1:
        raise ValueError("A set needs at least one spectrum, and all with bands of one width.")
    bands = sorted({int(band) for each in spectra for band in each.band}, reverse=True)
    rows = {band: i for i, band in enumerate(bands)}
    modes, frequency, power = (np.zeros(len(bands)) for _ in range(3))
    for each in spectra:
        at = [rows[int(band)] for band in each.band]
        modes[at] += each.modes
        frequency[at] += each.modes * each.frequency
        power[at] += each.modes * each.c
    first = spectra[0]
    mean = np.mean([np.broadcast_to(each.mean, first.mean.shape) for each in spectra], axis=0)
    return Spectrum(
        first.size,
        first.per_octave,
        np.array(bands),
        frequency / modes,
        modes / len(spectra),
        power / modes,
        mean,
    )


def filtered(x0: npt.NDArray[np.floating], of: Spectrum, gain: Array, mean_gain: float = 1.0) -> Array:
    """A picture with each mode times the gain of its band, between bands interpolated in log frequency.

    `gain` is (bands,), such as sqrt(kept); `mean_gain` is that of the mean colour. Same shape as `x0`.
    """
    picture = _with_channels(x0)
    of_mode = np.interp(np.log(_radius(*picture.shape[:2])), np.log(of.frequency), gain)
    result = np.empty(picture.shape)
    for channel in range(picture.shape[2]):
        mean = float(picture[..., channel].mean())
        result[..., channel] = mean_gain * mean + _inverse(
            finish(cosine_transformed(picture[..., channel] - mean)) * of_mode
        )
    return result.reshape(x0.shape)


def halved(x0: npt.NDArray[np.floating]) -> Array:
    """Averages of 2x2 blocks of (H, W) or (H, W, channels); an odd row or column at the end is left out."""
    height, width = x0.shape[0] // 2 * 2, x0.shape[1] // 2 * 2
    even = x0[:height, :width].astype(np.float64)
    return (even[0::2, 0::2] + even[1::2, 0::2] + even[0::2, 1::2] + even[1::2, 1::2]) / 4


def find_halvings(x0: npt.NDArray[np.floating], least: int = 16) -> Generator[None, None, list[Array]]:
    """The picture, its half, and so on while the shorter side has at least `least` pixels; yields between slices."""
    picture: Array = np.empty(x0.shape)
    rows = max(1, _SLICE // x0[0].size)
    for top in range(0, len(x0), rows):
        picture[top : top + rows] = x0[top : top + rows]
        yield
    found = [picture]
    while min(picture.shape[:2]) >= 2 * least:
        rows = max(2, _SLICE // picture[0].size // 2 * 2)  # an even number, so that no block is cut
        strips = []
        for top in range(0, len(picture), rows):
            strips.append(halved(picture[top : top + rows]))
            yield
        picture = np.concatenate(strips)
        found.append(picture)
    return found


def find_snr_gain(x0: npt.NDArray[np.floating], half: Array) -> Generator[None, None, float]:
    """What one average of 2x2 blocks makes of the SNR: 4 Var(average) / Var; NaN for a picture of one colour.

    4 only where the spectrum falls as f^-3 or faster, so that nothing but noise is averaged away. `half` are the
    averages. It yields between slices.
    """
    picture = _with_channels(x0)
    yield
    variances = []
    for channel in range(picture.shape[2]):
        variances.append(np.var(picture[..., channel], dtype=np.float64))
        yield
    before = float(np.mean(variances))
    if min(picture.shape[:2]) < 2 or before <= 1e-12:  # rounding alone
        return float("nan")
    return 4 * float(np.mean(np.var(half, axis=(0, 1)))) / before


def _with_channels(x0: npt.NDArray[np.floating]) -> npt.NDArray[np.floating]:
    picture = x0[..., None] if x0.ndim == 2 else x0
    if picture.ndim != 3 or picture.shape[0] * picture.shape[1] < 2 or not picture.shape[2]:
        raise ValueError("A picture of a single pixel has no spectrum: open one of two pixels or more.")
    if not np.all(np.isfinite(picture)):
        raise ValueError("The picture has a value that is not finite: open another one.")
    return picture


def _inverse(image: Array) -> Array:
    from scipy.fft import idctn  # takes 0.2 s to import, and only pictures of plans need it

    result: Array = idctn(image, norm="ortho", overwrite_x=True)
    return result


def _radius(height: int, width: int, part: slice = slice(None)) -> Array:
    """Radial frequency of each mode in cycles per pixel, (H, W), in some rows; the mean has the least other one."""
    rows = np.arange(height)[part]
    radius: Array = np.hypot(rows[:, None] / (2 * height), np.arange(width) / (2 * width))
    if rows[0] == 0:
        radius[0, 0] = 1 / (2 * max(height, width))
    return radius


Bands = tuple[Integers, Integers, Array, Array]
_KEPT: dict[tuple[int, int, int], Bands] = {}
_MOST_KEPT = 16


def find_bands(height: int, width: int, per_octave: int) -> Generator[None, None, Bands]:
    """The band of each mode, from 1, the lowest, and 0 for the mean; number, frequency and modes of the bands.

    It yields between slices. The last ones that were found are kept.
    """
    bands = _KEPT.get((height, width, per_octave))
    if bands is None:
        bands = yield from _found_bands(height, width, per_octave)
        if len(_KEPT) >= _MOST_KEPT:
            _KEPT.clear()
        _KEPT[height, width, per_octave] = bands
    return bands


def _found_bands(height: int, width: int, per_octave: int) -> Generator[None, None, Bands]:
    radius, number = np.empty((height, width)), np.empty((height, width), np.intp)
    rows = max(1, _SLICE // width)
    for top in range(0, height, rows):
        part = slice(top, min(top + rows, height))
        radius[part] = _radius(height, width, part)
        octaves = np.log2(HIGHEST / radius[part])
        number[part] = np.maximum(np.floor(per_octave * octaves + 1e-9), 0)
        yield
    number[0, 0] = number.max() + 1
    counts = np.bincount(number.ravel())
    yield
    band = np.flatnonzero(counts)[::-1]  # the mean, which has the greatest number, and then the lowest first
    place = np.zeros(len(counts), dtype=np.intp)
    place[band] = np.arange(len(band))
    of_mode = np.empty_like(number)
    for top in range(0, height, rows):
        of_mode[top : top + rows] = place[number[top : top + rows]]
        yield
    sums = np.bincount(of_mode.ravel(), radius.ravel())
    modes = counts[band[1:]].astype(np.float64)
    return of_mode, band[1:], sums[1:] / modes, modes
