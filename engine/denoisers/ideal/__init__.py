"""Ideal: knows a set of pictures, and that the clean one is a member of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.denoisers.family import Family
from engine.option import Option

if TYPE_CHECKING:
    from torch import Tensor

    from engine.denoisers.estimate import Denoiser

MEMBERS = ("crops", "bundled", "folder")
"""What a set may be made of: random crops of the picture, the bundled pictures, or those of a folder."""


@dataclass(frozen=True)
class IdealSettings:
    """`members` is one of MEMBERS: that many `crops`, or the pictures in the folder with the path `folder`."""

    members: str = MEMBERS[0]
    crops: int = 64
    folder: str = ""


def _make(x0: Tensor, settings: IdealSettings, others: Sequence[Tensor]) -> Denoiser:
    from engine.denoisers.ideal.denoiser import Ideal

    return Ideal(others)


FAMILY = Family(
    title="Ideal over a set",
    formula=r"\hat x_0 = \sum_n w_n x_0^{(n)},\; w_n \propto"
    r" e^{-|x_t - \sqrt{\bar\alpha_t}\, x_0^{(n)}|^2 / (2 (1 - \bar\alpha_t))}",
    source="Karras et al. 2022, appendix B.3",
    defaults=IdealSettings(),
    options=(
        Option(
            "members",
            "set",
            "choice",
            "The pictures that the denoiser knows; the new picture ends at one of them.",
            choices=(
                ("crops", "crops of the picture"),
                ("bundled", "the bundled pictures"),
                ("folder", "pictures of a folder"),
            ),
        ),
        Option(
            "crops",
            "crops",
            "whole",
            "How many random crops of the picture are the set; they are the same for every seed.",
            minimum=1,
            maximum=256,
            when=(("members", ("crops",)),),
        ),
        Option(
            "folder",
            "",
            "folder",
            "The folder with the pictures of the set; each is cut to the proportions of the open picture.",
            none="Choose a folder…",
            when=(("members", ("folder",)),),
        ),
    ),
    make=_make,
    takes_a_set=True,
    third=r"\text{weights of the set}",
)
