"""What a schedule is made from: a family of one formula, and its parameters."""

from __future__ import annotations

import math
import reprlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from engine.schedules.arrays import Array
from engine.schedules.schedule import Parameters, Schedule


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


BY_BETA, BY_ALPHA_BAR, BY_LOG_SNR, BY_SIGMA, FLOW = (
    "By beta",
    "By alpha-bar",
    "By log SNR",
    "By sigma: variance exploding",
    "Flows",
)


@dataclass(frozen=True)
class Family:
    """The schedules of one formula. `title` and `group` are for people, `formula` is TeX.

    `make(steps, **parameters)` returns what `gives` says: betas of t = 1..T, shape (T,); log SNRs of t = 1..T,
    shape (T,); or a path, signals and noises of t = 0..T, shape (T+1,) each. It raises ValueError when the
    parameters, each allowed on its own, do not go together. `aliases` are the names that libraries have for this
    formula, `also_called` is a sentence on what goes by its name, or by nearly the same formula, elsewhere.
    """

    name: str
    title: str
    group: str
    formula: str
    source: str
    parameters: tuple[Parameter, ...]
    gives: Literal["betas", "log_snr", "path"]
    make: Callable[..., Any]
    aliases: tuple[str, ...] = ()
    also_called: str = ""

    def check(self, values: Mapping[str, object]) -> Parameters:
        """All parameters, in order; those that are not given take their defaults.

        Raises:
            ValueError: when one is unknown, no number, or not allowed.
        """
        names = [parameter.name for parameter in self.parameters]
        for unknown in values.keys() - set(names):
            has = f"it has {', '.join(names)}" if names else "it has none"
            raise ValueError(f"The schedule {self.name!r} has no parameter {unknown!r}; {has}.")
        return tuple((each.name, each.check(values.get(each.name, each.default))) for each in self.parameters)

    def schedule(self, steps: int, parameters: Parameters) -> Schedule:
        """The schedule of T = `steps` with these parameters, as `check` returns them.

        Raises:
            ValueError: when they do not go together, or with T.
        """
        made = self.make(steps, **dict(parameters))
        if self.gives == "path":
            return Schedule.from_path(self.name, parameters, *made)
        if self.gives == "log_snr":
            return Schedule.from_log_snr(self.name, parameters, made)
        return Schedule.from_betas(self.name, parameters, made)


def beta_parameter(name: str, label: str, default: float, step: float, help: str) -> Parameter:
    """A parameter that is a beta, above 0 and below 1."""
    label = rf"\beta_{{\mathrm{{{label}}}}}"
    return Parameter(name, label, default, 1e-6, 0.999999, step, 6, help, inside=(0.0, 1.0))


def _rate(name: str, default: float, maximum: float, step: float, u: int) -> Parameter:
    label = rf"\beta_{{\mathrm{{{name.removeprefix('beta_')}}}}}"
    return Parameter(name, label, default, 1e-4, maximum, step, 4, f"Rate of noise, beta(u), at u = {u}.")


RATES = (_rate("beta_min", 0.1, 100.0, 0.1, 0), _rate("beta_max", 20.0, 1000.0, 1.0, 1))
"""Of the SDEs of Song et al. 2021, whose beta(u) goes from one to the other."""


def ramp(steps: int) -> Array:
    """u = (t - 1) / (T - 1) for t = 1..T, shape (T,); 0 for T = 1."""
    return np.linspace(0.0, 1.0, steps)


def times(steps: int) -> Array:
    """t / T for t = 0..T, shape (T+1,)."""
    return np.arange(steps + 1) / steps
