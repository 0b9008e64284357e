"""What a schedule is made from: a family of one formula, and its parameters."""

from __future__ import annotations

import math
import reprlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from engine.schedules.schedule import Array


@dataclass(frozen=True)
class Parameter:
    """A number, or a switch (0 or 1), that a family of schedules depends on.

    `label` is TeX. `minimum` to `maximum`, in steps of `step` and with `decimals`, is what a field
    offers and what is allowed, unless `inside` names a wider range whose ends are not allowed.
    """

    name: str
    label: str
    default: float
    minimum: float
    maximum: float
    step: float
    decimals: int
    help: str
    kind: Literal["number", "switch"] = "number"
    inside: tuple[float, float] | None = None

    def check(self, value: object) -> float:
        """`value` as a float.

        Raises:
            ValueError: when it is not a number or not allowed.
        """
        truth = isinstance(value, bool | np.bool_)
        if truth and self.kind == "switch":
            return float(bool(value))
        if truth or not isinstance(value, int | float | np.integer | np.floating):
            raise ValueError(f"{self.name} is {reprlib.repr(value)}; it must be a number.")
        try:
            number = float(value)
        except OverflowError:  # an int beyond the range of float
            number = math.inf
        allowed, range_in_words = self._allows(number)
        if not allowed:
            raise ValueError(f"{self.name} is {number!r}; it must be {range_in_words}.")
        return number

    def _allows(self, number: float) -> tuple[bool, str]:
        if self.kind == "switch":
            return number in (0.0, 1.0), "0 or 1"
        if self.inside:
            low, high = self.inside
            return low < number < high, f"above {low:g} and below {high:g}"
        return self.minimum <= number <= self.maximum, f"from {self.minimum:g} to {self.maximum:g}"


@dataclass(frozen=True)
class Family:
    """The schedules of one formula. `title` is for people, `formula` is TeX.

    `betas(steps, **parameters)` returns the betas, shape (steps,), each above 0 and below 1; it raises
    ValueError when the parameters, each allowed on its own, do not go together.
    """

    name: str
    title: str
    formula: str
    source: str
    parameters: tuple[Parameter, ...]
    betas: Callable[..., Array]
