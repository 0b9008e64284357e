"""The power of new pictures beside what the plan predicts for the Gaussian denoiser that made them.

That denoiser knows the picture's periodogram: at each frequency of its Fourier transform the colours go together,
and one direction in the space of colours holds all power. So the prediction is made for each frequency by itself,
and then added up over octaves, as the power of the new pictures is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from engine.samplers.error import propagated
from engine.samplers.level import Course
from engine.samplers.run import SamplerRun

Array = npt.NDArray[np.float64]
FINE = 4096
"""Powers at which a run is followed; between them its share is interpolated, good to five digits."""


@dataclass(frozen=True, slots=True, eq=False)
class NewPower:
    """Of `pictures` new pictures in octaves, the lowest first: power over that of the picture, and as predicted.

    `deviation` is the standard deviation of `measured` about `predicted` that so few random numbers leave.
    `frequency` is in cycles per pixel of the working picture. They are those of `run` on the levels of `course`.
    """

    run: SamplerRun
    course: Course
    pictures: int
    frequency: Array
    measured: Array
    predicted: Array
    deviation: Array

    def is_of(self, run: SamplerRun, course: Course) -> bool:
        """Whether a run would have made the same of the same noise, but for the last digits of its levels."""
        own, other = self.course.sigmas, course.sigmas  # options differ in their digits, levels do not
        return (
            (self.run.sampler, self.run.sampler_options) == (run.sampler, run.sampler_options)
            and len(own) == len(other)
            and np.allclose(own, other, rtol=1e-4, atol=0)
        )


def new_power(
    x0: npt.NDArray[np.floating],
    made: Sequence[npt.NDArray[np.floating]],
    run: SamplerRun,
    course: Course,
    scale: float = 1.0,
) -> NewPower:
    """The power of pictures that a run made with the Gaussian denoiser of x0, all (H, W, 3) in [-1, 1].

    `scale` is the height of x0 over that of the working picture.
    """
    power = _power(x0)
    predicted = _kept(run, course, power) * power
    band, weight, radius = _octaves(*x0.shape[:2])

    def summed(values: Array) -> Array:
        return np.asarray(np.bincount(band.ravel(), (weight * values).ravel())[::-1], dtype=np.float64)

    there = np.bincount(band.ravel())[::-1] > 0
    total = summed(power)
    there[-1 - band[0, 0]] = False  # the mean is no frequency
    there &= total > 0
    new = np.mean([_power(each) for each in made], axis=0)
    # |X|^2 has the deviation of its mean, and comes twice, at f and -f.
    deviation = np.sqrt(2 * summed(predicted**2) / len(made))
    found = [summed(new), summed(predicted), deviation]
    frequency = summed(radius)[there] / summed(np.ones(radius.shape))[there]
    measured, expected, spread = (values[there] / total[there] for values in found)
    return NewPower(run, course, len(made), frequency * scale, measured, expected, spread)


def _power(x0: npt.NDArray[np.floating]) -> Array:
    """|X(f)|^2 of the orthonormal Fourier transform, all channels together, (H, W // 2 + 1)."""
    from scipy.fft import rfft2

    transform = rfft2(x0.astype(np.float64), axes=(0, 1), norm="ortho")
    power: Array = (np.abs(transform) ** 2).sum(-1)
    return power


def _kept(run: SamplerRun, course: Course, power: Array) -> Array:
    """The share of power that a run keeps from pure noise of variance 1, where x_t keeps its variance."""
    least, most = max(float(power.max()) * 1e-12, 1e-12), max(float(power.max()), 1e-11)
    c = np.geomspace(least, most, FINE)
    end, first = propagated(run, course, c), course.levels[0]
    kept = (end.k**2 * (first.signal**2 + first.noise**2) + end.variance) / c
    logs = np.interp(np.log(np.maximum(power, least)), np.log(c), np.log(np.maximum(kept, 1e-300)))
    return np.asarray(np.exp(logs))


def _octaves(height: int, width: int) -> tuple[npt.NDArray[np.intp], Array, Array]:
    """Of each frequency its octave, 0 for the highest and one more than the others for the mean; how often it is
    there, twice where -f is left out; and |f|."""
    radius = np.hypot(np.fft.fftfreq(height)[:, None], np.fft.rfftfreq(width))
    weight = np.full(radius.shape, 2.0)
    weight[:, 0] = 1.0
    if width % 2 == 0:
        weight[:, -1] = 1.0
    radius[0, 0] = 1.0 / (4 * max(height, width))
    band = np.maximum(np.floor(np.log2(0.5 / radius) + 1e-9), 0).astype(np.intp)
    band[0, 0] = band.max() + 1
    return band, weight, radius
