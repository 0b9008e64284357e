"""What can be done to any schedule: shifts of its SNR, other steps, another end. They are stacked in order."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from engine.schedules import make_schedule
from engine.schedules.by_alpha_bar import cut_betas
from engine.schedules.family import Parameter
from engine.schedules.paths import at_log_snr
from engine.schedules.schedule import Parameters, Schedule

OFFSET_NOISE, OFFSET_STRENGTH = "offset_noise", 0.1


@dataclass(frozen=True, slots=True)
class Applied:
    """A transform as it was chosen; where it takes a second schedule, `other` is the name of its family."""

    name: str
    parameters: Parameters = ()
    other: str = ""
    active: bool = True
    other_parameters: Parameters = ()

    def to(self, schedule: Schedule) -> Schedule:
        """The schedule after it. Raises ValueError with one sentence when that is not possible."""
        if not self.active:
            return schedule
        transform = TRANSFORMS.get(self.name)
        if transform is None:
            raise ValueError(f"There is no transform {self.name!r}; there are {', '.join(TRANSFORMS)}.")
        given = dict(self.parameters)
        values: dict[str, object] = {
            each.name: each.check(given.pop(each.name, each.default)) for each in transform.parameters
        }
        if given:
            raise ValueError(f"The transform {self.name!r} has no parameter {next(iter(given))!r}.")
        if transform.takes_other:
            values["second"] = make_schedule(self.other, schedule.steps, **dict(self.other_parameters))
        changed = transform.apply(schedule, **values)
        return replace(changed, origin=(*schedule.origin, self))


class NotPossible(ValueError):
    """A transform cannot be done; `fields` names its place in the stack, transform_1 the first."""

    def __init__(self, sentence: str, place: int) -> None:
        super().__init__(sentence)
        self.fields = (f"transform_{place}",)


@dataclass(frozen=True)
class Transform:
    """`apply(schedule, **parameters)` gives another schedule, and never changes the first; `formula` is TeX.

    One that `takes_other` is given that as `second`, another schedule of as many steps.
    """

    name: str
    title: str
    formula: str
    source: str
    help: str
    parameters: tuple[Parameter, ...]
    apply: Callable[..., Schedule]
    takes_other: bool = False


def _zero_terminal(schedule: Schedule) -> Schedule:
    q = schedule.sqrt_alpha_bar[1:]
    if q[0] == q[-1]:
        raise ValueError("Zero terminal SNR needs two steps of different SNR: choose a larger T.")
    q = (q - q[-1]) * (q[0] / (q[0] - q[-1]))
    with np.errstate(divide="ignore"):
        log_snr = 2 * np.log(q) - np.log1p(-q) - np.log1p(q)
    log_snr[0] = schedule.log_snr[1]
    return at_log_snr(schedule, log_snr)


def _snr_shift(schedule: Schedule, factor: float) -> Schedule:
    return at_log_snr(schedule, schedule.log_snr[1:] - math.log(factor))


def _image_shift(schedule: Schedule, image_d: float, noise_d: float) -> Schedule:
    return at_log_snr(schedule, schedule.log_snr[1:] + 2 * math.log(noise_d / image_d))


def _flow_shift(schedule: Schedule, shift: float) -> Schedule:
    return at_log_snr(schedule, schedule.log_snr[1:] - 2 * math.log(shift))


def _rescale(schedule: Schedule, reference: float) -> Schedule:
    betas = schedule.betas * (reference / schedule.steps)
    if betas.max() > 1:
        raise ValueError(
            f"With betas times {reference:g} / T, beta reaches {betas.max():.6g} at T = {schedule.steps}, "
            "and it must stay below 1: a larger T is needed."
        )
    return at_log_snr(schedule, Schedule.from_betas("", (), betas).log_snr[1:])


def _respace(schedule: Schedule, count: float) -> Schedule:
    if count > schedule.steps:
        raise ValueError(f"Re-spacing to {count:.0f} steps needs as many: T is {schedule.steps}.")
    kept = np.rint(schedule.steps * np.arange(count + 1) / count).astype(int)
    if schedule.variance_preserving:
        return Schedule.from_log_snr(schedule.name, schedule.parameters, schedule.log_snr[kept[1:]])
    return Schedule.from_path(schedule.name, schedule.parameters, schedule.signal[kept], schedule.noise[kept])


def _cut_beta(schedule: Schedule, max_beta: float) -> Schedule:
    betas = cut_betas(schedule.log_alpha_bar, max_beta)
    log_alpha_bar = np.cumsum(np.log1p(-betas))
    return at_log_snr(schedule, log_alpha_bar - np.log(-np.expm1(log_alpha_bar)))


def _input_scale(schedule: Schedule, b: float) -> Schedule:
    signal = np.concatenate(([1.0], b * schedule.signal[1:]))
    return Schedule.from_path(schedule.name, schedule.parameters, signal, schedule.noise)


def _offset_noise(schedule: Schedule, strength: float) -> Schedule:
    return schedule  # signal and noise stay: it is the noise images that are others, see engine.scenes.offset


def _blend(schedule: Schedule, weight: float, second: Schedule) -> Schedule:
    if weight in (0.0, 1.0):
        return at_log_snr(schedule, (second if weight else schedule).log_snr[1:])
    return at_log_snr(schedule, (1 - weight) * schedule.log_snr[1:] + weight * second.log_snr[1:])


_SHIFTED = r"\lambda'_t = \lambda_t"
_ALL = (
    Transform(
        "zero_terminal", "Zero terminal SNR",
        r"q_t = \sqrt{\bar\alpha_t}, q'_t = (q_t - q_T) q_1 / (q_1 - q_T)",
        "Lin et al. 2024, algorithm 1", "No signal is left at t = T, and the first step stays as it is.",
        (), _zero_terminal,
    ),
    Transform(
        "snr_shift", "SNR shift", rf"{_SHIFTED} - \ln f", "CogVideoX, as in diffusers (snr_shift_scale)",
        "The SNR is divided by a factor at every t.",
        (Parameter("factor", "f", 3.0, 1e-4, 1e4, 0.5, 4, "The SNR is divided by this."),), _snr_shift,
    ),
    Transform(
        "image_shift", "SNR shift by image size", rf"{_SHIFTED} + 2 \ln(d_{{\mathrm{{noise}}}} / d)",
        "Hoogeboom et al. 2023, section 3.1", "Averaged to the reference side, the picture is as noisy as before.",
        (
            Parameter("image_d", "d", 512.0, 1.0, 65_536.0, 64.0, 0, "Side of the picture, in pixels."),
            Parameter("noise_d", r"d_{\mathrm{noise}}", 64.0, 1.0, 65_536.0, 16.0, 0, "Side of reference."),
        ), _image_shift,
    ),
    Transform(
        "flow_shift", "Flow shift", rf"s' = k s / (1 + (k - 1) s), {_SHIFTED} - 2 \ln k",
        "Esser et al. 2024, eq. 23", "The noise per signal is k times as strong at every t.",
        (Parameter("shift", "k", 3.0, 0.01, 100.0, 0.5, 4, "Above 1 there is more noise at the same t."),),
        _flow_shift,
    ),
    Transform(
        "rescale", "Rescale betas to T", r"\beta'_t = \beta_t T_0 / T",
        "Nichol and Dhariwal 2021, code of the authors", "The end is about as noisy at any T.",
        (Parameter("reference", "T_0", 1000.0, 1.0, 100_000.0, 100.0, 0, "The T that the betas are meant for."),),
        _rescale,
    ),
    Transform(
        "respace", "Re-space to N steps", r"t_k = \mathrm{round}(T k / N), \lambda'_k = \lambda_{t_k}",
        "Nichol and Dhariwal 2021, section 4", "Of T steps only N are kept, evenly from 0 to T.",
        (Parameter("count", "N", 50.0, 1.0, 100_000.0, 10.0, 0, "Steps that are kept."),), _respace,
    ),
    Transform(
        "cut_beta", "Cut of beta", r"\beta'_t = \min(\beta_t,\beta_{\mathrm{max}})",
        "Nichol and Dhariwal 2021, section 3.2", "Larger betas are cut, and alpha-bar follows from what is left.",
        (Parameter("max_beta", r"\beta_{\mathrm{max}}", 0.999, 1e-6, 0.999999, 1e-3, 6, "The largest beta."),),
        _cut_beta,
    ),
    Transform(
        "input_scale", "Input scaling", r"x_t = b\,a_t x_0 + s_t \epsilon",
        "Chen 2023, section 2.2", "The picture is made fainter before noise is added.",
        (Parameter("b", "b", 0.5, 0.01, 10.0, 0.1, 4, "Factor of the picture."),), _input_scale,
    ),
    Transform(
        OFFSET_NOISE, "Offset noise", r"\epsilon' = \epsilon + p\,\delta",
        "Guttenberg 2023", "Each noise image gets one more random number in each channel, the same everywhere: its "
        "covariance is I + p² 1 1ᵀ, and means are noised too. The schedule stays. In Plan the noise of the "
        "mean of N pixels has 1 + p² N times the variance, in Density that of a pixel 1 + p²; Samplers and Generate "
        "keep white noise, and say why.",
        (Parameter("strength", "p", OFFSET_STRENGTH, 0.0, 1.0, 0.05, 4, "Weight of what is the same everywhere."),),
        _offset_noise,
    ),
    Transform(
        "blend", "Blend of two schedules", r"\lambda'_t = (1 - w) \lambda_t + w \lambda^{(2)}_t",
        "a weighted mean of log SNRs", "Between two schedules, at equal t.",
        (Parameter("weight", "w", 0.5, 0.0, 1.0, 0.1, 4, "0 is this schedule, 1 the other."),),
        _blend, takes_other=True,
    ),
)  # fmt: skip

TRANSFORMS: dict[str, Transform] = {each.name: each for each in _ALL}


def called(schedule: Schedule) -> str:
    """The name of a schedule with what was done to it, such as `linear + Zero terminal SNR`."""
    done = (TRANSFORMS[each.name].title for each in schedule.origin if isinstance(each, Applied))
    return " + ".join((schedule.name, *done))
