"""A schedule that is data: pasted or opened, and carried by value."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from engine.schedules.arrays import Array
from engine.schedules.schedule import Parameters, Schedule


def _from_sigmas(name: str, parameters: Parameters, sigmas: Array) -> Schedule:
    with np.errstate(divide="ignore", invalid="ignore"):
        return Schedule.from_log_snr(name, parameters, -2 * np.log(sigmas))


def _from_exploding(name: str, parameters: Parameters, sigmas: Array) -> Schedule:
    noise = np.concatenate(([0.0], sigmas))
    return Schedule.from_path(name, parameters, np.ones_like(noise), noise)


def _from_straight(name: str, parameters: Parameters, sigmas: Array) -> Schedule:
    noise = np.concatenate(([0.0], sigmas))
    return Schedule.from_path(name, parameters, 1 - noise, noise)


QUANTITIES: dict[str, Callable[[str, Parameters, Array], Schedule]] = {
    "betas": Schedule.from_betas,
    "alpha_bar": Schedule.from_alpha_bar,
    "log_snr": Schedule.from_log_snr,
    "sigmas": _from_sigmas,
    "exploding_sigmas": _from_exploding,
    "straight_sigmas": _from_straight,
}
"""What the numbers of t = 1..T may be; sigma is noise / signal, and the path preserves variance. The last two are
noises of paths whose signal stays 1, and of straight ones, whose signal is 1 - noise."""


@dataclass(frozen=True, slots=True)
class Given:
    """The numbers of t = 1..T of one quantity, as little-endian float64; `title` is where they come from."""

    quantity: str
    values: bytes
    title: str = ""

    @classmethod
    def of(cls, quantity: str, numbers: Sequence[float] | npt.NDArray[np.floating], title: str = "") -> Given:
        """Of numbers.

        Raises:
            ValueError: when the quantity is unknown, or they make no schedule.
        """
        if quantity not in QUANTITIES:
            raise ValueError(f"There is no quantity {quantity!r}; there are {', '.join(QUANTITIES)}.")
        given = cls(quantity, np.asarray(numbers, dtype="<f8").tobytes(), title)
        given.schedule()
        return given

    @property
    def steps(self) -> int:
        """T."""
        return len(self.values) // 8

    @property
    def numbers(self) -> Array:
        """A copy of the numbers, shape (T,)."""
        return np.frombuffer(self.values, dtype="<f8").astype(np.float64)

    @property
    def sha256(self) -> str:
        """The hash of quantity and numbers, in hexadecimal."""
        from hashlib import sha256  # it takes 4 ms, and most schedules are not given as numbers

        return sha256(self.quantity.encode() + b"\0" + self.values).hexdigest()

    def made(self, steps: int) -> Schedule:
        """The schedule with T = `steps`. Raises ValueError when they are of another T, or make none."""
        if self.steps != steps:
            raise ValueError(
                f"The schedule is given for T = {self.steps}, and steps (T) is {steps}: re-space it instead."
            )
        return replace(self.schedule(), origin=(self.sha256,))

    def schedule(self) -> Schedule:
        """The schedule that they are. Raises ValueError with one sentence when they are none."""
        return QUANTITIES[self.quantity]("given", (), self.numbers)
