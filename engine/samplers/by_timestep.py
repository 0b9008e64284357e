"""Spacings over timesteps: each gives N of t = 1..T, descending."""

from __future__ import annotations

import numpy as np


def trailing(steps: int, kept: int) -> list[int]:
    """T first, in even strides."""
    return [round(steps * (1 - k / kept)) for k in range(kept)]


def leading(steps: int, kept: int) -> list[int]:
    """1 last, in even strides; T is left out."""
    return [(kept - 1 - k) * (steps // kept) + 1 for k in range(kept)]


def linspace(steps: int, kept: int) -> list[int]:
    """T first and 1 last."""
    return [round(t) + 1 for t in np.linspace(steps - 1, 0, kept).tolist()]


def simple(steps: int, kept: int) -> list[int]:
    """T first, in even strides, rounded up."""
    return [steps - k * steps // kept for k in range(kept)]


def ddim_uniform(steps: int, kept: int) -> list[int]:
    """As leading, one later where there is room."""
    first = min(2, steps - (kept - 1) * (steps // kept))
    return [(kept - 1 - k) * (steps // kept) + first for k in range(kept)]


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
