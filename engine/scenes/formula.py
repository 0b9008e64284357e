"""Numbers and sums as TeX: the same digits in every scene, and no terms that are zero."""

from __future__ import annotations

from engine.schedules import Schedule

DIGITS = 4  # significant ones
PRESERVING = "Here xₜ preserves variance."
"""Said of new pictures on another path: denoisers see x_t in this form."""


def number(value: float, digits: int = DIGITS) -> str:
    """A finite number with so many significant digits, or more, as 2.429 x 10^-9 below 1e-4 and from 1e6 on."""
    if value == 0:
        return "0"
    mantissa, _, power = f"{value:.{digits - 1}e}".partition("e")
    exponent = int(power)
    if -4 <= exponent < 6:
        return f"{value:.{max(0, digits - 1 - exponent)}f}"
    return rf"{mantissa} \times 10^{{{exponent}}}"


def timestep(t: float) -> str:
    """A timestep: one between two whole ones with a decimal, or more where it is small."""
    if abs(t - round(t)) < 1e-6:  # sigmas give back whole ones with the last digit off
        return f"{t:.0f}"
    return f"{t:.1f}" if t >= 10 else f"{t:.3g}"


def weighted(*terms: tuple[float, str]) -> str:
    """A sum of symbols with their weights; what has the weight 0 is left out, and a weight of 1 is not written."""
    text = ""
    for weight, symbol in terms:
        if weight == 0:
            continue
        sign = "-" if weight < 0 else "+" if text else ""
        factor = "" if abs(weight) == 1 else number(abs(weight)) + r"\, "
        text += f" {sign} {factor}{symbol}" if text else f"{sign}{factor}{symbol}"
    return text or "0"


def signal(schedule: Schedule, t: str = "t") -> str:
    """The symbol for the weight of the picture in x_t."""
    return rf"\sqrt{{\bar\alpha_{{{t}}}}}" if schedule.variance_preserving else rf"\mathrm{{signal}}_{{{t}}}"


def noise_variance(schedule: Schedule) -> str:
    """That for the variance of the noise in x_t."""
    return r"(1 - \bar\alpha_t)" if schedule.variance_preserving else r"\mathrm{noise}_t^{2}"


def gain(schedule: Schedule) -> str:
    """That for the factor of x_{t-1} in a step."""
    return r"\sqrt{\alpha_t}" if schedule.variance_preserving else r"r_t"


def step_variance(schedule: Schedule) -> str:
    """That for the variance of the noise that a step adds."""
    return r"\beta_t" if schedule.variance_preserving else r"q_t"


def posterior_variance(schedule: Schedule) -> str:
    """That for the variance of the step back when x_0 is known."""
    return r"\tilde\beta_t" if schedule.variance_preserving else r"\tilde q_t"
