"""A noise schedule: signal, noise and what follows from them at every timestep."""

from __future__ import annotations

import reprlib
from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from engine.schedules.arrays import Array, arrays_of_path, arrays_preserving
from engine.schedules.checks import check_betas, check_log_snr, check_path, is_whole_number
from engine.schedules.running_sum import running_sum

Parameters = tuple[tuple[str, float], ...]
Identity = tuple[str, Parameters, int, tuple[Hashable, ...]]


@dataclass(frozen=True, eq=False)
class Schedule:
    """A Gaussian path of T steps, x_t = signal_t x_0 + noise_t eps; immutable, its arrays read-only float64.

    Arrays of shape (T+1,) have one entry per state t = 0..T, those of shape (T,) one per step: entry t-1
    belongs to the step t-1 -> t, x_t = gain x_{t-1} + sqrt(step_variance) eps. signal_0 = 1, noise_0 = 0,
    the SNR (signal / noise)^2 never grows, and signal_T may be 0 (then log_snr_T is -inf, sigma_T inf).

    `betas`, `alphas`, `alpha_bar` and their like belong to the variance-preserving path of the same SNR,
    alpha_bar = signal^2 / (signal^2 + noise^2). Where the path itself preserves variance they are its own:
    alpha_bar = signal^2, beta = step_variance, alpha = gain^2. The conventions are in engine/schedules.

    Schedules are equal when they say the same of themselves (`identity`) and have the same numbers.
    """

    name: str
    parameters: Parameters
    variance_preserving: bool

    signal: Array
    noise: Array
    gain: Array
    step_variance: Array
    posterior_variance: Array

    snr: Array
    log_snr: Array
    sigma: Array

    betas: Array
    alphas: Array
    sqrt_alphas: Array
    log_alpha_bar: Array
    alpha_bar: Array
    sqrt_alpha_bar: Array
    sqrt_one_minus_alpha_bar: Array

    origin: tuple[Hashable, ...] = ()
    """What made it of the family's schedule, or the data that it is."""

    @classmethod
    def from_betas(cls, name: str, parameters: Parameters, betas: npt.ArrayLike) -> Schedule:
        """The variance-preserving path with these betas (a copy), shape (T,) (Ho et al. 2020, eq. 4 and 7).

        Raises:
            ValueError: when there are none, or one is not above 0 and below 1 (the last may be 1: no signal left).
        """
        betas = np.array(betas, dtype=np.float64)
        check_betas(betas)
        with np.errstate(divide="ignore"):  # log of 0 is meant where no signal is left
            coarse, fine = running_sum(np.log1p(-betas))
        return cls(name, parameters, **arrays_preserving(betas, 1.0 - betas, coarse, fine))

    @classmethod
    def from_alpha_bar(cls, name: str, parameters: Parameters, alpha_bar: npt.ArrayLike) -> Schedule:
        """The variance-preserving path with these alpha-bars of t = 1..T, shape (T,), which may not grow.

        Raises:
            ValueError: when there are none, or one is not below 1 and above 0 (the last may be 0), or they grow.
        """
        alpha_bar = np.array(alpha_bar, dtype=np.float64)
        with np.errstate(divide="ignore", invalid="ignore"):
            log_snr = np.log(alpha_bar) - np.log1p(-alpha_bar)
        return cls.from_log_snr(name, parameters, log_snr)

    @classmethod
    def from_log_snr(cls, name: str, parameters: Parameters, log_snr: npt.ArrayLike) -> Schedule:
        """The variance-preserving path with these log SNRs of t = 1..T, shape (T,), which may not grow.

        Raises:
            ValueError: when there are none, or one is not a number up to 700 (the last may be -inf), or they grow.
        """
        log_snr = np.concatenate(([np.inf], np.array(log_snr, dtype=np.float64)))
        check_log_snr(log_snr)
        log_snr = np.minimum.accumulate(log_snr)
        log_alpha_bar = 0.0 - np.logaddexp(0.0, -log_snr)
        log_alphas = np.diff(log_alpha_bar)
        betas, alphas = 0.0 - np.expm1(log_alphas), np.exp(log_alphas)  # each has its digits, near 0 too
        return cls(name, parameters, **arrays_preserving(betas, alphas, log_alpha_bar, np.zeros(1), log_snr))

    @classmethod
    def from_path(
        cls, name: str, parameters: Parameters, signal: npt.ArrayLike, noise: npt.ArrayLike
    ) -> Schedule:
        """The path with these signals and noises of t = 0..T, shape (T+1,) each (Kingma et al. 2021, eq. 1).

        Raises:
            ValueError: unless it begins with signal 1 and noise 0, has positive noise after that, positive
                signal (the last may be 0), and an SNR that does not grow.
        """
        signal, noise = np.array(signal, dtype=np.float64), np.array(noise, dtype=np.float64)
        check_path(signal, noise)
        return cls(name, parameters, **arrays_of_path(signal, noise))

    @property
    def steps(self) -> int:
        """T, the number of noise steps."""
        return len(self.betas)

    @property
    def nbytes(self) -> int:
        """The bytes of its arrays; one that has two names counts once."""
        arrays = {id(each): each for each in vars(self).values() if isinstance(each, np.ndarray)}
        return sum(array.nbytes for array in arrays.values())

    @property
    def identity(self) -> Identity:
        """Name, parameters, T and origin, which say all of it."""
        return self.name, self.parameters, self.steps, self.origin

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Schedule):
            return NotImplemented
        return self is other or (
            self.identity == other.identity
            and np.array_equal(self.signal, other.signal)
            and np.array_equal(self.noise, other.noise)
        )

    def __hash__(self) -> int:
        return hash(self.identity)

    def step_to(self, t: int) -> tuple[float, float]:
        """gain_t and step_variance_t of the step t-1 -> t, for t = 1..T.

        Raises:
            ValueError: for any other t; no step leads to t = 0.
        """
        entry = self._entry(t)
        return float(self.gain[entry]), float(self.step_variance[entry])

    def beta(self, t: int) -> float:
        """beta_t, for t = 1..T: where variance is preserved, that of the noise that the step t-1 -> t adds.

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
