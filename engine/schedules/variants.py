"""Schedules that are variants of another, or go by its name elsewhere, and how far they are from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from engine.schedules import SCHEDULES, make_schedule
from engine.schedules.arrays import Array

ORIGINALS = {
    "vp_discrete": "linear",
    "trunc_lin": "linear",
    "pw_lin": "linear",
    "ddpm_continuous": "linear",
    "vp_sde": "vp_discrete",
    "sub_vp": "vp_sde",
    "sigmoid_chen": "sigmoid",
    "sigmoid_jabri": "sigmoid_chen",
    "sqrt": "sqrt_beta",
    "alpha_bar_linear": "jsd",
    "cosine_floor": "cosine",
    "trunc_cos": "cosine",
    "cosine_chen": "cosine",
    "cosine_simple": "cosine",
    "cosine_continuous": "cosine",
    "trigonometric": "cosine",
    "wuerstchen": "cosine",
    "cascade": "wuerstchen",
    "shifted": "simple_diffusion",
    "shifted_ends": "shifted",
    "interpolated_backwards": "interpolated",
    "laplace_diffusers": "laplace",
    "laplace_sigma": "laplace",
    "polyexponential": "ve",
    "cosmap": "flow",
    "linear_quadratic": "flow",
    "flow_shifted_twice": "flow",
}
"""The family that each is held against."""
SHARED = {("flow_shifted_twice", "shift")}
"""Parameters that the original has too, though with another default."""


@dataclass(frozen=True, slots=True, eq=False)
class Difference:
    """log SNR of a variant and of its original at timesteps `t`, shape (n,); infinite where no signal is left.

    `largest` is the greatest difference in size, with its sign, of all t where both are finite; it is at `at`.
    """

    original: str
    t: Array
    here: Array
    there: Array
    largest: float
    at: int


def difference(name: str, steps: int, parameters: Mapping[str, float]) -> Difference | None:
    """How a family differs from its original; None where it has none.

    The original takes the parameters that both have with one default, and those that are SHARED.

    Raises:
        ValueError: when the one or the other does not exist with these parameters.
    """
    original = ORIGINALS.get(name)
    if original is None:
        return None
    usual = {each.name: each.default for each in SCHEDULES[name].parameters}
    both = {
        each.name: parameters[each.name]
        for each in SCHEDULES[original].parameters
        if each.name in parameters and (usual[each.name] == each.default or (name, each.name) in SHARED)
    }
    here = make_schedule(name, steps, **parameters).log_snr[1:]
    there = make_schedule(original, steps, **both).log_snr[1:]
    with np.errstate(invalid="ignore"):
        apart = np.where(np.isfinite(here) & np.isfinite(there), here - there, 0.0)
    place = int(np.argmax(np.abs(apart)))
    return Difference(original, np.arange(1.0, steps + 1), here, there, float(apart[place]), place + 1)
