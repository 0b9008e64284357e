"""The least possible loss of a network that predicts x_0 at some noise levels, under two laws, by sampling."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.planning.facts import PictureFacts
from engine.planning.set_spectrum import SmallPicture

if TYPE_CHECKING:
    from torch import Tensor

    from engine.denoisers.left_open import LeftOpen  # it needs torch

SIGMAS = tuple(np.geomspace(100.0, 0.01, 25).tolist())
"""Noise over signal where losses are sampled; they do not depend on a schedule."""
AT_ONCE = 5
CROPS, CROPPED = 64, 0.75
"""The crops that are the set of a single picture, and their sides over those of the picture."""
ROW_WIDTH = 0.1
"""How far above or below its place a patch may come from, as in Generate before anything is changed."""


@dataclass(frozen=True, slots=True)
class FindFloor:
    """Calculation: what some noise levels leave open of x_0 under a `law`, "set" or "patches": a tuple of LeftOpen.

    A set without `members` is that of crops of the picture. There is nothing for patches of a picture that is smaller
    than the smallest patch.
    """

    law: str
    picture: SmallPicture
    members: tuple[SmallPicture, ...]
    sigmas: tuple[float, ...]

    def run(self) -> Generator[None, None, tuple[LeftOpen, ...]]:
        """One noise level after the other."""
        import torch  # the scenes are read without it

        yield
        x0 = torch.from_numpy(self.picture.x0.copy())
        if self.law == "set":
            from engine.denoisers.ideal.denoiser import Ideal
            from engine.denoisers.ideal.left_open import set_left_open

            return tuple((yield from set_left_open(Ideal(self._set(x0)), self.sigmas)))
        from engine.denoisers.patches.denoiser import Patches
        from engine.denoisers.patches.left_open import patches_left_open

        if min(x0.shape[:2]) < 3:
            return ()
        patches, found = Patches(x0, row_width=ROW_WIDTH, tolerance=0.0), []
        for sigma in self.sigmas:
            found.append((yield from patches_left_open(patches, sigma)))
        return tuple(found)

    def _set(self, x0: Tensor) -> Sequence[Tensor]:
        import torch

        from engine.denoisers.ideal.denoiser import random_crops
        from engine.generation.coarse_to_fine import fitted

        height, width = x0.shape[:2]
        if self.members:
            return [fitted(torch.from_numpy(each.x0.copy()), height, width) for each in self.members]
        rows, columns = crop_size(height, width)
        return random_crops(x0, CROPS, rows, columns, 0) if (rows, columns) != (height, width) else [x0]


def crop_size(height: int, width: int) -> tuple[int, int]:
    """Rows and columns of a crop; those of the picture where it is too small to be cropped."""
    return max(1, round(CROPPED * height)), max(1, round(CROPPED * width))


def floors(facts: PictureFacts) -> dict[str, tuple[FindFloor, ...]]:
    """All that is to be found, by law, the most noise first: a few levels at a time, so that they can be shown."""
    assert facts.small is not None
    chunks = [SIGMAS[first : first + AT_ONCE] for first in range(0, len(SIGMAS), AT_ONCE)]
    members = _members(facts)
    return {
        law: tuple(FindFloor(law, facts.small, members if law == "set" else (), chunk) for chunk in chunks)
        for law in ("set", "patches")
    }


def names(facts: PictureFacts) -> dict[str, str]:
    """What the laws are called."""
    assert facts.small is not None
    height, width = facts.small.x0.shape[:2]
    rows, columns = crop_size(height, width)
    count = len(_members(facts)) or (1 if (rows, columns) == (height, width) else CROPS)
    what = ("picture" if count == 1 else "pictures") if _members(facts) or count == 1 else "crops"
    return {"set": f"{count} {what}", "patches": "patches"}


def _members(facts: PictureFacts) -> tuple[SmallPicture, ...]:
    return facts.of_set.small if facts.plans_for_set and facts.of_set is not None else ()
