"""Spacings over timesteps: each gives N of t = 1..T, descending."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt


def trailing(steps: int, kept: int) -> list[int]:
    """T first, in even strides."""
    return _whole(steps * (1 - np.arange(kept) / kept))


def leading(steps: int, kept: int, offset: float = 0.0) -> list[int]:
    """1 last, in even strides, all later by the offset as far as there is room; mostly T is left out."""
    stride = steps // kept
    first = min(1 + int(offset), steps - (kept - 1) * stride)
    return _whole(np.arange(kept - 1, -1, -1) * stride + first)


def linspace(steps: int, kept: int) -> list[int]:
    """T first and 1 last."""
    return _whole(np.rint(np.linspace(steps - 1, 0, kept)) + 1)


def simple(steps: int, kept: int) -> list[int]:
    """T first, in even strides, rounded up."""
    return [steps - k * steps // kept for k in range(kept)]


def ddim_uniform(steps: int, kept: int) -> list[int]:
    """As leading, one later where there is room."""
    return leading(steps, kept, 1)


def normal(steps: int, kept: int) -> list[float]:
    """T first and 1 last, without rounding."""
    return [float(t) for t in np.linspace(steps, 1, kept)]


def sgm_uniform(steps: int, kept: int) -> list[float]:
    """T first, one stride above 1 last, without rounding."""
    return [float(t) for t in np.linspace(steps, 1, kept + 1)[:-1]]


def beta(steps: int, kept: int, alpha: float, beta: float) -> list[float]:
    """Quantiles of a beta distribution: most steps at both ends."""
    from scipy.special import betaincinv  # takes 60 ms to import, and few need it

    shares = 1 - np.arange(kept) / kept
    return [float(t) for t in 1 + (steps - 1) * betaincinv(alpha, beta, shares)]


def _whole(timesteps: npt.NDArray[Any]) -> list[int]:
    # Not in a Python loop: there may be 100,000, each time that a setting of the chain changes.
    whole: list[int] = np.rint(timesteps).astype(np.int64).tolist()
    return whole
