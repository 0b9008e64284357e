"""What a curve shows of schedules whose paths do not all preserve variance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from engine.schedules.quantities import ALL, OF_ANY_PATH
from engine.schedules.quantity import Quantity
from engine.schedules.schedule import Schedule

_VP = "VP path, same SNR"
_OF_VP = "the path that preserves variance (VP) and has the same SNR at each t"
_CURVES_OF_ANY_PATH = {
    "beta": replace(
        ALL["beta"],
        tex=r"\beta_t^{\mathrm{VP}}",
        words=_VP,
        says=f"The variance of a step of {_OF_VP}. What a step adds on a path itself is another curve, q_t.",
    ),
    "alpha_bar": replace(
        ALL["alpha_bar"],
        tex=r"\bar{\alpha}_t^{\mathrm{VP}}",
        words=_VP,
        says=f"SNR / (1 + SNR): the signal power left on {_OF_VP}. "
        "What a path itself weighs picture and noise by are two other curves, signal_t and noise_t.",
    ),
    "sqrt_alpha_bar": OF_ANY_PATH["sqrt_alpha_bar"],
    "sqrt_one_minus_alpha_bar": OF_ANY_PATH["sqrt_one_minus_alpha_bar"],
}


def curve_of(quantity: Quantity, schedules: Sequence[Schedule]) -> Quantity:
    """What a curve of schedules shows, and is called, where its quantity is chosen by name.

    Where one of them does not preserve variance, beta and alpha_bar are said to be of the path that does, and the
    weights are those of each path itself, as in `numbers_of`.
    """
    if all(each.variance_preserving for each in schedules):
        return quantity
    return _CURVES_OF_ANY_PATH.get(quantity.name, quantity)
