"""Where patches are in their picture, which of them a pixel prefers, and which are left out when there are many."""

from __future__ import annotations

import math
from hashlib import blake2b

import torch

CUT = 3.0
"""Widths of the preference for a place beyond which no patch comes from."""


def centres_of(pictures: torch.Tensor) -> torch.Tensor:
    """Colour, row and column (0 to 1, in the picture that was not mirrored) of each pixel, (5, H, M * W)."""
    count, height, width, _ = pictures.shape
    rows = (torch.arange(height, device=pictures.device) + 0.5) / height
    columns = (torch.arange(width, device=pictures.device) + 0.5) / width
    places = [
        torch.stack(torch.meshgrid(rows, across, indexing="ij")) for across in (columns, columns.flip(0))
    ]
    parts = [
        torch.cat((picture.permute(2, 0, 1), place))
        for picture, place in zip(pictures, places[:count], strict=True)
    ]
    return torch.cat(parts, 2)


def reach(width: float, length: int) -> int:
    """The largest distance, in pixels, that a preference of this width allows."""
    return length if width == math.inf else min(length, int(CUT * width * length))


def preference(width: float, length: int) -> torch.Tensor:
    """The log weight of place p for a pixel at place q, as [q, p]: -(q - p)^2 / (2 (width length)^2), cut off."""
    places = torch.arange(length, dtype=torch.float64)
    apart = (places[:, None] - places).abs()
    log_weight = -((apart / max(width * length, 1e-6)) ** 2) / 2
    return log_weight.masked_fill(apart > reach(width, length), -torch.inf).float()


def thinned(every: int, size: tuple[int, ...], reaches: tuple[int, int], k: int, most: int) -> torch.Tensor:
    """Which of the `every` patches of each row are candidates, (H, n): all, or one of every few side by side.

    All, unless the rows that a pixel may choose from hold more than `most` patches. Which of those side by side is
    drawn at random, and always the same.
    """
    height, width = size
    rows = min(height, 2 * reaches[0] + 1)
    apart = every / max(1, min(every, most // rows))
    # Of the columns that a pixel may choose from, cut off by border and preference, one has to be left.
    if apart <= 1 or 2 * apart > min(reaches[1] + 1, width - k + 1):
        return torch.arange(every).expand(height, -1)
    seed = int.from_bytes(blake2b(b"thinned patches", digest_size=8).digest(), "big")
    within = torch.rand(height, int(every / apart), generator=torch.Generator().manual_seed(seed))
    return ((torch.arange(within.shape[1]) + within) * apart).long().clamp_max(every - 1)
