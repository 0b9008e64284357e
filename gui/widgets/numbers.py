"""The numbers that a field takes: how they are read, written, and stepped through. No widget is needed here."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from decimal import Decimal

_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]{1,9})?", re.IGNORECASE)
_LONGEST = 24  # letters of what was typed that a sentence repeats
_PLAIN = 12  # decimals up to which a number is written without an exponent


@dataclass(frozen=True, slots=True)
class Numbers:
    """Numbers from `minimum` to `maximum`, whole ones unless `decimals` says how far the arrows are rounded.

    `inside` is a wider range whose ends are not allowed, for what is typed; the arrows stay within the limits.
    `word` is what the least number is called where it means something else, as "all". Where there is `among`, in
    ascending order, only these are allowed, and the arrows go from one to the next.
    """

    minimum: float
    maximum: float
    step: float = 1
    decimals: int = 0
    inside: tuple[float, float] | None = None
    word: str = ""
    unit: str = ""
    among: tuple[int, ...] = ()

    def read(self, text: str) -> float:
        """The number that a text means: 300, 1e2, 0.5, 0,5, 10 000, or the word.

        Raises:
            ValueError: with a sentence that names the range, where it is none of these numbers.
        """
        plain = "".join(text.removesuffix(self.unit).split()).replace(",", ".").replace("−", "-")
        if self.word and plain.lower() == "".join(self.word.split()).lower():
            return self.minimum
        typed = text.strip() if len(text.strip()) <= _LONGEST else f"{text.strip()[:_LONGEST]}…"
        if not _NUMBER.fullmatch(plain):
            what = f"“{typed}” is not a number" if typed else "A number is missing"
            raise ValueError(f"{what}: {self.range_in_words}.")
        exact = Decimal(plain)
        # The range comes first: of 1e999999999 no whole number must be made.
        if not self._has(exact) or (exact and not float(exact)):
            raise ValueError(f"{typed} is out of range: {self.range_in_words}.")
        if self.decimals:
            return float(exact)
        if exact != exact.to_integral_value():
            raise ValueError(f"{typed} is not a whole number: {self.range_in_words}.")
        if self.among and int(exact) not in self.among:
            beside = self._beside(int(exact))
            raise ValueError(
                f"{typed} is not one of the {len(self.among)} that there are; beside it: {beside}."
            )
        return int(exact)

    def write(self, value: float) -> str:
        """A number with as many decimals as it needs, or its word."""
        if self.word and value == self.minimum:
            return self.word
        if not self.decimals:
            return f"{int(value)}{self.unit}"
        shortest = Decimal(repr(float(value)))  # the fewest digits that give this float again
        exponent = shortest.normalize().as_tuple().exponent
        assert isinstance(exponent, int)
        if exponent < -_PLAIN:
            return f"{value!r}{self.unit}"
        text = f"{shortest:f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
        return f"{'0' if text == '-0' else text}{self.unit}"

    def cut(self, value: float) -> float:
        """The nearest number that is allowed."""
        inside = self._has(Decimal(value))
        nearest = value if inside else min(max(value, self.minimum), self.maximum)
        return nearest if self.decimals else int(nearest)

    def stepped(self, value: float, steps: int) -> float:
        """So many steps on, within the limits; from beyond them an arrow never leads the other way."""
        if self.among:
            index = bisect_right(self.among, value) - 1 if steps > 0 else bisect_left(self.among, value)
            return self.among[min(max(index + steps, 0), len(self.among) - 1)]
        there = min(max(round(value + steps * self.step, self.decimals), self.minimum), self.maximum)
        there = max(there, value) if steps > 0 else min(there, value)
        return there if self.decimals else int(there)

    @property
    def range_in_words(self) -> str:
        """ "from 1 to 100", with the word where there is one."""
        if self.inside is not None:
            return f"above {self.inside[0]:g} and below {self.inside[1]:g}"
        low, high = (
            f"{limit:g}" if self.decimals else f"{int(limit)}" for limit in (self.minimum, self.maximum)
        )
        return f"from {low} to {high}" + (f", or “{self.word}”" if self.word else "")

    def _beside(self, number: int) -> str:
        """The allowed numbers on both sides of one that is not."""
        after = bisect_left(self.among, number)
        return " and ".join(f"{one}" for one in self.among[max(after - 1, 0) : after + 1])

    def _has(self, number: Decimal) -> bool:
        if self.inside is not None:
            return Decimal(self.inside[0]) < number < Decimal(self.inside[1])
        # A limit such as 0.1 means the decimal number, not the float that lies beside it.
        return Decimal(repr(self.minimum)) <= number <= Decimal(repr(self.maximum))
