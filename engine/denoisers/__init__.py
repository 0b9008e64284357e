"""Denoisers computed from pictures in closed form, by name. Importing this loads no torch; making one does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.generation.recipe import Recipe

if TYPE_CHECKING:
    from torch import Tensor

    from engine.denoisers.estimate import Denoiser


@dataclass(frozen=True, slots=True)
class Family:
    """A kind of denoiser. `title` and `source` are for people, `formula` is TeX.

    `make(x0, recipe, others)` makes one for pictures of the size of x0, (H, W, 3); `others` are more pictures
    of that size, which only a denoiser with `takes_a_set` uses. One that is `coarse_to_fine` is too slow for
    large pictures, or sees too little of them at once, and is first run on smaller ones.
    """

    title: str
    formula: str
    source: str
    make: Callable[[Tensor, Recipe, Sequence[Tensor]], Denoiser]
    takes_a_set: bool = False
    coarse_to_fine: bool = False


def _gaussian(x0: Tensor, recipe: Recipe, others: Sequence[Tensor]) -> Denoiser:
    from engine.denoisers.gaussian import Gaussian

    return Gaussian(x0)


def _ideal(x0: Tensor, recipe: Recipe, others: Sequence[Tensor]) -> Denoiser:
    from engine.denoisers.ideal import Ideal

    return Ideal(others)


def _patches(x0: Tensor, recipe: Recipe, others: Sequence[Tensor]) -> Denoiser:
    from engine.denoisers.patches.denoiser import Patches

    return Patches(
        x0,
        scale=recipe.scale,
        row_width=recipe.row_width,
        column_width=recipe.column_width,
        mirrored=recipe.mirrored,
    )


DENOISERS: dict[str, Family] = {
    "gaussian": Family(
        title="Gaussian (Wiener)",
        formula=r"\hat x_0 = m + \sqrt{\bar\alpha_t}\, C (\bar\alpha_t C + (1 - \bar\alpha_t) \mathrm{I})^{-1}"
        r" (x_t - \sqrt{\bar\alpha_t}\, m)",
        source="Wiener 1949; Galerne, Gousseau and Morel 2011",
        make=_gaussian,
    ),
    "ideal": Family(
        title="Ideal over a set",
        formula=r"\hat x_0 = \sum_n w_n x_0^{(n)},\; w_n \propto"
        r" e^{-|x_t - \sqrt{\bar\alpha_t}\, x_0^{(n)}|^2 / (2 (1 - \bar\alpha_t))}",
        source="Karras et al. 2022, appendix B.3",
        make=_ideal,
        takes_a_set=True,
    ),
    "patches": Family(
        title="Patches of the picture",
        formula=r"\hat x_0 = \sum_p w_p\, \text{centre}(p),\; w_p \propto"
        r" e^{-|q - \sqrt{\bar\alpha_t}\, p|^2 / (2 (1 - \bar\alpha_t))}",
        source="Kamb and Ganguli 2024; Niedoba et al. 2024",
        make=_patches,
        coarse_to_fine=True,
    ),
}
