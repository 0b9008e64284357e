"""The same process at half the size, and half of that: what a run from coarse to fine goes through.

The mean of a block of 2 x 2 pixels has half the noise. So the block averages of x_t = x_0 + sigma eps, in the
form of Karras et al. 2022, are the coarse picture with noise sigma / 2, and what a coarse level sees at timestep t of
the full size is the same schedule with its log SNR raised by 2 ln 2 a level. A run has one axis of timesteps, that of
the full size, and changes the level on the way.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import torch

from engine.pixels.noise import white_noise
from engine.samplers.level import Level
from engine.schedules import Schedule
from engine.schedules.checks import HIGHEST_LOG_SNR


def shifted_schedule(schedule: Schedule, level: int) -> Schedule:
    """The schedule of the block averages of 2^level x 2^level pixels: the log SNR is 2 level ln 2 higher.

    It preserves variance, whatever path the schedule is: x_t is then what a denoiser sees, at the same SNR.
    """
    if level == 0 and schedule.variance_preserving:
        return schedule
    log_snr = schedule.log_snr[1:] + 2 * level * math.log(2)
    log_snr = np.minimum(log_snr, HIGHEST_LOG_SNR)  # what is above is no noise at all
    shifted = Schedule.from_log_snr(schedule.name, schedule.parameters, log_snr)
    return replace(shifted, origin=(*schedule.origin, f"level {level}"))


def area_average(image: torch.Tensor, height: int, width: int) -> torch.Tensor:
    """An image (H, W, C) at another size: each pixel is the exact mean of what it covers, parts of pixels too."""
    rows, columns = _shares(image.shape[0], height).to(image), _shares(image.shape[1], width).to(image)
    return torch.einsum("hi,iwc->hwc", rows, torch.einsum("wj,ijc->iwc", columns, image))


def fitted(image: torch.Tensor, height: int, width: int) -> torch.Tensor:
    """The largest part of an image with the proportion of height to width, from its middle, at that size."""
    rows = min(image.shape[0], max(1, round(image.shape[1] * height / width)))
    columns = min(image.shape[1], max(1, round(image.shape[0] * width / height)))
    top, left = (image.shape[0] - rows) // 2, (image.shape[1] - columns) // 2
    return area_average(image[top : top + rows, left : left + columns], height, width)


def _shares(length: int, parts: int) -> torch.Tensor:
    """How much each of `length` pixels counts in each of `parts` equal parts of their line, (parts, length)."""
    edges = torch.arange(parts + 1, dtype=torch.float64) * (length / parts)
    pixels = torch.arange(length, dtype=torch.float64)
    overlap = torch.minimum(edges[1:, None], pixels + 1) - torch.maximum(edges[:-1, None], pixels)
    return overlap.clamp_min(0) * (parts / length)


def halved(image: torch.Tensor) -> torch.Tensor:
    """The means of the blocks of 2 x 2 pixels of an image (2h, 2w, C), as (h, w, C)."""
    height, width, channels = image.shape
    return image.view(height // 2, 2, width // 2, 2, channels).mean((1, 3))


def doubled(image: torch.Tensor) -> torch.Tensor:
    """Every pixel of an image (H, W, C) four times, as (2H, 2W, C)."""
    return image.repeat_interleave(2, 0).repeat_interleave(2, 1)


def noise_of_level(seed: int, key: str, level: int, size: tuple[int, ...]) -> torch.Tensor:
    """White noise at a level for a picture of that level's size, (H, W, 3), variance 1."""
    return white_noise(seed, key, level, range(size[0]), range(size[1])).contiguous()


def refined(x_c: torch.Tensor, coarse: Level, fine: Level, seed: int, key: str, level: int) -> torch.Tensor:
    """x_t of twice the size whose block averages are those of x_c; `level` and `fine` are of the result.

    Both levels are those that preserve variance (see `preserving`).

    In the form x_0 + sigma eps, each pixel becomes four, and what the finer noise of this key has
    beside its block averages is added: eps - doubled(coarse eps) / 2. Of the picture's own detail nothing is added;
    this is where the noise buries it.
    """
    size = (2 * x_c.shape[0], 2 * x_c.shape[1])
    detail = noise_of_level(seed, key, level, size)
    detail -= doubled(halved(detail))
    # That of the signals, noise e^lambda each, which may be below the least float.
    gap = fine.lam - coarse.lam if math.isfinite(fine.lam) else -math.log(2)
    ratio = fine.noise / coarse.noise * math.exp(gap)
    return doubled(x_c) * ratio + fine.noise * detail.to(x_c.device)
