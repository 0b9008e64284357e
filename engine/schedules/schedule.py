"""What a noise schedule is: the arrays of one, and the family and parameters that it is made from."""

from __future__ import annotations

import math
import reprlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Schedule:
    """A noise schedule of T steps, immutable; its arrays are read-only float64.

    `parameters` is complete, in the order of the family. Arrays of shape (T,) have one entry per step:
    entry t-1 belongs to the step t-1 -> t. Arrays of shape (T+1,) have one entry per state t = 0..T. The
    conventions are in schedules.py.
    """

    name: str
    parameters: tuple[tuple[str, float], ...]

    betas: Array
    alphas: Array
    sqrt_alphas: Array
    posterior_variance: Array

    log_alpha_bar: Array
    alpha_bar: Array
    sqrt_alpha_bar: Array
    sqrt_one_minus_alpha_bar: Array
    snr: Array
    log_snr: Array
    sigma: Array

    @classmethod
    def from_betas(
        cls, name: str, parameters: tuple[tuple[str, float], ...], betas: npt.ArrayLike
    ) -> Schedule:
        """The schedule with these betas (a copy), shape (T,) (Ho et al. 2020, eq. 4 and 7).

        Raises:
            ValueError: when there are no betas, or one of them is not above 0 and below 1.
        """
        betas = np.array(betas, dtype=np.float64)
        _check_betas(betas)
        # Infinity is meant at t = 0, and at either end it is what the limit of float64 leaves.
        with np.errstate(divide="ignore", over="ignore", under="ignore"):
            log_alpha_bar = np.concatenate(([0.0], np.cumsum(np.log1p(-betas))))
            one_minus_alpha_bar = 0.0 - np.expm1(log_alpha_bar)  # a plain minus would give -0.0 at t = 0
            log_snr = log_alpha_bar - np.log(one_minus_alpha_bar)
            arrays = {
                "betas": betas,
                "alphas": 1.0 - betas,
                "sqrt_alphas": np.sqrt(1.0 - betas),
                "posterior_variance": betas * (one_minus_alpha_bar[:-1] / one_minus_alpha_bar[1:]),
                "log_alpha_bar": log_alpha_bar,
                "alpha_bar": np.exp(log_alpha_bar),
                "sqrt_alpha_bar": np.exp(log_alpha_bar / 2),
                "sqrt_one_minus_alpha_bar": np.sqrt(one_minus_alpha_bar),
                "snr": np.exp(log_snr),
                "log_snr": log_snr,
                "sigma": np.exp(-log_snr / 2),
            }
        for array in arrays.values():
            array.setflags(write=False)
        return cls(name, parameters, **arrays)

    @property
    def steps(self) -> int:
        """T, the number of noise steps."""
        return len(self.betas)

    @property
    def identity(self) -> tuple[str, tuple[tuple[str, float], ...], int]:
        """Name, parameters and T, which say all of it."""
        return self.name, self.parameters, self.steps

    def beta(self, t: int) -> float:
        """Variance of the noise that the step t-1 -> t adds, for t = 1..T.

        Raises:
            ValueError: for any other t; no step leads to t = 0.
        """
        return float(self.betas[self._entry(t)])

    def alpha(self, t: int) -> float:
        """1 - beta(t), for t = 1..T.

        Raises:
            ValueError: for any other t; no step leads to t = 0.
        """
        return float(self.alphas[self._entry(t)])

    def _entry(self, t: int) -> int:
        if not is_whole_number(t) or not 1 <= t <= self.steps:
            raise ValueError(f"No step leads to t = {reprlib.repr(t)}: it must be 1 to {self.steps}.")
        return int(t) - 1


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


def is_whole_number(value: object) -> bool:
    """Whether `value` is an int, Python's or NumPy's, and no bool."""
    return isinstance(value, int | np.integer) and not isinstance(value, bool)


def _check_betas(betas: Array) -> None:
    if betas.ndim != 1 or betas.size == 0:
        raise ValueError(f"Betas of shape {betas.shape} make no schedule: a list of at least one is needed.")
    wrong = np.flatnonzero(~((betas > 0) & (betas < 1)))
    if wrong.size:
        first = int(wrong[0])
        raise ValueError(
            f"beta is {float(betas[first])!r} at t = {first + 1}; it must be above 0 and below 1."
        )
