"""Exact numbers about images."""

from __future__ import annotations

import math
from dataclasses import dataclass

Value = tuple[float, float, float]
"""Red, green and blue of a pixel, before clipping to [-1, 1]."""


@dataclass(frozen=True, slots=True)
class Distance:
    """The size of a difference d of images in [-1, 1], over all pixels and channels.

    l1 = mean |d|, l2 = sqrt(mean d^2), psnr = 20 log10(2 / l2) in dB, infinite where the images are equal.
    """

    l1: float
    l2: float

    @property
    def psnr(self) -> float:
        """Peak signal-to-noise ratio in dB, for the range 2."""
        if self.l2 == 0:
            return math.inf
        return 20 * math.log10(2 / self.l2) if self.l2 < math.inf else -math.inf
