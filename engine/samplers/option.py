"""A number that a sampler or a spacing depends on."""

from __future__ import annotations

import reprlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SamplerOption:
    """A number from `minimum` to `maximum`, a whole one or not; `label` is TeX.

    `default` None means what the schedule itself has, such as its greatest sigma.
    """

    name: str
    label: str
    default: float | None
    minimum: float
    maximum: float
    help: str
    whole: bool = False

    def allows(self, number: float) -> bool:
        """Whether it is in the range, and whole where it must be."""
        return self.minimum <= number <= self.maximum and (not self.whole or float(number).is_integer())

    def check(self, value: object) -> float:
        """`value` as a float.

        Raises:
            ValueError: when it is not a number or not allowed.
        """
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ValueError(f"{self.name} is {reprlib.repr(value)}; it must be a number.")
        number = float(value)
        if not self.allows(number):
            kind = "a whole number " if self.whole else ""
            raise ValueError(
                f"{self.name} is {number:g}; it must be {kind}from {self.minimum:g} to {self.maximum:g}."
            )
        return number


SIGMA_MIN = SamplerOption(
    "sigma_min", r"\sigma_{\mathrm{min}}", None, 1e-9, 1e9,
    "The least noise level before 0; the schedule's own at t = 1 when it is not given.",
)  # fmt: skip
SIGMA_MAX = SamplerOption(
    "sigma_max", r"\sigma_{\mathrm{max}}", None, 1e-9, 1e9,
    "The greatest noise level; the schedule's own at t = T when it is not given.",
)  # fmt: skip
ETA = SamplerOption("eta", r"\eta", 1.0, 0.0, 1.0, "Share of fresh noise: 0 follows the ODE, 1 is ancestral.")
S_NOISE = SamplerOption(
    "s_noise", r"S_{\mathrm{noise}}", 1.0, 0.0, 2.0, "Factor of the fresh noise; 1 is right."
)


def complete(
    options: tuple[SamplerOption, ...], given: dict[str, float], whose: str
) -> dict[str, float | None]:
    """The value of each of the options, checked: as given, or the default.

    Raises:
        ValueError: when a name is unknown or a value is not allowed.
    """
    known = {option.name: option for option in options}
    for unknown in given.keys() - known.keys():
        there = f"it has {', '.join(known)}" if known else "it has none"
        raise ValueError(f"{whose} has no option {unknown!r}; {there}.")
    return {name: one.check(given[name]) if name in given else one.default for name, one in known.items()}
