"""Patches: knows a picture by its patches, and makes new pictures of its kind."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.denoisers.family import Family
from engine.option import Option

if TYPE_CHECKING:
    from torch import Tensor

    from engine.denoisers.estimate import Denoiser

ANYWHERE = 1.0
"""The width of a preference for the same place that prefers nothing."""


@dataclass(frozen=True)
class PatchesSettings:
    """`scale` is times the usual size of a patch; the rest says which places of the picture are preferred.

    `row_width` and `column_width` are how far from its own place a patch may come, as parts of the picture's height
    and width: the deviation of a Gaussian, or ANYWHERE.
    """

    scale: float = 1.0
    row_width: float = 0.1
    column_width: float = ANYWHERE
    mirrored: bool = False


def _make(x0: Tensor, settings: PatchesSettings, others: Sequence[Tensor]) -> Denoiser:
    from engine.denoisers.patches.denoiser import Patches

    row_width, column_width = (
        math.inf if width == ANYWHERE else width for width in (settings.row_width, settings.column_width)
    )
    return Patches(
        x0,
        scale=settings.scale,
        row_width=row_width,
        column_width=column_width,
        mirrored=settings.mirrored,
    )


FAMILY = Family(
    title="Patches of the picture",
    formula=r"\hat x_0 \approx \sum_p w_p\, \text{centre}(p),\; w_p \propto g(p)\,"
    r" e^{-|q - \sqrt{\bar\alpha_t}\, p|^2 / (2 (1 - \bar\alpha_t))}",
    source="Kamb and Ganguli 2024; Niedoba et al. 2024",
    defaults=PatchesSettings(),
    options=(
        Option(
            "scale",
            "patch size ×",
            "number",
            "Size of the patches, times the usual one: large ones copy the picture, small ones forget its layout.",
            minimum=0.25,
            maximum=2.0,
            step=0.05,
        ),
        Option(
            "row_width",
            "up/down ±",
            "number",
            "How far above or below its own place a patch may come from: the standard deviation of the preference g "
            "for the same place, as a part of the picture's height. 0 is the same row, 1 anywhere.",
            minimum=0.0,
            maximum=ANYWHERE,
            step=0.02,
        ),
        Option(
            "column_width",
            "left/right ±",
            "number",
            "How far to the left or right a patch may come from: the standard deviation of the preference g for the "
            "same place, as a part of the picture's width. 0 is the same column, 1 anywhere.",
            minimum=0.0,
            maximum=ANYWHERE,
            step=0.02,
        ),
        Option("mirrored", "mirrored too", "switch", "Patches of the mirrored picture may be taken too."),
    ),
    make=_make,
    coarse_to_fine=True,
    third=r"\text{comes from}",
)
