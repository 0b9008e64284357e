"""What a noise level leaves open of a member of a finite set."""

from __future__ import annotations

from collections.abc import Generator, Sequence

import numpy as np

from engine.denoisers.ideal.denoiser import Ideal
from engine.denoisers.left_open import Array, LeftOpen

DRAWS = 1024
"""Noisy members for each sigma, or a few less: of each member as many."""
AT_ONCE = 256


def set_left_open(
    ideal: Ideal, sigmas: Sequence[float], seed: int = 0, draws: int = DRAWS
) -> Generator[None, None, list[LeftOpen]]:
    """The least loss of x_0 where it is a member of the set, each as likely as the next; in slices.

    The posterior knows noise only along the differences of members, in as many dimensions as there are members. So
    it is drawn there: with D the squared distances of members and g = <n, member>, that of x_i + sigma n from x_m is
    D_im + 2 sigma (g_i - g_m) and a part that all share; the variance of x_0 under weights w is w^T D w / 2.
    """
    members = ideal.members.flatten(1).double().cpu().numpy()
    count, values = members.shape
    apart = np.zeros((count, count))
    for number, member in enumerate(members):
        apart[number] = np.square(members - member).sum(1)
        yield
    members = members - members.mean(0)
    strength, axes = np.linalg.eigh(members @ members.T)
    along = axes * np.sqrt(np.maximum(strength, 0.0))  # <n, member> of white n has this times white numbers
    drawn = np.tile(np.arange(count), max(1, draws // count))
    random, found = np.random.default_rng(seed), []
    for sigma in sigmas:
        variances = []
        for first in range(0, len(drawn), AT_ONCE):
            some = drawn[first : first + AT_ONCE]
            noise = random.standard_normal((len(some), count)) @ along.T
            variances.append(_variances(apart, noise, some, sigma) / values)
            yield
        found.append(LeftOpen.of(sigma, np.concatenate(variances)))
    return found


def _variances(apart: Array, noise: Array, drawn: np.ndarray, sigma: float) -> Array:
    """The posterior variance of x_0, summed over its values, given each noisy member."""
    own = np.take_along_axis(noise, drawn[:, None], 1)
    log_weight = -(apart[drawn] + 2 * sigma * (own - noise)) / (2 * sigma**2)
    weight = np.exp(log_weight - log_weight.max(1, keepdims=True))
    weight /= weight.sum(1, keepdims=True)
    variance: Array = np.einsum("nm,nm->n", weight @ apart, weight) / 2
    return variance
