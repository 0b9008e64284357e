"""The ideal denoiser of a finite set of pictures: the posterior mean, which in the end is one of them."""

from __future__ import annotations

import math
from collections.abc import Generator, Sequence
from hashlib import blake2b

import torch

from engine.denoisers.estimate import Estimate, check_picture, check_size

SLICE = 2**21  # values that are compared at a time: some 5 ms


class Ideal:
    """x_0 is one of N pictures, each as likely as the next (Karras et al. 2022, appendix B.3).

    Raises:
        ValueError: when the set is empty, its pictures differ in size, or one is no picture (H, W, 3).
    """

    def __init__(self, members: Sequence[torch.Tensor]) -> None:
        if not members:
            raise ValueError("The set holds 0 pictures; give at least one, or take crops of the picture.")
        for number, member in enumerate(members, start=1):
            check_picture(member)
            if member.shape != members[0].shape:
                height, width = members[0].shape[:2]
                raise ValueError(
                    f"Picture {number} of the set is {member.shape[1]} x {member.shape[0]} pixels and the first is "
                    f"{width} x {height}: bring all of them to one size."
                )
        self.size = tuple(members[0].shape)
        self.members = torch.stack(list(members))
        """The set, (N, H, W, 3)."""

    def weights(self, x_t: torch.Tensor, alpha_bar: float) -> Generator[None, None, torch.Tensor]:
        """The posterior probability of each member given x_t, (N,) float32, in slices.

        softmax(-|x_t - sqrt(ab) x_0|^2 / (2 (1 - ab))). The squares of the differences are summed, not expanded:
        of 10^5 values, expanded ones would lose the digits that decide at low noise.
        """
        check_size(x_t, self.size)
        flat, signal = self.members.flatten(1), math.sqrt(alpha_bar)
        distance = torch.empty(len(flat), dtype=torch.float64, device=x_t.device)
        values = flat.shape[1]
        at_once = max(1, SLICE // values)
        for first in range(0, len(flat), at_once):
            part = x_t.flatten() - signal * flat[first : first + at_once]
            distance[first : first + at_once] = part.square_().sum(1, dtype=torch.float64)
            yield
        noise = max(1.0 - alpha_bar, torch.finfo(torch.float32).tiny)
        return torch.softmax(distance / (-2.0 * noise), 0).to(x_t.dtype)

    def denoise(self, x_t: torch.Tensor, alpha_bar: float) -> Generator[None, None, Estimate]:
        """sum_n w_n x_0^(n) with the posterior weights, which are returned too; see `Denoiser.denoise`."""
        weights = yield from self.weights(x_t, alpha_bar)
        x0_hat = torch.zeros_like(x_t)
        for member, weight in zip(self.members, weights.tolist(), strict=True):
            if weight:
                x0_hat.add_(member, alpha=weight)
        return Estimate(x0_hat, weights=weights)


def random_crops(x0: torch.Tensor, count: int, height: int, width: int, seed: int) -> list[torch.Tensor]:
    """`count` crops of a picture, (height, width, 3), at places drawn evenly by the seed; views of it.

    Raises:
        ValueError: when the picture is smaller than a crop.
    """
    corners = crop_corners(x0, count, height, width, seed)
    return [x0[top : top + height, left : left + width] for top, left in corners]


def crop_corners(x0: torch.Tensor, count: int, height: int, width: int, seed: int) -> list[tuple[int, int]]:
    """Where `random_crops` are: the row and the column of their first pixel.

    Raises:
        ValueError: when the picture is smaller than a crop.
    """
    check_picture(x0)
    rows, columns = x0.shape[0] - height + 1, x0.shape[1] - width + 1
    if min(rows, columns) < 1:
        raise ValueError(
            f"The picture is {x0.shape[1]} x {x0.shape[0]} pixels and a crop is {width} x {height}: "
            "choose a smaller result or a larger picture."
        )
    if rows == columns == 1 < count:
        raise ValueError(
            f"Each crop would be the whole picture of {width} x {height} pixels, and all members the same: "
            "choose a smaller result or a larger picture."
        )
    number = int.from_bytes(blake2b(f"{seed}/crops".encode(), digest_size=8).digest(), "big")
    generator = torch.Generator().manual_seed(number)
    tops = torch.randint(rows, (count,), generator=generator).tolist()
    lefts = torch.randint(columns, (count,), generator=generator).tolist()
    return list(zip(tops, lefts, strict=True))
