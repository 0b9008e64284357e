"""Sums of the first values of a list, for every number of them, without an error that grows."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


def running_sum(values: Array) -> tuple[Array, Array]:
    """Two arrays of shape (n+1,) whose sum is 0, v_1, v_1 + v_2, ...; the second is a small remainder.

    The values are rounded to a multiple of one quantum, so coarse that float64 holds every sum of multiples
    exactly. Only what the rounding leaves is summed with errors, and these are 2^-52 times smaller. The last
    value may be infinite.
    """
    end = values[-1]
    finite = values[:-1] if math.isinf(end) else values
    size = float(np.sum(np.abs(finite)))
    quantum = 2.0 ** (math.frexp(size)[1] - 52) if size > 1e-280 else 0.0
    multiples = np.rint(finite / quantum) * quantum if quantum else np.zeros_like(finite)
    coarse = np.concatenate(([0.0], np.cumsum(multiples)))
    fine = np.concatenate(([0.0], np.cumsum(finite - multiples)))
    if math.isinf(end):
        return np.append(coarse, end), np.append(fine, 0.0)
    return coarse, fine
