"""What every denoiser does, and what it gives."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import Protocol

import torch


@dataclass(frozen=True, slots=True, eq=False)
class Estimate:
    """What is known of x_0 from x_t.

    `x0_hat` is the posterior mean E[x_0 | x_t], (H, W, 3) float32, range that of the data. `sources`, (H, W, 2)
    float32, is where in the picture each pixel comes from: the mean row and column, 0 to 1. `weights`, (N,)
    float32, sum 1, are the posterior probabilities of the members of a set. None where a denoiser has no such thing.
    """

    x0_hat: torch.Tensor
    sources: torch.Tensor | None = None
    weights: torch.Tensor | None = None


class Denoiser(Protocol):
    """A prior over pictures of one size, made from data, whose posterior mean has a closed form."""

    def denoise(self, x_t: torch.Tensor, alpha_bar: float) -> Generator[None, None, Estimate]:
        """E[x_0 | x_t] for x_t = sqrt(alpha_bar) x_0 + sqrt(1 - alpha_bar) eps, (H, W, 3) float32.

        Yields between slices of work of at most some 40 ms; close it to give up. alpha_bar is 0 to 1; both
        ends are the limits.

        Raises:
            ValueError: when x_t has not the size that the denoiser was made for.
        """
        ...


def check_picture(x0: torch.Tensor) -> None:
    """Refuse what is no picture.

    Raises:
        ValueError: unless its shape is (H, W, 3) with at least one pixel.
    """
    if x0.ndim != 3 or x0.shape[2] != 3 or not x0.numel():
        raise ValueError(
            f"A picture of shape {tuple(x0.shape)} cannot be used: (height, width, 3) is needed."
        )


def check_size(x_t: torch.Tensor, size: tuple[int, ...]) -> None:
    """Refuse an x_t of another size.

    Raises:
        ValueError: unless its shape is `size`, (H, W, 3).
    """
    if tuple(x_t.shape) != tuple(size):
        raise ValueError(
            f"x_t has shape {tuple(x_t.shape)} and the denoiser is for {tuple(size)}: "
            "bring the picture to that size first."
        )
