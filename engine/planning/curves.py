"""What there are curves of: the numbers of a schedule, and the least possible loss once a picture is measured."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from engine.planning.loss_floor import LossFloor, loss_floor
from engine.schedules.quantities import GROUPS
from engine.schedules.quantity import Quantity

if TYPE_CHECKING:
    from engine.planning.spectrum import Spectrum
    from engine.schedules import Schedule
    from engine.schedules.arrays import Array

_WHY = {
    "eps": "At small t it is near 1: noise so weak is lost in the picture's own detail, and nobody can predict it.",
    "x0": "Towards T it is near the variance of the picture: what xₜ tells of it is lost in the noise.",
    "v": "Near t = 0 it is that of ε, near T where variance is preserved that of x₀.",
}
_SAID = {"eps": "ε", "x0": "x₀", "v": "v"}


@lru_cache(maxsize=8)
def floor_curves(spectrum: Spectrum | None) -> tuple[Quantity, ...]:
    """The least losses for a picture with this spectrum; without one they have no values yet."""
    return tuple(_floor_curve(target, spectrum) for target in _WHY)


def _floor_curve(target: str, spectrum: Spectrum | None) -> Quantity:
    def values(schedule: Schedule) -> Array:
        if spectrum is None:
            return np.full(schedule.steps, np.nan)
        found: Array = getattr(_floor(schedule, spectrum), target)
        return found

    letter = {"eps": r"\varepsilon", "x0": "x_0", "v": "v"}[target]
    law = "the Gaussian law of the picture"
    if spectrum is not None:
        law += f" at {spectrum.size[1]} × {spectrum.size[0]} pixels"
    return Quantity(
        f"floor_{target}",
        rf"J^{{*}}_t({letter})",
        f"least possible loss of {_SAID[target]}",
        values,
        first=1,
        says=f"The mean squared error per pixel and channel that no network can go below, under {law}: the same "
        f"variance at all frequencies of an octave (arXiv 2506.13763). {_WHY[target]}",
    )


@lru_cache(maxsize=16)
def _floor(schedule: Schedule, spectrum: Spectrum) -> LossFloor:
    return loss_floor(schedule, spectrum)


CURVE_GROUPS = {**GROUPS, "The least possible loss": floor_curves(None)}
"""What there are curves of, as menus have it; those of the loss without values."""
CURVES = {quantity.name: quantity for group in CURVE_GROUPS.values() for quantity in group}
"""The same by name."""


def curves_of(spectrum: Spectrum | None) -> dict[str, Quantity]:
    """The same, with the least losses for a picture with this spectrum."""
    return CURVES | {quantity.name: quantity for quantity in floor_curves(spectrum)}
