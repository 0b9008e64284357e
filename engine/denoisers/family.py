"""What a kind of denoiser declares of itself, without loading torch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.option import Option, applying

if TYPE_CHECKING:
    from torch import Tensor

    from engine.denoisers.estimate import Denoiser


@dataclass(frozen=True, slots=True)
class Family:
    """A kind of denoiser. `title` and `source` are for people, `formula` is TeX.

    `defaults` is a frozen dataclass with a field for each of `options`; no other denoiser has fields or options of
    the same names. `make(x0, settings, others)` makes one for pictures of the size of x0, (H, W, 3), with such
    settings; `others` are the members of a set, of that size, which only a denoiser with `takes_a_set` uses. One
    that is `coarse_to_fine` is too slow for large pictures, or sees too little of them at once, and is first run on
    smaller ones. `steps` is the usual number of steps of a sampler with it. `third` is TeX for the image that it
    has beside its estimate, empty if there is none. `gaussian` says that its prior is a Gaussian, so that what a
    sampler leaves of its power is known.
    """

    title: str
    formula: str
    source: str
    defaults: Any
    options: tuple[Option, ...]
    make: Callable[[Tensor, Any, Sequence[Tensor]], Denoiser]
    steps: int = 40
    takes_a_set: bool = False
    coarse_to_fine: bool = False
    third: str = ""
    gaussian: bool = False

    def settings_from(self, settings: Any) -> Any:
        """Its own settings among others; those that do nothing have their defaults, so that equal ones are equal."""
        return type(self.defaults)(**applying(self.options, settings))
