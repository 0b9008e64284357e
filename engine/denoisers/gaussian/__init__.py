"""Gaussian: knows the mean colour and the power spectrum of a picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.denoisers.family import Family

if TYPE_CHECKING:
    from torch import Tensor

    from engine.denoisers.estimate import Denoiser


@dataclass(frozen=True)
class GaussianSettings:
    """There is nothing to set."""


def _make(x0: Tensor, settings: GaussianSettings, others: Sequence[Tensor]) -> Denoiser:
    from engine.denoisers.gaussian.denoiser import Gaussian

    return Gaussian(x0)


FAMILY = Family(
    title="Gaussian (Wiener)",
    formula=r"\hat x_0 = m + \sqrt{\bar\alpha_t}\, C (\bar\alpha_t C + (1 - \bar\alpha_t) \mathrm{I})^{-1}"
    r" (x_t - \sqrt{\bar\alpha_t}\, m)",
    source="Wiener 1949; Galerne, Gousseau and Morel 2011",
    defaults=GaussianSettings(),
    options=(),
    make=_make,
    steps=250,
    gaussian=True,
)
