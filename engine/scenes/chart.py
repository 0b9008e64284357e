"""Charts of a scene: immutable curves, maps and marks with their axes, for the window and for files.

Texts are plain; `colour` is the number of a run, which has that colour everywhere, and None for what belongs to
none of them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from engine.schedules.number_text import power_text, with_minus

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Axis:
    """From `low` to `high`, which may fall; `unit` stands at its end. `ticks` are (value, text), in any order."""

    low: float
    high: float
    ticks: tuple[tuple[float, str], ...]
    unit: str = ""
    log: bool = False

    def part(self, values: npt.ArrayLike) -> Array:
        """Where values are, 0 at `low` and 1 at `high`; below a logarithmic axis it is minus infinity."""
        with np.errstate(divide="ignore"):
            if self.log:
                place = np.log(np.asarray(values, dtype=np.float64))
                low, high = np.log(self.low), np.log(self.high)
            else:
                place, low, high = np.asarray(values, dtype=np.float64), self.low, self.high
            return np.asarray((place - low) / (high - low))

    def value(self, part: float) -> float:
        """The value at a part of the way: the inverse of `part`."""
        if self.log:
            return float(self.low * (self.high / self.low) ** part)
        return self.low + part * (self.high - self.low)


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """y over x, two read-only arrays of one length, with its name at its end, if it has one.

    What is `quiet` is there to be compared with.
    """

    x: Array
    y: Array
    label: str = ""
    colour: int | None = None
    dashed: bool = False
    dots: bool = False
    quiet: bool = False

    def __post_init__(self) -> None:
        for name in ("x", "y"):
            values = np.array(getattr(self, name), dtype=np.float64)
            values.setflags(write=False)
            object.__setattr__(self, name, values)


@dataclass(frozen=True, slots=True)
class Mark:
    """A line across the chart at a value of an axis, "x" or "y", with a name, if it has one."""

    axis: str
    at: float
    label: str = ""
    colour: int | None = None
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Spots:
    """Places in the chart that are now, as (x, y, colour)."""

    places: tuple[tuple[float, float, int | None], ...]


@dataclass(frozen=True, slots=True, eq=False)
class HeatMap:
    """Values 0 to 1, (rows, columns), the first row at the lower end of the y axis: read-only.

    As `cells` each of them is seen; else they are the samples of what is smooth.
    """

    values: Array
    cells: bool = False

    def __post_init__(self) -> None:
        values = np.array(self.values, dtype=np.float64)
        values.setflags(write=False)
        object.__setattr__(self, "values", values)


@dataclass(frozen=True, slots=True, eq=False)
class Arrows:
    """From (x, y) to (x + dx, y + dy), four read-only arrays of one length."""

    x: Array
    y: Array
    dx: Array
    dy: Array

    def __post_init__(self) -> None:
        for name in ("x", "y", "dx", "dy"):
            values = np.array(getattr(self, name), dtype=np.float64)
            values.setflags(write=False)
            object.__setattr__(self, name, values)


@dataclass(frozen=True, slots=True, eq=False)
class Chart:
    """A chart with the question that it answers. What does not depend on t is drawn once for all t.

    `share` is its height, compared with those of the others. An `even` one has one scale on both axes: lengths in it
    can be compared. `notes` are sentences beside one that is narrower than its place.
    """

    question: str
    x: Axis
    y: Axis
    curves: tuple[Curve, ...] = ()
    marks: tuple[Mark, ...] = ()
    heat: HeatMap | None = None
    share: float = 1.0
    arrows: Arrows | None = None
    even: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RunNote:
    """A run as it is listed: its name, the number by which runs are compared, and all others in a sentence.

    Those in `small` stand below it. `values` are all of them by name, for a table.
    """

    title: str
    number: str
    details: str
    small: str = ""
    values: tuple[tuple[str, float], ...] = ()


def known(**values: float | None) -> tuple[tuple[str, float], ...]:
    """The values of a run by name, without those that are None or NaN."""
    return tuple((name, value) for name, value in values.items() if value is not None and value == value)


def log_ticks(low: float, high: float, most: int = 6) -> tuple[tuple[float, str], ...]:
    """Powers of ten between two positive values, at most so many, as 0.01, 1, 100 or 10⁴."""
    first, last = int(np.ceil(np.log10(low) - 1e-9)), int(np.floor(np.log10(high) + 1e-9))
    step = max(1, -(-(last - first + 1) // most))
    start = -(-first // step) * step  # so that 1 is among them
    return tuple((10.0**power, power_text(power)) for power in range(start, last + 1, step))


def linear_ticks(
    low: float, high: float, most: int = 6, *, whole: bool = False
) -> tuple[tuple[float, str], ...]:
    """Round values between two, at most so many; `whole` ones, as timesteps are."""
    size = max(float(whole), (high - low) / max(1, most - 1))
    power = 10.0 ** np.floor(np.log10(size))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= size * (1 - 1e-9))
    values = np.arange(np.ceil(low / step - 1e-9), np.floor(high / step + 1e-9) + 1) * step
    return tuple((float(value), with_minus(f"{value + 0.0:g}")) for value in values)
