"""What a network may predict, and how x0 is read from it.

The conversions of Salimans and Ho 2022 (appendix D), each written once for mixes and for tensors.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.process import reverse_step
from engine.schedules import Schedule

Timesteps = int | npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Prediction:
    """A quantity that a network may be trained to predict.

    `symbol` is TeX for an answer, `target` for the right one; `formula` is how x0 is read where variance is
    preserved, `on_any_path` elsewhere. `output(schedule, t, x0, eps)` is what a perfect network answers,
    `read(schedule, t, x_t, output)` is the x0 that follows from an answer, `gain(schedule, t)` is how an error of
    the answer is multiplied in it: a number for a timestep t >= 1, an array for an array of them.
    """

    title: str
    symbol: str
    target: str
    formula: str
    on_any_path: str
    output: Callable[[Schedule, int, Any, Any], Any]
    read: Callable[[Schedule, int, Any, Any], Any]
    gain: Callable[[Schedule, Timesteps], Any]


def _weights(schedule: Schedule, t: int) -> tuple[float, float]:
    return float(schedule.signal[t]), float(schedule.noise[t])


def _size(schedule: Schedule, t: Timesteps) -> Any:
    """signal^2 + noise^2, by which what v says is divided; 1 where variance is preserved."""
    return 1.0 if schedule.variance_preserving else schedule.signal[t] ** 2 + schedule.noise[t] ** 2


def _eps(schedule: Schedule, t: int, x0: Any, eps: Any) -> Any:
    return eps


def _x0_from_eps(schedule: Schedule, t: int, x_t: Any, eps: Any) -> Any:
    signal, noise = _weights(schedule, t)
    return (x_t - noise * eps) / signal


def _eps_gain(schedule: Schedule, t: Timesteps) -> Any:
    return -schedule.sigma[t]


def _x0(schedule: Schedule, t: int, x0: Any, eps: Any) -> Any:
    return x0


def _x0_from_x0(schedule: Schedule, t: int, x_t: Any, x0: Any) -> Any:
    return x0


def _x0_gain(schedule: Schedule, t: Timesteps) -> Any:
    return np.ones_like(schedule.sigma[t])


def _v(schedule: Schedule, t: int, x0: Any, eps: Any) -> Any:
    signal, noise = _weights(schedule, t)
    return signal * eps - noise * x0


def _x0_from_v(schedule: Schedule, t: int, x_t: Any, v: Any) -> Any:
    signal, noise = _weights(schedule, t)
    return (signal * x_t - noise * v) / _size(schedule, t)


def _v_gain(schedule: Schedule, t: Timesteps) -> Any:
    return -schedule.noise[t] / _size(schedule, t)


def _flow(schedule: Schedule, t: int, x0: Any, eps: Any) -> Any:
    return eps - x0


def _x0_from_flow(schedule: Schedule, t: int, x_t: Any, u: Any) -> Any:
    signal, noise = _weights(schedule, t)
    return (x_t - noise * u) / (signal + noise)


def _flow_gain(schedule: Schedule, t: Timesteps) -> Any:
    return -schedule.noise[t] / (schedule.signal[t] + schedule.noise[t])


def _mean(schedule: Schedule, t: int, x0: Any, eps: Any) -> Any:
    signal, noise = _weights(schedule, t)
    return reverse_step(schedule, t, t - 1).mean(x0, signal * x0 + noise * eps)


def _x0_from_mean(schedule: Schedule, t: int, x_t: Any, mean: Any) -> Any:
    step = reverse_step(schedule, t, t - 1)
    return (mean - step.ct * x_t) / step.c0


def _mean_gain(schedule: Schedule, t: Timesteps) -> Any:
    before = t - 1
    c0 = schedule.signal[before] * schedule.step_variance[before] / schedule.noise[t] ** 2
    with np.errstate(
        divide="ignore", over="ignore"
    ):  # 0 where a step is too small, or alpha_bar, for a float
        return np.float64(1.0) / c0


PREDICTIONS: dict[str, Prediction] = {
    "eps": Prediction(
        title="noise ε",
        symbol=r"\hat\epsilon",
        target=r"\epsilon",
        formula=r"\hat x_0 = (x_t - \sqrt{1 - \bar\alpha_t}\, \hat\epsilon) / \sqrt{\bar\alpha_t}",
        on_any_path=r"\hat x_0 = (x_t - \mathrm{noise}_t\, \hat\epsilon) / \mathrm{signal}_t",
        output=_eps,
        read=_x0_from_eps,
        gain=_eps_gain,
    ),
    "x0": Prediction(
        title="picture x₀",
        symbol=r"\hat x_0",
        target="x_0",
        formula=r"\hat x_0 = \hat x_0(x_t, t)",
        on_any_path=r"\hat x_0 = \hat x_0(x_t, t)",
        output=_x0,
        read=_x0_from_x0,
        gain=_x0_gain,
    ),
    "v": Prediction(
        title="velocity v",
        symbol=r"\hat v",
        target="v",
        formula=r"\hat x_0 = \sqrt{\bar\alpha_t}\, x_t - \sqrt{1 - \bar\alpha_t}\, \hat v",
        on_any_path=r"\hat x_0 = (\mathrm{signal}_t\, x_t - \mathrm{noise}_t\, \hat v)"
        r" / (\mathrm{signal}_t^{2} + \mathrm{noise}_t^{2})",
        output=_v,
        read=_x0_from_v,
        gain=_v_gain,
    ),
    "flow": Prediction(  # the velocity of a straight path (Liu et al. 2023, eq. 1), on any path
        title="flow ε − x₀",
        symbol=r"\hat u",
        target="u",
        formula=r"\hat x_0 = (x_t - \sqrt{1 - \bar\alpha_t}\, \hat u)"
        r" / (\sqrt{\bar\alpha_t} + \sqrt{1 - \bar\alpha_t})",
        on_any_path=r"\hat x_0 = (x_t - \mathrm{noise}_t\, \hat u) / (\mathrm{signal}_t + \mathrm{noise}_t)",
        output=_flow,
        read=_x0_from_flow,
        gain=_flow_gain,
    ),
    "mean": Prediction(
        title="mean μ",
        symbol=r"\hat\mu",
        target=r"\tilde\mu_t",
        formula=r"\hat x_0 = (\hat\mu - c_t\, x_t) / c_0",
        on_any_path=r"\hat x_0 = (\hat\mu - c_t\, x_t) / c_0",
        output=_mean,
        read=_x0_from_mean,
        gain=_mean_gain,
    ),
}
