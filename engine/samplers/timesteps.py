"""Which noise levels a sampler visits: the spacings, by name.

A spacing gives N levels above 0 from noise to picture: whole timesteps t = 1..T, timesteps with fractions, or sigmas.
The level t = 0 follows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
import numpy.typing as npt

from engine.samplers import by_sigma, by_timestep
from engine.samplers.level import Array, Course, at_sigmas, at_timesteps, ends
from engine.samplers.option import SIGMA_MAX, SIGMA_MIN, SamplerOption, complete
from engine.schedules import MAX_STEPS, Schedule

Options = tuple[tuple[str, float], ...]
"""Options of a spacing that are given, with their values."""

MOST = MAX_STEPS
"""Steps of a run at most."""


@dataclass(frozen=True, slots=True)
class Spacing:
    """A rule for N levels; `formula` is TeX.

    `places(steps, kept, **options)` gives timesteps 1..T, whole or not by `kind`; of the kind `sigma` it is
    `places((sigma_min, sigma_max), kept, **options)` and gives sigmas. Both descend.
    """

    title: str
    kind: Literal["whole", "fractional", "sigma"]
    places: Callable[..., Sequence[float] | Array]
    formula: str
    source: str
    options: tuple[SamplerOption, ...] = ()


_RAMP = r", u = i / (N - 1)"
_ENDS = (SIGMA_MIN, SIGMA_MAX)
_RHO = SamplerOption("rho", r"\rho", 7.0, 0.1, 100.0, "Above 1 there are more levels near the picture.")
_POWER = SamplerOption(
    "rho", r"\rho", 1.0, 0.1, 100.0, "1 is exponential; above 1 levels are nearer the picture."
)
_ALPHA = SamplerOption("alpha", r"\alpha", 0.6, 0.05, 20.0, "First parameter of the beta distribution.")
_BETA = SamplerOption("beta", r"\beta", 0.6, 0.05, 20.0, "Second parameter of the beta distribution.")
_OFFSET = SamplerOption(
    "offset",
    r"o",
    0.0,
    0.0,
    1000.0,
    "Each timestep is noisier by so many, as far as there is room: steps_offset of diffusers.",
    whole=True,
)
_LINEAR = SamplerOption("threshold", r"\theta", 0.025, 1e-4, 0.5, "How far the linear half goes, of 1.")
_LOWEST = SamplerOption(
    "log_snr_max", r"\lambda_{\mathrm{max}}", None, -50.0, 50.0, "Log SNR of the last level above t = 0."
)
_HIGHEST = SamplerOption(
    "log_snr_min", r"\lambda_{\mathrm{min}}", None, -50.0, 50.0, "Log SNR of the first level."
)

SPACINGS: dict[str, Spacing] = {
    "trailing": Spacing(
        "trailing", "whole", by_timestep.trailing, r"t_k = \mathrm{round}(T (1 - k / N))",
        "Lin et al. 2024, table 2",
    ),
    "leading": Spacing(
        "leading", "whole", by_timestep.leading, r"t_k = (N - 1 - k) \mathrm{floor}(T / N) + 1 + o",
        "Lin et al. 2024, table 2; o is the steps_offset of diffusers", (_OFFSET,),
    ),
    "linspace": Spacing(
        "linspace", "whole", by_timestep.linspace, r"t_k = \mathrm{round}((T - 1)(1 - u)) + 1" + _RAMP,
        "Lin et al. 2024, table 2",
    ),
    "simple": Spacing(
        "simple", "whole", by_timestep.simple, r"t_k = T - \mathrm{floor}(k T / N)",
        "ComfyUI; the same as trailing but for the rounding",
    ),
    "ddim_uniform": Spacing(
        "DDIM uniform", "whole", by_timestep.ddim_uniform, r"t_k = (N - 1 - k) \mathrm{floor}(T / N) + 2",
        "Rombach et al. 2022, code of the authors",
    ),
    "normal": Spacing(
        "normal", "fractional", by_timestep.normal, r"t_k = T - (T - 1) u" + _RAMP, "ComfyUI",
    ),
    "sgm_uniform": Spacing(
        "SGM uniform", "fractional", by_timestep.sgm_uniform, r"t_k = T - (T - 1) k / N",
        "Stability AI, generative models",
    ),
    "beta": Spacing(
        "beta", "fractional", by_timestep.beta, r"t_k = 1 + (T - 1) F^{-1}(1 - k / N)",
        "Lee et al. 2024 (Beta sampling), over timesteps", (_ALPHA, _BETA),
    ),
    "beta_sigma": Spacing(
        "beta over sigma", "sigma", by_sigma.beta,
        r"\sigma_i = \sigma_{\mathrm{min}} + (\sigma_{\mathrm{max}} - \sigma_{\mathrm{min}}) F^{-1}(1 - u)" + _RAMP,
        "diffusers, over sigma", (_ALPHA, _BETA, *_ENDS),
    ),
    "karras": Spacing(
        "Karras", "sigma", by_sigma.karras,
        r"\sigma_i = (\sigma_{\mathrm{max}}^{1/\rho} + u (\sigma_{\mathrm{min}}^{1/\rho}"
        r" - \sigma_{\mathrm{max}}^{1/\rho}))^{\rho}" + _RAMP,
        "Karras et al. 2022, eq. 5", (_RHO, *_ENDS),
    ),
    "exponential": Spacing(
        "exponential", "sigma", by_sigma.exponential,
        r"\sigma_i = \sigma_{\mathrm{max}}^{1 - u} \sigma_{\mathrm{min}}^{u}" + _RAMP,
        "uniform in the logarithm of sigma", _ENDS,
    ),
    "log_snr": Spacing(
        "uniform in log SNR", "sigma", by_sigma.log_snr,
        r"\lambda_i = \lambda_{\mathrm{min}} + u (\lambda_{\mathrm{max}} - \lambda_{\mathrm{min}})" + _RAMP,
        "Lu et al. 2022 (DPM-Solver); exponential with the same ends", (_HIGHEST, _LOWEST),
    ),
    "polyexponential": Spacing(
        "polyexponential", "sigma", by_sigma.polyexponential,
        r"\sigma_i = \sigma_{\mathrm{min}} (\sigma_{\mathrm{max}} / \sigma_{\mathrm{min}})^{(1 - u)^{\rho}}" + _RAMP,
        "k-diffusion", (_POWER, *_ENDS),
    ),
    "kl_optimal": Spacing(
        "KL optimal", "sigma", by_sigma.kl_optimal,
        r"\sigma_i = \tan(u \arctan\sigma_{\mathrm{min}} + (1 - u) \arctan\sigma_{\mathrm{max}})" + _RAMP,
        "Sabour et al. 2024 (Align Your Steps)", _ENDS,
    ),
    "linear_quadratic": Spacing(
        "linear-quadratic", "sigma", by_sigma.linear_quadratic,
        r"\sigma_i = \sigma_{\mathrm{max}} (1 - g_i),"
        r"\, g \text{ linear up to } \theta \text{ at } N / 2, \text{ then quadratic up to } 1",
        "Genmo 2024 (Mochi), code of the authors", (_LINEAR, SIGMA_MAX),
    ),
    "ays": Spacing(
        "align your steps, SD 1.5", "sigma", by_sigma.ays_sd15, r"\sigma_i \text{ of a table of 10 levels}",
        "Sabour et al. 2024, appendix; other N log-linearly between them",
    ),
    "ays_sdxl": Spacing(
        "align your steps, SDXL", "sigma", by_sigma.ays_sdxl, r"\sigma_i \text{ of a table of 10 levels}",
        "Sabour et al. 2024, appendix; other N log-linearly between them",
    ),
}  # fmt: skip
"""The rules, by name."""

WHOLE = tuple(name for name, spacing in SPACINGS.items() if spacing.kind == "whole")
"""The spacings that are lists of whole timesteps."""


def kept_timesteps(
    steps: int, kept: int, spacing: str, start: int | None = None, options: Options = ()
) -> tuple[int, ...]:
    """The timesteps t_1 > ... > t_N >= 1 of a sampler with N = `kept` of T = `steps` steps, then 0.

    For spacings in `WHOLE` only, in timesteps that count from 1. A sampler that begins at a timestep `start` keeps
    the same share of the steps that it has left, and t_1 is that timestep, also where the spacing leaves it out.

    Raises:
        ValueError: when N or the start is not 1..T, or the spacing or an option is unknown or not allowed.
    """
    if not 1 <= kept <= steps:
        raise ValueError(f"The sampler keeps {kept} steps; it must be 1 to T = {steps}.")
    if spacing not in WHOLE:
        raise ValueError(f"There is no spacing {spacing!r}; there are {', '.join(WHOLE)}.")
    values = complete(SPACINGS[spacing].options, dict(options), f"The spacing {spacing!r}")
    if start is None:
        return (*_whole(spacing, steps, kept, values), 0)
    if not 1 <= start <= steps:
        raise ValueError(
            f"The chain starts at t = {start}; it must be 1 to T = {steps}: start lower, or raise T."
        )
    share = min(max(round(kept * start / steps), 1), start)
    return (start, *_whole(spacing, start, share, values)[1:], 0)


@lru_cache(maxsize=4)  # they stay while the parameters of a schedule move
def kept_states(
    steps: int, kept: int, spacing: str, start: int | None, options: Options
) -> tuple[tuple[int, ...], npt.NDArray[np.int64]]:
    """As `kept_timesteps`, falling to 0, and the same as an array (N + 1,)."""
    timesteps = kept_timesteps(steps, kept, spacing, start, options)
    return timesteps, np.fromiter(timesteps, np.int64, len(timesteps))


def _whole(spacing: str, steps: int, kept: int, values: dict[str, float | None]) -> list[int]:
    places: list[int] = SPACINGS[spacing].places(steps, kept, **values)  # type: ignore[assignment]
    return places


@lru_cache(maxsize=64)
def spaced(schedule: Schedule, spacing: str, kept: int, options: Options = ()) -> Course:
    """The N = `kept` levels of a spacing on a schedule, noise first, then t = 0.

    Raises:
        ValueError: when the spacing or an option is unknown or not allowed, or N does not go with the schedule.
    """
    rule = SPACINGS.get(spacing)
    if rule is None:
        raise ValueError(f"There is no spacing {spacing!r}; there are {', '.join(SPACINGS)}.")
    if not 1 <= kept <= MOST:
        raise ValueError(f"The sampler takes {kept} steps; it must be 1 to {MOST}.")
    if rule.kind == "whole":
        timesteps = kept_timesteps(schedule.steps, kept, spacing, options=options)
        return Course(schedule, at_timesteps(schedule, timesteps))
    values = complete(rule.options, dict(options), f"The spacing {spacing!r}")
    if rule.kind == "fractional":
        return Course(schedule, at_timesteps(schedule, [*rule.places(schedule.steps, kept, **values), 0.0]))
    return Course(schedule, at_sigmas(schedule, [*_sigmas(rule, schedule, kept, values), 0.0]))


def _sigmas(rule: Spacing, schedule: Schedule, kept: int, values: dict[str, float | None]) -> Array:
    try:
        with np.errstate(over="raise"):
            return np.asarray(rule.places(ends(schedule), kept, **values), dtype=np.float64)
    except ArithmeticError:
        raise ValueError(
            f"The spacing {rule.title} leaves the range of numbers between the sigmas of this schedule: "
            "give it other ends, or a larger rho."
        ) from None


def rounded(course: Course) -> tuple[Course, tuple[int, ...]]:
    """The course at the nearest whole timesteps, and those that several levels fell on, each kept once.

    Levels above t = 0 stay above it: the least timestep is 1.
    """
    timesteps: list[int] = []
    twice: list[int] = []
    for level in course.levels[:-1]:
        t = max(1, round(level.t))
        (twice if t in timesteps else timesteps).append(t)
    levels = at_timesteps(course.schedule, [*timesteps, 0])
    return Course(course.schedule, levels), tuple(dict.fromkeys(twice))
